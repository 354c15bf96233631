"""How a file is to be read: which column is which field, and what the person chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import ForeignKey

from billing.files.values import DateForm, NumberForm
from billing.kinds import Kind
from billing.registers import register_of
from billing.services.importing.table import TableColumn, column_named, row_groups

# By which columns a record of the books is known again, beside its id.
BY: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.CURRENCY: {"code": ("code",)},
    Kind.EXCHANGE_RATE: {"day": ("currency", "day")},
    Kind.ACCOUNT: {"number": ("number",), "name": ("name",)},
    Kind.CUSTOMER: {"number": ("external_number",), "name": ("name",)},
    Kind.SUPPLIER: {"number": ("external_number",), "name": ("name",)},
    Kind.ITEM: {"name": ("name",), "number": ("external_number",)},
    Kind.INVOICE: {"number": ("number",)},
    Kind.CREDIT_NOTE: {"number": ("number",)},
    Kind.PURCHASE_ORDER: {"number": ("number",)},
    Kind.EXPENSE: {"number": ("number",)},
    Kind.PAYMENT: {"reference": ("reference",)},
    Kind.REFUND: {"reference": ("reference",)},
}
# Rows below each other with the same first of these, and nothing else in the others, are one record.
TOGETHER: dict[Kind, tuple[str, ...]] = {
    Kind.TAX_CODE: ("name",),
    Kind.ITEM: ("name",),
    Kind.INVOICE: ("number",),
    Kind.CREDIT_NOTE: ("number",),
    Kind.PURCHASE_ORDER: ("number",),
    Kind.EXPENSE: ("number", "supplier"),
    Kind.PAYMENT: ("reference", "customer", "day"),
}


def recognisers(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Return the ways in which an existing record can be known, the surest first."""
    return {"id": ("id",), **BY.get(kind, {"name": ("name",)})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person chose. `by` names how existing records are known; empty: nothing is looked for."""

    numbers: NumberForm | None = None
    dates: DateForm | None = None
    updates: bool = True
    by: str = "id"
    clears: bool = False
    sheet: str = ""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Options":
        return cls(
            numbers=NumberForm(kept["numbers"]) if kept.get("numbers") else None,
            dates=DateForm(kept["dates"]) if kept.get("dates") else None,
            updates=bool(kept.get("updates", True)),
            by=str(kept.get("by", "id")),
            clears=bool(kept.get("clears", False)),
            sheet=str(kept.get("sheet", "")),
        )

    def kept(self) -> dict[str, Any]:
        return {
            "numbers": self.numbers.value if self.numbers else "",
            "dates": self.dates.value if self.dates else "",
            "updates": self.updates,
            "by": self.by,
            "clears": self.clears,
            "sheet": self.sheet,
        }


@dataclass(frozen=True)
class Plan:
    """The columns of a file by what they are for; positions count from 0."""

    kind: Kind
    options: Options
    titles: tuple[str, ...]
    columns: Mapping[int, TableColumn] = field(default_factory=dict)

    @classmethod
    def made(cls, kind: Kind, titles: Sequence[str], matching: Mapping[str, str], options: Options) -> "Plan":
        """Make a plan of a matching from titles to names of columns."""
        columns = {}
        for position, title in enumerate(titles):
            column = column_named(kind, matching.get(title, ""))
            if column is not None and column.role != "shown":
                columns[position] = column
        return cls(kind=kind, options=options, titles=tuple(titles), columns=columns)

    @cached_property
    def at(self) -> dict[str, int]:
        """Where the column of each name is."""
        return {column.name: position for position, column in self.columns.items()}

    @cached_property
    def head(self) -> list[tuple[int, TableColumn]]:
        return [(at, each) for at, each in self.columns.items() if each.role == "field" and not each.group]

    @cached_property
    def contacts(self) -> list[tuple[int, TableColumn]]:
        return [(at, each) for at, each in self.columns.items() if each.group == "contacts"]

    @cached_property
    def groups(self) -> dict[str, list[tuple[int, TableColumn]]]:
        """The columns of each sort of children that has rows of its own."""
        found = {
            name: [(at, each) for at, each in self.columns.items() if each.group == name]
            for name in row_groups(self.kind)
        }
        return {name: columns for name, columns in found.items() if columns}

    @cached_property
    def key(self) -> tuple[list[tuple[int, ...]], list[int]]:
        """Where the keys stand by which rows belong together, the surest first; and all cells of the head.

        A key whose first column the file lacks is none: two payments of one day are two.
        """
        ways = [("group",), ("id",), TOGETHER.get(self.kind, ())]
        placed = [
            tuple(self.at[name] for name in way if name in self.at)
            for way in ways
            if way and way[0] in self.at
        ]
        own = [at for at, each in self.columns.items() if not each.group]
        return placed, own

    @cached_property
    def sure_ways(self) -> int:
        """How many of the keys, counted from the first, are given to hold rows together."""
        return sum(name in self.at for name in ("group", "id"))

    @cached_property
    def inner(self) -> list[int]:
        """Where the cells of children that have rows of their own stand."""
        return [at for columns in self.groups.values() for at, _ in columns]

    @cached_property
    def known_by(self) -> tuple[tuple[str, int], ...]:
        """The fields, and where they stand, by which existing records are looked for; none: by id alone."""
        names = recognisers(self.kind).get(self.options.by, ())
        if not self.options.updates or self.options.by == "id" or any(name not in self.at for name in names):
            return ()
        return tuple((name, self.at[name]) for name in names)

    @cached_property
    def own_kind(self) -> dict[str, int]:
        """The columns that name another record of the same kind, as a parent, and where they stand."""
        register = register_of(self.kind)
        found = {}
        for position, column in self.columns.items():
            if column.role != "field" or column.group == "contacts":
                continue
            owner: Any = register.group(column.group) if column.group else register
            named = owner.field(column.field)
            if isinstance(named, ForeignKey) and named.related_model is register.model:
                found[column.name] = position
        return found
