"""What an address asks for: the parameters of a list, each known or refused."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from billing.api.problems import Flaw
from billing.api.refusals import Problem
from billing.problems import Refused
from billing.queries.paging import Order
from billing.queries.records import Wanted
from billing.registers.base import Register

USUAL, MOST = 50, 200
LONGEST_TEXT = 200
UPDATED = "updated_at"
# What is sorted by a key of ours is called by what people see.
SORTS = {"sort_key": "name", "number_key": "number", "reference_key": "reference"}
PAGING = ("limit", "after", "before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One page of a list."""

    wanted: Wanted
    order: Order
    limit: int


def sorts_of(register: Register) -> dict[str, str]:
    """Return by what a list is sorted: the names in addresses, and the fields behind them."""
    return {UPDATED: UPDATED} | {SORTS.get(name, name): name for name in register.sorts}


def parameters_of(register: Register) -> tuple[str, ...]:
    """Return the names of all parameters that a list knows."""
    days = ("since", "until") if "day" in register.fields else ()
    return (*PAGING, "sort", "q", UPDATED.replace("_at", "_since"), *days, *register.filters)


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Refuse parameters that mean nothing, and those that come more than once."""
    told = f"It knows: {', '.join(known)}." if known else "It knows none."
    unknown = [
        Flaw(parameter=name, code="unknown", message=f"This address has no parameter {name!r}. {told}")
        for name in query
        if name not in known
    ]
    doubled = [
        Flaw(parameter=name, code="doubled", message=f"{name} is given more than once. Give it once.")
        for name, values in query.lists()
        if name in known and len(values) > 1
    ]
    if unknown or doubled:
        raise odd([*unknown, *doubled])


def odd(flaws: Collection[Flaw]) -> Problem:
    """Return the refusal of parameters."""
    said = " ".join(flaw.message for flaw in flaws)
    return Problem(status=400, code="bad_parameter", detail=said, errors=flaws)


def refused(problem: Refused) -> Problem:
    """Return the refusal of a filter that does not fit."""
    return odd([Flaw(parameter=one.field, code=one.code, message=one.message) for one in problem.problems])


def asked(register: Register, query: QueryDict) -> Asked:
    """Read the parameters of a list, or refuse them with all that is wrong."""
    refuse_unknown(query, parameters_of(register))
    reading = _Reading(register, query)
    wanted = Wanted(
        text=reading.text(),
        filters={name: str(query[name]) for name in register.filters if query.get(name)},
        since=reading.day("since"),
        until=reading.day("until"),
        updated_since=reading.moment("updated_since"),
        today=timezone.localdate(),
    )
    result = Asked(wanted=wanted, order=reading.order(), limit=reading.limit())
    if reading.flaws:
        raise odd(reading.flaws)
    return result


class _Reading:
    """Reads one parameter after the other, and gathers what is wrong."""

    def __init__(self, register: Register, query: QueryDict) -> None:
        self.register, self.query, self.flaws = register, query, list[Flaw]()
        if "after" in query and "before" in query:
            self._odd("before", "A page is after a place or before it. Give one of the two.")

    def _odd(self, name: str, message: str) -> None:
        self.flaws.append(Flaw(parameter=name, code="invalid", message=message))

    def text(self) -> str:
        text: str = self.query.get("q", "")
        if len(text) > LONGEST_TEXT or "\x00" in text:
            self._odd("q", f"Search for at most {LONGEST_TEXT} characters that can be shown.")
        return text

    def limit(self) -> int:
        text = self.query.get("limit", str(USUAL))
        if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST:
            self._odd("limit", f"Give a number of records from 1 to {MOST}.")
            return USUAL
        return int(text)

    def order(self) -> Order:
        text, known = self.query.get("sort", UPDATED), sorts_of(self.register)
        field = known.get(text.removeprefix("-"))
        if field is None:
            self._odd("sort", f"This list is sorted by {', '.join(known)}, or backwards with a - before it.")
        return Order(field=field or UPDATED, descending=text.startswith("-"))

    def day(self, name: str) -> date | None:
        text = self.query.get(name, "")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._odd(name, "Write this day as year, month and day: 2026-01-31.")
            return None

    def moment(self, name: str) -> datetime | None:
        # A + that was not escaped arrives as a space.
        text = re.sub(r" (?=\d\d:?\d\d$)", "+", self.query.get(name, ""))
        if not text:
            return None
        try:
            moment = parse_datetime(text)
            # PostgreSQL takes no zones as far apart as Python does.
            in_utc = moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
        except (ValueError, OverflowError):
            in_utc = None
        if in_utc is None:
            self._odd(name, "Write this moment with its time zone: 2026-01-31T12:00:00.000000Z.")
        return in_utc
