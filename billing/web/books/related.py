"""What else there is to a record: a customer's documents, an order's bills."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.frame.seat import Seat
from billing.kinds import Kind
from billing.queries.records import OPEN
from billing.queries.representing import represent
from billing.registers import register_of
from billing.web.books import columns

AT_MOST = 8
# For each kind: the kinds that name it, and by which field.
NAMED_BY: dict[Kind, tuple[tuple[Kind, str], ...]] = {
    Kind.CUSTOMER: (
        (Kind.INVOICE, "customer"),
        (Kind.PAYMENT, "customer"),
        (Kind.CREDIT_NOTE, "customer"),
        (Kind.CUSTOMER, "parent"),
    ),
    Kind.SUPPLIER: ((Kind.EXPENSE, "supplier"), (Kind.PURCHASE_ORDER, "supplier")),
    Kind.PURCHASE_ORDER: ((Kind.EXPENSE, "purchase_order"),),
    Kind.ITEM: ((Kind.ITEM, "parent"),),
}
# Beside a record is less room than on a list: when an invoice is due says more than when it was written.
LEFT_OUT = {Kind.INVOICE: ("day",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Some records that name this one: what is open of invoices by its due date, then the newest."""

    kind: Kind
    field: str
    columns: tuple[columns.Column, ...]
    rows: list[dict[str, Any]]


def related_to(kind: Kind, row: Any, *, seat: Seat, today: date) -> list[Related]:
    """Return a few of each kind that names this record and that the seat sees; without any, none."""
    found = []
    for other, field in NAMED_BY.get(kind, ()):
        rows = _rows(other, {field: row}) if seat.sees(other) else []
        if rows:
            found.append(_shown(other, field, rows, seat=seat, today=today))
    return found


def _rows(kind: Kind, names: dict[str, Any]) -> list[Any]:
    named = register_of(kind).model.objects.filter(**names)
    first: list[Any] = []
    if kind is Kind.INVOICE:
        # Each part by its own index: a customer may have very many that are paid.
        first = list(named.filter(balance__gt=0).order_by("due_on", "pk")[:AT_MOST])
        named = named.filter(balance__lte=0)
    left = AT_MOST - len(first)
    return first + (list(named.order_by(columns.default_order(kind), "pk")[:left]) if left else [])


def _shown(kind: Kind, field: str, rows: list[Any], *, seat: Seat, today: date) -> Related:
    # That each of them names this record need not be said, nor its name be read.
    shown = tuple(
        column
        for column in columns.COLUMNS[kind]
        if column.field not in {f"{field}_name", *LEFT_OUT.get(kind, ())} and column.made_of is None
    )
    values = represent(kind, rows, with_children=False, only=columns.needed(kind) - {field})
    for each in values:
        if kind is Kind.INVOICE and each["state"] in OPEN and each["due_on"] < today:
            each |= {"is_overdue": True, "days_overdue": (today - each["due_on"]).days}
    home = seat.tenant.currency
    return Related(
        kind=kind,
        field=field,
        columns=shown,
        rows=[
            {
                "id": each["id"],
                "title": columns.row_title(kind, each),
                "first": columns.cell(kind, shown[0], each, home=home),
                "cells": [(column, columns.cell(kind, column, each, home=home)) for column in shown[1:]],
            }
            for each in values
        ],
    )
