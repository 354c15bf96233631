"""What a body asks for: what stands in it for us, what for the record, and where something is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from billing.api.errors import escaped
from billing.api.problems import Flaw
from billing.api.refusals import Problem
from billing.problems import Problem as Wrong
from billing.queries.representing import ALWAYS, columns_of
from billing.registers.base import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An object as it was sent: values for the record, and the version that was seen."""

    values: Mapping[str, Any]
    id: UUID | None = None
    version: int | None = None
    flaws: Sequence[Flaw] = ()


def invalid(flaws: Iterable[Flaw]) -> Problem:
    return Problem(status=422, code="invalid", detail="", errors=flaws)


def an_object(data: Any) -> Mapping[str, Any]:
    """Return the body, which must be an object."""
    if not isinstance(data, Mapping):
        raise invalid([Flaw(code="type", message="Send a JSON object.")])
    return data


def only(data: Mapping[str, Any], *known: str) -> None:
    """Refuse names that mean nothing in this body."""
    told = f"It has: {', '.join(known)}." if known else "It is empty."
    flaws = [
        Flaw(pointer=f"/{escaped(name)}", code="unknown", message=f"There is no {name!r} here. {told}")
        for name in data
        if name not in known
    ]
    if flaws:
        raise invalid(flaws)


def read(data: Mapping[str, Any], register: Register) -> Body:
    """Take an object apart. What an answer of ours has beside the fields is left out, not refused."""
    flaws: list[Flaw] = []
    record_id = _id(data.get("id"), flaws)
    version = data.get("version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        flaws.append(Flaw(pointer="/version", code="type", message="The version is a whole number."))
        version = None
    return Body(values=_fields(data, register), id=record_id, version=version, flaws=flaws)


def _id(given: Any, flaws: list[Flaw]) -> UUID | None:
    if given is None:
        return None
    try:
        return UUID(given) if isinstance(given, str) else _no_id()
    except ValueError:
        flaws.append(Flaw(pointer="/id", code="type", message="This is not an id of a record."))
        return None


def _no_id() -> UUID:
    raise ValueError


def _fields(data: Mapping[str, Any], register: Register) -> dict[str, Any]:
    fields = {*register.fields, *(group.name for group in register.children)}
    ignored = read_only(register) - fields
    values = {name: value for name, value in data.items() if name not in ignored}
    for group in register.children:
        rows = values.get(group.name)
        if isinstance(rows, list):
            names = {*group.shown, *(f"{name}_name" for name in group.fields)}
            values[group.name] = [_without(row, names) for row in rows]
    return values


def _without(row: Any, names: set[str]) -> Any:
    if not isinstance(row, Mapping) or names.isdisjoint(row):
        return row
    return {name: value for name, value in row.items() if name not in names}


def read_only(register: Register) -> set[str]:
    """Return the names that an answer has and that nobody sets."""
    names = columns_of(register)
    return {*ALWAYS, *names, *(f"{name}_name" for name in names)} - set(register.fields)


def pointer(path: str, register: Register) -> str:
    """Return the JSON pointer for a service's path. A name that somebody made up may hold anything."""
    if not path:
        return ""
    groups = "|".join(re.escape(group.name) for group in register.children)
    found = re.fullmatch(rf"({groups})\.(\d+)(?:\.(.*))?", path, re.DOTALL) if groups else None
    parts = [part for part in found.groups() if part is not None] if found else [path]
    return "".join(f"/{escaped(part)}" for part in parts)


def flaws_of(problems: Iterable[Wrong], register: Register, *, at: str = "") -> list[Flaw]:
    """Return what the services found wrong, with pointers into the body below `at`."""
    return [
        Flaw(pointer=f"{at}{pointer(one.field, register)}", code=one.code, message=one.message)
        for one in problems
    ]
