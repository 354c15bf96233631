"""Writing: what comes out is what went in, nothing computes, and what does not fit becomes text."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from billing.files import values
from billing.files.guard import guarded, unguarded
from billing.files.values import NumberForm
from billing.files.writing import write_csv, write_xlsx
from tests.files.making import cells

NOON = datetime.fromisoformat("2024-01-31 12:00")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False)
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30
) | st.text("=+-@'\"&<>:~;,_x000D\n\t\r 😀אب€", max_size=15)


def xlsx(*rows: list[Any], head: list[str] | None = None, **asked: Any) -> bytes:
    out = io.BytesIO()
    write_xlsx(head or ["a", "b", "c"], rows, out, **asked)
    return out.getvalue()


def csv(*rows: list[Any]) -> str:
    out = io.BytesIO()
    write_csv([["a", "b"], *rows], out)
    return out.getvalue().decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+1", "@x", "\tx", "\r=1", "\n=1", "'=1", "''-x", "\uff1d1", "-", "+49 30"]
)
def test_text_that_would_compute_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "x=1", "-5", "-1234.56", "'", "'x", "1-1", " =1", "'5"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@given(st.text("='+-@5.x\t", max_size=8))
def test_the_guard_comes_off_as_it_went_on(text: str) -> None:
    assert not text or unguarded(guarded(text)) == text


def test_csv_holds_every_kind_of_cell() -> None:
    written = csv(
        [Decimal("-1E+3"), Decimal("0.10")],
        [date(2024, 1, 31), NOON],
        [None, True],
        [-5, -1.5],
        ["=1", "-7.50"],
        ["a\nb", {"x": 1}],
    )

    assert written == (
        "\ufeffa,b\r\n-1000,0.10\r\n2024-01-31,2024-01-31T12:00:00\r\n,True\r\n-5,-1.5\r\n'=1,-7.50\r\n"
        "\"a\nb\",{'x': 1}\r\n"
    )


@given(st.lists(st.tuples(AMOUNTS, DAYS, TEXT), min_size=1, max_size=5))
def test_csv_comes_back(written: list[tuple[Decimal, date, str]]) -> None:
    out = io.BytesIO()
    write_csv([("amount", "day", "text"), *written], out)

    read = cells(out.getvalue())

    amounts = [values.decimal(row[0], form=NumberForm.POINT) for row in read]
    assert [
        (amount, values.day(row[1]), row[2] or "") for amount, row in zip(amounts, read, strict=True)
    ] == written


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, DAYS, TEXT), min_size=1, max_size=5))
def test_workbooks_come_back(written: list[tuple[Decimal, date, str]]) -> None:
    read = cells(xlsx(*map(list, written)), "a.xlsx")

    amounts = [values.decimal(row[0], form=NumberForm.POINT) for row in read]
    assert amounts == [row[0] for row in written]
    assert [row[1:] for row in read] == [(row[1], row[2] or None) for row in written]
    for (number, *_), (cell, *_) in zip(written, read, strict=True):
        assert isinstance(cell, Decimal) == (len(number.normalize().as_tuple().digits) <= 15)


@settings(max_examples=30, deadline=None)
@given(st.datetimes(NOON.replace(year=1900), NOON.replace(year=2100)))
def test_moments_come_back_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    expected = moment.date() if moment.time() == datetime.min.time() else moment

    assert cells(xlsx([moment, 1, 2]), "a.xlsx")[0][0] == expected


def test_a_workbook_has_real_numbers_and_days_a_head_that_stays_and_a_filter() -> None:
    book = load_workbook(
        io.BytesIO(
            xlsx([Decimal("1.50"), date(2024, 1, 31), NOON], [True, -3, 2.5], head=["Amount", "x" * 90, "c"])
        )
    )
    sheet = book["Data"]

    assert [cell.data_type for cell in sheet[2]] == ["n", "d", "d"]
    assert [cell.value for cell in sheet[2]] == [
        1.5,
        datetime.combine(date(2024, 1, 31), datetime.min.time()),
        NOON,
    ]
    assert [cell.number_format for cell in sheet[2]][1:] == ["yyyy-mm-dd", "yyyy-mm-dd h:mm:ss"]
    assert [cell.value for cell in sheet[3]] == [True, -3, 2.5]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C3")
    assert [sheet.column_dimensions[name].width for name in "ABC"] == [10, 60, 10]
    assert sheet["A1"].font.bold


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(1)", "#N/A", "#REF!", "=", "+1", "-1+1", "@x", "'=1", "1.50", "TRUE"]
)
def test_no_text_becomes_a_formula_an_error_or_a_number(text: str) -> None:
    data = xlsx([text, "x", "y"], head=[text, "b", "c"])
    sheet = load_workbook(io.BytesIO(data)).active

    assert [(cell.data_type, cell.value) for cell in (sheet["A1"], sheet["A2"])] == [("s", text)] * 2
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
    assert cells(data, "a.xlsx")[0][0] == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\x00\x07\ud800\ufffeb", "ab"),
        ("_x0041_ \r_x000D_", "_x0041_ \r_x000D_"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_761 + " [cut]"),
        (Decimal("1234567890123.456"), "1234567890123.456"),
        (Decimal("NaN"), "NaN"),
        (float("inf"), "inf"),
        (Decimal("1E+400"), "1" + "0" * 400),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(2024, 1, 31, tzinfo=UTC), "2024-01-31T00:00:00+00:00"),
        ({"a": 1}, "{'a': 1}"),
        ("", None),
        (None, None),
    ],
)
def test_what_a_workbook_cannot_hold_is_text_or_left_out(value: Any, expected: str | None) -> None:
    assert cells(xlsx([value, 1, 2]), "a.xlsx")[0][0] == expected


def test_rows_beyond_a_sheet_go_on_in_a_second_one() -> None:
    data = xlsx([1, 2, 3], [4, 5, 6], [7, 8, 9], sheet_rows=2)
    book = load_workbook(io.BytesIO(data))

    assert book.sheetnames == ["Data", "Data 2"]
    assert [[cell.value for cell in row] for row in book["Data 2"]] == [["a", "b", "c"], [7, 8, 9]]
    assert [book[name].auto_filter.ref for name in book.sheetnames] == ["A1:C3", "A1:C2"]
    assert book["Data 2"].freeze_panes == "A2"
    assert load_workbook(io.BytesIO(xlsx([1, 2, 3], [4, 5, 6], sheet_rows=2))).sheetnames == ["Data"]


def test_a_workbook_that_breaks_off_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[list[int]]:
        yield [1, 2, 3]
        raise ZeroDivisionError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    out = io.BytesIO()

    with pytest.raises(ZeroDivisionError):
        write_xlsx(["a", "b", "c"], broken(), out)

    assert out.getvalue() == b""
    assert list(tmp_path.iterdir()) == []
