"""When documents are due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.dates import LAST_DAY
from billing.terms import Basis, due_date


@pytest.mark.parametrize(
    ("issued", "terms", "due"),
    [
        ("2026-01-31", {"basis": "net", "due_days": 0}, "2026-01-31"),
        ("2026-01-31", {"basis": "net", "due_days": 30}, "2026-03-02"),
        ("2026-01-10", {"basis": "day_of_month", "day_of_month": 15}, "2026-01-15"),
        ("2026-01-15", {"basis": "day_of_month", "day_of_month": 15}, "2026-01-15"),
        ("2026-01-16", {"basis": "day_of_month", "day_of_month": 15}, "2026-02-15"),
        ("2026-01-10", {"basis": "day_of_month", "day_of_month": 15, "next_month_within": 6}, "2026-02-15"),
        ("2026-01-09", {"basis": "day_of_month", "day_of_month": 15, "next_month_within": 6}, "2026-01-15"),
        ("2026-02-01", {"basis": "day_of_month", "day_of_month": 31}, "2026-02-28"),
        ("2026-12-20", {"basis": "day_of_month", "day_of_month": 10}, "2027-01-10"),
        ("2099-12-30", {"basis": "net", "due_days": 30}, "2099-12-31"),
    ],
)
def test_due_dates(issued: str, terms: dict[str, object], due: str) -> None:
    assert due_date(date.fromisoformat(issued), **terms) == date.fromisoformat(due)  # type: ignore[arg-type]


@given(
    issued=st.dates(date(1900, 1, 1), LAST_DAY),
    day_of_month=st.integers(1, 31),
    within=st.integers(0, 31),
)
def test_nothing_is_due_before_it_is_issued(issued: date, day_of_month: int, within: int) -> None:
    due = due_date(issued, basis=Basis.DAY_OF_MONTH, day_of_month=day_of_month, next_month_within=within)

    assert issued <= due <= LAST_DAY
    assert due == LAST_DAY or (due - issued).days >= within
