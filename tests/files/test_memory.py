"""Memory does not grow with the rows: of each more than the place of its text may stay, no row itself."""

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain
from typing import IO, Any

import pytest

from billing.files.error_file import ErrorFile
from billing.files.reading import open_table
from billing.files.table import Form, Limits
from billing.files.writing import write_csv, write_xlsx
from tests.files.making import by_hand

FEW, MANY = 5_000, 50_000
# The place of a shared text, which is on disk, takes eight bytes, and a list grows ahead of need.
# The text of one row alone would take seventy.
BYTES_A_ROW = 16
HEAD = ["Name", "Amount"]
Work = Callable[[IO[bytes], int], None]


def lines(count: int) -> Iterator[list[Any]]:
    for number in range(count):
        yield [f"Customer {number} of many", Decimal(number) / 100]


def write_as_csv(file: IO[bytes], count: int) -> None:
    write_csv(chain([HEAD], lines(count)), file)


def write_as_xlsx(file: IO[bytes], count: int) -> None:
    write_xlsx(HEAD, lines(count), file)


def write_with_shared_texts(file: IO[bytes], count: int) -> None:
    """Write as spreadsheet programs do: each text once, in a part of its own."""
    sheet = "".join(f'<row r="{n}"><c t="s"><v>{n - 1}</v></c></row>' for n in range(1, count + 2))
    texts = "".join(f"<si><t>Customer {n} of many</t></si>" for n in range(count + 1))
    file.write(by_hand(sheet, texts=texts))


def read_all(file: IO[bytes], count: int) -> None:
    file.seek(0)
    name = "a.xlsx" if file.read(2) == b"PK" else "a.csv"
    with open_table(file, name=name, limits=Limits()) as table:
        assert table.count() == count


def refuse_all(file: IO[bytes], count: int) -> None:
    file.seek(0)
    name = "a.xlsx" if file.read(2) == b"PK" else "a.csv"
    with open_table(file, name=name, limits=Limits()) as table, tempfile.TemporaryFile() as out:
        with ErrorFile(table, out) as errors:
            for row in table:
                errors.add(row, row.problems)


def peak(work: Work, file: IO[bytes], count: int) -> int:
    tracemalloc.start()
    try:
        work(file, count)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def steady(work: Work, file: IO[bytes], count: int) -> int:
    """Return the lower of two peaks: another thread of the tests may allocate meanwhile."""
    return min(peak(work, file, count) for _ in range(2))


@pytest.mark.parametrize("write", [write_as_csv, write_as_xlsx])
def test_writing_takes_the_same_memory_for_ten_times_the_rows(write: Work) -> None:
    with tempfile.TemporaryFile() as few, tempfile.TemporaryFile() as many:
        write(few, 100)  # what is loaded once, is
        few.seek(0)
        few.truncate()
        assert peak(write, many, MANY) - peak(write, few, FEW) < BYTES_A_ROW * (MANY - FEW)


@pytest.mark.parametrize("write", [write_as_csv, write_as_xlsx, write_with_shared_texts])
def test_reading_takes_the_same_memory_for_ten_times_the_rows(write: Work) -> None:
    with tempfile.TemporaryFile() as few, tempfile.TemporaryFile() as many:
        write(few, FEW)
        write(many, MANY)
        read_all(few, FEW)
        small, large = steady(read_all, few, FEW), steady(read_all, many, MANY)
    assert large - small < BYTES_A_ROW * (MANY - FEW)


@pytest.mark.parametrize("form", list(Form))
def test_refusing_takes_the_same_memory_for_ten_times_the_rows(form: Form) -> None:
    write = write_as_csv if form is Form.CSV else write_as_xlsx
    with tempfile.TemporaryFile() as few, tempfile.TemporaryFile() as many:
        write(few, FEW // 2)
        write(many, MANY // 2)
        refuse_all(few, FEW // 2)
        small, large = steady(refuse_all, few, FEW // 2), steady(refuse_all, many, MANY // 2)
    assert large - small < BYTES_A_ROW * (MANY - FEW) // 2


def test_a_cell_without_end_is_refused_in_little_memory() -> None:
    def refuse(file: IO[bytes], count: int) -> None:
        with pytest.raises(ValueError, match="the cell is longer"):
            open_table(file, name="a.csv", limits=Limits())

    with tempfile.TemporaryFile() as file:
        file.write(b"a,b\n1," + b"x" * 30_000_000)
        assert peak(refuse, file, 0) < 12_000_000
