"""Starts the app."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integrations"

    def ready(self) -> None:
        from integrations.quickbooks_desktop import doors as desktop

        desktop.register()
