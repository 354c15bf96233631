"""The file of refused rows: as they came, with what was wrong, and read again as if nothing were added."""

import io
from datetime import date
from decimal import Decimal

import pytest

from billing.files.error_file import ErrorFile
from billing.files.table import PROBLEM_TITLES, Form, Problem
from tests.files.making import cells, refusal, rows, table, workbook

PROBLEMS = [Problem("Amount", "This is empty."), Problem("Day", "No date."), Problem("", "Too long.")]


def refused(data: bytes | str, name: str) -> bytes:
    """Send a file of which every row is refused."""
    out = io.BytesIO()
    with table(data, name) as found, ErrorFile(found, out) as file:
        for row in found:
            file.add(row, [*row.problems, *PROBLEMS])
        assert file.count == found.count()
    assert not out.closed
    return out.getvalue()


def test_csv_keeps_its_separator_and_every_cell() -> None:
    data = refused('Name;Amount;Day\n"Müller; Söhne";1,50;\n\'=1;-5;"a\nb"\n', "a.csv")

    assert data.decode() == (
        "\ufeffName;Amount;Day;Problem field;Problem\r\n"
        '"Müller; Söhne";1,50;;Amount; Day;This is empty. No date. Too long.\r\n'
        '\'=1;-5;"a\nb";Amount; Day;This is empty. No date. Too long.\r\n'
    ).replace("Amount; Day;This", '"Amount; Day";This')


def test_a_workbook_keeps_its_numbers_and_days() -> None:
    line = [Decimal("0.1"), date(2024, 1, 31), "007", None, True]
    data = refused(workbook(["a", "b", "c", "d", "e"], line), "a.xlsx")

    with table(data, "a.xlsx") as found:
        assert found.form is Form.XLSX
    assert cells(data, "a.xlsx") == [tuple(line)]


@pytest.mark.parametrize("form", list(Form))
def test_the_second_way_in_leaves_the_problems_out(form: Form) -> None:
    first = (
        "Name,Amount\n=x,1\ny,2\n"
        if form is Form.CSV
        else workbook(["Name", "Amount"], ["'x", "1"], ["y", "2"])
    )
    name = f"a.{form}"
    again = refused(first, name)

    with table(again, name) as found:
        assert [column.title for column in found.columns] == ["Name", "Amount"]
    assert cells(again, name) == cells(first, name)
    assert [row.problems for row in rows(again, name)] == [(), ()]
    assert refused(again, name).count(b"Problem field") == again.count(b"Problem field")


@pytest.mark.parametrize("form", list(Form))
def test_cells_that_were_too_many_are_too_many_again_until_they_are_gone(form: Form) -> None:
    first = "a,b\n1,2,three\n" if form is Form.CSV else workbook(["a", "b"], ["1", "2", "three"])
    (row,) = rows(refused(first, f"a.{form}"), f"a.{form}")

    assert (row.cells, row.extra) == (("1", "2"), ("three",))
    assert "cells, but only 4 columns have a title" in row.problems[0].text


def test_a_row_that_was_emptied_is_gone() -> None:
    assert cells("a,Problem field,Problem\n,Amount,bad\n1,Amount,bad\n") == [("1",)]
    assert "is too long" not in refusal("a,Problem field,Problem\n")


def test_such_titles_elsewhere_are_data() -> None:
    assert cells("Problem,a\nx,1\n") == [("x", "1")]
    assert cells(f"{PROBLEM_TITLES[0]},{PROBLEM_TITLES[1]}\nx,1\n") == [("x", "1")]


def test_an_error_in_a_cell_comes_back_as_it_was_shown() -> None:
    (row,) = rows('a,b\n1,"5" pipe"\n')
    out = io.BytesIO()
    with table('a,b\n1,"5" pipe"\n') as found, ErrorFile(found, out) as file:
        file.add(row, row.problems)

    assert cells(out.getvalue()) == [("1", '"5" pipe"')]


def test_a_file_that_breaks_off_is_not_finished() -> None:
    out = io.BytesIO()
    with table(workbook(["a"], [1]), "a.xlsx") as found:
        with pytest.raises(ZeroDivisionError), ErrorFile(found, out) as file:
            file.add(next(iter(found)), PROBLEMS)
            raise ZeroDivisionError

    assert out.getvalue() == b""
