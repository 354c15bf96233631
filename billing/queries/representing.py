"""Records as plain values: what the API answers, files hold and pages print. Few queries for many records."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import DecimalField, ForeignKey, Model

from billing.kinds import Kind
from billing.money import digits
from billing.registers import register_of
from billing.registers.base import Register

ALWAYS = ("id", "version", "created_at", "updated_at")
DERIVED = ("state", "balance", "settled", "approved_at", "sent_at", "voided_at", "closed_at", "receipt")


def represent(
    kind: Kind, rows: Sequence[Any], *, with_children: bool = True, only: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return each record as a dict of plain values; what it refers to as an id, with a name beside it.

    `only` leaves out the values that are not asked for, and the queries for their names.
    """
    register = register_of(kind)
    names = [name for name in columns_of(register) if not only or name in only]
    children = _children(register, rows) if with_children else {}
    labels = _labels(register, names, rows, children)
    represented = []
    for row in rows:
        currency = getattr(row, "currency", "")
        said = {name: getattr(row, name) for name in ALWAYS}
        said |= _values(register.model, names, row, labels, currency)
        for group in register.children if with_children else ():
            inner = (*group.fields, *group.shown)
            said[group.name] = [
                {"id": child.pk, **_values(group.model, inner, child, labels, currency)}
                for child in children[group.name].get(row.pk, [])
            ]
        represented.append(said)
    return represented


def columns_of(register: Register) -> tuple[str, ...]:
    """Return the names of a record's own values, in the order in which they are shown."""
    derived = [name for name in DERIVED if hasattr(register.model, name)]
    extra = ["customer"] if register.kind is Kind.REFUND else []
    return (*register.fields, *extra, *register.shown, *derived)


def names_of(register: Register) -> list[str]:
    """Return the names of a record's values as files have them: what it refers to by name, not by id."""
    references = {name for name in columns_of(register) if isinstance(register.field(name), ForeignKey)}
    return [
        *ALWAYS,
        *(f"{name}_name" if name in references else name for name in columns_of(register) if name != "taxes"),
    ]


def figure(value: Decimal, *, places: int) -> str:
    """Write a number with at least so many digits behind the point, and no zeros beyond them."""
    text = f"{value.normalize():f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(places, '0')}" if places or part else whole


def _children(register: Register, rows: Sequence[Any]) -> dict[str, dict[UUID, list[Any]]]:
    found: dict[str, dict[UUID, list[Any]]] = {}
    for group in register.children:
        of: dict[UUID, list[Any]] = defaultdict(list)
        model: Any = group.model
        wanted = model.objects.filter(**{f"{group.parent}__in": [row.pk for row in rows]})
        for child in wanted.order_by(group.parent, "position"):
            of[getattr(child, f"{group.parent}_id")].append(child)
        found[group.name] = of
    return found


def _labels(
    register: Register,
    names: Sequence[str],
    rows: Sequence[Any],
    children: dict[str, dict[UUID, list[Any]]],
) -> dict[UUID, str]:
    """Read the names of everything referred to, one query for each kind."""
    wanted: dict[Any, set[UUID]] = defaultdict(set)
    _collect(register.model, names, rows, wanted)
    for group in register.children:
        for found in children.get(group.name, {}).values():
            _collect(group.model, group.fields, found, wanted)
    return {row.pk: row.label for model, ids in wanted.items() for row in model.objects.filter(pk__in=ids)}


def _collect(
    model: type[Model], names: Sequence[str], rows: Sequence[Any], wanted: dict[Any, set[UUID]]
) -> None:
    for name in names:
        column = model._meta.get_field(name)
        if isinstance(column, ForeignKey):
            ids = {getattr(row, column.attname) for row in rows} - {None}
            if ids:
                wanted[column.related_model] |= ids


def _values(
    model: type[Model], names: Sequence[str], row: Any, labels: dict[UUID, str], currency: str
) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in names:
        column = model._meta.get_field(name)
        if isinstance(column, ForeignKey):
            said[name] = getattr(row, column.attname)
            said[f"{name}_name"] = labels.get(said[name], "") if said[name] else ""
            continue
        value = getattr(row, name)
        if isinstance(value, Decimal):
            value = figure(value, places=_places(column, currency))
        said[name] = value
    return said


def _places(column: Any, currency: str) -> int:
    """Return how many digits a figure has at least: those of the currency for amounts, else none."""
    plain = getattr(column, "output_field", column)
    is_amount = isinstance(plain, DecimalField) and plain.decimal_places == 3
    return digits(currency) if is_amount and currency else 0
