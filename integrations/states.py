"""How a connection stands, in one word, and the one thing to do about it. Pure: facts in, words out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    NOT_CONNECTED = "Not connected"
    WAITING = "Waiting for first contact"
    CONNECTED = "Connected"
    NEEDS_ATTENTION = "Needs attention"
    RECONNECT_NEEDED = "Reconnect needed"
    SILENT = "Silent"
    PAUSED = "Paused"
    DISCONNECTED = "Disconnected"


class Action(StrEnum):
    """The next step, by the name of the button."""

    CHOOSE = "Choose an accounting vendor"
    CONNECT = "Connect to QuickBooks"
    RECONNECT = "Reconnect"
    CONFIRM = "Confirm the company"
    SET_UP_CONNECTOR = "Set up the Web Connector"
    WAIT = "Wait for the first contact"
    CHECK_CONNECTOR = "Check the Web Connector"
    TEST = "Test connection"
    RESUME = "Resume"
    NOTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the state follows from."""

    chosen: bool
    polled: bool = False
    authorised: bool = False
    ever_authorised: bool = False
    confirmed: bool = False
    disconnected: bool = False
    paused: bool = False
    reconnect_needed: bool = False
    trouble: str = ""
    hard_until: datetime | None = None
    # Of a connection that is polled: when its connector was heard last, and how often it should be.
    set_up: bool = False
    heard_at: datetime | None = None
    interval: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    state: State
    sentence: str
    action: Action = Action.NOTHING


# So many visits may be missed before a connector is called silent.
MISSED = 3
SOON = timedelta(days=60)


def standing(facts: Facts, *, now: datetime) -> Standing:
    """Say how a connection stands.

    The first that holds of: not begun, ended, broken, paused, open questions.
    """
    if not facts.chosen:
        return Standing(
            state=State.NOT_CONNECTED,
            sentence="No accounting vendor is chosen, so nothing is synced.",
            action=Action.CHOOSE,
        )
    if facts.disconnected:
        return Standing(
            state=State.DISCONNECTED,
            sentence="Nothing is sent or read. Settings, mappings and history are kept.",
            action=Action.RECONNECT,
        )
    return _polled(facts, now) if facts.polled else _pushed(facts, now)


def _pushed(facts: Facts, now: datetime) -> Standing:
    if facts.reconnect_needed:
        return Standing(
            state=State.RECONNECT_NEEDED,
            sentence=facts.trouble or "QuickBooks no longer lets Tieout in. Work waits and nothing is lost.",
            action=Action.RECONNECT,
        )
    if not facts.authorised:
        return Standing(
            state=State.NOT_CONNECTED,
            sentence="An administrator of the QuickBooks company has to let Tieout in.",
            action=Action.CONNECT,
        )
    return _open(facts, now)


def _polled(facts: Facts, now: datetime) -> Standing:
    if not facts.set_up:
        return Standing(
            state=State.NOT_CONNECTED,
            sentence="The Web Connector on the computer with QuickBooks is not set up yet.",
            action=Action.SET_UP_CONNECTOR,
        )
    if not facts.authorised:
        called = "The Web Connector has called. It waits for QuickBooks to open the company file."
        silent = "The file is made. The Web Connector has not called yet."
        return Standing(
            state=State.WAITING,
            sentence=facts.trouble or (silent if facts.heard_at is None else called),
            action=Action.WAIT,
        )
    if not facts.paused and facts.heard_at is not None and now - facts.heard_at > facts.interval * MISSED:
        return Standing(
            state=State.SILENT,
            sentence="The Web Connector has missed several visits. The computer may be off, asleep or "
            "offline.",
            action=Action.CHECK_CONNECTOR,
        )
    return _open(facts, now)


def _open(facts: Facts, now: datetime) -> Standing:
    if facts.paused:
        return Standing(
            state=State.PAUSED,
            sentence="Work is collected and not sent until somebody resumes it.",
            action=Action.RESUME,
        )
    if not facts.confirmed:
        return Standing(
            state=State.NEEDS_ATTENTION,
            sentence="Nothing is synced until somebody confirms that this is the right company.",
            action=Action.CONFIRM,
        )
    if facts.trouble:
        return Standing(state=State.NEEDS_ATTENTION, sentence=facts.trouble, action=Action.TEST)
    if facts.hard_until is not None and facts.hard_until - now < SOON:
        days = max(0, (facts.hard_until - now).days)
        when = "today" if not days else "tomorrow" if days == 1 else f"in {days} days"
        return Standing(
            state=State.NEEDS_ATTENTION,
            sentence=f"Intuit ends this authorisation {when}, whatever happens. Reconnect before that.",
            action=Action.RECONNECT,
        )
    return Standing(state=State.CONNECTED, sentence="QuickBooks answers, and work flows.")
