"""Files as the tests send them: text, workbooks of openpyxl, and workbooks written by hand."""

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from openpyxl import Workbook

from billing.files.amounts import BadValue
from billing.files.reading import open_table
from billing.files.table import Cell, Limits, Refused, Row, Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}">'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def table(data: bytes | str, name: str = "sent.csv", **chosen: Any) -> Table:
    octets = data.encode() if isinstance(data, str) else data
    limits = chosen.pop("limits", Limits())
    return open_table(io.BytesIO(octets), name=name, limits=limits, **chosen)


def rows(data: bytes | str, name: str = "sent.csv", **chosen: Any) -> list[Row]:
    with table(data, name, **chosen) as found:
        return list(found)


def cells(data: bytes | str, name: str = "sent.csv", **chosen: Any) -> list[tuple[Cell, ...]]:
    return [row.cells for row in rows(data, name, **chosen)]


def refusal(data: bytes | str, name: str = "sent.csv", **chosen: Any) -> str:
    """Say why the file is refused, when opened or when read to its end."""
    try:
        found = rows(data, name, **chosen)
    except Refused as problem:
        return str(problem)
    raise AssertionError(f"not refused: {found[:3]}")


def bad(parse: Callable[..., Any], cell: Any, **asked: Any) -> str:
    """Say why a cell is refused."""
    with pytest.raises(BadValue) as refused:
        parse(cell, **asked)
    return str(refused.value)


def workbook(*lines: Iterable[Any], title: str = "Data") -> bytes:
    """Write a workbook as openpyxl does."""
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_hand(
    sheet: str, *, texts: str | None = None, prolog: str = "", behind: str = "", **more: bytes
) -> bytes:
    """Write a workbook around the given rows of XML, as no library would."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{PARTS}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{PARTS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{PARTS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{MAIN}">'
        f'<dimension ref="A1"/><sheetData>{sheet}</sheetData>{behind}</worksheet>',
    }
    if texts is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{texts}</sst>'
    parts |= more
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def line(number: int, *values: str) -> str:
    """Write a row of cells that are given as XML, or as plain text."""
    written = [
        value if value.startswith("<c") else f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        for value in values
    ]
    return f'<row r="{number}">{"".join(written)}</row>'
