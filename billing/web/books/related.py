"""What else there is to a record: a customer's documents, an order's bills."""

from dataclasses import dataclass
from typing import Any

from billing.kinds import Kind
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The newest records that name this one."""

    kind: Kind
    field: str
    columns: tuple[columns.Column, ...]
    rows: list[dict[str, Any]]


def related_to(kind: Kind, row: Any, *, home: str) -> list[Related]:
    """Return the newest few of each kind that names this record; kinds without any are left out."""
    found = []
    for other, field in NAMED_BY.get(kind, ()):
        order = columns.default_order(other)
        rows = register_of(other).model.objects.filter(**{field: row}).order_by(order, "pk")[:AT_MOST]
        shown = tuple(column for column in columns.COLUMNS[other] if column.field != f"{field}_name")
        values = represent(other, list(rows), with_children=False, only=columns.needed(other))
        if values:
            found.append(
                Related(
                    kind=other,
                    field=field,
                    columns=shown,
                    rows=[
                        {
                            "id": each["id"],
                            "title": columns.row_title(other, each),
                            "first": columns.cell(other, shown[0], each, home=home),
                            "cells": [
                                (column, columns.cell(other, column, each, home=home)) for column in shown[1:]
                            ],
                        }
                        for each in values
                    ],
                )
            )
    return found
