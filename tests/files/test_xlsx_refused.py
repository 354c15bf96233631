"""Workbooks that are refused: bombs, entities, damage, and cells beyond the limits."""

import io
import zipfile

import pytest

from billing.files.table import Limits
from tests.files.making import MAIN, by_hand, cells, line, refusal, workbook

HEAD = line(1, "a", "b")
GOOD = by_hand(HEAD + "".join(line(number, str(number * 7919), "y") for number in range(2, 400)))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("prolog", [ENTITIES, OUTSIDE, "<!DOCTYPE x>"])
def test_entities_are_refused(prolog: str) -> None:
    sheet = HEAD + line(2, "x", "&a;" if "ENTITY" in prolog else "y")

    assert "defines entities in its XML" in refusal(by_hand(sheet, prolog=prolog), "sent.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"])
def test_entities_in_any_part_are_refused(part: str) -> None:
    texts = {part: f'{ENTITIES}<x xmlns="{MAIN}">&b;</x>'.encode()}

    assert "defines entities in its XML" in refusal(
        by_hand(HEAD + line(2, "x"), texts="", **texts), "sent.xlsx"
    )


def test_links_to_other_files_are_left_alone() -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="http://x.test/externalLinkPath" Target="http://127.0.0.1:9/x" '
        'TargetMode="External"/></Relationships>'
    )
    data = by_hand(HEAD + line(2, "x"), **{"xl/worksheets/_rels/sheet1.xml.rels": links.encode()})

    assert cells(data, "sent.xlsx") == [("x", None)]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(unpacked_bytes=15_000_000), "larger than 15 MB once unpacked"),
        (Limits(ratio=100), 'The part "xl/worksheets/sheet1.xml" of the workbook grows more than 100 times'),
        (Limits(entries=4), "has more parts than any real one"),
        (Limits(file_bytes=1_000), '"sent.xlsx" has 0 MB, and 0 MB are the most'),
    ],
)
def test_bombs_are_refused_before_they_are_unpacked(limits: Limits, said: str) -> None:
    bomb = by_hand(HEAD + line(2, "x") + " " * 16_000_000)

    assert said in refusal(bomb, "sent.xlsx", limits=limits)


def test_a_part_that_is_read_whole_must_be_small() -> None:
    big = b"<!-- " + b"x" * 2_000_000 + b" -->"
    limits = Limits(part_bytes=1_000_000)

    assert 'The part "xl/styles.xml" of the workbook is larger than 1 MB' in refusal(
        by_hand(HEAD, **{"xl/styles.xml": big}), "sent.xlsx", limits=limits
    )
    types = by_hand(HEAD)
    with zipfile.ZipFile(io.BytesIO(types)) as archive:
        manifest = archive.read("[Content_Types].xml").replace(
            b"/xl/workbook.xml", b"/xl/worksheets/sheet9.xml"
        )
    disguised = by_hand(HEAD, **{"[Content_Types].xml": manifest, "xl/worksheets/sheet9.xml": big})
    assert "its main part is larger than any real one" in refusal(disguised, "sent.xlsx", limits=limits)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused() -> None:
    out = io.BytesIO(by_hand(HEAD + line(2, "x")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "other")

    assert "or one of them twice" in refusal(out.getvalue(), "sent.xlsx")


def cut(data: bytes, part: str) -> bytes:
    """Damage the packed bytes of one part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo(part).header_offset + len(part) + 40
    return data[:at] + bytes(byte ^ 255 for byte in data[at : at + 20]) + data[at + 20 :]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (GOOD[:-200], "is a damaged workbook or zip file"),
        (b"PK\x03\x04 and then nothing", "is a damaged workbook or zip file"),
        (cut(GOOD, "xl/worksheets/sheet1.xml"), "The workbook is damaged"),
        (cut(GOOD, "xl/styles.xml"), "The workbook is damaged"),
        (by_hand(HEAD + "<row r='2'><c r='A2'>"), "a part of it breaks off"),
        (by_hand(HEAD + line(3, "x") + line(2, "y")), "row 2 comes after row 3"),
        (by_hand(HEAD + line(2, '<c r="A2" t="s"><v>7</v></c>')), "refers to a text that is not there"),
        (
            by_hand(HEAD + line(2, '<c r="A2" t="s"><v>-1</v></c>'), texts=""),
            "refers to a text that is not there",
        ),
        (by_hand(HEAD + line(2, '<c r="A2"><v>many</v></c>')), '"many" stands where a number should'),
        (by_hand(HEAD + line(2, '<c r="ABCD2"><v>1</v></c>')), 'names a column "ABCD"'),
        (by_hand(HEAD + '<row r="x"/>'), 'it counts "x"'),
        (by_hand(HEAD, **{"xl/workbook.xml": b"<no"}), "its list of sheets or its formats cannot be read"),
        (by_hand(HEAD, **{"xl/styles.xml": b"<no"}), "its list of sheets or its formats cannot be read"),
        (
            by_hand(HEAD, **{"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()}),
            "The workbook has no sheet with cells",
        ),
    ],
)
def test_damage_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data, "sent.xlsx")


def test_cells_that_are_too_long_or_too_far_right_are_refused() -> None:
    assert refusal(by_hand(HEAD + line(2, "x", "y" * 200_000)), "sent.xlsx") == (
        "Row 2, column B: the cell is longer than 100,000 characters. Shorten it and send the file again."
    )
    assert "a text is longer than 100,000" in refusal(
        by_hand(HEAD, texts=f"<si><t>{'y' * 200_000}</t></si>"), "sent.xlsx"
    )
    far = line(2, '<c r="XFD2"><v>1</v></c>')
    assert "Row 2, column XFD: the cell is filled, and 256 columns are the most" in refusal(
        by_hand(HEAD + far), "sent.xlsx"
    )
    assert "Row 1 has 257 columns" in refusal(workbook([f"c{n}" for n in range(257)], [1]), "sent.xlsx")
    many = "".join(f"<si><t>{number}</t></si>" for number in range(20))
    assert "more than 10 different texts" in refusal(
        by_hand(HEAD, texts=many), "sent.xlsx", limits=Limits(texts=10)
    )
