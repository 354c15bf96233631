"""The integrations' lines of the navigation, and what stands below an organisation's name."""

from contextlib import nullcontext

from django.db import transaction
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
    # The page of a refusal is made after the transaction of its request.
    scope = nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()
    with scope:
        return str(registry.standing_of(connections.current(), now=timezone.now()).state)
