"""The test of a connection: what is tried, one after the other, and what to do about what fails."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from integrations.models import Connection
from integrations.quickbooks_online import company, envelope, keeping, limits
from integrations.quickbooks_online.client import Client
from integrations.quickbooks_online.envelope import Fault, Reply, Trouble
from integrations.services import connections

FIXES = {
    Trouble.TRANSIENT: "QuickBooks does not answer right now. Nothing is lost; try again in a few minutes.",
    Trouble.THROTTLED: "QuickBooks is asked too much right now, perhaps by other apps too. Try again in "
    "a minute.",
    Trouble.UNAUTHORISED: "QuickBooks does not take our access any more. Reconnect.",
    Trouble.STALE: "The company was changed while it was read. Test again.",
    Trouble.REFUSED: "QuickBooks refuses to answer this. Send the details below to support.",
}
FORBIDDEN = (
    "QuickBooks lets Tieout in, but not into this company. Whoever connected may have left it or lost their "
    "rights there: an administrator of the company reconnects."
)
ENDED = {"EXPIRED", "CANCELLED", "SUSPENDED", "DELETED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line: what was tried, whether it worked, how long it took, and what to do if not."""

    label: str
    ok: bool
    detail: str = ""
    fix: str = ""
    milliseconds: int = 0


def run(*, connection_id: UUID, actor: Actor, now: datetime) -> list[Check]:
    """Try everything that can be tried, note it with the connection, and return it."""
    began = monotonic()
    with transaction.atomic():
        generation = Connection.objects.get(pk=connection_id).generation
    try:
        key = keeping.key(connection_id=connection_id, now=now)
        answers = _tried(key, now=now)
        if answers.are_unauthorised:
            # Ended at Intuit, or replaced meanwhile: only a refresh tells.
            key = keeping.key(connection_id=connection_id, now=now, refused=key.access_token)
            answers = _tried(key, now=now)
    except keeping.NotOpen as problem:
        found = [Check(label="Access accepted", ok=False, fix=str(problem), milliseconds=_since(began))]
        _keep(connection_id, generation, found, facts=None, actor=actor, now=now)
        return found
    found = [Check(label="Access accepted", ok=True, milliseconds=_since(began) - answers.milliseconds)]
    facts = None
    if answers.info.problem is None and answers.preferences.problem is None:
        facts = company.facts(answers.info.held, answers.preferences.held)
    found += [_right(answers.info, connection_id), _line("Preferences read", answers.preferences)]
    if facts is not None:
        found.append(subscription(facts))
    found.append(_line("Records can be read", answers.count))
    calls = limits.used(key.company_key, now=now)
    found.append(
        Check(
            label="Calls within limits", ok=calls < limits.PER_MINUTE,
            detail=f"{calls} of {limits.PER_MINUTE} in this minute", fix=FIXES[Trouble.THROTTLED],
        )
    )  # fmt: skip
    _keep(connection_id, key.generation, found, facts=facts, actor=actor, now=now)
    return found


COUNT = {"query": "select count(*) from Customer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with its answer: an object, or what came instead."""

    reply: Reply
    held: Mapping[str, Any]
    problem: Fault | None = None


def fix_of(problem: Fault) -> str:
    """Say what to do about a fault."""
    return FORBIDDEN if problem.is_forbidden else FIXES[problem.trouble]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a company answered to everything that is asked."""

    info: Asked
    preferences: Asked
    count: Asked

    @property
    def are_unauthorised(self) -> bool:
        faults = [asked.problem for asked in (self.info, self.preferences, self.count)]
        return any(
            fault is not None and fault.trouble is Trouble.UNAUTHORISED and not fault.is_forbidden
            for fault in faults
        )

    @property
    def milliseconds(self) -> int:
        return int(sum(asked.reply.seconds for asked in (self.info, self.preferences, self.count)) * 1000)


def _tried(key: keeping.Key, *, now: datetime) -> Answers:
    with _client(key, now) as client:
        info, preferences = _company(client, key)
        return Answers(info=info, preferences=preferences, count=_asked(client.get("query", COUNT)))


def facts_of(*, key: keeping.Key, now: datetime) -> dict[str, Any] | Fault:
    """Ask a company who it is."""
    with _client(key, now) as client:
        info, preferences = _company(client, key)
    for asked in (info, preferences):
        if asked.problem is not None:
            return asked.problem
    return company.facts(info.held, preferences.held)


def _client(key: keeping.Key, now: datetime) -> Client:
    return Client(
        api_url=key.api_url,
        company_key=key.company_key,
        access_token=key.access_token,
        observe=lambda: limits.note_call(key.company_key, now=now),
    )


def _company(client: Client, key: keeping.Key) -> tuple[Asked, Asked]:
    info = _asked(client.get(f"companyinfo/{key.company_key}"), "CompanyInfo")
    preferences = _asked(client.get("preferences"), "Preferences")
    return info, preferences


def _asked(reply: Reply, name: str = "") -> Asked:
    """Read an answer; one without what was asked for is none, whatever its status."""
    read = envelope.read(reply)
    if isinstance(read, Fault):
        return Asked(reply=reply, held={}, problem=read)
    held = read.get(name) if name else read
    if not isinstance(held, Mapping):
        return Asked(reply=reply, held={}, problem=Fault(status=reply.status, trouble=Trouble.TRANSIENT))
    return Asked(reply=reply, held=held)


def _line(label: str, asked: Asked) -> Check:
    milliseconds = int(asked.reply.seconds * 1000)
    if asked.problem is None:
        return Check(label=label, ok=True, milliseconds=milliseconds)
    code = f"Code {asked.problem.code}. " if asked.problem.code else ""
    return Check(
        label=label, ok=False, detail=f"{code}Request "
        f"{asked.reply.trace}" if asked.reply.trace else code,
        fix=fix_of(asked.problem), milliseconds=milliseconds,
    )  # fmt: skip


def _right(info: Asked, connection_id: UUID) -> Check:
    line = _line("Right company", info)
    if not line.ok:
        return line
    with transaction.atomic():
        known = Connection.objects.get(pk=connection_id).company_name
    name = str(info.held.get("CompanyName", ""))
    detail = "same as connected" if name == known or not known else f"renamed: {known} is {name} now"
    return Check(label=line.label, ok=True, detail=detail, milliseconds=line.milliseconds)


def subscription(facts: Mapping[str, Any]) -> Check:
    """Hold the company's plan against those under which nothing can be written."""
    ended = str(facts["subscription"]).upper() in ENDED
    return Check(
        label="Subscription in force", ok=not ended, detail=str(facts["plan"]),
        fix="The QuickBooks subscription has ended, so nothing can be written. Renew it at Intuit.",
    )  # fmt: skip


def _keep(
    connection_id: UUID, generation: int, found: list[Check], *, facts: dict[str, Any] | None, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Note what was found, unless it is about an authorisation that holds no more."""
    with transaction.atomic():
        connection = Connection.objects.select_for_update().get(pk=connection_id)
        if connection.generation != generation:
            return
        connection.checks, connection.checked_at = [asdict(check) for check in found], now
        if facts is not None:
            connection.company = facts
        connection.save(update_fields=["checks", "checked_at", "company"])
    failed = next((check for check in found if not check.ok), None)
    if failed is None:
        for code in ("test_failed", connections.UNREAD):
            connections.clear_trouble(
                connection_id=connection_id, generation=generation, code=code, actor=actor, now=now
            )
    elif found[0].ok:
        connections.note_trouble(
            connection_id=connection_id, generation=generation, code="test_failed",
            sentence=f"{failed.label}: {failed.fix}", actor=actor, now=now,
        )  # fmt: skip


def _since(began: float) -> int:
    return int((monotonic() - began) * 1000)
