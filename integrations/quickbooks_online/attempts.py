"""The way to Intuit and back: who set out, from which browser, and may come back with that state, once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from billing.tenancy.scope import current_tenant_id
from integrations.models import Attempt, Connection, Purpose

LIFE = timedelta(minutes=10)


class Invalid(ValueError):
    """Who came back is not who set out, or too late, or for the second time. The sentence says which."""


def begin(
    *, connection: Connection, user_id: UUID, browser: str, purpose: Purpose, in_popup: bool, now: datetime
) -> str:
    """Note that somebody sets out; returns the state to send along. It names the tenant, and nothing else."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Attempt.objects.filter(connection=connection, expires_at__lt=now - timedelta(days=1)).delete()
        Attempt.objects.create(
            connection=connection, user_id=user_id, browser=_digest(browser), state=_digest(secret),
            purpose=purpose, in_popup=in_popup, created_at=now, expires_at=now + LIFE,
        )  # fmt: skip
    return f"{current_tenant_id().hex}.{secret}"


def tenant_of(state: str) -> UUID | None:
    """Return the tenant that a state names, or None for what is no state of ours."""
    tenant, point, secret = state.partition(".")
    if not point or not secret or len(state) > 200 or len(tenant) != 32:
        return None
    try:
        return UUID(tenant)
    except ValueError:
        return None


def take(*, state: str, user_id: UUID, browser: str, now: datetime) -> Attempt:
    """Use an attempt up, whatever comes of it. Raises Invalid."""
    secret = state.partition(".")[2]
    with transaction.atomic():
        rows = Attempt.objects.select_for_update(of=("self",)).select_related("connection")
        attempt = rows.filter(state=_digest(secret)).first()
        if attempt is None:
            raise Invalid("Tieout did not send you to Intuit with this link, or it is older than a day.")
        used, attempt.used_at = attempt.used_at, attempt.used_at or now
        attempt.save(update_fields=["used_at"])
    if used is not None:
        raise Invalid("This answer of Intuit was used already. Nothing was done a second time.")
    if attempt.user_id != user_id or not secrets.compare_digest(bytes(attempt.browser), _digest(browser)):
        raise Invalid(
            "Somebody else set out to connect, or the same person in another browser. Begin again from here."
        )
    if attempt.expires_at <= now:
        raise Invalid(
            "More than ten minutes went by at Intuit, so the answer is no longer taken. Begin again."
        )
    return attempt


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
