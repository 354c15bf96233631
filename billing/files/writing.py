"""Rows into CSV and workbooks, one after the other, so that memory does not grow with them. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from billing.files.guard import guarded

BOM = "\ufeff"
# A sheet has 1,048,576 rows, and the first is the head.
ROWS_OF_A_SHEET = 1_048_575
LONGEST_TEXT, CUT = 32_767, " [cut]"
DIGITS = 15
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Text that readers of workbooks would take for an escaped character.
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
FIRST_DAY = date(1900, 1, 1)
NARROWEST, WIDEST = 10, 60


class _Line:
    """A file that hands each written line straight on."""

    def write(self, line: str) -> str:
        return line


class CsvWriter:
    """Turns rows into lines of CSV. Numbers and days are written so that they read the same everywhere."""

    def __init__(self, *, delimiter: str = ",") -> None:
        self._writer = csv.writer(_Line(), delimiter=delimiter)

    def line(self, row: Iterable[Any]) -> str:
        """Give the line of one row, with its end."""
        line: str = self._writer.writerow([csv_cell(cell) for cell in row])
        return line


def csv_cell(cell: Any) -> str:
    """Write a cell as text; only text is guarded, because a number is no formula."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (int, float)):
        return str(cell)
    return guarded(str(cell))


def csv_lines(rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> Iterator[str]:
    """Give the lines of a CSV file, the first with the mark by which spreadsheets know UTF-8."""
    writer, mark = CsvWriter(delimiter=delimiter), BOM
    for row in rows:
        yield mark + writer.line(row)
        mark = ""


def write_csv(rows: Iterable[Sequence[Any]], out: IO[bytes], *, delimiter: str = ",") -> None:
    """Write rows, the head first, as CSV in UTF-8."""
    out.writelines(line.encode("utf-8", "replace") for line in csv_lines(rows, delimiter=delimiter))


class XlsxWriter:
    """Writes a workbook row by row; `close` puts it into the file. What is not closed is `abandon`ed."""

    def __init__(self, head: Sequence[str], out: IO[bytes], *, sheet_rows: int = ROWS_OF_A_SHEET) -> None:
        self._head = list(head)
        self._out = out
        self._sheet_rows = sheet_rows
        self._book = Workbook(write_only=True)
        self._bold = Font(bold=True)
        self._count = 0
        self._begin()

    def add(self, row: Iterable[Any]) -> None:
        """Write one row, on the next sheet where this one is full."""
        if self._count == self._sheet_rows:
            self._end()
            self._begin()
        self._sheet.append([self._cell(value) for value in row])
        self._count += 1

    def close(self) -> None:
        """Finish the workbook and write it out."""
        self._end()
        self._book.save(self._out)

    def abandon(self) -> None:
        """Give back what was written so far, after something went wrong."""
        for sheet in self._book.worksheets:
            with suppress(Exception):
                sheet.close()
            with suppress(Exception):
                sheet._writer.cleanup()  # type: ignore[attr-defined]  # openpyxl offers no other way

    def _begin(self) -> None:
        number = len(self._book.worksheets) + 1
        self._sheet = self._book.create_sheet("Data" if number == 1 else f"Data {number}")
        self._sheet.freeze_panes = "A2"
        for position, title in enumerate(self._head, start=1):
            width = min(WIDEST, max(NARROWEST, len(title) + 4))
            self._sheet.column_dimensions[get_column_letter(position)].width = width
        cells = []
        for title in self._head:
            cell = self._text(xml_text(title))
            cell.font = self._bold
            cells.append(cell)
        self._sheet.append(cells)
        self._count = 0

    def _end(self) -> None:
        if self._head:
            self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._head))}{self._count + 1}"
        self._sheet.close()

    def _cell(self, value: Any) -> Any:
        """Give what openpyxl writes as it is, or a cell where it would see a formula or an error."""
        if isinstance(value, str):
            return self._plain_or_text(value)
        if value is None or isinstance(value, (bool, int, float, Decimal)):
            return self._number(value)
        if isinstance(value, datetime):
            # A workbook has no time zones: a moment in one is exact only as text.
            return value if value.tzinfo is None and value.date() >= FIRST_DAY else value.isoformat()
        if isinstance(value, date):
            return value if value >= FIRST_DAY else value.isoformat()
        return self._plain_or_text(str(value))

    def _number(self, value: bool | float | Decimal | None) -> Any:  # noqa: FBT001  # one of the values of a cell
        """Keep a number that a workbook cannot hold exactly as text: no amount is ever rounded."""
        if value is None or isinstance(value, bool):
            return value
        number = Decimal(str(value))
        if (
            number.is_finite()
            and len(number.normalize().as_tuple().digits) <= DIGITS
            and abs(number.adjusted()) < 300
        ):
            return value
        return format(number, "f") if number.is_finite() else str(value)

    def _plain_or_text(self, value: str) -> Any:
        text = xml_text(value)
        return self._text(text) if text.startswith("=") or text in ERROR_CODES else text

    def _text(self, value: str) -> Cell:
        cell = WriteOnlyCell(self._sheet, value="")
        cell.value = value
        cell.data_type = "s"
        # So that it stays text when somebody edits it.
        cell.quotePrefix = value.startswith("=")
        return cell


def xml_text(text: str) -> str:
    """Make text that a workbook can hold: no character that XML has not, and no longer than a cell."""
    text = ILLEGAL.sub("", text)
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    return ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_") if "_x" in text or "\r" in text else text


def write_xlsx(
    head: Sequence[str], rows: Iterable[Sequence[Any]], out: IO[bytes], *, sheet_rows: int = ROWS_OF_A_SHEET
) -> None:
    """Write a workbook with numbers and days as such, a head that stays, and a filter; never a formula."""
    writer = XlsxWriter(head, out, sheet_rows=sheet_rows)
    with ExitStack() as failed:
        # A writer that is left half-way holds files on disk.
        failed.callback(writer.abandon)
        for row in rows:
            writer.add(row)
        writer.close()
        failed.pop_all()
