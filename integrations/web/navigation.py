"""The integrations' lines of the navigation, and what stands below an organisation's name."""

from collections.abc import Iterator
from contextlib import nullcontext

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from billing.frame import navigation, shell, steps
from billing.frame.navigation import Entry
from billing.frame.seat import Seat
from billing.frame.steps import Step
from billing.roles import Right
from integrations import registry
from integrations.services import connections
from integrations.states import Standing, State


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
    steps.add(_steps)


def standing_in(request: HttpRequest) -> Standing:
    """Say how the connection of this request's organisation stands; asked of the database once."""
    found: Standing | None = getattr(request, "standing", None)
    if found is None:
        # The page of a refusal is made after the transaction of its request.
        scope = nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()
        with scope:
            found = registry.standing_of(connections.current(), now=timezone.now())
        request.standing = found  # type: ignore[attr-defined]  # kept for the rest of the request
    return found


def _note(request: HttpRequest, seat: Seat) -> str:
    return str(standing_in(request).state)


def _steps(request: HttpRequest, seat: Seat) -> Iterator[Step]:
    if seat.may(Right.MANAGE_CONNECTION):
        yield Step(
            title="Connect QuickBooks",
            text="Choose Online or Desktop, let Tieout in, and say whether it is the right company.",
            done=standing_in(request).state not in {State.NOT_CONNECTED, State.DISCONNECTED, State.WAITING},
            url=reverse("accounting", args=[seat.tenant.slug]),
            action="Connect",
        )
