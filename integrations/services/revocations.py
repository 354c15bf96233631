"""Grants that are to be given back to a vendor: queued here, told there by the vendor's own worker."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from integrations.models import Connection, Revocation

# So long fresh tokens wait to be kept by a connection, before they are given back.
HELD_FOR = timedelta(minutes=10)


def queue(connection: Connection, *, now: datetime) -> Revocation | None:
    """Queue what opens a connection's company, as it was authorised: company, world and app."""
    if not connection.credentials:
        return None
    return Revocation.objects.create(
        connection=connection, environment=connection.environment, company_key=connection.company_key,
        client_id=connection.client_id, credentials=connection.credentials, created_at=now, due_at=now,
    )  # fmt: skip


@transaction.atomic
def hold(
    *, connection_id: UUID, environment: str, company_key: str, client_id: str,
    credentials: Mapping[str, str], now: datetime,
) -> UUID:  # fmt: skip
    """Store what a vendor has just given, before it is used.

    Whatever becomes of the process, it is given back unless a connection keeps it before long.
    """
    row = Revocation.objects.create(
        connection_id=connection_id, environment=environment, company_key=company_key, client_id=client_id,
        credentials=dict(credentials), created_at=now, due_at=now + HELD_FOR,
    )  # fmt: skip
    return row.pk


@transaction.atomic
def give_back(*, held: UUID, now: datetime) -> None:
    """Nobody keeps it: it is given back with the next sweep, unless its company is open somewhere."""
    Revocation.objects.filter(pk=held).update(due_at=now)


@transaction.atomic
def forget(*, held: UUID) -> None:
    """Drop it without a word to the vendor: another connection lives on the same grant, or keeps this one."""
    Revocation.objects.filter(pk=held).delete()
