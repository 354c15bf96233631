"""Workbooks: the sheet that is chosen, its rows as they are read, in memory that does not grow."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from billing.files.package import opened
from billing.files.sheet_xml import DAMAGED, SharedTexts, XmlRow, rows_of
from billing.files.table import Cell, Form, Limits, Raw, Refused, Sheet, Table, letter
from billing.files.xlsx_cells import Cells, NotAValue

MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
MOST_MERGED = 10_000
CHUNK, OVERLAP = 1 << 16, 200
# What openpyxl raises over a part that is not as it should be, besides our own refusals.
UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    OSError,
    SyntaxError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class _Merged:
    first: int
    last: int
    left: str
    right: str

    @property
    def name(self) -> str:
        return f"{self.left}{self.first}:{self.right}{self.last}"


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known of a workbook before any row is read."""

    archive: zipfile.ZipFile
    sheets: tuple[Sheet, ...]
    parts: dict[str, str]
    cells: Cells


def open_xlsx(file: IO[bytes], *, limits: Limits, sheet: str | None = None) -> Table:
    """Open the sheet of that name; or else the first one that is not hidden and not empty."""
    with ExitStack() as failed:
        # What is open belongs to the table once there is one; without it nobody else would close it.
        archive = failed.enter_context(opened(file, limits=limits))
        reader = _reader(file, archive, limits)
        texts = _texts(archive, reader, limits)
        failed.callback(texts.close)
        book = _book(archive, reader, texts)
        table = _table(book, limits=limits, sheet=sheet, texts=texts)
        failed.pop_all()
    return table


def _reader(file: IO[bytes], archive: zipfile.ZipFile, limits: Limits) -> ExcelReader:
    """Read the list of parts, the list of sheets and the styles; links to other files are left alone."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out: none of it is data.
            warnings.filterwarnings("ignore", module="openpyxl")
            reader = ExcelReader(file, read_only=True, keep_links=False)
            reader.read_manifest()
            _check_main_part(reader, archive, limits)
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
    except Refused:
        raise
    except DefusedXmlException as problem:
        raise Refused(
            "The workbook defines entities in its XML, as no spreadsheet does but attacks do. "
            "Copy the data into a new workbook, and send that."
        ) from problem
    except UNREADABLE as problem:
        raise Refused(DAMAGED.format("its list of sheets or its formats cannot be read")) from problem
    return reader


def _check_main_part(reader: ExcelReader, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse a workbook that names a large sheet as its main part, which is read whole."""
    for part in reader.package.Override:
        name = part.PartName.lstrip("/")
        main = part.ContentType.endswith("main+xml") and name in archive.namelist()
        if main and archive.getinfo(name).file_size > limits.part_bytes:
            raise Refused(DAMAGED.format("its main part is larger than any real one"))


def _texts(archive: zipfile.ZipFile, reader: ExcelReader, limits: Limits) -> SharedTexts:
    part = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]  # as the stubs are
    name = part.PartName.lstrip("/") if part is not None else ""
    if name not in archive.namelist():
        return SharedTexts(None, limits=limits)
    with _part(archive, name) as source:
        return SharedTexts(source, limits=limits)


def _book(archive: zipfile.ZipFile, reader: ExcelReader, texts: SharedTexts) -> _Book:
    sheets, parts = [], {}
    names = set(archive.namelist())
    try:
        for sheet, relation in reader.parser.find_sheets():
            if relation.Type.endswith("/worksheet") and relation.target in names:
                sheets.append(Sheet(sheet.name, hidden=sheet.state != "visible"))
                parts[sheet.name] = relation.target
    except UNREADABLE as problem:
        raise Refused(DAMAGED.format("its list of sheets cannot be read")) from problem
    cells = Cells(
        texts=texts,
        dates=frozenset(reader.wb._date_formats),  # type: ignore[attr-defined]  # nothing public tells
        durations=frozenset(reader.wb._timedelta_formats),  # type: ignore[attr-defined]  # likewise
        epoch=reader.wb.epoch,
    )
    return _Book(archive, tuple(sheets), parts, cells)


def _table(book: _Book, *, limits: Limits, sheet: str | None, texts: SharedTexts) -> Table:
    chosen = sheet if sheet is not None else _first_filled(book, limits)
    if chosen not in book.parts:
        names = ", ".join(f'"{each.name}"' for each in book.sheets[:20] if not each.hidden)
        raise Refused(f'The workbook has no sheet "{chosen[:100]}". Choose one of its sheets: {names}.')
    merged = _merged(book, book.parts[chosen])

    def raws() -> Iterator[Raw]:
        with _part(book.archive, book.parts[chosen]) as source:
            yield from _raws(rows_of(source, limits=limits), cells=book.cells, merged=merged)

    def close() -> None:
        texts.close()
        book.archive.close()

    return Table(form=Form.XLSX, raws=raws, limits=limits, sheets=book.sheets, sheet=chosen, close=close)


def _first_filled(book: _Book, limits: Limits) -> str:
    shown = [sheet.name for sheet in book.sheets if not sheet.hidden]
    for name in shown:
        with _part(book.archive, book.parts[name]) as source:
            if next(rows_of(source, limits=limits), None) is not None:
                return name
    if not book.sheets:
        raise Refused("The workbook has no sheet with cells. Put the data on a sheet, and send it again.")
    hidden = " Show the hidden sheet if the data is there." if len(shown) < len(book.sheets) else ""
    raise Refused(
        "The workbook is empty. Put one title above each column, the data below, and send it again." + hidden
    )


def _part(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as problem:
        raise Refused(DAMAGED.format("a part of it is missing or locked")) from problem


def _raws(rows: Iterator[XmlRow], *, cells: Cells, merged: list[_Merged]) -> Iterator[Raw]:
    waiting, active = list(reversed(merged)), list[_Merged]()
    for row in rows:
        while waiting and waiting[-1].first <= row.number:
            active.append(waiting.pop())
        active = [each for each in active if each.last >= row.number]
        values: list[Cell] = [None] * (max(row.cells) + 1)
        problems: list[tuple[int, str]] = []
        for position, cell in row.cells.items():
            try:
                values[position] = cells.value(cell)
            except NotAValue as problem:
                values[position] = problem.shown
                problems.append((position, f"Cell {letter(position)}{row.number} {problem}"))
        problems += [(-1, _in_words(each)) for each in active]
        yield Raw(row.number, values, problems)


def _in_words(merged: _Merged) -> str:
    return (
        f"The cells {merged.name} are merged, so only the first of them has a value. "
        "Unmerge them, and fill in each."
    )


def _merged(book: _Book, part: str) -> list[_Merged]:
    """Find the merged cells, which a sheet lists behind its rows, without reading the rows."""
    found: dict[bytes, _Merged] = {}
    with _part(book.archive, part) as source:
        tail = b""
        try:
            while chunk := source.read(CHUNK):
                text = tail + chunk
                if b"mergeCell" in text:
                    for match in MERGED.finditer(text):
                        left, first, right, last = (group.decode() for group in match.groups())
                        found[match[0]] = _Merged(int(first), int(last), left, right)
                if len(found) > MOST_MERGED:
                    raise Refused(
                        f"The sheet has more than {MOST_MERGED:,} merged cells. Unmerge all, and send it "
                        "again."
                    )
                tail = text[-OVERLAP:]
        except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
            raise Refused(DAMAGED.format("the sheet cannot be unpacked")) from problem
    return sorted(found.values(), key=lambda each: (each.first, each.left))
