"""Lists as files: a row for each record, or for each of its lines; an import reads them back as they are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import DecimalField, ForeignKey
from django.http.response import HttpResponseBase

from billing.kinds import Kind
from billing.queries.representing import names_of, represent
from billing.registers import register_of
from billing.services.importing.table import TableColumn, columns_of
from billing.services.references import References, kind_of
from billing.web.export import csv_response, json_response, xlsx_response

Batches = Iterable[list[Any]]
# What a record has more of than one, as the menu calls it.
WORDS = {"lines": "with lines", "contacts": "with contacts", "parts": "with parts", "rates": "with rates"}


def with_lines(kind: Kind) -> str:
    """Return what the fuller form of a file is called; nothing where there is none."""
    children = register_of(kind).children
    return WORDS.get(children[0].name, f"with {children[0].name}") if children else ""


def _csv(name: str, kind: Kind, batches: Batches, *, lines: bool = False) -> HttpResponseBase:
    return csv_response(
        name=f"{name}.csv", head=head_of(kind, lines=lines), rows=_rows(kind, batches, lines=lines)
    )


def _xlsx(name: str, kind: Kind, batches: Batches, *, lines: bool = False) -> HttpResponseBase:
    return xlsx_response(
        name=f"{name}.xlsx", head=head_of(kind, lines=lines), rows=_rows(kind, batches, lines=lines)
    )


def _json(name: str, kind: Kind, batches: Batches) -> HttpResponseBase:
    rows = (row for rows in batches for row in represent(kind, rows, with_children=False))
    return json_response(name=f"{name}.jsonl", rows=rows)


FILES: dict[str, Callable[[str, Kind, Batches], HttpResponseBase]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "lines.csv": lambda name, kind, batches: _csv(f"{name}-lines", kind, batches, lines=True),
    "lines.xlsx": lambda name, kind, batches: _xlsx(f"{name}-lines", kind, batches, lines=True),
}


def head_of(kind: Kind, *, lines: bool) -> list[str]:
    """Return the titles of a file."""
    inner = _inner(kind) if lines else []
    return [*names_of(register_of(kind)), *(column.title for column in inner)]


def _inner(kind: Kind) -> list[TableColumn]:
    return [column for column in columns_of(kind) if column.group]


def _rows(kind: Kind, batches: Batches, *, lines: bool) -> Iterator[list[Any]]:
    own, inner = names_of(register_of(kind)), _inner(kind) if lines else []
    groups = list(dict.fromkeys(column.group for column in inner))
    for rows in batches:
        values = represent(kind, rows, with_children=lines)
        names = _names(kind, values, groups)
        for said in values:
            head = [_cell(register_of(kind).model, name, said, names) for name in own]
            if "contacts" in groups:
                yield [*head, *(_contact(column, said["contacts"]) for column in inner)]
                continue
            depth = max([1, *(len(said[group]) for group in groups)])
            for at in range(depth):
                yield [*head, *(_child(kind, column, said, at, names) for column in inner)]


def _cell(model: Any, name: str, said: dict[str, Any], names: dict[UUID, str]) -> Any:
    """Return a value as a cell: what it refers to by a name that finds it again, a number as one."""
    plain = name.removesuffix("_name") if name not in said or f"{name}_name" not in said else name
    column = model._meta.get_field(plain if plain in said else name)
    value = said[plain if plain in said else name]
    if isinstance(column, ForeignKey):
        return names.get(value, "") if value else ""
    if isinstance(value, UUID):
        return str(value)
    is_number = isinstance(getattr(column, "output_field", column), DecimalField)
    return Decimal(value) if is_number and value is not None else value


def _child(kind: Kind, column: TableColumn, said: dict[str, Any], at: int, names: dict[UUID, str]) -> Any:
    children = said[column.group]
    if at >= len(children):
        return ""
    if column.role == "id":
        return str(children[at]["id"])
    return _cell(register_of(kind).group(column.group).model, column.field, children[at], names)


def _contact(column: TableColumn, contacts: list[dict[str, Any]]) -> Any:
    found = next((each for each in contacts if each[f"is_{column.part}"]), None)
    return found[column.field] if found else ""


def _names(kind: Kind, values: list[dict[str, Any]], groups: list[str]) -> dict[UUID, str]:
    """Return for each id that is referred to what finds it again: its number or name, or else the id."""
    register = register_of(kind)
    ids: dict[Any, set[UUID]] = defaultdict(set)
    for name in names_of(register):
        plain = name.removesuffix("_name")
        if values and plain in values[0] and isinstance(register.model._meta.get_field(plain), ForeignKey):
            model = register.model._meta.get_field(plain).related_model
            ids[model] |= {said[plain] for said in values if said[plain]}
    for group in groups:
        children = register.group(group)
        for field in children.fields:
            column = children.field(field)
            if isinstance(column, ForeignKey):
                ids[column.related_model] |= {
                    each[field] for said in values for each in said[group] if each[field]
                }
    return {key: text for model, wanted in ids.items() if wanted for key, text in _found(model, wanted)}


def _found(model: Any, ids: set[UUID]) -> Iterator[tuple[UUID, str]]:
    lookups = register_of(kind_of(model)).lookups
    texts: dict[UUID, str] = {}
    for row in model.objects.filter(pk__in=ids):
        texts[row.pk] = next((text for name in lookups if (text := str(getattr(row, name)))), "")
    references = References()
    for text in texts.values():
        references.want(model, text)
    references.read()
    for key, text in texts.items():
        try:
            same = bool(text) and references.find(model, text).pk == key
        except LookupError:
            same = False
        yield key, text if same else str(key)
