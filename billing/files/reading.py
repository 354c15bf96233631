"""Opening a table that somebody sent: what the file is, whatever its name says, and how it is read."""

import re
from typing import IO

from billing.files.csv_reading import open_csv
from billing.files.table import Form, Limits, Refused, Table
from billing.files.xlsx_reading import open_xlsx

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What a file begins with that is neither text nor a workbook.
FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a document of text (RTF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"BZh", "a packed file (bzip2)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\x09\x04\x06\x00", "an old Excel workbook (.xls)"),
    (b"\x09\x08\x10\x00", "an old Excel workbook (.xls)"),
    (b"SQLite format", "a database"),
)
HTML = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table|meta|div|style)\b", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
AGAIN = "In Excel, save the table as a workbook (.xlsx) or as CSV UTF-8, and send that."
WORKBOOKS, TEXTS = (".xlsx", ".xlsm"), (".csv", ".tsv", ".tab", ".txt", "")


def open_table(
    file: IO[bytes], *, name: str, limits: Limits, sheet: str | None = None, delimiter: str | None = None
) -> Table:
    """Open a table, or raise Refused with what is wrong, where, why, and what to do.

    The file must be seekable, stays open, and belongs to the table until `Table.close`. A sheet or delimiter
    that the person chose goes before what is found.
    """
    file.seek(0, 2)
    size = file.tell()
    if size > limits.file_bytes:
        raise Refused(
            f'"{name}" has {size / 1e6:,.0f} MB, and {limits.file_bytes / 1e6:,.0f} MB are the most that '
            "are read. Split it and send the parts one after the other."
        )
    form = _form(file, name=name)
    ending = _ending(name)
    if form is Form.XLSX:
        table = open_xlsx(file, limits=limits, sheet=sheet)
        if ending not in WORKBOOKS:
            table.close()
            raise Refused(
                f'"{name}" is an Excel workbook inside, which its name does not say. '
                "Rename it so that it ends in .xlsx, and send it again."
            )
        return table
    if ending not in TEXTS:
        raise Refused(
            f'"{name}" is text inside, not what its name says. If it is a table with a separator between '
            "the cells, rename it so that it ends in .csv, and send it again."
        )
    return open_csv(file, limits=limits, delimiter=delimiter)


def _form(file: IO[bytes], *, name: str) -> Form:
    file.seek(0)
    head = file.read(1024)
    if head.startswith(ZIP):
        return Form.XLSX
    if head.startswith(OLE):
        if _holds(file, ENCRYPTED):
            raise Refused(
                f'"{name}" is a workbook protected by a password. Open it in Excel, take the password away '
                "under File, Info, Protect Workbook, save it, and send it again."
            )
        raise Refused(f'"{name}" is an old Excel workbook (.xls) or another old Office file. {AGAIN}')
    for mark, kind in FOREIGN:
        if head.startswith(mark):
            raise Refused(f'"{name}" is {kind}, not a table. {AGAIN}')
    text = head.removeprefix(b"\xef\xbb\xbf")
    if HTML.match(text):
        raise Refused(f'"{name}" is a web page (HTML), whatever its name ends in. {AGAIN}')
    if XML.match(text):
        raise Refused(f'"{name}" is an XML file, not a table with rows and columns. {AGAIN}')
    return Form.CSV


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def _holds(file: IO[bytes], wanted: bytes) -> bool:
    file.seek(0)
    tail = b""
    while chunk := file.read(1 << 16):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False
