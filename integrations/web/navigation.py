"""The integrations' lines of the navigation, and what stands below an organisation's name."""

from django.utils import timezone

from billing.frame import navigation, shell
from billing.frame.navigation import Entry
from billing.models import Tenant
from billing.roles import Right
from integrations import registry
from integrations.services import connections


def register() -> None:
    navigation.add(
        Entry(section="Accounting", label="Connection", view="accounting", icon="plug", right=Right.LOOK),
        Entry(
            section="Accounting",
            label="Settings of syncing",
            view="sync-settings",
            icon="sliders-horizontal",
            right=Right.MANAGE_CONNECTION,
        ),
    )
    shell.note_by(_note)


def _note(tenant: Tenant) -> str:
    connection = connections.current()
    return str(registry.standing_of(connection, now=timezone.now()).state)
