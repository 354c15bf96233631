"""What each vendor brings to the pages and the schedule. Vendors register themselves at the start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.models import Connection
from integrations.states import Facts, Standing, standing
from integrations.vendors import Environment, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A vendor's part of the page of the connection: a template and what it shows."""

    template: str
    context: dict[str, Any]
    # Origins at which its forms may end: browsers hold that against the page a form is on.
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    vendor: Vendor
    # Which worlds this deployment can lead to, the usual one first; of Desktop, none.
    environments: Callable[[], Sequence[Environment]]
    # What its standing follows from.
    facts: Callable[[Connection], Facts]
    panel: Callable[[Connection, datetime], Panel]


_doors: dict[Vendor, Doors] = {}


def register(doors: Doors) -> None:
    _doors[doors.vendor] = doors


def doors_of(connection: Connection) -> Doors:
    return _doors[Vendor(connection.vendor)]


def all_doors() -> list[Doors]:
    """Return the vendors there are, in the order in which they are offered."""
    return [_doors[vendor] for vendor in Vendor if vendor in _doors]


def standing_of(connection: Connection | None, *, now: datetime) -> Standing:
    """Say how the connection of a tenant stands."""
    facts = Facts(chosen=False) if connection is None else doors_of(connection).facts(connection)
    return standing(facts, now=now)
