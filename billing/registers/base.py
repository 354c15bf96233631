"""A register: how one kind of record is kept. Pages, API, files and services all go by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, ForeignKey, Model

from billing.kinds import Kind
from billing.models import Record
from billing.problems import Problem
from billing.registers.books import Books


@dataclass(frozen=True, kw_only=True)
class Children:
    """Rows that belong to a record and are written with it, as lines to an invoice."""

    name: str
    model: type[Model]
    parent: str
    fields: tuple[str, ...]
    label: str
    shown: tuple[str, ...] = ()
    at_most: int = 1000

    def field(self, name: str) -> "Field[Any, Any]":
        return self.model._meta.get_field(name)  # type: ignore[return-value]  # only columns are named


@dataclass(eq=False)
class Draft:
    """One record on its way into the books, with what is wrong with it so far."""

    register: "Register"
    row: Any
    is_new: bool
    given: Mapping[str, Any]
    # Written anew as a whole: what is not given is as on a new record.
    is_whole: bool = False
    children: dict[str, list[Any]] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # Other records that change with this one, as invoices do with a payment.
    touched: list[Record] = field(default_factory=list)

    def refuse(self, path: str, message: str, *, code: str = "invalid") -> None:
        self.problems.append(Problem(field=path, message=message, code=code))

    @property
    def is_fine(self) -> bool:
        return not self.problems

    def leaves_open(self, name: str) -> bool:
        """Tell whether it is for the rules to fill this field in, as on a new record."""
        return (self.is_new or self.is_whole) and name not in self.given

    def was(self, name: str) -> Any:
        """Return what a field was before, or None on a new record."""
        return self.before.get(name)

    def has_changed(self, *names: str) -> bool:
        """Tell whether any of these fields or groups of children is new or different."""
        return self.is_new or any(self.before[name] != self.says(name) for name in names)

    def picture(self) -> dict[str, Any]:
        """Return what the record says: fields, computed figures, and children as tuples."""
        names = (*self.register.fields, *self.register.shown, *self.children)
        return {name: self.says(name) for name in names}

    def says(self, name: str) -> Any:
        children = self.register.child(name)
        if children is None:
            return raw(self.row, name)
        columns = (*children.fields, *children.shown)
        return [tuple(raw(row, column) for column in columns) for row in self.children[name]]


Rule = Callable[[Sequence[Draft], Books], None]


@dataclass(frozen=True, kw_only=True)
class Register:
    """How a kind is kept: what may be set, by what it is found, and the rules, each over a whole batch."""

    kind: Kind
    model: type[Any]
    fields: tuple[str, ...]
    # How else than by its id a record may be named, in the order in which they are tried.
    lookups: tuple[str, ...] = ("name",)
    children: tuple[Children, ...] = ()
    # What is computed and shown beside the fields.
    shown: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    # What changes other records with this one: after everything that may refuse it.
    settles: Rule | None = None
    sorts: tuple[str, ...] = ("sort_key",)
    filters: tuple[str, ...] = ()
    searched: bool = False

    def field(self, name: str) -> "Field[Any, Any]":
        return self.model._meta.get_field(name)  # type: ignore[no-any-return]  # only columns are named

    def group(self, name: str) -> Children:
        """Return the children of this name, which there must be."""
        return next(children for children in self.children if children.name == name)

    def child(self, name: str) -> Children | None:
        return next((children for children in self.children if children.name == name), None)

    @property
    def number_series(self) -> bool:
        """Tell whether its records are numbered by us."""
        return self.kind in {Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PURCHASE_ORDER}


def raw(row: Model, name: str) -> Any:
    """Return a field's value, a reference as its id."""
    column = row._meta.get_field(name)
    return getattr(row, column.attname) if isinstance(column, ForeignKey) else getattr(row, name)
