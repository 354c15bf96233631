"""Client ids and secrets of API applications: making them, and telling whether one is right.

A secret is 256 bits of chance, so nobody finds it by trying, and a slow hash as for passwords would only
make each
request for a token slow. What is stored is its SHA-256 digest, sealed under the key ring and bound to this
one
application: a copy of the database lets nobody check a guess, and a digest moved to another row does not
open. The
ring can be rotated without any application noticing.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from billing.models import ApiApplication
from billing.tenancy import keyring
from billing.tenancy.scope import tenant_scope

SECRET_PREFIX = "tos_"  # noqa: S105  # what scanners of leaked secrets look for, not a secret
CLIENT_ID = re.compile(r"app_(?P<tenant>[0-9a-f]{32})_[0-9a-f]{16}")
LONGEST = 200
USE_NOTED_EVERY = timedelta(minutes=1)
# Compared with where there is no application, so that an unknown id takes as long as a wrong secret.
NOBODYS = hashlib.sha256(secrets.token_bytes(32)).digest()


class Refused(PermissionError):
    """An application may not come in; the sentence says why, as far as who asks may know."""


class Unproven(Refused):
    """The client id is unknown or the secret is wrong: which of the two is not told."""


class Closed(Refused):
    """The application or its account no longer lets anybody in."""


def new_client_id(*, tenant_id: UUID) -> str:
    """Return a client id that names its tenant: that must be known before any row can be looked up."""
    return f"app_{tenant_id.hex}_{secrets.token_hex(8)}"


def tenant_of(client_id: str) -> UUID | None:
    """Return the tenant that a client id names, or None where it is not in the form of ours."""
    found = CLIENT_ID.fullmatch(client_id)
    return UUID(found["tenant"]) if found else None


def new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def sealed(secret: str, *, application: ApiApplication) -> bytes:
    """Return the digest of a secret as it is stored with this application."""
    return keyring.seal(_digest(secret), context=context_of(application))


def context_of(application: ApiApplication) -> str:
    """Return what a stored digest is bound to."""
    return f"{application.tenant_id}:billing_apiapplication.secret:{application.client_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """An application that showed a right secret, and when that secret was made."""

    application: ApiApplication
    secret_made_at: datetime | None


def authenticate(*, client_id: str, secret: str, now: datetime) -> Proven:
    """Return the application that proves itself with this secret, or raise Unproven or Closed."""
    tenant_id = tenant_of(client_id)
    if tenant_id is None:
        raise _unproven()
    with tenant_scope(tenant_id=tenant_id), transaction.atomic():
        found = (
            ApiApplication.objects.select_related("account__user", "tenant")
            .filter(client_id=client_id)
            .first()
        )
        current, old = _compared(found, secret)
        if found is None or not (current or old):
            raise _unproven()
        if not current and not found.old_secret_works(now=now):
            raise Closed(
                "This secret was replaced by a newer one, and its time is up. Use the newer secret, or make "
                "one under Organisation > API applications."
            )
        refuse_closed(found)
        note_use(application=found, now=now)
    return Proven(application=found, secret_made_at=found.secret_rotated_at if current else None)


def refuse_replaced(application: ApiApplication, *, secret_made_at: datetime | None, now: datetime) -> None:
    """Raise Closed for what was got with a secret that was replaced since, once the old one's time is up."""
    if secret_made_at != application.secret_rotated_at and not application.old_secret_works(now=now):
        raise Closed(
            "The secret that this token was got with was replaced. Get a new token with the newer secret."
        )


def refuse_closed(application: ApiApplication) -> None:
    """Raise Closed where the application is revoked, or its account or that account's seat is suspended."""
    if application.is_revoked:
        raise Closed(
            f"The application {application.name} was revoked, and that is final. Create a new one under "
            "Organisation > API applications."
        )
    if not application.account.is_active or not application.account.user.is_active:
        raise Closed(
            f"The service account {application.account.user.name} is suspended. Somebody who manages API "
            "applications reinstates it under Organisation > API applications."
        )


def alive(*, application_id: UUID) -> ApiApplication:
    """Return an application of the current tenant as it is at this moment, in one query, or raise Closed."""
    found = ApiApplication.objects.select_related("account__user", "tenant").filter(pk=application_id).first()
    if found is None:
        raise Closed("The application that this token was given to does not exist.")
    refuse_closed(found)
    return found


def note_use(*, application: ApiApplication, now: datetime) -> None:
    """Note that the application was used; once a minute at most, and never where that would mean waiting.

    To be called in a short transaction of its own: the row stays locked until the transaction ends.
    """
    if application.last_used_at is not None and now - application.last_used_at < USE_NOTED_EVERY:
        return
    free = ApiApplication.objects.select_for_update(skip_locked=True, no_key=True)
    if free.filter(pk=application.pk, last_used_at=application.last_used_at).values_list("pk").first():
        ApiApplication.objects.filter(pk=application.pk).update(last_used_at=now)


def _compared(application: ApiApplication | None, secret: str) -> tuple[bool, bool]:
    """Tell whether a secret is the current one, or the one before; in a time that says nothing of either."""
    given = _digest(secret[:LONGEST])
    current = old = NOBODYS
    if application is not None:
        context = context_of(application)
        current = keyring.open_sealed(bytes(application.secret), context=context)
        if application.old_secret is not None:
            old = keyring.open_sealed(bytes(application.old_secret), context=context)
    return secrets.compare_digest(given, current), secrets.compare_digest(given, old)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _unproven() -> Unproven:
    return Unproven(
        "No application has this client ID and secret. Compare both with what Organisation > API "
        "applications showed when the secret was made; a lost secret is replaced there by a new one."
    )
