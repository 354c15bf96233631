"""What a table in a file is: columns, rows, and the problems of a row."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import TracebackType
from typing import Self

Cell = str | Decimal | date | datetime | bool | None
# The two columns that an error file has behind those of the person; read again, they are left out.
PROBLEM_TITLES = ("Problem field", "Problem")
# Below the bound at which Python's own csv module gives up.
LONGEST_CELL = 130_000


class Refused(ValueError):
    """The file cannot be read: the text says what is wrong, where, why, and what to do."""


class Form(StrEnum):
    """What kind of file a table is in."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def unit(self) -> str:
        """Say what a person counts in such a file."""
        return "Line" if self is Form.CSV else "Row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read at most; what is larger is Refused."""

    file_bytes: int = 250_000_000
    rows: int = 1_048_575
    columns: int = 256
    cell_characters: int = 100_000
    row_characters: int = 1_000_000
    unpacked_bytes: int = 2_000_000_000
    part_bytes: int = 20_000_000
    entries: int = 5_000
    ratio: int = 200
    texts: int = 8_000_000

    def __post_init__(self) -> None:
        if self.cell_characters > LONGEST_CELL:
            raise ValueError(f"A cell of more than {LONGEST_CELL:,} characters cannot be read.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, the letter a spreadsheet shows, and its title."""

    position: int
    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row; the field is a column's title, or empty if it is the row as a whole."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the person sees it, and one cell for each column of the table; empty is None."""

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = ()
    extra: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as a reader finds it: as many cells as there are, and what is wrong at which position."""

    number: int
    cells: list[Cell]
    problems: list[tuple[int, str]]


class Table:
    """A table in an open file. Iterate it as often as needed, one at a time; a row may raise Refused."""

    def __init__(
        self,
        *,
        form: Form,
        raws: Callable[[], Iterator[Raw]],
        limits: Limits,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheets: tuple[Sheet, ...] = (),
        sheet: str | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.form = form
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheets = sheets
        self.sheet = sheet
        self._raws = raws
        self._limits = limits
        self._close = close
        found = _filled(raws())
        first = next(found, None)
        if first is None:
            raise Refused(
                "The file is empty. Put one title above each column, the data below, and send it again."
            )
        self.header_row = first.number
        titled = header(first, form=form)
        self._width = len(titled)
        # An error file that was corrected: what was wrong before is not data.
        again = tuple(column.title for column in titled[-2:]) == PROBLEM_TITLES and len(titled) > 2
        self.columns = titled[:-2] if again else titled
        if len(self.columns) > limits.columns:
            raise Refused(
                f"{form.unit} {first.number} has {len(self.columns):,} columns, and {limits.columns} are the "
                "most that are read. Delete the columns that are not needed, and send the file again."
            )
        if next(found, None) is None:
            raise Refused(
                f"{form.unit} {first.number} has the titles of the columns, and nothing is below it. "
                "Add the data and send the file again."
            )

    def __iter__(self) -> Generator[Row, None, None]:
        # Closed at once where reading is broken off: the file may be closed next.
        with closing(_filled(self._raws())) as rows:
            next(rows)
            for count, raw in enumerate(rows, start=1):
                if count > self._limits.rows:
                    raise Refused(
                        f"{self.form.unit} {raw.number} is one too many: a file may have "
                        f"{self._limits.rows:,} rows. Split it and send the parts one after the other."
                    )
                row = self._row(raw)
                if row.problems or any(cell is not None for cell in row.cells):
                    yield row

    def count(self) -> int:
        """Read the whole table and count its rows, so that nothing is Refused half-way later."""
        return sum(1 for _ in self)

    def close(self) -> None:
        """Give back what reading needed; the file itself stays open."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _row(self, raw: Raw) -> Row:
        titles = {column.position: column.title for column in self.columns} if raw.problems else {}
        problems = [Problem(titles.get(at, ""), text) for at, text in raw.problems]
        extra = tuple(raw.cells[self._width :])
        if extra:
            problems.append(
                Problem(
                    "",
                    f"{self.form.unit} {raw.number} has {len(raw.cells)} cells, but only {self._width} "
                    "columns have a title. Delete what is too much; put a text that holds the separator in "
                    "quotation marks.",
                )
            )
        cells = raw.cells[: len(self.columns)]
        cells += [None] * (len(self.columns) - len(cells))
        return Row(raw.number, tuple(cells), tuple(problems), extra)


def _filled(raws: Iterator[Raw]) -> Generator[Raw, None, None]:
    """Leave out rows that hold nothing, and empty cells at the end of a row."""
    for raw in raws:
        cells = raw.cells
        while cells and cells[-1] is None:
            cells.pop()
        if cells or raw.problems:
            yield raw


def letter(position: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    name, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def header(raw: Raw, *, form: Form) -> tuple[Column, ...]:
    """Make columns of the row of titles, or say what is wrong with them."""
    where = f"{form.unit} {raw.number}"
    if raw.problems:
        raise Refused(f"{where} should be the titles of the columns. {raw.problems[0][1]}")
    seen: dict[str, str] = {}
    columns = []
    for position, cell in enumerate(raw.cells):
        title = "" if cell is None else " ".join(str(cell).split())
        if not title:
            raise Refused(
                f"{where} has no title in column {letter(position)}. "
                "Give each column a title, or delete the column, and send the file again."
            )
        if title.casefold() in seen:
            raise Refused(
                f'{where} has the title "{title[:100]}" twice, in columns {seen[title.casefold()]} and '
                f"{letter(position)}. Rename or delete one of them, and send the file again."
            )
        seen[title.casefold()] = letter(position)
        columns.append(Column(position, letter(position), title))
    return tuple(columns)
