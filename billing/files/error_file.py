"""The rows that were refused, as they came, and why: to be corrected and sent again."""

from collections.abc import Sequence
from types import TracebackType
from typing import IO, Self

from billing.files.table import PROBLEM_TITLES, Form, Problem, Row, Table
from billing.files.writing import BOM, CsvWriter, XlsxWriter


class ErrorFile:
    """Writes a file of the same form as the table, with two columns more. `reading` leaves these out again.

    What a row has beyond its columns stands behind the two, so that it is refused again until it is gone.
    """

    def __init__(self, table: Table, out: IO[bytes]) -> None:
        head = [column.title for column in table.columns] + list(PROBLEM_TITLES)
        self.count = 0
        self._out = out
        self._book = XlsxWriter(head, out) if table.form is Form.XLSX else None
        self._csv = CsvWriter(delimiter=table.delimiter or ",")
        if self._book is None:
            self._write(BOM + self._csv.line(head))

    def add(self, row: Row, problems: Sequence[Problem]) -> None:
        """Write one row that was refused."""
        fields = "; ".join(dict.fromkeys(problem.field for problem in problems if problem.field))
        texts = " ".join(problem.text for problem in problems)
        cells = [*row.cells, fields, texts, *row.extra]
        self.count += 1
        if self._book is None:
            self._write(self._csv.line(cells))
        else:
            self._book.add(cells)

    def close(self) -> None:
        """Finish the file; the stream it went into stays open."""
        if self._book is not None:
            self._book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif self._book is not None:
            self._book.abandon()

    def _write(self, line: str) -> None:
        self._out.write(line.encode("utf-8", "replace"))
