"""CSV, read line by line: rows with the numbers an editor shows, in memory that does not grow."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from billing.files.delimiters import declared, delimiter_of
from billing.files.encodings import encoding_of
from billing.files.guard import unguarded
from billing.files.table import PROBLEM_TITLES, Form, Limits, Raw, Refused, Table, letter

SAMPLE = 64_000


def open_csv(file: IO[bytes], *, limits: Limits, delimiter: str | None = None) -> Table:
    """Find out encoding and delimiter, unless the person named the latter, and give the table."""
    encoding = encoding_of(file)
    sample = _sample(file, encoding)
    named = declared(sample[0]) if sample else None
    mark = delimiter or named or delimiter_of(sample)

    def raws() -> Iterator[Raw]:
        return _raws(file, encoding=encoding, delimiter=mark, named=named is not None, limits=limits)

    return Table(form=Form.CSV, raws=raws, limits=limits, encoding=encoding, delimiter=mark)


def _sample(file: IO[bytes], encoding: str) -> list[str]:
    lines, size = [], 0
    text = _text(file, encoding)
    try:
        while size < SAMPLE and (line := text.readline(SAMPLE)):
            lines.append(line)
            size += len(line)
    finally:
        text.detach()
    return lines


def _text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, newline="")


def _raws(file: IO[bytes], *, encoding: str, delimiter: str, named: bool, limits: Limits) -> Iterator[Raw]:
    text = _text(file, encoding)
    try:
        source = _Lines(text, delimiter=delimiter, limits=limits)
        if named:
            next(source)
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        while True:
            source.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield source.misquoted()
                continue
            source.check(cells)
            yield Raw(source.first, [unguarded(cell) if cell else None for cell in cells], [])
    finally:
        # Closing the wrapper would close a file that is not ours.
        text.detach()


@dataclass(slots=True)
class _Quote:
    """Where reading stands: in which cell, since which line, how long it is, and inside quotes or not."""

    position: int
    line: int
    length: int = 0
    quoted: bool = False
    opened: bool = False
    closed: bool = False  # by the character just read: one more would reopen it
    spanning: int = 0  # the line that opened the last quote to reach over the end of a line

    def take(self, character: str, delimiter: str, line: int) -> None:
        """Go on by one character."""
        if character == delimiter and not self.opened:
            self.position, self.line, self.length = self.position + 1, line, 0
            self.quoted = self.closed = False
            return
        self.quoted = self.quoted or (character == '"' and not self.length)
        if character == '"' and (self.opened or self.closed or not self.length):
            self.opened, self.closed = not self.opened, self.opened
        else:
            self.closed = False
        self.length += 1


class _Lines:
    """Hands lines to the csv module, and holds those of the row being read, never more than the limit."""

    def __init__(self, text: io.TextIOWrapper, *, delimiter: str, limits: Limits) -> None:
        self._text = text
        self._delimiter = delimiter
        self._limits = limits
        self._number = 0
        self._held: list[str] = []
        self._size = 0
        self.first = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._limits.row_characters + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self._held.append(line)
        self._size += len(line)
        if self._size > self._limits.row_characters:
            self._too_long()
        return line

    def begin(self) -> None:
        """Say that the next line begins a row."""
        self._held.clear()
        self._size = 0
        self.first = self._number + 1

    def check(self, cells: list[str]) -> None:
        """Refuse a row with a cell that is too long, or with more cells than anybody has columns."""
        if self._size > self._limits.cell_characters and max(map(len, cells)) > self._limits.cell_characters:
            self._too_long()
        most = self._limits.columns + len(PROBLEM_TITLES)
        if len(cells) > most and any(cells[most:]):
            raise Refused(
                f"Line {self.first} has {len(cells):,} cells, and {self._limits.columns} are the most that "
                "are read. Delete the columns that are not needed, and send the file again."
            )

    def misquoted(self) -> Raw:
        """Give a row whose quotation marks are wrong as it is written, or raise Refused."""
        quote = self._scan()
        if quote.length > self._limits.cell_characters:
            self._too_long()
        if quote.opened:
            raise Refused(
                f"Line {quote.line} opens a quotation mark in column {letter(quote.position)} that is never "
                "closed, so where the cell ends is unknown. Close it, or double it if it is part of the "
                "text, and send the file again."
            )
        if len(self._held) > 1:
            raise Refused(
                f"Line {quote.spanning} opens a quotation mark that is closed on line {self._number} in the "
                "middle of a text: probably it was meant to be closed before. Close it, or double it if it "
                "is part of the text, and send the file again."
            )
        text = (
            f"Line {self.first} has a quotation mark in the middle of a quoted text. Double it if it is "
            "part of the text, or delete it."
        )
        loose = next(csv.reader(self._held, delimiter=self._delimiter, quoting=csv.QUOTE_NONE))
        return Raw(self.first, [cell or None for cell in loose], [(-1, text)])

    def _too_long(self) -> None:
        quote = self._scan()
        most = self._limits.cell_characters
        if quote.opened and quote.line < self._number:
            raise Refused(
                f"Line {quote.line} opens a quotation mark in column {letter(quote.position)} that is not "
                f"closed within {most:,} characters. Close it, or double it if it is part of the text, and "
                "send the file again."
            )
        if quote.length > most:
            raise Refused(
                f"Line {quote.line}, column {letter(quote.position)}: the cell is longer than {most:,} "
                "characters. Shorten it and send the file again."
            )
        raise Refused(
            f"Line {self.first} is longer than {self._limits.row_characters:,} characters, more than any "
            "row needs. Shorten it and send the file again."
        )

    def _scan(self) -> _Quote:
        """Walk over the held lines to the first cell that is too long, or to their end."""
        quote = _Quote(0, self.first)
        for line, held in enumerate(self._held, start=self.first):
            for character in held:
                quote.take(character, self._delimiter, line)
                if quote.length > self._limits.cell_characters + 2 * quote.quoted:
                    return quote
            if quote.opened:
                quote.spanning = quote.line
        return quote
