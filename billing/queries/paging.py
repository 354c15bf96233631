"""Keyset paging: a page is found by the last row of the one before, never by counting from the start."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import CharField, Field, Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)


class BadCursor(BadRequest):
    """The place in the list that the address names is not one that a page of ours printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a list is sorted: one field, then the id, so that every row has exactly one place."""

    field: str
    descending: bool

    @classmethod
    def chosen(cls, text: str, *, among: Sequence[str], default: str) -> "Order":
        """Read `name` or `-name`; anything that is not among the sortable fields means the default."""
        name = text if text.removeprefix("-") in among else default
        return cls(field=name.removeprefix("-"), descending=name.startswith("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """One page of a list, with the addresses of its neighbours."""

    rows: list[Row]
    previous_url: str
    next_url: str
    summary: str = ""


def page_of(queryset: QuerySet[Row], *, order: Order, query: QueryDict, size: int = 50) -> Page[Row]:
    """Return the page that `after` or `before` in the query names, in one query of size + 1 rows."""
    backwards = "before" in query
    place = query.get("before") or query.get("after") or ""
    descending = order.descending != backwards
    if place:
        queryset = queryset.filter(
            _beyond(order.field, _read(place, queryset.model, order.field), descending=descending)
        )
    sign = "-" if descending else ""
    found = list(queryset.order_by(f"{sign}{order.field}", f"{sign}pk")[: size + 1])
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if backwards else (bool(place), more)
    if not rows:
        return Page(rows=[], previous_url="", next_url="")
    return Page(
        rows=rows,
        previous_url=_url(query, before=_written(rows[0], order.field)) if has_previous else "",
        next_url=_url(query, after=_written(rows[-1], order.field)) if has_next else "",
    )


def _beyond(field: str, place: tuple[Any, Any], *, descending: bool) -> Q:
    value, key = place
    comparison = "lt" if descending else "gt"
    # The first condition alone lets the index be entered at the right place; the second settles ties.
    return Q(**{f"{field}__{comparison}e": value}) & (
        Q(**{f"{field}__{comparison}": value}) | Q(**{field: value, f"pk__{comparison}": key})
    )


def _written(row: Model, field: str) -> str:
    value = getattr(row, field)
    text = (
        value.isoformat()
        if isinstance(value, date | datetime)
        else str(value)
        if isinstance(value, Decimal)
        else value
    )
    return base64.urlsafe_b64encode(json.dumps([text, str(row.pk)]).encode()).decode().rstrip("=")


def _read(place: str, model: type[Model], field: str) -> tuple[Any, UUID]:
    try:
        text, key = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
        column = cast("Field[Any, Any]", model._meta.get_field(field))
        return _value(column, text), UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, ValidationError) as problem:
        raise BadCursor(
            "This address names a place in a list that does not exist. Start from its first page."
        ) from problem


def _value(column: "Field[Any, Any]", text: Any) -> Any:
    """Return a field's value as a page printed it; a key may be empty where no name may be entered so."""
    value = column.to_python(text) if isinstance(column, CharField) else column.clean(text, None)
    # Half a character raises here already; PostgreSQL would not take either.
    if value is None or b"\0" in str(value).encode():
        raise ValueError("no value of this field")
    # PostgreSQL takes no zones as far apart as Python does.
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _url(query: QueryDict, **place: str) -> str:
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept.update(place)
    return f"?{kept.urlencode()}"
