"""Days as people write them, and whether a column has the day or the month first."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from billing.files.amounts import BadValue
from billing.files.table import Cell

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905  # read as a list
)
ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ]([0-9:.,]+)(Z|[+-][0-9:]+)?)?")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
NUMBERS = re.compile(
    r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-. /]+([a-z]+)[-., /]+([0-9]{2}|[0-9]{4})")
MONTH_DAY = re.compile(r"([a-z]+)[-. /]+([0-9]{1,2})(?:st|nd|rd|th)?[-., /]+([0-9]{2}|[0-9]{4})")


class DateForm(StrEnum):
    """What comes first where a date is written in numbers with the year at its end."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"

    @property
    def example(self) -> str:
        """Give the last day of January so written."""
        return "31/01/2024" if self is DateForm.DAY_FIRST else "01/31/2024"


def day(
    cell: Cell, *, form: DateForm | None = None, earliest: date = EARLIEST, latest: date = LATEST
) -> date:
    """Return a day, or raise BadValue.

    Without a form, what reads only one way is read and the rest refused. With points the day is always first.
    A year has four digits: of two, nobody knows the century, and in 01/02/03 not even which of them they are.
    """
    found = _found(cell, form=form)
    if not earliest <= found <= latest:
        raise BadValue(
            f"{found:%d} {FULL[found.month - 1].title()} {found.year} is out of range. Expected is a day "
            f"from {earliest.isoformat()} to {latest.isoformat()}."
        )
    return found


def detect_dates(samples: Iterable[Cell]) -> DateForm | None:
    """Return the form that a column's texts prove; None if none is proven, or both are."""
    proven: set[DateForm] = set()
    for cell in samples:
        match = NUMBERS.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match and len(match[4]) == 4 and match[2] != ".":
            readings = _readings(match)
            if len(readings) == 1:
                proven.update(readings)
    return proven.pop() if len(proven) == 1 else None


def _found(cell: Cell, *, form: DateForm | None) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        raise BadValue(
            f"{cell:f} is a number. {_expected(form)} In a spreadsheet, give the column the format of a date."
        )
    if not isinstance(cell, str) or not cell.strip():
        raise BadValue(f"This is {'empty' if not isinstance(cell, bool) else 'yes or no'}. {_expected(form)}")
    text = " ".join(cell.split())
    if match := ISO.fullmatch(text):
        return _iso(match, text, form)
    if match := COMPACT.fullmatch(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), text=text, form=form)
    if match := NUMBERS.fullmatch(text):
        return _numbers(match, text, form)
    return _named(text, form)


def _iso(match: re.Match[str], text: str, form: DateForm | None) -> date:
    if match[5]:
        if match[6]:
            raise BadValue(
                f'"{text[:40]}" has a time zone, so which day it is depends on the place. Expected is the '
                "day alone, for example 2024-01-31."
            )
        try:
            datetime.fromisoformat(f"2000-01-01T{match[5].replace(',', '.')}")
        except ValueError as problem:
            raise BadValue(f'"{text[:40]}" is not a date. {_expected(form)}') from problem
    return _made(int(match[1]), int(match[3]), int(match[4]), text=text, form=form)


def _numbers(match: re.Match[str], text: str, form: DateForm | None) -> date:
    if len(match[4]) == 2:
        raise BadValue(f'"{text}" has a year of two digits. Expected are four, for example {_example(form)}.')
    readings = _readings(match)
    if match[2] == ".":
        readings = {each: found for each, found in readings.items() if each is DateForm.DAY_FIRST}
    elif form is not None:
        readings = {each: found for each, found in readings.items() if each is form}
    days = set(readings.values())
    if not days:
        raise BadValue(f'"{text}" is not a day of the calendar. {_expected(form)}')
    if len(days) > 1:
        raise BadValue(
            f'"{text}" can be read as two days, {" and ".join(each.isoformat() for each in sorted(days))}. '
            "Say whether the day or the month comes first in this column."
        )
    return days.pop()


def _readings(match: re.Match[str]) -> dict[DateForm, date]:
    one, two, year = int(match[1]), int(match[3]), int(match[4])
    tried = {DateForm.DAY_FIRST: (two, one), DateForm.MONTH_FIRST: (one, two)}
    return {form: date(year, *rest) for form, rest in tried.items() if _exists(year, *rest)}


def _named(text: str, form: DateForm | None) -> date:
    lowered = text.casefold()
    if match := DAY_MONTH.fullmatch(lowered):
        number, name, year = match.groups()
    elif match := MONTH_DAY.fullmatch(lowered):
        name, number, year = match.groups()
    else:
        raise BadValue(f'"{text[:40]}" is not a date. {_expected(form)}')
    month = next(
        (at for at, full in enumerate(FULL, 1) if name in {full, full[:3], "sept"[: 4 if at == 9 else 0]}), 0
    )
    if not month:
        raise BadValue(f'"{name[:40]}" is not the English name of a month. {_expected(form)}')
    if len(year) == 2:
        raise BadValue(f'"{text}" has a year of two digits. Expected are four, for example 31 January 2024.')
    return _made(int(year), month, int(number), text=text, form=form)


def _made(year: int, month: int, number: int, *, text: str, form: DateForm | None) -> date:
    if not _exists(year, month, number):
        raise BadValue(f'"{text[:40]}" is not a day of the calendar. {_expected(form)}')
    return date(year, month, number)


def _exists(year: int, month: int, number: int) -> bool:
    return year >= 1 and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]


def _expected(form: DateForm | None) -> str:
    return f"Expected is a date, for example {_example(form)}."


def _example(form: DateForm | None) -> str:
    return "2024-01-31" + (f" or {form.example}" if form else "")
