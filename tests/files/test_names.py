"""A file is what it is inside; where its name says something else, the person is told."""

import io
import zipfile

import pytest

from tests.files.making import refusal, rows, workbook

# What is behind it lies across two pieces of the file.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * (3 * 65_536 - 8 - 10)


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", packed("a.csv"), "The file is a zip file, not a table. Unpack it"),
        ("a.xlsx", packed("a.csv"), "The file is a zip file, not a table. Unpack it"),
        ("a.csv", packed(), "an empty zip file"),
        ("a.csv", workbook(["a"], [1]), '"a.csv" is an Excel workbook inside, which its name does not say'),
        ("a.xls", workbook(["a"], [1]), "Rename it so that it ends in .xlsx"),
        ("a.ods", packed("mimetype", "content.xml"), "an OpenDocument file (.ods or the like)"),
        ("a.xlsx", packed("mimetype", "content.xml"), "an OpenDocument file (.ods or the like)"),
        ("a.xlsb", packed("[Content_Types].xml", "xl/workbook.bin"), "an Excel binary workbook (.xlsb)"),
        ("a.xlsx", packed("[Content_Types].xml", "word/document.xml"), "a Word document"),
        ("a.pptx", packed("[Content_Types].xml", "ppt/presentation.xml"), "a PowerPoint presentation"),
        ("a.numbers", packed("Index/Document.iwa"), "a Numbers or Pages document"),
        ("a.xls", OLE, "an old Excel workbook (.xls)"),
        ("a.csv", OLE, "an old Excel workbook (.xls)"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is a workbook protected by a password"),
        ("a.csv", b"%PDF-1.7 ...", '"a.csv" is a PDF, not a table'),
        ("a.csv", b"{\\rtf1 x}", "a document of text (RTF)"),
        ("a.csv", b"\x1f\x8b\x08", "a packed file (gzip)"),
        ("a.csv", b"\x89PNG\r\n", "a picture"),
        ("a.xls", b"\n <HTML><body><table>", '"a.xls" is a web page (HTML), whatever its name ends in'),
        ("a.xls", b"\xef\xbb\xbf<!DOCTYPE html>", "is a web page (HTML)"),
        ("a.xls", b"<table border=1><tr>", "is a web page (HTML)"),
        ("a.xls", b'<?xml version="1.0"?><Workbook>', "is an XML file"),
        ("a.xlsx", b"a,b\n1,2\n", '"a.xlsx" is text inside, not what its name says'),
        ("a.xls", b"a\tb\n1\t2\n", "rename it so that it ends in .csv"),
        ("a.xlsx", b"", '"a.xlsx" is text inside'),
    ],
)
def test_what_a_file_is_is_said(name: str, data: bytes, said: str) -> None:
    assert said in refusal(data, name)


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a.tsv", "a.txt", "a.tab", "a", ".csv"])
def test_text_may_have_any_of_these_names(name: str) -> None:
    assert len(rows("a,b\n1,2\n", name)) == 1


@pytest.mark.parametrize("name", ["a.xlsx", "A.XLSX", "a.b.xlsm"])
def test_workbooks_may_have_any_of_these_names(name: str) -> None:
    assert len(rows(workbook(["a"], [1]), name)) == 1


def test_a_text_that_begins_like_a_name_of_html_is_text() -> None:
    assert len(rows("<b>,htmlish\n1,2\n")) == 1
