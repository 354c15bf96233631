"""Files as people have them: each is read, or refused with its place and what to do."""

import io
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from billing.files.table import Refused
from billing.files.values import DateForm, NumberForm
from billing.kinds import Kind
from billing.models import Customer, Import, ImportState, Invoice
from billing.services import imports
from tests.imports.conftest import Send, refused, wrong, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "content",
    [
        "Name;Notes\r\nMüller & Söhne;1\r\n".encode("cp1252"),
        "\ufeffName,Notes\nMüller & Söhne,1\n".encode(),
        "Name\tNotes\nMüller & Söhne\t1\n".encode("utf-16"),
        "Name;Notes\nMüller & Söhne;1\n".encode(),
    ],
    ids=["cp1252", "bom", "utf-16", "semicolons"],
)
def test_however_a_file_is_encoded(content: bytes, run: Send) -> None:
    assert run(Kind.CUSTOMER, content).created == 1
    assert Customer.objects.get().name == "Müller & Söhne"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"Name\n", "a.csv", "has the titles of the columns, and nothing is below it"),
        (b"Name,Name\nA,B\n", "a.csv", 'has the title "Name" twice, in columns A and B'),
        (b"%PDF-1.7", "a.pdf", "is a PDF, not a table"),
        (b"Name\nA\n", "a.xlsx", "is text inside, not what its name says"),
    ],
)
def test_what_is_no_table_is_refused_when_it_is_sent(
    content: bytes, name: str, said: str, send: Send
) -> None:
    with pytest.raises(Refused, match=said.replace("(", r"\(")):
        send(Kind.CUSTOMER, content, name=name)
    assert Import.objects.count() == 0


def test_a_file_beyond_the_limit_is_refused(send: Send, settings: Settings) -> None:
    settings.IMPORT_BYTES = 1_000_000
    with pytest.raises(Refused, match="1 MB are the most"):
        send(Kind.CUSTOMER, b"Name\n" + b"A\n" * 600_000)


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        (
            '"never closed\n' + "x\n" * 10,
            "Line 90002 opens a quotation mark in column A that is never closed",
        ),
        ("x" * 10_000_000 + "\n", "Line 90002, column A: the cell is longer than 100,000 characters."),
    ],
    ids=["quote", "cell"],
)
def test_what_cannot_be_read_far_down_is_said_before_anything_is_written(
    tail: str, said: str, send: Send
) -> None:
    row = send(Kind.CUSTOMER, "Name\n" + "".join(f"A {n}\n" for n in range(90_000)) + tail)

    assert row.state == ImportState.FAILED
    assert row.problem.startswith(said)
    assert (row.created, Customer.objects.count()) == (0, 0)


def test_too_many_rows_are_refused(send: Send, settings: Settings) -> None:
    settings.IMPORT_ROWS = 3
    row = send(Kind.CUSTOMER, "Name\nA\nB\nC\nD\n")
    assert (row.state, row.problem[:22]) == (ImportState.FAILED, "Line 5 is one too many")


def test_columns_must_be_there_and_once(send: Send) -> None:
    assert refused(send, Kind.CUSTOMER, "Colour\nred\n") == [
        "No column is meant for Display name, which every customer needs. "
        "Choose it for the column that has it, or add the column to the file."
    ]
    assert refused(send, Kind.CUSTOMER, "Name,Other\na,b\n", matching={"Other": "name"}) == [
        "“Name” is meant for Display name already. Choose another field, or leave this column out."
    ]
    assert refused(send, Kind.CUSTOMER, "Name\na\n", matching={"Name": "password"})[0] == (
        "Choose one of the fields offered."
    )
    assert refused(send, Kind.CUSTOMER, "Name\na\n", by="number", updates=True) == [
        "To know existing records by Number, the file needs that column."
    ]
    assert refused(send, Kind.PAYMENT, "Customer,Date,Amount,Allocation amount\na,2026-01-01,1,1\n") == [
        "No column is meant for Allocation invoice, which every payment needs. "
        "Choose it for the column that has it, or add the column to the file."
    ]


def test_each_bad_cell_is_named_by_line_and_column(run: Send) -> None:
    rows = [
        ["Name", "Active", "Tax treatment", "Payment terms", "Own tax rate in percent", "Country", "Notes"],
        ["A", "perhaps", "x", "", "", "", ""],
        ["B", "", "", "Net 99", "", "GBR", ""],
        ["C\x07", "", "", "", "101", "", "x" * 2001],
        ["", "", "", "", "", "GB", ""],
        ["Fine", "x", "Exempt: not a choice", "", "", "", ""],
        ["Good", "no", "taxable", "net 30", "", "gb", "two\nlines"],
    ]

    row = run(Kind.CUSTOMER, rows)

    assert row.counts == {"created": 1, "changed": 0, "unchanged": 0, "refused": 5}
    assert [(line, column) for line, column, _ in wrong(row)] == [
        (2, "Active"),
        (2, "Tax treatment"),
        (3, "Payment terms"),
        (3, "Country"),
        (4, "Name"),
        (4, "Own tax rate in percent"),
        (4, "Notes"),
        (5, "Name"),
        (6, "Tax treatment"),
    ]
    good = Customer.objects.get()
    assert (good.name, good.is_active, good.billing_country, good.notes) == (
        "Good",
        False,
        "GB",
        "two\nlines",
    )


def test_the_broken_second_half_leaves_the_first_alone(run: Send) -> None:
    rows = [["Name", "Number"], *([f"A {n}", n] for n in range(600)), *(["", n] for n in range(600, 1200))]

    row = run(Kind.CUSTOMER, rows)

    assert (row.created, row.refused) == (600, 600)
    assert {message for _, _, message in wrong(row)} == {"Display name: Give the display name."} or {
        (column, message) for _, column, message in wrong(row)
    } == {("Name", "Give the display name.")}


def test_of_a_workbook_with_two_sheets_one_is_chosen(books: Any, keeper: Any) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Read me"])
    book.active.append(["please"])
    sheet = book.create_sheet("Customers")
    sheet.append(["Name", "Number"])
    sheet.append(["Ash", 7])
    file = io.BytesIO()
    book.save(file)
    from tests.books.conftest import NOW

    row = imports.receive(kind=Kind.CUSTOMER, name="b.xlsx", file=file, actor=keeper, now=NOW)
    assert (row.sheets, row.titles, row.options["sheet"]) == (["Notes", "Customers"], ["Read me"], "Notes")
    row = imports.choose_sheet(import_id=row.pk, sheet="Customers")

    assert (row.titles, row.matching) == (["Name", "Number"], {"Name": "name", "Number": "external_number"})
    assert (row.version, row.options["by"]) == (2, "number")
    with pytest.raises(Refused, match="no sheet"):
        imports.choose_sheet(import_id=row.pk, sheet="Gone")


def test_numbers_of_a_workbook_stay_as_they_are_shown(run: Send) -> None:
    from decimal import Decimal

    file = xlsx_file(["Name", "External number", "Price"], [["Hour", Decimal(4711), Decimal("0.1")]])
    row = run(Kind.ITEM, file, name="t.xlsx")
    assert (row.created, wrong(row)) == (1, [])


@pytest.mark.parametrize(
    ("numbers", "dates", "total", "day"),
    [
        (NumberForm.POINT, DateForm.DAY_FIRST, "1.234", "2026-02-01"),
        (NumberForm.COMMA, DateForm.MONTH_FIRST, "1234", "2026-01-02"),
    ],
)
def test_what_reads_in_two_ways_is_read_as_chosen(
    numbers: NumberForm, dates: DateForm, total: str, day: str, run: Send, customer: Customer
) -> None:
    rows = [
        ["Customer", "Date", "Line description", "Line price"],
        [customer.name, "01/02/2026", "Work", "1.234"],
    ]

    run(Kind.INVOICE, rows, numbers=numbers.value, dates=dates.value)

    made = Invoice.objects.get()
    assert (f"{made.lines.get().price.normalize():f}", made.day.isoformat()) == (total, day)
