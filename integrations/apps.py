"""Starts the app: its lines of the navigation, and the vendors there are."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integrations"

    def ready(self) -> None:
        from integrations import trail
        from integrations.quickbooks_desktop import doors as desktop
        from integrations.quickbooks_online import doors as online
        from integrations.web import navigation

        online.register()
        desktop.register()
        navigation.register()
        trail.register()
