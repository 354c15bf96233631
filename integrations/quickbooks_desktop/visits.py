"""A visit of the Web Connector after the door: what it is asked, what it brings, how it ends.

Every step is written down before it is answered, and a step that is repeated is answered the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from billing.actors import Actor
from billing.models import Tenant
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, Connector, Outcome, Visit
from integrations.quickbooks_desktop import host, passwords, work
from integrations.quickbooks_desktop.entrance import IDLE
from integrations.quickbooks_desktop.host import Said
from integrations.quickbooks_desktop.proving import prove, wrong_with
from integrations.quickbooks_desktop.troubles import Trouble, moment, sentence
from integrations.services import connections

OVER = "This visit is over. Run the Web Connector again."
EXPIRED = "Session expired: more than ten minutes passed. Run the Web Connector again."
SWITCHED_OFF = "This connection was disconnected in Tieout. Set it up again there if it should go on."
DONE, FAILED = 100, -1
PREFIX = "desktop_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What comes with the question for work: what QuickBooks says of itself, and the file's path."""

    said: str
    file: str
    country: str
    version: tuple[int, int] | None


class Ended(Exception):
    """The visit cannot go on."""


def ask(*, ticket: str, brought: Brought, actor: Actor, now: datetime) -> str:
    """Return what QuickBooks is to do, or nothing; `last_error` then says why."""
    tenant_id = passwords.tenant_of_ticket(ticket)
    if tenant_id is None:
        return ""
    with tenant_scope(tenant_id=tenant_id), transaction.atomic():
        try:
            visit, connector, connection = _live(ticket, now)
        except Ended:
            return ""
        if brought.said or visit.asked_at is None:
            try:
                said = host.read(brought.said) if brought.said else Said()
            except host.Unreadable:
                _fail(visit, connector, connection, Trouble.UNREADABLE, "", actor=actor, now=now)
                return ""
            _add(said, brought)
            if wrong := wrong_with(connector, connection, said, surely=False):
                _fail(visit, connector, connection, *wrong, actor=actor, now=now)
                return ""
            connector.facts = _facts(said)
            connector.save(update_fields=["facts"])
        visit.asked_at = now
        visit.save(update_fields=["asked_at", "heard_at"])
        return work.question(connector.owner_id)


def take(*, ticket: str, response: str, hresult: str, message: str, actor: Actor, now: datetime) -> int:
    """Take in what QuickBooks answered; return how much is done in percent, or less than nothing."""
    tenant_id = passwords.tenant_of_ticket(ticket)
    if tenant_id is None:
        return FAILED
    with tenant_scope(tenant_id=tenant_id), transaction.atomic():
        try:
            visit, connector, connection = _live(ticket, now)
        except Ended as ended:
            # The answer to the first sending was lost on its way.
            return DONE if ended.args and ended.args[0] == Outcome.DONE else FAILED
        if hresult.strip():
            _fail(visit, connector, connection, hresult.strip(), message, actor=actor, now=now)
            return FAILED
        if visit.asked_at is None:
            return DONE
        try:
            said = host.read_company(response)
        except host.Unreadable:
            _fail(visit, connector, connection, Trouble.UNREADABLE, "", actor=actor, now=now)
            return FAILED
        wrong = wrong_with(connector, connection, said, surely=True) or prove(
            connector, connection, said, actor=actor, now=now
        )
        if wrong:
            _fail(visit, connector, connection, *wrong, actor=actor, now=now)
            return FAILED
        _recover(connector, connection, actor=actor, now=now)
        _end(visit, Outcome.DONE, now)
        return DONE


def fail(*, ticket: str, hresult: str, message: str, actor: Actor, now: datetime) -> str:
    """Note that QuickBooks could not be opened. Nothing else is tried: `done`."""
    tenant_id = passwords.tenant_of_ticket(ticket)
    if tenant_id is not None:
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            try:
                visit, connector, connection = _live(ticket, now)
                _fail(visit, connector, connection, hresult.strip(), message, actor=actor, now=now)
            except Ended:
                pass
    return "done"


def last_error(*, ticket: str, now: datetime) -> str:
    """Say what went wrong last, as the Web Connector shows it."""
    tenant_id = passwords.tenant_of_ticket(ticket)
    if tenant_id is None:
        return EXPIRED
    with tenant_scope(tenant_id=tenant_id), transaction.atomic():
        found = _found(ticket)
        if found is None:
            return EXPIRED
        if found.outcome == Outcome.FAILED:
            zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=tenant_id)
            with timezone.override(zone):
                at = moment(timezone.localtime(found.heard_at), now=timezone.localtime(now))
            return sentence(found.code, found.detail, at=at)
        if found.ended_at is None and now - found.heard_at >= IDLE:
            return EXPIRED
        if found.connector.connection.set_up_at is None:
            return SWITCHED_OFF
        return OVER if found.ended_at else ""


def leave(*, ticket: str, now: datetime) -> str:
    """End the visit; it may be said twice, or never."""
    tenant_id = passwords.tenant_of_ticket(ticket)
    if tenant_id is None:
        return "Closed."
    with tenant_scope(tenant_id=tenant_id), transaction.atomic():
        found = _found(ticket)
        if found is None:
            return "Closed."
        if found.ended_at is None:
            _end(found, Outcome.BROKEN_OFF, now)
        return {
            Outcome.DONE: "OK. The company file is the right one. Nothing else to do.",
            Outcome.NOTHING: "OK. Nothing to do.",
            Outcome.FAILED: "Ended with a problem. The page of the connection in Tieout says what to do.",
        }.get(Outcome(found.outcome), "Closed.")


def _found(ticket: str, *, lock: bool = False) -> Visit | None:
    rows = Visit.objects.select_related("connector__connection")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(ticket=passwords.ticket_digest(ticket)).first()


def _live(ticket: str, now: datetime) -> tuple[Visit, Connector, Connection]:
    """Return the visit of a ticket, its connector locked, or raise Ended with how it ended."""
    found = _found(ticket)
    if found is None:
        raise Ended
    connector = (
        Connector.objects.select_for_update(of=("self", "connection"))
        .select_related("connection")
        .get(pk=found.connector_id)
    )
    visit = Visit.objects.get(pk=found.pk)
    if visit.ended_at is not None:
        raise Ended(visit.outcome)
    connection = connector.connection
    if now - visit.heard_at >= IDLE or connection.set_up_at is None:
        raise Ended(Outcome.BROKEN_OFF)
    visit.heard_at = connector.heard_at = now
    connector.save(update_fields=["heard_at"])
    return visit, connector, connection


def _add(said: Said, brought: Brought) -> None:
    if brought.version is not None:
        said.versions.append(brought.version)
    said.facts["file"] = brought.file[:300]
    if brought.country:
        said.facts.setdefault("country", brought.country[:10])


def _facts(said: Said) -> dict[str, Any]:
    versions: Sequence[tuple[int, int]] = said.versions
    newest = ".".join(map(str, max(versions))) if versions else ""
    return said.facts | {"qbxml": newest}


def _fail(
    visit: Visit, connector: Connector, connection: Connection, code: str, detail: str = "", *,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    code = code[:30] or "unknown"
    visit.code, visit.detail = code, detail.strip()[:300]
    _end(visit, Outcome.FAILED, now)
    connector.trouble_code, connector.trouble_detail, connector.trouble_at = code, visit.detail, now
    connector.save(update_fields=["trouble_code", "trouble_detail", "trouble_at"])
    if connection.is_authorised:
        told = sentence(code, visit.detail, at="at its last visit")
        connections.note_trouble(
            connection_id=connection.pk, code=(PREFIX + code)[:40], sentence=told, actor=actor, now=now
        )


def _recover(connector: Connector, connection: Connection, *, actor: Actor, now: datetime) -> None:
    connector.trouble_code = connector.trouble_detail = ""
    connector.trouble_at = None
    connector.save(update_fields=["trouble_code", "trouble_detail", "trouble_at"])
    if connection.trouble_code.startswith(PREFIX):
        connections.clear_trouble(
            connection_id=connection.pk, code=connection.trouble_code, actor=actor, now=now
        )


def _end(visit: Visit, outcome: Outcome, now: datetime) -> None:
    visit.outcome, visit.ended_at, visit.asked_at = outcome, now, None
    visit.save(update_fields=["outcome", "ended_at", "asked_at", "heard_at", "code", "detail"])
