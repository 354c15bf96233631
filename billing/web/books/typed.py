"""What was typed into the form of a record, read back into the values of a change."""

import re
from collections.abc import Collection
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, DateField, DecimalField, Field, ForeignKey, IntegerField
from django.http import QueryDict

from billing.kinds import Kind
from billing.registers import REGISTERS
from billing.registers.base import Register
from billing.text import SeveralLines, whole_number
from billing.web.books.layouts import layout_of

# Lists that grow long are searched while one types; the others are chosen from, unless they are long by now.
LONG = {
    Kind.CUSTOMER,
    Kind.SUPPLIER,
    Kind.ITEM,
    Kind.INVOICE,
    Kind.CREDIT_NOTE,
    Kind.PAYMENT,
    Kind.PURCHASE_ORDER,
}
NONE = "-"
ROWS_AT_MOST = 1100
THOUSANDS = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
FORMS = ((BooleanField, "check"), (DateField, "date"), (DecimalField, "number"), (IntegerField, "number"))


class Typed:
    """A posted form of one kind of record.

    `known` are the ids of the rows that the record has. A row that somebody else has taken out is a new
    one: the version tells whether whoever typed it has seen that.
    """

    def __init__(
        self, register: Register, posted: QueryDict, *, is_new: bool, known: Collection[str] = ()
    ) -> None:
        self.register, self.posted, self.is_new, self.known = register, posted, is_new, known

    def values(self) -> dict[str, Any]:
        """Return what was typed as the values of a change; rows left blank are left out."""
        values: dict[str, Any] = {}
        for _, names in layout_of(self.register.kind):
            for name in names:
                self._read(values, name, self.register.field(name), name)
        for group in self.register.children:
            values[group.name] = [self._row(group.name, index) for index in self.kept_rows[group.name]]
        return values

    def count(self, name: str) -> int:
        """Return how many rows of a group the form had."""
        count = whole_number(str(self.posted.get(f"{name}-count", "0")), digits=5)
        return min(count or 0, ROWS_AT_MOST)

    def row_id(self, name: str, index: int | str) -> str:
        """Return the id of a row that the record has, or nothing."""
        text = str(self.posted.get(f"{name}-{index}-id", ""))
        return text if text in self.known else ""

    def gone_ids(self, name: str) -> int:
        """Count the typed rows that the record had once and has no more."""
        rows = self.kept_rows[name]
        return sum(bool(self.posted.get(f"{name}-{at}-id")) and not self.row_id(name, at) for at in rows)

    @cached_property
    def kept_rows(self) -> dict[str, list[int]]:
        """The rows of each group in which something was typed and that are not taken out."""
        return {
            group.name: [index for index in range(self.count(group.name)) if self._is_used(group.name, index)]
            for group in self.register.children
        }

    def _row(self, name: str, index: int) -> dict[str, Any]:
        prefix, row = f"{name}-{index}-", dict[str, Any]()
        if self.row_id(name, index):
            row["id"] = self.row_id(name, index)
        group = self.register.group(name)
        for column in group.fields:
            self._read(row, column, group.field(column), f"{prefix}{column}", is_child=True)
        return row

    def _read(
        self,
        values: dict[str, Any],
        name: str,
        column: "Field[Any, Any]",
        html: str,
        *,
        is_child: bool = False,
    ) -> None:
        """Read one control. What is left empty on something new is not said, so that the usual applies."""
        form = form_of(column)
        if form == "check":
            values[name] = html in self.posted
            return
        if html not in self.posted:
            return
        text = str(self.posted[html]).strip()
        if isinstance(column, ForeignKey) and self.posted.get(f"{html}_id"):
            text = str(self.posted[f"{html}_id"])
        if text == NONE and form == "select":
            values[name] = None
            return
        if not text:
            is_fresh = ("id" not in values) if is_child else self.is_new
            _put_empty(values, name, column, form, is_fresh=is_fresh)
            return
        values[name] = text.replace(",", "") if form == "number" and THOUSANDS.match(text) else text

    def _is_used(self, name: str, index: int) -> bool:
        prefix = f"{name}-{index}-"
        if self.posted.get(f"{prefix}gone"):
            return False
        if name == "allocations":
            return bool(self.posted.get(f"{prefix}amount", "").strip())
        if self.row_id(name, index) or self.posted.get(f"{prefix}type", "charge") != "charge":
            return True
        columns = [column for column in self.register.group(name).fields if column != "type"]
        typed = (str(self.posted.get(f"{prefix}{column}", "")).strip() for column in columns)
        return any(text not in {"", NONE} for text in typed)


def ids_of_rows(register: Register, record_id: UUID | None) -> set[str]:
    """Return the ids of the rows that a record has, of all groups."""
    found: set[str] = set()
    for group in register.children if record_id else ():
        model: Any = group.model
        rows = model.objects.filter(**{group.parent: record_id})
        found |= {str(row_id) for row_id in rows.values_list("pk", flat=True)}
    return found


def _put_empty(
    values: dict[str, Any], name: str, column: "Field[Any, Any]", form: str, *, is_fresh: bool
) -> None:
    is_worked_out = column.blank and not column.null and form in {"number", "date"}
    if is_fresh or is_worked_out:
        return
    if form == "number" and column.has_default() and not column.null:
        values[name] = column.get_default()
    else:
        values[name] = None if column.null or form in {"number", "date"} else ""


def form_of(column: "Field[Any, Any]") -> str:
    """Tell what sort of control a field has."""
    if isinstance(column, ForeignKey):
        return "lookup" if kind_of(column) in LONG else "select"
    if column.choices:
        return "select"
    found = next((form for type_, form in FORMS if isinstance(column, type_)), "")
    return found or (
        "area" if any(isinstance(check, SeveralLines) for check in column.validators) else "text"
    )


def kind_of(column: "Field[Any, Any]") -> Kind:
    """Return which kind of record a reference names."""
    return next(kind for kind, register in REGISTERS.items() if register.model is column.related_model)
