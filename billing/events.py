"""What happened to records of the books, told to whoever subscribed, in the transaction in which it happened.

A subscriber gets all events of one write at once. What it raises undoes the write.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from billing.actors import Channel
from billing.kinds import Kind


class Verb(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
    APPROVED = "approved"
    SENT = "sent"
    VOIDED = "voided"
    CLOSED = "closed"
    REOPENED = "reopened"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One record was created, changed, approved, ...; `version` is the one it has now."""

    kind: Kind
    record_id: UUID
    verb: Verb
    version: int
    channel: Channel


Subscriber = Callable[[Sequence[Happened]], None]
_subscribers: list[Subscriber] = []


def subscribe(subscriber: Subscriber) -> None:
    """Have the events of every write, from now on."""
    if subscriber not in _subscribers:
        _subscribers.append(subscriber)


def unsubscribe(subscriber: Subscriber) -> None:
    _subscribers.remove(subscriber)


def publish(events: Sequence[Happened]) -> None:
    """Tell the subscribers. Called inside the transaction of the write."""
    if events:
        for subscriber in tuple(_subscribers):
            subscriber(events)
