"""Days: every way of writing them, which one a column has, and what is said where there is no such day."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.files import values
from billing.files.values import DateForm
from tests.files.making import bad

DAY, MONTH = DateForm.DAY_FIRST, DateForm.MONTH_FIRST
NOON = datetime.fromisoformat("2024-01-31 12:00")


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("2024-01-31", None, date(2024, 1, 31)),
        ("2024/1/31", None, date(2024, 1, 31)),
        ("2024.01.31", None, date(2024, 1, 31)),
        ("20240131", None, date(2024, 1, 31)),
        ("2024-01-31T14:30:00", None, date(2024, 1, 31)),
        ("2024-01-31 14:30", MONTH, date(2024, 1, 31)),
        ("31/01/2024", None, date(2024, 1, 31)),
        ("01/31/2024", None, date(2024, 1, 31)),
        ("31/1/2024 14:30", None, date(2024, 1, 31)),
        ("05/05/2024", None, date(2024, 5, 5)),
        ("01/02/2024", DAY, date(2024, 2, 1)),
        ("01/02/2024", MONTH, date(2024, 1, 2)),
        ("1-2-2024", DAY, date(2024, 2, 1)),
        ("1.2.2024", None, date(2024, 2, 1)),
        ("1.2.2024", MONTH, date(2024, 2, 1)),
        ("31 Jan 2024", None, date(2024, 1, 31)),
        ("31-JAN-2024", None, date(2024, 1, 31)),
        ("31. January 2024", None, date(2024, 1, 31)),
        ("January 31, 2024", None, date(2024, 1, 31)),
        ("Sept 1st, 2024", None, date(2024, 9, 1)),
        ("2nd May 2024", None, date(2024, 5, 2)),
        (" 29\u00a0Feb  2024 ", None, date(2024, 2, 29)),
        (date(2024, 1, 31), None, date(2024, 1, 31)),
        (NOON, None, date(2024, 1, 31)),
        ("1900-01-01", None, date(1900, 1, 1)),
        ("2100-12-31", None, date(2100, 12, 31)),
    ],
)
def test_days_are_read(cell: Any, form: DateForm | None, expected: date) -> None:
    found = values.day(cell, form=form)

    assert (type(found), found) == (date, expected)


@pytest.mark.parametrize(
    ("cell", "asked", "said"),
    [
        ("01/02/2024", {}, '"01/02/2024" can be read as two days, 2024-01-02 and 2024-02-01. Say whether'),
        (
            "31/02/2024",
            {},
            '"31/02/2024" is not a day of the calendar. Expected is a date, for example 2024-01-31.',
        ),
        ("31.02.2024", {}, "is not a day of the calendar"),
        ("02.13.2024", {"form": MONTH}, "is not a day of the calendar"),
        ("31/01/2024", {"form": MONTH}, "for example 2024-01-31 or 01/31/2024."),
        ("01/31/2024", {"form": DAY}, "for example 2024-01-31 or 31/01/2024."),
        ("2023-02-29", {}, "is not a day of the calendar"),
        ("0000-01-01", {}, "is not a day of the calendar"),
        ("20241301", {}, "is not a day of the calendar"),
        ("30 February 2024", {}, "is not a day of the calendar"),
        ("31.12.24", {}, '"31.12.24" has a year of two digits. Expected are four'),
        ("31 Jan 24", {}, "has a year of two digits"),
        (
            "1899-12-31",
            {},
            "31 December 1899 is out of range. Expected is a day from 1900-01-01 to 2100-12-31.",
        ),
        ("2101-01-01", {}, "01 January 2101 is out of range"),
        (date(2019, 12, 31), {"earliest": date(2020, 1, 1)}, "from 2020-01-01 to"),
        (date(2020, 1, 2), {"latest": date(2020, 1, 1)}, "to 2020-01-01."),
        ("2024-01-31T23:30:00Z", {}, "has a time zone"),
        ("2024-01-31T23:30:00+02:00", {}, "has a time zone"),
        ("2024-01-31 25:00", {}, "is not a date"),
        ("31 Janvier 2024", {}, '"janvier" is not the English name of a month'),
        ("31 2024", {}, '"31 2024" is not a date'),
        ("1-2.2024", {}, "is not a date"),
        ("soon", {}, '"soon" is not a date'),
        (
            Decimal(45322),
            {},
            "45322 is a number. Expected is a date, for example 2024-01-31. In a spreadsheet",
        ),
        (None, {}, "This is empty. Expected is a date"),
        (" ", {}, "This is empty"),
        (True, {}, "This is yes or no. Expected is a date"),
    ],
)
def test_what_is_no_day_is_refused(cell: Any, asked: dict[str, Any], said: str) -> None:
    assert said in bad(values.day, cell, **asked)


@pytest.mark.parametrize(
    ("samples", "form"),
    [
        (["01/02/2024", "31/01/2024"], DAY),
        (["01/02/2024", "01/31/2024"], MONTH),
        (["01/02/2024", "05/05/2024"], None),
        (["31/01/2024", "01/31/2024"], None),
        (["31.01.2024", "2024-01-31", "31 Jan 2024"], None),
        (["99/99/2024", "31/01/24", "x", None, date(2024, 1, 31)], None),
    ],
)
def test_the_form_of_days_is_proven_or_asked_for(samples: list[Any], form: DateForm | None) -> None:
    assert values.detect_dates(samples) is form


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(
        [("%d/%m/%Y", DAY), ("%m/%d/%Y", MONTH), ("%d.%m.%Y", None), ("%d %B %Y", None), ("%b %d, %Y", None)]
    ),
)
def test_every_day_is_read_as_it_is_written(day: date, way: tuple[str, DateForm | None]) -> None:
    assert values.day(f"{day:{way[0]}}", form=way[1]) == day
