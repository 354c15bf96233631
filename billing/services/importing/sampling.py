"""What the first rows of a file tell of how it is written. Pure but for the registers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billing.files.table import Cell, Row
from billing.files.values import BadValue, DateForm, NumberForm, day, decimal, detect_dates, detect_numbers
from billing.kinds import Kind
from billing.services.importing.plan import Options, Plan
from billing.services.importing.table import model_field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the first rows of a file tell: what is in each column, and which forms they leave open."""

    rows: list[Row]

    def cells(self, position: int) -> list[Cell]:
        return [row.cells[position] for row in self.rows if row.cells[position] is not None]


def forms_of(
    kind: Kind, sample: Sample, titles: Sequence[str], matching: Mapping[str, str]
) -> dict[str, str | None]:
    """Return the form of numbers and of dates as the file proves it; None where a person must say."""
    plan = Plan.made(kind, titles, matching, Options())
    numbers: list[Cell] = []
    days: list[Cell] = []
    for position, column in plan.columns.items():
        if column.role != "field":
            continue
        type_ = model_field(kind, column).get_internal_type()
        if type_ == "DecimalField":
            numbers += sample.cells(position)
        elif type_ == "DateField":
            days += sample.cells(position)
    return {"numbers": _number_form(numbers), "dates": _date_form(days)}


def _number_form(cells: Sequence[Cell]) -> str | None:
    found = detect_numbers(cells)
    if found is not None:
        return found.value
    return None if any(_is_open(cell, decimal, NumberForm) for cell in cells) else ""


def _date_form(cells: Sequence[Cell]) -> str | None:
    found = detect_dates(cells)
    if found is not None:
        return found.value
    return None if any(_is_open(cell, day, DateForm) for cell in cells) else ""


def _is_open(cell: Cell, read: object, forms: type[NumberForm] | type[DateForm]) -> bool:
    """Tell whether a cell reads differently in the two forms."""
    values = set()
    for form in forms:
        try:
            values.add(read(cell, form=form))  # type: ignore[operator]  # one of the two readers
        except BadValue:
            return False
    return len(values) > 1
