"""Starts the app: checks, grants, subscriptions to what allauth reports."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db import connections
from django.db.models.signals import pre_migrate

from billing.tenancy.roles import APP, OWNER, SWEEP

# Whatever the owner makes from now on, the two other roles may use; each table then narrows that itself.
GRANTS = f"""
alter default privileges in schema public grant select, insert, update, delete on tables to {APP}, {SWEEP};
alter default privileges in schema public grant usage, select on sequences to {APP}, {SWEEP};
grant usage on schema public to {APP}, {SWEEP};
"""


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = "Billing"

    def ready(self) -> None:
        from billing.people import events, sessions
        from billing.tenancy.checks import check_tenancy
        from billing.web import navigation

        register(check_tenancy)
        pre_migrate.connect(grant_to_roles, sender=self)
        events.subscribe()
        sessions.subscribe()
        navigation.register()


def grant_to_roles(*, using: str, **_: Any) -> None:
    """Let the app and sweep roles use what the owner is about to make."""
    connection = connections[using]
    if connection.settings_dict["USER"] != OWNER:
        raise SystemExit(
            f"Migrations run as the database role {OWNER}, and DATABASE_URL names "
            f"{connection.settings_dict['USER']}. Start this command with the owner's DATABASE_URL."
        )
    with connection.cursor() as cursor:
        cursor.execute(GRANTS)
