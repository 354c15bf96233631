"""The life of a connection: chosen, authorised, confirmed, paused, disconnected, replaced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from billing.actors import Actor
from billing.models import Tenant
from billing.services import audit
from billing.tenancy.scope import across_tenants, current_tenant_id
from integrations.models import Cause, Connection, Revocation, SettingChange
from integrations.services import revocations
from integrations.settings.catalogue import values
from integrations.vendors import Environment, Vendor

RECONNECT = "reconnect_needed"
UNREAD = "company_unread"
# What the audit trail tells of a connection. Never a credential.
TOLD = (
    "vendor", "environment", "company_key", "authorised_by", "confirmed_by", "paused_by", "disconnected_by",
    "trouble_code",
)  # fmt: skip


TAKEN = (
    "This company is connected to an organisation in Tieout already. Disconnect it there first, or ask "
    "support if you do not know where."
)
ANOTHER = (
    "The connection was changed since this page was opened. Look at the company that is shown now, and "
    "decide."
)


class Refused(ValueError):
    """It cannot be done now; the sentence says why, and what to do."""


class Held(Refused):
    """Vendor and type are locked while something is connected."""


class TakenElsewhere(Refused):
    """The company is kept in agreement with other books already. Whose, is not told."""


class WrongCompany(Refused):
    """Another company came back than the one this connection knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an authorisation brought: the company it opens, and with what.

    `company` is None where it could not be read, `unread` says why; what was known of it stays then.
    With `in_doubt` a person confirms the company anew, though its key is the known one.
    """

    company_key: str
    company: Mapping[str, Any] | None
    in_doubt: bool = False
    credentials: Mapping[str, str] = field(repr=False)
    client_id: str = ""
    unread: str = ""
    access_until: datetime | None = None
    refresh_until: datetime | None = None
    hard_until: datetime | None = None


def current() -> Connection | None:
    """Return the tenant's connection, or None where no vendor is chosen."""
    return Connection.objects.filter(retired_at=None).order_by("-created_at").first()


@transaction.atomic
def choose(*, vendor: Vendor | None, environment: str = "", actor: Actor, now: datetime) -> Connection | None:
    """Choose with what the books are kept in agreement, or nothing. What was there before stays readable."""
    # The tenant's row is the lock: two who choose at once choose one after the other.
    Tenant.objects.select_for_update().get(pk=current_tenant_id())
    before = _locked_current()
    if before is not None and (before.vendor, before.environment) == (vendor, environment):
        return before
    if before is not None:
        if before.is_held:
            raise Held(
                f"{before.get_vendor_display()} is connected, so vendor and connection type stay as they "
                "are. "
                "Disconnect first; settings, mappings and history are kept."
            )
        _retire(before, actor=actor, now=now)
    if vendor is None:
        return None
    return _revived(vendor, environment, actor=actor, now=now) or _begun(
        vendor, environment, settings_of=before, actor=actor, now=now
    )


@transaction.atomic
def authorise(
    *,
    connection_id: UUID,
    grant: Grant,
    switch: bool = False,
    held: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Connection:
    """Keep what an authorisation brought, and was held until now.

    Raises WrongCompany, TakenElsewhere, Refused; nothing changes then.
    """
    connection = _locked(connection_id)
    if connection.is_authorised and connection.company_key == grant.company_key:
        switch = False
    refuse_company(connection, company_key=grant.company_key, switch=switch)
    refuse_taken(connection, company_key=grant.company_key)
    if connection.company_key and connection.company_key != grant.company_key:
        connection = _switched(connection, company_key=grant.company_key, actor=actor, now=now)
    before = told(connection)
    same = connection.company_key == grant.company_key
    connection.company_key = grant.company_key
    _describe(connection, grant, same=same, now=now)
    connection.client_id = grant.client_id
    connection.credentials = dict(grant.credentials)
    connection.access_until, connection.refresh_until = grant.access_until, grant.refresh_until
    connection.hard_until, connection.warned_days = grant.hard_until, None
    connection.authorised_at, connection.authorised_by = now, actor.label[:254]
    connection.refreshed_at = connection.used_at = now
    connection.disconnected_at, connection.disconnected_by = None, ""
    if not same or grant.in_doubt:
        connection.confirmed_at, connection.confirmed_by = None, ""
    connection.generation += 1
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError:
        raise TakenElsewhere(TAKEN) from None
    if held is not None:
        revocations.forget(held=held)
    record(connection, "connection.authorised", before=before, actor=actor, now=now)
    return connection


def refuse_company(connection: Connection, *, company_key: str, switch: bool) -> None:
    """Raise what `authorise` would raise for this company, as far as its own tenant may know.

    It is asked before anything is asked of the vendor: what cannot be kept should not be asked for.
    """
    if connection.retired_at is not None:
        raise Refused("Another vendor was chosen meanwhile. Open the page again and connect from there.")
    if connection.company_key and connection.company_key != company_key and not switch:
        raise WrongCompany(
            f"This connection belongs to {connection}, and another company was chosen at Intuit. "
            "Choose the same company again, or switch company on purpose."
        )


def refuse_taken(connection: Connection, *, company_key: str) -> None:
    """Raise TakenElsewhere; only for somebody who has proved to have access to that company."""
    with across_tenants(reason="one company is connected to one organisation, whichever that is"):
        taken = Connection.objects.filter(
            vendor=connection.vendor, environment=connection.environment, company_key=company_key,
            authorised_at__isnull=False,
        ).exclude(tenant=connection.tenant_id)  # fmt: skip
        if taken.exists():
            raise TakenElsewhere(TAKEN)


@transaction.atomic
def confirm(
    *, connection_id: UUID, company_key: str, generation: int, actor: Actor, now: datetime
) -> Connection:
    """Note that somebody said it is the right company, the one they were shown: from now on work may flow."""
    connection = _locked(connection_id)
    if not connection.is_authorised:
        raise Refused("Nothing is connected, so there is no company to confirm. Connect to QuickBooks first.")
    if (connection.company_key, connection.generation) != (company_key, generation):
        raise Refused(ANOTHER)
    if connection.confirmed_at is None:
        if not connection.company:
            raise Refused(
                "The company could not be read yet, so nobody can say that it is the right one. "
                "Test the connection first."
            )
        before = told(connection)
        connection.confirmed_at, connection.confirmed_by = now, actor.label[:254]
        connection.save(update_fields=["confirmed_at", "confirmed_by"])
        record(connection, "connection.confirmed", before=before, actor=actor, now=now)
    return connection


@transaction.atomic
def disconnect(
    *,
    connection_id: UUID,
    revoke: bool = True,
    forget_company: bool = False,
    generation: int | None = None,
    actor: Actor,
    now: datetime,
) -> Revocation | None:
    """End it here, at once and whatever the vendor says; returns what is left to be revoked there.

    With a generation, nothing is ended that was authorised after that one.
    """
    connection = _locked(connection_id)
    if generation not in {None, connection.generation}:
        return None
    if not connection.is_held:
        raise Refused("It is disconnected already.")
    before = told(connection)
    revocation = revocations.queue(connection, now=now) if revoke else None
    connection.credentials = None
    connection.access_until = connection.refresh_until = connection.hard_until = None
    connection.authorised_at, connection.set_up_at, connection.warned_days = None, None, None
    connection.disconnected_at, connection.disconnected_by = now, actor.label[:254]
    if forget_company:
        connection.company_key, connection.company = "", {}
        connection.confirmed_at, connection.confirmed_by = None, ""
        connection.disconnected_at, connection.disconnected_by = None, ""
    forget_trouble(connection)
    connection.generation += 1
    connection.save()
    record(connection, "connection.disconnected", before=before, actor=actor, now=now)
    return revocation


@transaction.atomic
def pause(*, connection_id: UUID, actor: Actor, now: datetime) -> Connection:
    return _set_paused(connection_id, now, actor=actor, now=now)


@transaction.atomic
def resume(*, connection_id: UUID, actor: Actor, now: datetime) -> Connection:
    return _set_paused(connection_id, None, actor=actor, now=now)


@transaction.atomic
def note_trouble(
    *,
    connection_id: UUID,
    code: str,
    sentence: str,
    generation: int | None = None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Write down what keeps it from working; tells whether that is news.

    With a generation, only where it was found out about the authorisation that holds now.
    """
    connection = _locked(connection_id)
    if not connection.is_authorised or generation not in {None, connection.generation}:
        return False
    if (connection.trouble_code, connection.trouble) == (code, sentence[:500]):
        return False
    before = told(connection)
    if connection.trouble_code != code:
        connection.trouble_since = now
    connection.trouble_code, connection.trouble = code[:40], sentence[:500]
    connection.save(update_fields=["trouble", "trouble_code", "trouble_since"])
    record(connection, "connection.troubled", before=before, actor=actor, now=now)
    return bool(before["trouble_code"] != code)


@transaction.atomic
def clear_trouble(
    *, connection_id: UUID, code: str = "", generation: int | None = None, actor: Actor, now: datetime
) -> bool:
    """Write down that it works again; with a code, only where that was the trouble."""
    connection = _locked(connection_id)
    if generation not in {None, connection.generation}:
        return False
    if not connection.trouble_code or (code and connection.trouble_code != code):
        return False
    before = told(connection)
    forget_trouble(connection)
    connection.save(update_fields=["trouble", "trouble_code", "trouble_since"])
    record(connection, "connection.recovered", before=before, actor=actor, now=now)
    return True


def told(connection: Connection) -> dict[str, Any]:
    """Return what the audit trail says of it."""
    return {name: getattr(connection, name) for name in TOLD} | {"company": connection.company_name}


def record(
    connection: Connection, action: str, *, before: Mapping[str, Any] | None, actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor, action=action, kind="connection", subject_id=connection.pk, label=str(connection),
        before=before, after=told(connection), now=now,
    )  # fmt: skip


def _locked(connection_id: UUID) -> Connection:
    return Connection.objects.select_for_update().get(pk=connection_id)


def _locked_current() -> Connection | None:
    return Connection.objects.select_for_update().filter(retired_at=None).order_by("-created_at").first()


def _retire(connection: Connection, *, actor: Actor, now: datetime) -> None:
    connection.retired_at = now
    connection.save(update_fields=["retired_at"])
    record(connection, "connection.retired", before=told(connection), actor=actor, now=now)


def _revived(
    vendor: Vendor, environment: str, *, company_key: str = "", actor: Actor, now: datetime
) -> Connection | None:
    """Take up again what was there before of the same sort, with all that hangs on it."""
    rows = Connection.objects.select_for_update().filter(vendor=vendor, environment=environment)
    if company_key:
        rows = rows.filter(company_key=company_key)
    found = rows.order_by(F("retired_at").desc()).first()
    if found is not None:
        found.retired_at = None
        found.save(update_fields=["retired_at"])
        record(found, "connection.chosen", before=None, actor=actor, now=now)
    return found


def _begun(
    vendor: Vendor, environment: str, *, settings_of: Connection | None, actor: Actor, now: datetime
) -> Connection:
    """Begin a new one; what was set before holds for it too."""
    connection = Connection.objects.create(
        vendor=vendor, environment=environment if vendor is Vendor.QUICKBOOKS_ONLINE else "", created_at=now
    )
    if settings_of is not None and settings_of.settings:
        connection.settings, connection.settings_version = settings_of.settings, 1
        connection.save(update_fields=["settings", "settings_version"])
        defaults = values({})
        SettingChange.objects.create(
            connection=connection, version=1, at=now, by=actor.label[:254], cause=Cause.CARRIED_OVER,
            changes={name: [defaults[name], value] for name, value in settings_of.settings.items()},
        )  # fmt: skip
    record(connection, "connection.chosen", before=None, actor=actor, now=now)
    return connection


def _describe(connection: Connection, grant: Grant, *, same: bool, now: datetime) -> None:
    """Take over what the company says of itself, or that it said nothing; what was known of it stays then."""
    forget_trouble(connection)
    if grant.company is not None:
        connection.company = dict(grant.company)
        return
    connection.company = connection.company if same else {}
    connection.trouble_code, connection.trouble, connection.trouble_since = UNREAD, grant.unread[:500], now


def _switched(connection: Connection, *, company_key: str, actor: Actor, now: datetime) -> Connection:
    """Leave the old company's connection behind, readable, and go on with another company's.

    One that was connected before is taken up again, with all that hangs on it.
    """
    revocations.queue(connection, now=now)
    before = told(connection)
    connection.credentials, connection.authorised_at = None, None
    connection.access_until = connection.refresh_until = connection.hard_until = None
    connection.retired_at = connection.disconnected_at = now
    connection.disconnected_by = actor.label[:254]
    connection.generation += 1
    forget_trouble(connection)
    connection.save()
    record(connection, "connection.switched", before=before, actor=actor, now=now)
    vendor, environment = Vendor(connection.vendor), Environment(connection.environment)
    return _revived(vendor, environment, company_key=company_key, actor=actor, now=now) or _begun(
        vendor, environment, settings_of=connection, actor=actor, now=now
    )


def _set_paused(connection_id: UUID, at: datetime | None, *, actor: Actor, now: datetime) -> Connection:
    connection = _locked(connection_id)
    if (connection.paused_at is None) == (at is None):
        return connection
    before = told(connection)
    connection.paused_at, connection.paused_by = at, actor.label[:254] if at else ""
    connection.save(update_fields=["paused_at", "paused_by"])
    record(
        connection, "connection.paused" if at else "connection.resumed", before=before, actor=actor, now=now
    )
    return connection


def forget_trouble(connection: Connection) -> None:
    """Take away what kept it from working; whoever calls saves the row."""
    connection.trouble = connection.trouble_code = ""
    connection.trouble_since = None
