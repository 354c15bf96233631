"""A table in a PDF, set cell by cell: rows as high as they need, over as many pages as they need."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fpdf import FPDF

WORDS = re.compile(r"([ \t]*)([^ \t]+)")
LINE_HEIGHT, PADDING = 5.0, 1.0
# A row of so many lines of text is not parted; of a longer one at least so many begin a page or end it.
WHOLE, AT_LEAST = 12, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its head, its share of the width, and where its text stands."""

    head: str
    share: int
    align: Literal["L", "R"] = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A size and a weight of the typeface, and a colour."""

    size: float
    style: Literal["", "B"] = ""
    colour: tuple[int, int, int]

    def put_on(self, sheet: FPDF) -> None:
        sheet.set_font("inter", self.style, self.size)
        sheet.set_text_color(*self.colour)


class Widths(dict[str, float]):
    """How wide each letter is in the look that is put on; asked of the typeface once for each letter."""

    def __init__(self, sheet: FPDF) -> None:
        super().__init__()
        self._sheet = sheet

    def __missing__(self, letter: str) -> float:
        width = self[letter] = float(self._sheet.get_string_width(letter))
        return width


class Table:
    """A table that is written to a sheet row by row; its head stands on every page of it."""

    def __init__(self, sheet: FPDF, columns: Sequence[Column], *, head: Look, body: Look) -> None:
        self._sheet, self._columns, self._head, self._body = sheet, columns, head, body
        whole = sum(column.share for column in columns)
        self._widths = [sheet.epw * column.share / whole for column in columns]

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Write all rows."""
        margin, self._sheet.c_margin = self._sheet.c_margin, 0
        self._heads()
        letters = Widths(self._sheet)
        for cells in rows:
            self._row(
                [
                    wrapped(text, width - 2 * PADDING, letters)
                    for text, width in zip(cells, self._widths, strict=True)
                ]
            )
        self._sheet.c_margin = margin

    def _heads(self) -> None:
        self._head.put_on(self._sheet)
        self._set([[column.head] for column in self._columns])
        self._body.put_on(self._sheet)

    def _row(self, cells: list[list[str]]) -> None:
        depth = max(map(len, cells))
        if self._room() < (depth if depth <= WHOLE else AT_LEAST):
            self._next_page()
        while depth:
            room = max(1, self._room())
            self._set([lines[:room] for lines in cells])
            cells, depth = [lines[room:] for lines in cells], max(0, depth - room)
            if depth:
                self._next_page()

    def _room(self) -> int:
        """Return how many lines of text this page has room for."""
        return int((self._sheet.page_break_trigger - self._sheet.get_y() - 2 * PADDING) / LINE_HEIGHT)

    def _next_page(self) -> None:
        self._sheet.add_page()
        self._heads()

    def _set(self, cells: list[list[str]]) -> None:
        sheet, top, left = self._sheet, self._sheet.get_y(), self._sheet.l_margin
        for column, width, lines in zip(self._columns, self._widths, cells, strict=True):
            for at, line in enumerate(lines):
                sheet.set_xy(left + PADDING, top + PADDING + at * LINE_HEIGHT)
                sheet.cell(width - 2 * PADDING, LINE_HEIGHT, line, align=column.align)
            left += width
        bottom = top + max(map(len, cells)) * LINE_HEIGHT + 2 * PADDING
        sheet.line(sheet.l_margin, bottom, sheet.l_margin + sheet.epw, bottom)
        sheet.set_xy(sheet.l_margin, bottom)


def wrapped(text: str, width: float, letters: Mapping[str, float]) -> list[str]:
    """Break a text into lines no wider than this: between words, and within a word only if it must be."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, filled = "", 0.0
        for gap, word in WORDS.findall(paragraph):
            piece = gap + word
            size = sum(letters[letter] for letter in piece)
            if line and filled + size > width:
                lines.append(line)
                line, filled, piece = "", 0.0, word
                size = sum(letters[letter] for letter in piece)
            if filled + size <= width:
                line, filled = line + piece, filled + size
                continue
            for letter in piece:
                if line and filled + letters[letter] > width:
                    lines.append(line)
                    line, filled = "", 0.0
                line, filled = line + letter, filled + letters[letter]
        lines.append(line)
    return lines
