"""When a document is due under its terms. Pure."""

import calendar
from datetime import date, timedelta
from enum import StrEnum

from billing.dates import LAST_DAY


class Basis(StrEnum):
    """What the due date counts from."""

    NET = "net"
    DAY_OF_MONTH = "day_of_month"


def due_date(
    issued: date,
    *,
    basis: str,
    due_days: int = 0,
    day_of_month: int | None = None,
    next_month_within: int = 0,
) -> date:
    """Return the day on which a document issued on this day is due."""
    if basis == Basis.NET or day_of_month is None:
        return min(issued + timedelta(days=due_days), LAST_DAY)
    due = _in_month(issued.year, issued.month, day_of_month)
    while due < issued or (due - issued).days < next_month_within:
        year, month = (due.year + 1, 1) if due.month == 12 else (due.year, due.month + 1)
        due = _in_month(year, month, day_of_month)
    return min(due, LAST_DAY)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
