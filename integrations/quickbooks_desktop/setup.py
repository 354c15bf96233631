"""Setting a connector up: its pair of ids and its file, its password, and the deliberate change of either."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from billing.actors import Actor
from billing.models import Tenant
from billing.services import audit
from billing.tenancy.scope import current_tenant_id
from integrations.models import Connection, Connector, Visit
from integrations.quickbooks_desktop import passwords, qwc
from integrations.services import connections
from integrations.services.connections import Refused
from integrations.vendors import Vendor

# So many old passwords are told from wrong ones.
REMEMBERED = 5
TOLD = ("user_name", "app_name", "owner_id", "file_id", "minutes", "note", "password_made_at")


class MadeMeanwhile(Refused):
    """Somebody else made a newer password since this page was opened."""


def connector_of(connection: Connection) -> Connector | None:
    return Connector.objects.filter(connection=connection).first()


@transaction.atomic
def generate(
    *, connection_id: UUID, minutes: int, note: str, actor: Actor, now: datetime
) -> tuple[Connector, str]:
    """Let a Web Connector call for this connection; return its connector and the password, this once.

    What was set up before keeps its pair of ids and its user name, so that a file that is in use stays good.
    """
    connector, connection = _locked(connection_id)
    if connection.vendor != Vendor.QUICKBOOKS_DESKTOP or connection.retired_at is not None:
        raise Refused(
            "QuickBooks Desktop is not chosen. Choose it under Accounting, then set up the connector."
        )
    if connection.set_up_at is not None:
        raise Refused("The Web Connector is set up already. If its password is lost, make a new one.")
    password = passwords.new_password()
    before = None if connector is None else told(connector)
    if connector is None:
        connector = _begun(connection, now)
    connector.minutes, connector.note = _minutes(minutes), note.strip()[:300]
    _keep(connector, password, now)
    connector.heard_at, connector.trouble_code, connector.trouble_detail = None, "", ""
    connector.save()
    connection.set_up_at = now
    connection.save(update_fields=["set_up_at"])
    _record(connector, "connector.set_up", before=before, actor=actor, now=now)
    return connector, password


@transaction.atomic
def new_password(
    *, connection_id: UUID, expected: datetime, actor: Actor, now: datetime
) -> tuple[Connector, str]:
    """Make a new password; the file stays. `expected` is when the one that is to be replaced was made."""
    connector = _set_up(connection_id)
    if connector.password_made_at != expected:
        raise MadeMeanwhile(
            "A newer password was made since this page was opened. Use that one, or open the page again and "
            "make another."
        )
    before, password = told(connector), passwords.new_password()
    _keep(connector, password, now)
    connector.save()
    _record(connector, "connector.password_made", before=before, actor=actor, now=now)
    return connector, password


@transaction.atomic
def change(*, connection_id: UUID, minutes: int, note: str, actor: Actor, now: datetime) -> Connector:
    """Change the note, and how often it should call; the Web Connector itself is set to that by hand."""
    connector = _set_up(connection_id)
    before = told(connector)
    connector.minutes, connector.note = _minutes(minutes), note.strip()[:300]
    if told(connector) != before:
        connector.save(update_fields=["minutes", "note"])
        _record(connector, "connector.changed", before=before, actor=actor, now=now)
    return connector


@transaction.atomic
def replace_file(*, connection_id: UUID, actor: Actor, now: datetime) -> Connector:
    """Make another pair of ids, for a company file whose mark can no longer be used.

    Nothing proves the company any more until the new file is in use, and a person confirms it again then.
    """
    connector, connection = _locked(connection_id)
    if connector is None or connection.set_up_at is None:
        raise _not_set_up()
    before, held = told(connector), connections.told(connection)
    connector.owner_id, connector.file_id = uuid4(), uuid4()
    connector.replaced_at, connector.heard_at, connector.downloaded_at = now, None, None
    connector.facts, connector.facts_at = {}, None
    connector.trouble_code = connector.trouble_detail = ""
    connector.save()
    if connection.company_key:
        connection.company_key = str(connector.file_id)
    connection.authorised_at, connection.authorised_by = None, ""
    connection.confirmed_at, connection.confirmed_by = None, ""
    connections.forget_trouble(connection)
    connection.generation += 1
    connection.save()
    Visit.objects.filter(connector=connector, ended_at=None).update(ended_at=now, outcome="broken_off")
    _record(connector, "connector.file_replaced", before=before, actor=actor, now=now)
    connections.record(connection, "connector.unproven", before=held, actor=actor, now=now)
    return connector


@transaction.atomic
def download(*, connection_id: UUID, actor: Actor, now: datetime) -> tuple[str, bytes]:
    """Return name and content of the file for the Web Connector."""
    connector = _set_up(connection_id)
    connector.downloaded_at = now
    connector.save(update_fields=["downloaded_at"])
    _record(connector, "connector.file_downloaded", before=None, actor=actor, now=now)
    tenant = Tenant.objects.get(pk=current_tenant_id())
    return f"tieout-{tenant.slug}.qwc", qwc.file(entry_of(connector))


def entry_of(connector: Connector) -> qwc.Entry:
    """Return what the file of a connector is made of. The Web Connector wants both addresses on one host."""
    return qwc.Entry(
        app_name=connector.app_name,
        url=settings.PUBLIC_URL + reverse("qbwc-of", args=[connector.user_name]),
        support_url=settings.PUBLIC_URL + reverse("qbwc-help"),
        user_name=connector.user_name,
        owner_id=connector.owner_id,
        file_id=connector.file_id,
        minutes=connector.minutes,
    )


def told(connector: Connector) -> dict[str, Any]:
    """Return what the audit trail says of it. Never a password."""
    return {name: str(getattr(connector, name)) for name in TOLD}


def _begun(connection: Connection, now: datetime) -> Connector:
    tenant = Tenant.objects.get(pk=current_tenant_id())
    user_name = passwords.new_user_name(tenant_id=tenant.id)
    return Connector(
        connection=connection,
        user_name=user_name,
        app_name=qwc.app_name(organisation=tenant.name, chance=user_name[-4:]),
        # One owner for all connections of an installation: a company file that one of them has marked
        # is then known as somebody else's by every other.
        owner_id=uuid5(NAMESPACE_URL, settings.PUBLIC_URL + "/qbwc/"),
        file_id=uuid4(),
        secret={"password": "", "old": []},
        created_at=now,
    )


def _keep(connector: Connector, password: str, now: datetime) -> None:
    current, old = connector.secret["password"], connector.secret["old"]
    connector.secret = {
        "password": passwords.digest(password, user_name=connector.user_name),
        "old": [digest for digest in [current, *old] if digest][:REMEMBERED],
    }
    connector.password_made_at = now


def _minutes(minutes: int) -> int:
    if not qwc.SHORTEST <= minutes <= qwc.LONGEST:
        raise Refused(f"The Web Connector can call every {qwc.SHORTEST} to {qwc.LONGEST:,} minutes.")
    return minutes


def _locked(connection_id: UUID) -> tuple[Connector | None, Connection]:
    """Lock the connector before its connection, as visits do."""
    connector = Connector.objects.select_for_update().filter(connection_id=connection_id).first()
    connection = Connection.objects.select_for_update().get(pk=connection_id)
    if connector is None:
        # It may have been made while the connection's row was waited for.
        connector = Connector.objects.select_for_update().filter(connection_id=connection_id).first()
    return connector, connection


def _set_up(connection_id: UUID) -> Connector:
    connector, connection = _locked(connection_id)
    if connector is None or connection.set_up_at is None:
        raise _not_set_up()
    return connector


def _not_set_up() -> Refused:
    return Refused("The Web Connector is not set up, so there is nothing to change. Set it up first.")


def _record(
    connector: Connector, action: str, *, before: Mapping[str, Any] | None, actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor, action=action, kind="connector", subject_id=connector.pk, label=connector.app_name,
        before=before, after=told(connector), now=now,
    )  # fmt: skip
