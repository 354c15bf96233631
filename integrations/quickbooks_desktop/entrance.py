"""Who a Web Connector is: by user name and password it gets a ticket, or is turned away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from billing.frame import limits
from billing.tenancy.scope import current_tenant_id, tenant_scope
from integrations.models import Connection, Connector, Outcome, Visit
from integrations.quickbooks_desktop import passwords, work
from integrations.quickbooks_desktop.troubles import AT_THE_DOOR, Trouble

# A visit without a word for so long is over: the computer went to sleep, or the answer was lost.
IDLE = timedelta(minutes=10)
FACTS_FOR = timedelta(days=1)
KEPT = 50
# Failures, within five minutes: of one user name from one address, and from one address with whatever names.
WINDOW, BY_USER, BY_ADDRESS = 300, 10, 100

OPEN_FILE, NOTHING, BUSY, UNKNOWN = "", "none", "busy", "nvu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who knocks, from where, and with which version of the Web Connector as far as it told."""

    user_name: str
    password: str
    address: str
    version: str = ""


def enter(caller: Caller, *, now: datetime) -> Sequence[str]:
    """Return a ticket and one word: go on, nothing to do, busy, or unknown; never which part was wrong."""
    tenant_id = passwords.tenant_of_user(caller.user_name)
    limited = _limits(caller)
    if any(not limits.spend(n, limit=most, seconds=WINDOW, amount=0).remaining for n, most in limited):
        return _turned_away(tenant_id, BUSY)
    if tenant_id is None:
        passwords.same(passwords.digest(caller.password, user_name=""), passwords.NOBODYS)
        answer = _turned_away(None, UNKNOWN)
    else:
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            answer = _judged(caller, tenant_id, now)
    if answer[1] == UNKNOWN:
        for name, most in limited:
            limits.spend(name, limit=most, seconds=WINDOW)
    return answer


def _judged(caller: Caller, tenant_id: UUID, now: datetime) -> Sequence[str]:
    connector = (
        Connector.objects.select_for_update(of=("self",))
        .select_related("connection")
        .filter(user_name=caller.user_name)
        .first()
    )
    outcome = _compared(connector, caller)
    if connector is None:
        return _turned_away(tenant_id, UNKNOWN)
    if outcome is not None:
        return _noted(connector, caller, outcome, now)
    connector.heard_at = now
    connector.client_version = caller.version[:40] or connector.client_version
    live = Visit.objects.filter(connector=connector, ended_at=None).first()
    if live is not None and now - live.heard_at < IDLE:
        return _noted(connector, caller, Outcome.BUSY, now)
    if live is not None:
        live.ended_at, live.outcome = now, Outcome.BROKEN_OFF
        live.save(update_fields=["ended_at", "outcome"])
    if connector.trouble_code in AT_THE_DOOR:
        connector.trouble_code = connector.trouble_detail = ""
    connector.save(update_fields=["heard_at", "client_version", "trouble_code", "trouble_detail"])
    return _begun(connector, caller, now)


def _compared(connector: Connector | None, caller: Caller) -> Outcome | None:
    """Return why a password does not let in, or nothing; in a time that says nothing of it."""
    given = passwords.digest(caller.password, user_name=caller.user_name)
    secret: dict[str, Any] = {"password": passwords.NOBODYS, "old": []}
    if connector is not None:
        secret = connector.secret
    right = passwords.same(given, secret["password"])
    # Each is compared, whichever is right.
    old = sum(passwords.same(given, digest) for digest in secret["old"])
    if connector is not None and connector.connection.set_up_at is None and (right or old):
        return Outcome.SWITCHED_OFF
    if right:
        return None
    return Outcome.OLD_PASSWORD if old else Outcome.WRONG_PASSWORD


def _begun(connector: Connector, caller: Caller, now: datetime) -> Sequence[str]:
    ticket = passwords.new_ticket(tenant_id=current_tenant_id())
    goes_on = facts_are_due(connector, now=now) or (
        connector.connection.paused_at is None and work.waiting(connector.connection) > 0
    )
    visit = _visit(connector, caller, Outcome.OPEN if goes_on else Outcome.NOTHING, now)
    visit.ticket = passwords.ticket_digest(ticket)
    # With nothing to do it is over already: whether a good-bye follows is not certain.
    visit.ended_at = None if goes_on else now
    visit.save()
    _forget_old(connector)
    return ticket, OPEN_FILE if goes_on else NOTHING


def facts_are_due(connector: Connector, *, now: datetime) -> bool:
    """Tell whether the company file is to be looked at: never seen, seen long ago, or something was wrong."""
    connection: Connection = connector.connection
    return (
        not connection.is_authorised
        or bool(connector.trouble_code)
        or connector.facts_at is None
        or now - connector.facts_at > FACTS_FOR
    )


def _noted(connector: Connector, caller: Caller, outcome: Outcome, now: datetime) -> Sequence[str]:
    visit = _visit(connector, caller, outcome, now)
    visit.ended_at = now
    visit.save()
    if outcome is not Outcome.SWITCHED_OFF:
        # What is wrong inside weighs more than who knocked.
        if connector.trouble_code in {"", *AT_THE_DOOR}:
            connector.trouble_code, connector.trouble_detail = Trouble(outcome.value), ""
            connector.trouble_at = now
        connector.save(
            update_fields=["heard_at", "client_version", "trouble_code", "trouble_detail", "trouble_at"]
        )
    _forget_old(connector)
    return _turned_away(current_tenant_id(), BUSY if outcome is Outcome.BUSY else UNKNOWN)


def _visit(connector: Connector, caller: Caller, outcome: Outcome, now: datetime) -> Visit:
    return Visit(
        connector=connector, address=caller.address[:64], client_version=caller.version[:40],
        begun_at=now, heard_at=now, outcome=outcome,
    )  # fmt: skip


def _forget_old(connector: Connector) -> None:
    ended = Visit.objects.filter(connector=connector).exclude(ended_at=None).order_by("-begun_at", "-pk")
    Visit.objects.filter(pk__in=ended.values("pk")[KEPT:]).delete()


def _turned_away(tenant_id: UUID | None, word: str) -> Sequence[str]:
    """Return a ticket that opens nothing: whether a name is known must not show in its form."""
    return passwords.new_ticket(tenant_id=tenant_id or uuid4()), word


def _limits(caller: Caller) -> Sequence[tuple[str, int]]:
    return (
        (f"qbwc:{caller.user_name[:100]}:{caller.address}", BY_USER),
        (f"qbwc:{caller.address}", BY_ADDRESS),
    )
