"""Finding the records that others name: by id, number or name, a few queries for a whole batch."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from billing.characters import culprit
from billing.models import Record
from billing.naming import sort_key
from billing.registers import REGISTERS, register_of

Key = UUID | str


class References:
    """Collects what is named, reads it all at once, then answers."""

    def __init__(self) -> None:
        self._wanted: dict[type[Model], set[Key]] = defaultdict(set)
        self._found: dict[type[Model], dict[Key, list[Record]]] = {}

    def want(self, model: type[Model], value: Any) -> None:
        key = as_key(value)
        if key is not None:
            self._wanted[model].add(key)

    def read(self) -> None:
        """Read everything wanted so far."""
        for model, keys in self._wanted.items():
            found: dict[Key, list[Record]] = defaultdict(list)
            ids = {key for key in keys if isinstance(key, UUID)}
            if ids:
                for row in _all(model, Q(pk__in=ids)):
                    found[row.pk].append(row)
            named = {key for key in keys if isinstance(key, str)}
            for column in register_of(kind_of(model)).lookups:
                if named:
                    _by_column(model, column, named, found)
                    named -= found.keys()
            self._found[model] = found

    def find(self, model: type[Model], value: Any) -> Record:
        """Return the one record that is meant, or raise LookupError with a sentence."""
        kind, key = kind_of(model), as_key(value)
        if key is None:
            raise LookupError(f"Name the {kind.label} by its id, or by its name.")
        rows = self._found.get(model, {}).get(key, [])
        usable = [row for row in rows if getattr(row, "is_active", True)] or rows
        if not rows:
            raise LookupError(f"{_quoted(key)} is not among the {kind.plural.replace('_', ' ')} here.")
        if len(usable) > 1:
            raise LookupError(
                f"There are {len(usable)} {kind.plural.replace('_', ' ')} called {_quoted(key)}, "
                "and nothing says which one is meant. Give its id."
            )
        return usable[0]


def as_key(value: Any) -> Key | None:
    """Read a reference as it comes: an id, an id written as text, or a name."""
    if isinstance(value, Record):
        return value.pk
    if isinstance(value, UUID):
        return value
    # What no name can hold, PostgreSQL would not even look for.
    if not isinstance(value, str) or not value.strip() or culprit(value.strip()):
        return None
    try:
        return UUID(value) if len(value) >= 32 else value.strip()
    except ValueError:
        return value.strip()


def kind_of(model: type[Model]) -> Any:
    return next(kind for kind, register in REGISTERS.items() if register.model is model)


def _all(model: type[Any], condition: Q) -> Iterable[Record]:
    found: Iterable[Record] = model.objects.filter(condition)
    return found


# Names and numbers are looked up by the keys that are indexed; then the exact spelling wins.
KEYS = {"name": "sort_key", "number": "number_key", "reference": "reference_key"}


def _by_column(model: type[Model], column: str, named: set[str], found: dict[Key, list[Record]]) -> None:
    key = KEYS.get(column, "")
    if not key or not hasattr(model, key):
        for row in _all(model, Q(**{f"{column}__in": named})):
            found[getattr(row, column)].append(row)
        return
    alike: dict[str, list[Record]] = defaultdict(list)
    for row in _all(model, Q(**{f"{key}__in": {sort_key(name) for name in named}})):
        alike[getattr(row, key)].append(row)
    for name in named:
        rows = alike.get(sort_key(name), [])
        if rows:
            found[name] = [row for row in rows if getattr(row, column) == name] or rows


def _quoted(key: Key) -> str:
    return "This id" if isinstance(key, UUID) else f"“{key}”"
