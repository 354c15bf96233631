"""Reading workbooks: every kind of cell as a person sees it, and the sheet that is meant."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.properties import WorksheetProperties

from billing.files.table import Column, Form, Problem, Row, Sheet
from tests.files.making import MAIN, by_hand, cells, line, refusal, rows, saved, table, workbook

HEAD = line(1, "a", "b")
# A workbook knows no time zones.
HALF_PAST, LATE = datetime.fromisoformat("2024-01-31 14:30"), datetime.fromisoformat("2099-12-31 23:59:59")


def test_cells_are_read_as_they_are_shown() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["text", "number", "day", "moment", "yes"])
    sheet.append(["007", 0.1, date(2024, 1, 31), HALF_PAST, True])
    sheet.append([" x ", 12345678901234, date(1900, 2, 28), LATE, False])

    with table(saved(book), "sent.xlsx") as found:
        assert (found.form, found.encoding, found.delimiter, found.sheet) == (Form.XLSX, None, None, "Sheet")
        assert found.columns[1] == Column(1, "B", "number")
        read = list(found)

    assert read == [
        Row(2, ("007", Decimal("0.1"), date(2024, 1, 31), HALF_PAST, True)),
        Row(
            3,
            (" x ", Decimal(12345678901234), date(1900, 2, 28), LATE, False),
        ),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("3.3000000000000003", "3.3"),
        ("-1234.5600000000001", "-1234.56"),
        ("12345678901234", "12345678901234"),
        ("123456789012345678", "123456789012345678"),
        ("1.2345678901234E+13", "12345678901234"),
        ("1E+20", "100000000000000000000"),
        ("1.0000000000000001E-5", "0.00001"),
        ("9.00000000000001", "9.00000000000001"),
        ("0", "0"),
    ],
)
def test_numbers_are_exact(written: str, shown: str) -> None:
    data = by_hand(HEAD + line(2, f'<c r="A2"><v>{written}</v></c>', "x"))

    (row,) = rows(data, "sent.xlsx")

    assert isinstance(row.cells[0], Decimal)
    assert str(row.cells[0]) == shown


def test_times_and_durations_are_text() -> None:
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append([time(14, 30), 1.5])
    book.active["B2"].number_format = "[h]:mm:ss"

    assert cells(saved(book), "sent.xlsx") == [("14:30:00", "36:00:00")]


def test_workbooks_from_an_old_mac_count_from_1904() -> None:
    day = '<c r="A2" s="1"><v>1</v></c>'
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<workbookPr date1904="1"/><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )

    assert cells(by_hand(HEAD + line(2, day)), "sent.xlsx") == [(date(1900, 1, 1), None)]
    assert cells(by_hand(HEAD + line(2, day), **{"xl/workbook.xml": book.encode()}), "sent.xlsx") == [
        (date(1904, 1, 2), None)
    ]


def test_shared_texts_are_read_with_their_parts_and_without_their_readings() -> None:
    texts = (
        "<si><t>a</t></si><si><t>b</t></si>"
        "<si><r><t>to</t></r><r><t>gether</t></r></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
        "<si><t>line_x000D_\nend _x005F_x0041_</t></si><si><t/></si>"
    )
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3" t="s"><v>5</v></c></row>'
    )

    assert cells(by_hand(sheet, texts=texts), "sent.xlsx") == [
        ("together", "東京"),
        ("line\r\nend _x0041_", None),
    ]


def test_rows_and_cells_may_be_left_out_and_the_dimension_may_lie() -> None:
    sheet = HEAD + '<row r="5"><c r="B5" t="inlineStr"><is><t>y</t></is></c></row><row><c><v>1</v></c></row>'

    assert rows(by_hand(sheet), "sent.xlsx") == [Row(5, (None, "y")), Row(6, (Decimal(1), None))]


def test_cells_with_nothing_but_a_format_are_empty() -> None:
    sheet = HEAD + line(2, "x", '<c r="XFD2" s="1"/>') + line(3, '<c r="A3" s="1"/>')

    assert rows(by_hand(sheet), "sent.xlsx") == [Row(2, ("x", None))]


def test_other_prefixes_and_dates_in_iso_are_read() -> None:
    sheet = line(1, "a") + '<row r="2"><c r="A2" t="d"><v>2024-01-31</v></c></row>'
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c t="str"><x:v>a</x:v></x:c></x:row>'
        '<x:row r="2"><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    assert cells(by_hand(sheet), "sent.xlsx") == [(date(2024, 1, 31),)]
    assert cells(by_hand("", **{"xl/worksheets/sheet1.xml": prefixed.encode()}), "sent.xlsx") == [
        (Decimal(1),)
    ]


def test_formulas_give_the_result_that_is_stored() -> None:
    sheet = HEAD + line(2, '<c r="A2"><f>1+1</f><v>2</v></c>', '<c r="B2" t="str"><f>""</f><v></v></c>')

    assert rows(by_hand(sheet), "sent.xlsx") == [Row(2, (Decimal(2), None))]


@pytest.mark.parametrize(
    ("cell", "shown", "said"),
    [
        (
            '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            "#DIV/0!",
            "Cell B2 shows the error #DIV/0!. Mend its formula, or type the value.",
        ),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A", "Cell B2 shows the error #N/A."),
        (
            '<c r="B2"><f>A1</f></c>',
            None,
            "Cell B2 holds a formula whose result is not in the file. Open it in Excel",
        ),
        (
            '<c r="B2" s="1"><v>99999999</v></c>',
            "99999999",
            "Cell B2 shows a date that does not exist (#####).",
        ),
        ('<c r="B2" s="1"><v>1E+300</v></c>', "1" + "0" * 300, "Cell B2 shows a date that does not exist"),
        ('<c r="B2"><v>1E+999999999</v></c>', "1E+999999999", "Cell B2 holds a number that is beyond"),
        ('<c r="B2"><v>NaN</v></c>', "NaN", "Cell B2 holds a number that is beyond"),
        ('<c r="B2" t="d"><v>soon</v></c>', "soon", 'Cell B2 holds "soon", which is no date.'),
    ],
)
def test_a_cell_without_a_value_is_a_problem_of_its_row_alone(
    cell: str, shown: str | None, said: str
) -> None:
    bad, good = rows(by_hand(HEAD + line(2, "x", cell) + line(3, "y", "z")), "sent.xlsx")

    assert bad.cells == ("x", shown)
    assert [(each.field, said in each.text) for each in bad.problems] == [("b", True)]
    assert good == Row(3, ("y", "z"))


def test_merged_cells_are_a_problem_of_each_row_they_touch() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A3:A4"/><mergeCell ref="A6:B6"/></mergeCells>'
    sheet = HEAD + "".join(line(number, "x", "y") for number in (2, 3, 4, 5, 6))

    found = rows(by_hand(sheet, behind=merged), "sent.xlsx")

    assert [row.number for row in found if not row.problems] == [2, 5]
    assert [row.problems for row in found if row.number == 4] == [
        (
            Problem(
                "",
                "The cells A3:A4 are merged, so only the first of them has a value. "
                "Unmerge them, and fill in each.",
            ),
        )
    ]


def test_merged_titles_are_refused() -> None:
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'

    assert "Row 1 should be the titles of the columns. The cells A1:B1 are merged" in refusal(
        by_hand(HEAD + line(2, "x", "y"), behind=merged), "sent.xlsx"
    )
    many = "".join(f'<mergeCell ref="A{number}:B{number}"/>' for number in range(3, 10_004))
    assert "more than 10,000 merged cells" in refusal(
        by_hand(HEAD + line(2, "x"), behind=f"<mergeCells>{many}</mergeCells>"), "sent.xlsx"
    )


def test_too_many_cells_are_a_problem_of_their_row_alone() -> None:
    first, second = rows(workbook(["a", "b"], [1, 2, 3], [4, 5]), "sent.xlsx")

    assert (first.cells, first.extra) == ((Decimal(1), Decimal(2)), (Decimal(3),))
    assert "Row 2 has 3 cells, but only 2 columns have a title" in first.problems[0].text
    assert second == Row(3, (Decimal(4), Decimal(5)))


def several_sheets() -> bytes:
    book = Workbook()
    book.active.title = "Nothing"
    book.active.add_chart(BarChart())
    for name, state in (
        ("Secret", "hidden"),
        ("Deep", "veryHidden"),
        ("Real & <true>", "visible"),
        ("Later", "visible"),
    ):
        sheet = book.create_sheet(name)
        sheet.append(["title"])
        sheet.append([name])
        sheet.sheet_state = state
    book.create_chartsheet("Picture")
    return saved(book)


def test_the_first_sheet_that_is_shown_and_filled_is_read() -> None:
    with table(several_sheets(), "sent.xlsx") as found:
        read = [row.cells for row in found]

    assert found.sheets == (
        Sheet("Nothing", hidden=False),
        Sheet("Secret", hidden=True),
        Sheet("Deep", hidden=True),
        Sheet("Real & <true>", hidden=False),
        Sheet("Later", hidden=False),
    )
    assert found.sheet == "Real & <true>"
    assert read == [("Real & <true>",)]


def test_the_sheet_that_a_person_chose_is_read() -> None:
    assert cells(several_sheets(), "sent.xlsx", sheet="Later") == [("Later",)]
    assert cells(several_sheets(), "sent.xlsx", sheet="Secret") == [("Secret",)]
    assert "The file is empty" in refusal(several_sheets(), "sent.xlsx", sheet="Nothing")
    said = refusal(several_sheets(), "sent.xlsx", sheet="Gone")
    assert said == (
        'The workbook has no sheet "Gone". Choose one of its sheets: "Nothing", "Real & <true>", "Later".'
    )


def test_an_empty_workbook_is_refused() -> None:
    book = Workbook()
    assert refusal(saved(book), "sent.xlsx").startswith(
        "The workbook is empty. Put one title above each column"
    )
    book.create_sheet("Secret").append(["a"])
    book["Secret"].sheet_state = "hidden"
    assert refusal(saved(book), "sent.xlsx").endswith("Show the hidden sheet if the data is there.")
    assert "Row 1 has the titles of the columns, and nothing is below it" in refusal(
        workbook(["a"]), "sent.xlsx"
    )


def test_warnings_of_the_library_about_what_is_no_data_are_not_raised() -> None:
    book = Workbook()
    book.active.sheet_properties = WorksheetProperties(codeName="x")
    book.active.append(["a"])
    book.active.append([1])

    assert cells(
        by_hand(HEAD + line(2, "x"), **{"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>'.encode()}), "a.xlsx"
    )
    assert cells(saved(book), "sent.xlsx") == [(Decimal(1),)]


def test_a_workbook_is_read_as_often_as_needed() -> None:
    with table(workbook(["a"], [1], [2]), "sent.xlsx") as found:
        assert found.count() == 2
        assert [row.number for row in found] == [2, 3]
