"""Which records of the books the records of a file are: by id, number or name."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from billing.naming import sort_key
from billing.registers import register_of
from billing.services.importing.converting import Reading
from billing.services.importing.gathering import Wrong
from billing.services.importing.plan import Plan
from billing.services.references import KEYS


def recognise(plan: Plan, readings: Sequence[Reading]) -> dict[int, UUID]:
    """Return the ids of those that are in the books, by their place; problems go to the readings."""
    ids: dict[int, UUID] = {}
    unknown: list[int] = []
    for index, reading in enumerate(readings):
        if not reading.id:
            unknown.append(index)
            continue
        try:
            ids[index] = UUID(reading.id)
        except ValueError:
            message = f"“{reading.id[:60]}” is not an id. Leave the cell empty to add a new record."
            reading.wrong.append(Wrong(reading.found.first, _title(plan, "id"), message, "cell"))
    names = [name for name, _ in plan.known_by]
    if names and unknown:
        ids |= _by_fields(plan, names, readings, unknown)
    return ids


def _by_fields(
    plan: Plan, names: list[str], readings: Sequence[Reading], places: list[int]
) -> dict[int, UUID]:
    model = register_of(plan.kind).model
    columns = [KEYS[name] if hasattr(model, KEYS.get(name, "")) else name for name in names]
    wanted: dict[int, tuple[Any, ...]] = {}
    for place in places:
        values = tuple(readings[place].values.get(name) for name in names)
        if all(value not in {None, ""} for value in values):
            wanted[place] = tuple(_key(column, value) for column, value in zip(columns, values, strict=True))
    if not wanted:
        return {}
    conditions = {f"{column}__in": {key[at] for key in wanted.values()} for at, column in enumerate(columns)}
    alike: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in model.objects.filter(**conditions).values_list("pk", *columns, *names):
        alike[row[1 : 1 + len(columns)]].append((row[0], *row[1 + len(columns) :]))
    ids: dict[int, UUID] = {}
    for place, key in wanted.items():
        rows = alike.get(key, [])
        given = tuple(readings[place].values.get(name) for name in names)
        exact = [row for row in rows if row[1:] == given] or rows
        if len(exact) > 1:
            readings[place].wrong.append(
                Wrong(
                    readings[place].found.first,
                    _title(plan, names[0]),
                    f"There are {len(exact)} {plan.kind.plural.replace('_', ' ')} called "
                    f"“{', '.join(map(str, given))[:100]}”, and nothing says which one is meant. "
                    "Add a column with their ids, as the download of the list has it.",
                    "several",
                )
            )
        elif exact:
            ids[place] = exact[0][0]
    return ids


def _key(column: str, value: Any) -> Any:
    return sort_key(value) if column in KEYS.values() else value


def _title(plan: Plan, name: str) -> str:
    return plan.titles[plan.at[name]] if name in plan.at else ""
