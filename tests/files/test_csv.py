"""Reading CSV: every encoding, separator and quotation that people send, and every refusal."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.files.csv_reading import open_csv
from billing.files.table import Column, Form, Limits, Problem, Refused, Row
from billing.files.writing import write_csv
from tests.files.making import cells, refusal, rows, table

UMLAUT = "Name,Place\nMüller,Köln\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (UMLAUT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + UMLAUT.encode(), "utf-8-sig"),
        (UMLAUT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + UMLAUT.encode("utf-16-be"), "utf-16"),
        (UMLAUT.encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    found = table(data)

    assert found.form is Form.CSV
    assert found.encoding == encoding
    assert found.columns == (Column(0, "A", "Name"), Column(1, "B", "Place"))
    assert list(found) == [Row(2, ("Müller", "Köln"))]


def test_the_encoding_is_decided_over_the_whole_file() -> None:
    many = b"Name,Place\n" + b"Miller,London\n" * 100_000

    assert table(many + b"M\xfcller,K\xf6ln\n").encoding == "cp1252"
    assert rows(many + b"M\xfcller,K\xf6ln\n")[-1] == Row(100_002, ("Müller", "Köln"))


@pytest.mark.parametrize("size", [1 << 16, (1 << 16) - 1, (1 << 16) + 1])
def test_a_letter_across_two_pieces_of_the_file_is_one_letter(size: int) -> None:
    text = b"a\n" * (size // 2) + b"x" * (size % 2) + "é\n".encode()

    assert table(text).encoding == "utf-8"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((UMLAUT * 50_000).encode() + b"M\xfcller,x", "Line 100001 has a character that is not UTF-8"),
        (codecs.BOM_UTF8 + b"a,b\r\nx,\xfc", "Line 2 has a character that is not UTF-8"),
        (b"a,b\rx,y\r\nz,\x81", "Line 3 has a character that is neither UTF-8 nor Windows-1252"),
        (b"a,b\n" * 400_000 + b"x\0,y", "Line 400001 holds a NUL"),
        # The first piece of the file ends between a carriage return and its line feed.
        (b"xyz\r\n" + b"xy\r\n" * 20_000 + b"\x81", "Line 20002 has a character that is neither"),
        (UMLAUT.encode("utf-16-le"), "Line 1 holds a NUL"),
        (UMLAUT.encode("utf-32"), "in UTF-32"),
        ("a,b\nx,y\n".encode("utf-16") + b"\xd8", "Line 3 is damaged: it is not UTF-16"),
    ],
)
def test_an_encoding_that_cannot_be_read_is_refused_with_its_line(data: bytes, said: str) -> None:
    text = refusal(data)

    assert said in text
    assert 'save it as "CSV UTF-8"' in text


@pytest.mark.parametrize(
    ("text", "delimiter", "expected"),
    [
        ("a,b\n1,2\n", ",", [("1", "2")]),
        ("a;b\n1;2\n", ";", [("1", "2")]),
        ("a\tb\n1\t2\n", "\t", [("1", "2")]),
        ("a|b\n1|2\n", "|", [("1", "2")]),
        ("Name;Amount\nx;1,50\ny;2,75\n", ";", [("x", "1,50"), ("y", "2,75")]),
        ("Name;Amount\nx, y;1,5\n", ";", [("x, y", "1,5")]),
        ("Net, gross;Tax, paid\n1,5;2,5\n", ";", [("1,5", "2,5")]),
        ('"a;b","c"\n"1;2","3"\n', ",", [("1;2", "3")]),
        ("a,b,c\n1\n1,2\n", ",", [("1", None, None), ("1", "2", None)]),
        ("a;b;c,d,e,f\n1;2\n", ";", [("1", "2", None)]),
        ("only\n1\n", ",", [("1",)]),
        ("sep=;\na;b,c\n1;2\n", ";", [("1", "2")]),
        ('"sep=|"\r\na|b\r\n1|2\r\n', "|", [("1", "2")]),
        ("SEP=\t\na\tb\n1\t2\n", "\t", [("1", "2")]),
    ],
)
def test_the_separator_is_found(text: str, delimiter: str, expected: list[tuple[str | None, ...]]) -> None:
    assert table(text).delimiter == delimiter
    assert cells(text) == expected


def test_the_separator_that_a_person_chose_goes_first() -> None:
    assert cells("a,b;c\n1,2;3\n", delimiter=",") == [("1", "2;3")]


def test_the_line_that_names_the_separator_counts() -> None:
    found = table("sep=;\n\na;b\n1;2\n")

    assert found.header_row == 3
    assert [row.number for row in found] == [4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_have_the_numbers_of_an_editor(end: str) -> None:
    text = end.join(["", "a,b", "", '"one', 'two",x', ",,", "", "3,y", ""])

    assert rows(text) == [Row(4, (f"one{end}two", "x")), Row(8, ("3", "y"))]


def test_quotes_hold_separators_and_quotes() -> None:
    assert cells('a,b\n"x, y","say ""hi"""\n5" pipe,\'q\'\n') == [("x, y", 'say "hi"'), ('5" pipe', "'q'")]


def test_separators_at_the_end_are_no_columns() -> None:
    found = table("a;b;;\n1;2;;\n3;;;\n")

    assert [column.title for column in found.columns] == ["a", "b"]
    assert list(found) == [Row(2, ("1", "2")), Row(3, ("3", None))]


def test_too_many_cells_are_a_problem_of_their_row_alone() -> None:
    first, second, third = rows("a,b\n1,2\n3,4,five\n6\n")

    assert first == Row(2, ("1", "2"))
    text = (
        "Line 3 has 3 cells, but only 2 columns have a title. Delete what is too much; "
        "put a text that holds the separator in quotation marks."
    )
    assert second == Row(3, ("3", "4"), (Problem("", text),), ("five",))
    assert third == Row(4, ("6", None))


def test_a_quotation_mark_inside_a_quoted_text_is_a_problem_of_its_row_alone() -> None:
    bad, good = rows('a,b\n1,"5" pipe"\n2,y\n')

    assert bad.cells == ("1", '"5" pipe"')
    assert [problem.text for problem in bad.problems] == [
        "Line 2 has a quotation mark in the middle of a quoted text. Double it if it is part of the text, "
        "or delete it."
    ]
    assert good == Row(3, ("2", "y"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a,b\n1,2\n3,"x\n4,5\n', "Line 3 opens a quotation mark in column B that is never closed"),
        (
            'a,b\n1,2\n3,"x\n4,5\n6,"y"\n',
            "Line 3 opens a quotation mark that is closed on line 5 in the middle of a text",
        ),
        (
            'a,b\n"ok\nok",1\n3,"x\n' + "4,5\n" * 100_000,
            "Line 4 opens a quotation mark in column B that is not closed within 100,000 characters",
        ),
        ('a,b\n1,"say ""hi\n2,3\n', "Line 2 opens a quotation mark in column B that is never closed"),
        ('a,"b\nc', "Line 1 opens a quotation mark in column B that is never closed"),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_refused_with_the_line_that_opened_it(
    text: str, said: str
) -> None:
    assert said in refusal(text)


def test_an_unclosed_quotation_mark_does_not_swallow_the_file() -> None:
    file = io.BytesIO(b'a,b\n1,"x\n' + b"2,y\n" * 5_000_000)
    found = open_csv(io.BytesIO(b"a,b\n1,x\n"), limits=Limits())
    assert found.count() == 1

    with pytest.raises(Refused, match="Line 2 opens"):
        # The encoding is found over the whole file, before; the table itself reads the beginning.
        open_csv(file, limits=Limits())
    assert file.tell() < 1_000_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"a,b\n1,2\n3,{'x' * 10_000_000}\n", "Line 3, column B: the cell is longer than 100,000 characters"),
        (
            f'a,b\n1,2\n3,"{"x" * 10_000_000}"\n',
            "Line 3, column B: the cell is longer than 100,000 characters",
        ),
        (f"a,b\n1,2\n{'x' * 100_001},4\n", "Line 3, column A: the cell is longer than 100,000 characters"),
        (f"a,b\n1,2\n{'x' * 131_073},4\n", "Line 3, column A: the cell is longer than 100,000 characters"),
        (f'a,b\n"{"x" * 100_000}",{"y" * 100_001}\n', "Line 2, column B: the cell is longer than"),
        ("a,b\n1,2\n" + "x," * 500_001, "Line 3 is longer than 1,000,000 characters"),
        ("a,b\n1,2\n" + "x," * 300, "Line 3 has 301 cells, and 256 are the most"),
        (",".join(f"c{n}" for n in range(257)) + "\n1\n", "Line 1 has 257 columns, and 256 are the most"),
        ("", "The file is empty"),
        ("\n\n , \n".replace(" ", ""), "The file is empty"),
        ("a,b\n", "Line 1 has the titles of the columns, and nothing is below it"),
        ("\na,b\n\n,\n", "Line 2 has the titles of the columns, and nothing is below it"),
        ("a,,c\n1,2,3\n", "Line 1 has no title in column B"),
        ("a, ,c\n1,2,3\n", "Line 1 has no title in column B"),
        ("Name,Place,NAME\n1,2,3\n", 'Line 1 has the title "NAME" twice, in columns A and C'),
        ('a,"b"c\n1,2\n', "Line 1 should be the titles of the columns. Line 1 has a quotation mark"),
    ],
)
def test_what_cannot_be_a_table_is_refused(text: str, said: str) -> None:
    assert said in refusal(text)


def test_a_cell_as_long_as_allowed_is_read() -> None:
    long = "x" * 100_000

    assert cells(f'a,b\n"{long}",1\n') == [(long, "1")]
    assert cells(f'a,b\n"{long}",1\n', limits=Limits(rows=1)) == [(long, "1")]


def test_more_rows_than_allowed_are_refused() -> None:
    assert cells("a\n1\n2\n", limits=Limits(rows=2)) == [("1",), ("2",)]
    assert "Line 4 is one too many: a file may have 2 rows" in refusal("a\n1\n2\n3\n", limits=Limits(rows=2))


def test_a_limit_that_the_csv_module_cannot_keep_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Limits(cell_characters=200_000)


def test_a_table_is_read_as_often_as_needed_and_its_file_stays_open() -> None:
    file = io.BytesIO(b"a\n1\n2\n")
    with open_csv(file, limits=Limits()) as found:
        iterator = iter(found)
        next(iterator)
        del iterator
        assert [found.count(), len(list(found))] == [2, 2]
    assert not file.closed


def test_the_guard_against_formulas_is_taken_off_again() -> None:
    assert cells("a,b\n'=1+1,'-5\n'plain,''=x\n") == [("=1+1", "-5"), ("'plain", "'=x")]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.text(
    "='+-@\t\r\n\"';,|~:&<>😀אبé \uff11\uff1d", max_size=12
)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_text_comes_back_exactly(written: list[tuple[str, str]], delimiter: str) -> None:
    out = io.BytesIO()
    write_csv([("one", "two", "end"), *((*row, "x") for row in written)], out, delimiter=delimiter)

    found = table(out.getvalue())

    assert found.delimiter == delimiter
    assert [row.problems for row in found] == [()] * len(written)
    assert [row.cells for row in found] == [tuple(cell or None for cell in (*row, "x")) for row in written]


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_what_any_other_program_quotes_is_read(written: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["a", "b"], ["x", *written[:1]]])
    expected = written[0]
    if expected[:1] == "'" and expected.lstrip("'")[:1] in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"):
        expected = expected[1:]

    assert cells(out.getvalue().encode()) == [("x", expected or None)]
