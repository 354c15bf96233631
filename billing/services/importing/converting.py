"""From the cells of a record to the values of a change, each problem at its line and column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, Field, ForeignKey, IntegerField

from billing.files.table import Cell, Row
from billing.files.values import BadValue, boolean, choice, day, decimal
from billing.files.values import text as cell_text
from billing.problems import Problem
from billing.registers import register_of
from billing.services.importing.gathering import Found, Wrong, shown
from billing.services.importing.plan import Options, Plan
from billing.services.importing.table import CONTACTS, TableColumn, column_named, model_field

# Given a cell and the currency of its record.
Convert = Callable[[Cell, str], Any]
CAPITALS = {"currency", "code", "billing_country", "shipping_country"}


@dataclass(slots=True)
class Reading:
    """A record as the file has it: values, and where each row of children came from."""

    found: Found
    values: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    version: int | None = None
    wrong: list[Wrong] = field(default_factory=list)
    # For each sort of children, the row of the file in which each stands.
    lines: dict[str, list[Row]] = field(default_factory=dict)
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Which contact stands at which place of the values.
    parts: list[str] = field(default_factory=list)
    # Fields of which the cell is empty.
    blank: list[TableColumn] = field(default_factory=list)


class Converter:
    """Converts the records of one file; made once, since choosing how is the slow part."""

    def __init__(self, plan: Plan, *, home: str) -> None:
        self._plan, self._home = plan, home
        self._of = {
            position: convert(model_field(plan.kind, column), plan.options)
            for position, column in plan.columns.items()
            if column.role == "field"
        }
        self._currency_at = plan.at.get("currency")

    def read(self, found: Found) -> Reading:
        """Convert one record."""
        reading = Reading(found, wrong=list(found.wrong))
        for row in found.rows:
            reading.wrong += [
                Wrong(row.number, problem.field, problem.text, "cell") for problem in row.problems
            ]
        first = found.rows[0]
        currency = self._home
        if self._currency_at is not None:
            currency = shown(first.cells[self._currency_at]).upper() or self._home
        self._identify(reading, first)
        for position, column in self._plan.head:
            row = first if first.cells[position] is not None else self._filled(found, position)
            if len(found.rows) > 1:
                self._agree(reading, position, row)
            if row.cells[position] is None:
                reading.blank.append(column)
            else:
                self._put(reading, reading.values, position, row, currency)
        if self._plan.contacts:
            self._read_contacts(reading, first)
        for name, columns in self._plan.groups.items():
            self._read_children(reading, name, columns, currency)
        return reading

    def title(self, reading: Reading, problem: Problem) -> Wrong:
        """Say where in the file a problem of the writer stands."""
        path = problem.field.split(".")
        line, name, message = reading.found.first, problem.field, problem.message
        if len(path) > 1 and path[1].isdecimal():
            index = int(path[1])
            inner = path[2] if len(path) > 2 else ""
            rows = reading.lines.get(path[0], [])
            line = rows[index].number if index < len(rows) else line
            name = f"{path[0]}.{inner}"
            if path[0] == "contacts" and index < len(reading.parts):
                name = f"contacts.{reading.parts[index]}.{inner}"
        position = self._plan.at.get(name)
        if position is not None:
            return Wrong(line, self._plan.titles[position], message, problem.code)
        column = column_named(self._plan.kind, name)
        return Wrong(line, "", f"{column.label}: {message}" if column else message, problem.code)

    def _filled(self, found: Found, position: int) -> Row:
        return next((row for row in found.rows if row.cells[position] is not None), found.rows[0])

    def _agree(self, reading: Reading, position: int, row: Row) -> None:
        said = shown(row.cells[position])
        for other in reading.found.rows:
            cell = other.cells[position]
            if cell is not None and shown(cell) != said:
                reading.wrong.append(
                    Wrong(
                        other.number,
                        self._plan.titles[position],
                        f"“{shown(cell)[:60]}” contradicts “{said[:60]}” in line {row.number} of the same "
                        "record. Make them equal, or leave the later one empty.",
                        "contradiction",
                    )
                )
                return

    def _identify(self, reading: Reading, row: Row) -> None:
        at = self._plan.at
        if "id" in at and self._plan.options.updates:
            reading.id = shown(row.cells[at["id"]])
        if reading.id and "version" in at and row.cells[at["version"]] is not None:
            try:
                reading.version = int(decimal(row.cells[at["version"]], places=0))
            except BadValue as problem:
                title = self._plan.titles[at["version"]]
                reading.wrong.append(Wrong(row.number, title, str(problem), "cell"))

    def _put(self, reading: Reading, values: dict[str, Any], position: int, row: Row, currency: str) -> None:
        try:
            values[self._plan.columns[position].field] = self._of[position](row.cells[position], currency)
        except BadValue as problem:
            reading.wrong.append(Wrong(row.number, self._plan.titles[position], str(problem), "cell"))

    def _read_children(
        self, reading: Reading, name: str, columns: list[tuple[int, TableColumn]], currency: str
    ) -> None:
        children, lines = [], []
        for row in reading.found.rows:
            values: dict[str, Any] = {}
            for position, column in columns:
                if row.cells[position] is None:
                    continue
                if column.role == "id":
                    values["id"] = shown(row.cells[position])
                else:
                    self._put(reading, values, position, row, currency)
            if any(row.cells[position] is not None for position, _ in columns):
                children.append(values)
                lines.append(row)
        if children:
            reading.values[name], reading.lines[name] = children, lines

    def _read_contacts(self, reading: Reading, row: Row) -> None:
        for position, column in self._plan.contacts:
            if row.cells[position] is not None:
                values = reading.contacts.setdefault(column.part, {})
                self._put(reading, values, position, row, self._home)


def with_contacts(reading: Reading, existing: list[Any]) -> None:
    """Put the contacts of the file among those that are there: changed where known, else added."""
    if not reading.contacts:
        return
    rows: list[dict[str, Any]] = [{"id": str(each.pk)} for each in existing]
    kept = [""] * len(rows)
    for part in CONTACTS:
        given = reading.contacts.get(part)
        if not given:
            continue
        flag = f"is_{part}"
        index = next((at for at, each in enumerate(existing) if getattr(each, flag)), None)
        if index is None:
            name = given.get("name")
            same = [at for at, row in enumerate(rows) if name and _name(row, existing, at) == name]
            index = same[0] if same else len(rows)
            if not same:
                rows.append({})
                kept.append("")
            given = given | {flag: True}
        rows[index] |= given
        kept[index] = kept[index] or part
    for row in rows:
        # A person to write to is often known by the address alone.
        if "id" not in row and "name" not in row and row.get("email"):
            row["name"] = row["email"]
    reading.values["contacts"], reading.parts = rows, kept


def _name(row: dict[str, Any], existing: list[Any], at: int) -> str:
    return str(row.get("name") or (existing[at].name if at < len(existing) else ""))


def clear(reading: Reading, plan: Plan) -> None:
    """Let empty cells empty their fields: on an existing record, where the person chose so."""
    register = register_of(plan.kind)
    for column in reading.blank:
        model = register.field(column.field)
        if model.null:
            reading.values[column.field] = None
        elif model.has_default():
            reading.values[column.field] = model.get_default()
        else:
            reading.values[column.field] = ""


def convert(model: "Field[Any, Any]", options: Options) -> Convert:
    """Return how cells become values of a field."""
    if isinstance(model, DecimalField) and not model.choices:
        places = model.decimal_places
        return lambda cell, currency: decimal(cell, form=options.numbers, currency=currency, places=places)
    read = _reader(model, options)
    return lambda cell, _currency: read(cell)


def _reader(model: "Field[Any, Any]", options: Options) -> Callable[[Cell], Any]:
    if isinstance(model, ForeignKey):
        return shown
    if model.choices:
        choices = {str(key): str(label) for key, label in model.flatchoices}
        return lambda cell: choice(cell, choices=choices)
    if isinstance(model, BooleanField):
        return boolean
    if isinstance(model, DateField):
        return lambda cell: day(cell, form=options.dates)
    if isinstance(model, IntegerField):
        return lambda cell: int(decimal(cell, form=options.numbers, places=0))
    return _capitals if model.name in CAPITALS else _text


def _capitals(cell: Cell) -> str:
    return _text(cell).upper()


def _text(cell: Cell) -> str:
    # What is wrong with a text its field says; here only line ends are made one sort.
    if type(cell) is str:
        return cell.strip().replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell.strip()
    return cell_text(cell)
