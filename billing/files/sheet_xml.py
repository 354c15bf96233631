"""The XML inside a workbook, read piece by piece: the rows of a sheet, and the texts they share."""

import os
import re
import tempfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from billing.files.table import PROBLEM_TITLES, Limits, Refused, letter

CHUNK = 1 << 16
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DAMAGED = "The workbook is damaged: {}. Open it in Excel, save it under a new name, and send that."
# Short texts repeat (a status, a country): these are not read from disk again.
REMEMBERED, SHORT = 4_096, 200


@dataclass(frozen=True, slots=True)
class XmlCell:
    """A cell as it is written: `value` is None if there is none."""

    kind: str
    style: int
    value: str | None
    formula: bool


@dataclass(frozen=True, slots=True)
class XmlRow:
    """A row: its number, and its cells by their position."""

    number: int
    cells: dict[int, XmlCell]


def unescaped(text: str) -> str:
    """Undo the way in which workbooks write characters that XML has not: `_x000D_`."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Reader(ContentHandler):
    """Collects the text of `t` and `v` inside of what it looks for, without the readings of Asian names."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.pieces: list[str] = []
        self.size = 0
        self.collecting = False
        self.aside = False
        self.inside = False
        self.given = False

    def where(self) -> str:
        """Name the place that is being read."""
        return "a text"

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # SAX names it
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in {"t", "v"}:
            self.collecting = self.inside and not self.aside
            self.given = self.given or self.collecting
        elif name == "rPh":
            self.aside = True
        else:
            self.opened(name, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX names it
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in {"t", "v"}:
            self.collecting = False
        elif name == "rPh":
            self.aside = False
        else:
            self.closed(name)

    def characters(self, content: str) -> None:
        if self.collecting:
            self.pieces.append(content)
            self.size += len(content)
            if self.size > self.limits.cell_characters:
                raise Refused(
                    f"{self.where()} is longer than {self.limits.cell_characters:,} characters. "
                    "Shorten it and send the file again."
                )

    def taken(self) -> str:
        """Give the collected text and forget it."""
        text = "".join(self.pieces)
        self.pieces, self.size, self.given = [], 0, False
        return text

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        """See an element begin."""

    def closed(self, name: str) -> None:
        """See an element end."""


def _fed(source: IO[bytes], reader: _Reader) -> Iterator[None]:
    """Feed the reader, and stop after each piece so that what it found can be taken."""
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(reader)
    try:
        while chunk := source.read(CHUNK):
            parser.feed(chunk)
            yield
        parser.close()
    except DefusedXmlException as problem:
        raise Refused(
            "The workbook defines entities in its XML, as no spreadsheet does but attacks do. "
            "Copy the data into a new workbook, and send that."
        ) from problem
    except (SAXException, BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise Refused(DAMAGED.format("a part of it breaks off or cannot be unpacked")) from problem
    yield


class _SheetReader(_Reader):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.rows: list[XmlRow] = []
        self.number = 0
        self.position = -1
        self.cells: dict[int, XmlCell] = {}
        self.kind, self.style, self.formula = "n", 0, False
        self.positions: dict[str, int] = {}

    def where(self) -> str:
        return f"Row {self.number}, column {letter(self.position)}: the cell"

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        if name == "c":
            self._open_cell(attrs)
        elif name == "f":
            self.formula = True
        elif name == "row":
            number = _number(attrs.get("r"), self.number + 1)
            if number <= self.number:
                raise Refused(DAMAGED.format(f"row {number} comes after row {self.number}"))
            self.number, self.position, self.cells = number, -1, {}

    def _open_cell(self, attrs: AttributesImpl) -> None:
        self.taken()
        place = attrs.get("r")
        self.position = self._position(place.rstrip("0123456789")) if place else self.position + 1
        self.kind, self.formula, self.inside = attrs.get("t", "n"), False, True
        self.style = _number(attrs.get("s"), 0)

    def closed(self, name: str) -> None:
        if name == "c":
            self.inside = False
            if self.given or self.formula:
                self._close_cell()
        elif name == "row" and self.cells:
            self.rows.append(XmlRow(self.number, self.cells))
            self.cells = {}

    def _close_cell(self) -> None:
        if self.position > self.limits.columns + len(PROBLEM_TITLES) - 1:
            raise Refused(
                f"{self.where()} is filled, and {self.limits.columns} columns are the most that are read. "
                "Delete the columns that are not needed, and send the file again."
            )
        given = self.given
        text = self.taken()
        self.cells[self.position] = XmlCell(self.kind, self.style, text if given else None, self.formula)

    def _position(self, letters: str) -> int:
        known = self.positions.get(letters)
        if known is not None:
            return known
        if not re.fullmatch("[A-Z]{1,3}", letters):
            raise Refused(DAMAGED.format(f'it names a column "{letters[:20]}"'))
        position = 0
        for character in letters:
            position = position * 26 + ord(character) - 64
        self.positions[letters] = position - 1
        return position - 1


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,7}", text):
        raise Refused(DAMAGED.format(f'it counts "{text[:20]}"'))
    return int(text)


def rows_of(source: IO[bytes], *, limits: Limits) -> Iterator[XmlRow]:
    """Give the rows of a sheet that hold anything, as they are read."""
    reader = _SheetReader(limits)
    for _ in _fed(source, reader):
        yield from reader.rows
        reader.rows.clear()


class _TextReader(_Reader):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.texts: list[str] = []

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        self.inside = self.inside or name == "si"

    def closed(self, name: str) -> None:
        if name == "si":
            self.inside = False
            self.texts.append(unescaped(self.taken()))


class SharedTexts:
    """The texts that cells refer to by number: kept on disk, because a sheet may have millions."""

    def __init__(self, source: IO[bytes] | None, *, limits: Limits) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self._ends = array("Q", [0])
        self._known: dict[int, str] = {}
        if source is not None:
            with ExitStack() as failed:
                # Whoever made this has nothing to close where it was never made.
                failed.callback(self.close)
                self._fill(source, limits)
                failed.pop_all()

    def _fill(self, source: IO[bytes], limits: Limits) -> None:
        reader, end = _TextReader(limits), 0
        for _ in _fed(source, reader):
            for text in reader.texts:
                data = text.encode("utf-8", "surrogatepass")
                self._file.write(data)
                end += len(data)
                self._ends.append(end)
            reader.texts.clear()
            if len(self._ends) > limits.texts:
                raise Refused(
                    f"The workbook has more than {limits.texts:,} different texts. Save the sheet as CSV, "
                    "and send that."
                )
        self._file.flush()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        known = self._known.get(index)
        if known is not None:
            return known
        start, end = self._ends[index], self._ends[index + 1]
        text = os.pread(self._file.fileno(), end - start, start).decode("utf-8", "surrogatepass")
        if end - start <= SHORT:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[index] = text
        return text

    def close(self) -> None:
        self._file.close()
