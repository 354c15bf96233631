"""Doing a request once, however often it is sent: its answer is kept in the transaction of what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from billing.models import IdempotencyRecord
from billing.tenancy.scope import across_tenants

KEPT = timedelta(hours=24)
BATCH = 1000


class InFlight(RuntimeError):
    """The same key is being worked on at this moment."""


class Reused(ValueError):
    """The key came with another request before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it was given, byte for byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def claim(*, application_id: UUID, key: str, fingerprint: str, now: datetime) -> Answer | None:
    """Return the answer that this request got before, or None and hold the key until the transaction ends.

    The hold is an advisory lock: it goes with the transaction, however that ends, so no key stays held by
    a process that died. PostgreSQL lets go of it after the commit can be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_lock_of(application_id, key)])
        if not cursor.fetchone()[0]:
            raise InFlight
    kept = IdempotencyRecord.objects.filter(application=application_id, key=key).first()
    if kept is None:
        return None
    if kept.created_at <= now - KEPT:
        kept.delete()
        return None
    if kept.fingerprint != fingerprint:
        raise Reused
    return Answer(status=kept.status, headers=kept.headers, body=bytes(kept.body))


def keep(*, application_id: UUID, key: str, fingerprint: str, answer: Answer, now: datetime) -> None:
    """Keep an answer, in the transaction of what it tells of."""
    IdempotencyRecord.objects.create(
        application_id=application_id,
        key=key,
        fingerprint=fingerprint,
        status=answer.status,
        headers=dict(answer.headers),
        body=answer.body,
        created_at=now,
    )


def purge(*, now: datetime) -> int:
    """Forget answers whose time is up, of all tenants, in short transactions; return how many."""
    gone = 0
    with across_tenants(reason="answers of every tenant are kept equally long"):
        while True:
            with transaction.atomic():
                old = IdempotencyRecord.objects.filter(created_at__lte=now - KEPT)
                batch = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
                gone += IdempotencyRecord.objects.filter(pk__in=batch).delete()[0]
            if len(batch) < BATCH:
                return gone


def _lock_of(application_id: UUID, key: str) -> int:
    digest = sha256(f"idempotency:{application_id}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
