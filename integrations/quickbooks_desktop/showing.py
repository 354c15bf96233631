"""What pages show of a connector: how it stands, its facts, its visits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from integrations.models import Connection, Connector, Outcome, Visit
from integrations.quickbooks_desktop.setup import connector_of
from integrations.quickbooks_desktop.troubles import moment, sentence
from integrations.states import Facts, State, standing

NEWEST = 12
TONES = {
    Outcome.OPEN: ("info", "refresh-cw"),
    Outcome.DONE: ("ok", "check"),
    Outcome.NOTHING: ("ok", "check"),
    Outcome.BUSY: ("warn", "hourglass"),
    Outcome.OLD_PASSWORD: ("warn", "key-round"),
    Outcome.WRONG_PASSWORD: ("warn", "key-round"),
    Outcome.SWITCHED_OFF: ("neutral", "unplug"),
    Outcome.FAILED: ("bad", "circle-alert"),
    Outcome.BROKEN_OFF: ("warn", "unplug"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One visit as a line of the list."""

    begun_at: datetime
    outcome: str
    tone: str
    icon: str
    address: str
    version: str
    sentence: str
    code: str


def facts(connection: Connection) -> Facts:
    """Return what the standing of a connection follows from."""
    return facts_of(connection, connector_of(connection), now=timezone.now())


def facts_of(connection: Connection, connector: Connector | None, *, now: datetime) -> Facts:
    set_up = connection.set_up_at is not None
    return Facts(
        chosen=True,
        polled=True,
        authorised=connection.is_authorised,
        ever_authorised=bool(connection.company_key),
        confirmed=connection.confirmed_at is not None,
        disconnected=connection.disconnected_at is not None and not set_up,
        paused=connection.paused_at is not None,
        trouble=trouble_of(connector, now=now) or connection.trouble,
        set_up=set_up and connector is not None,
        heard_at=connector.heard_at if connector else None,
        interval=timedelta(minutes=connector.minutes if connector else 15),
    )


def trouble_of(connector: Connector | None, *, now: datetime) -> str:
    """Say what is wrong, at the reader's time of day; nothing where nothing is."""
    if connector is None or not connector.trouble_code or connector.trouble_at is None:
        return ""
    at = moment(timezone.localtime(connector.trouble_at), now=timezone.localtime(now))
    return sentence(connector.trouble_code, connector.trouble_detail, at=at)


def live(connection: Connection, connector: Connector, *, now: datetime) -> dict[str, Any]:
    """Return what the line that renews itself shows."""
    stands = standing(facts_of(connection, connector, now=now), now=now)
    return {
        "connection": connection,
        "connector": connector,
        "standing": stands,
        "waits": stands.state is State.WAITING,
        "asks": connection.is_authorised and connection.confirmed_at is None,
        "troubled": bool(connector.trouble_code),
        "code": connector.trouble_code if connector.trouble_code.startswith("0x") else "",
    }


def all_of(connection: Connection, connector: Connector, *, now: datetime) -> dict[str, Any]:
    """Return what the card of a connector shows."""
    visits = Visit.objects.filter(connector=connector).order_by("-begun_at", "-pk")[:NEWEST]
    return live(connection, connector, now=now) | {
        "visits": [_shown(visit, now=now) for visit in visits],
        "company": connection.company,
        "product": connection.company.get("product") or connector.facts.get("product", ""),
        "qbxml": connector.facts.get("qbxml", ""),
    }


def _shown(visit: Visit, *, now: datetime) -> Shown:
    outcome = Outcome(visit.outcome)
    tone, icon = TONES[outcome]
    at = moment(timezone.localtime(visit.heard_at), now=timezone.localtime(now))
    return Shown(
        begun_at=visit.begun_at,
        outcome=str(outcome.label),
        tone=tone,
        icon=icon,
        address=visit.address,
        version=visit.client_version,
        sentence=sentence(visit.code, visit.detail, at=at) if visit.code else "",
        code=visit.code if visit.code.startswith("0x") else "",
    )
