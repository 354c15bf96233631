"""Help: every code there is has its anchor, its words and its place in the search."""

import re
from collections import Counter

import pytest
from django.test import Client

from integrations.quickbooks_desktop import catalogue, troubles
from integrations.quickbooks_desktop.steps import STEPS
from integrations.quickbooks_desktop.troubles import Trouble, sentence

pytestmark = pytest.mark.django_db
CONNECTOR = [n for n in range(1000, 1049) if n not in {1011, 1047}]
QUICKBOOKS = [
    *range(0x80040400, 0x80040417), 0x80040418, 0x8004041A, 0x8004041B, 0x8004041C, 0x8004041D, 0x8004041E,
    0x8004041F, 0x80040420, 0x80040421, 0x80040422, 0x80040423, 0x80040424, 0x80040427, 0x8004042A,
    0x8004042C, 0x80040308, 0x8007007E, 0x80040154, 0x800706BA,
]  # fmt: skip


def test_every_code_is_explained_once() -> None:
    codes = Counter(code for entry in catalogue.ALL for code in entry.codes)

    assert set(codes.values()) == {1}
    assert {f"QBWC{number}" for number in CONNECTOR} <= set(codes)
    assert {f"0x{number:08X}" for number in QUICKBOOKS} <= set(codes)
    for entry in catalogue.ALL:
        assert entry.title
        assert entry.steps
        assert all(step[0].isupper() and step.endswith((".", ":")) for step in entry.steps), entry.code


@pytest.mark.parametrize("code", ["QBWC1039", "qbwc1039", "1039", " QBWC1039 "])
def test_a_code_is_found_however_it_is_written(code: str) -> None:
    found = catalogue.explained(code)
    assert found is not None
    assert found.code == "QBWC1039"


@pytest.mark.parametrize("code", ["0x80040408", "0X80040408", "80040408"])
def test_a_code_of_quickbooks_is_found_however_it_is_written(code: str) -> None:
    found = catalogue.explained(code)
    assert found is not None
    assert "Edit > Preferences > Integrated Applications" in " ".join(found.steps)


def test_an_unknown_code_is_told_as_it_came() -> None:
    assert catalogue.explained("0x80041234") is None
    assert (
        sentence("0x80041234", "its own words", at="at 14:05")
        == "QuickBooks reported 0x80041234 at 14:05: its own words."
    )


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_a_sentence(trouble: Trouble) -> None:
    told = sentence(trouble, "{x} %s", at="at 14:05")
    assert told
    assert "{at}" not in told
    assert set(troubles.SENTENCES) == set(Trouble)


def test_the_help_is_read_without_signing_in_and_answers_200() -> None:
    response = Client().get("/qbwc/help/")
    page = response.content.decode()

    assert response.status_code == 200
    assert "Set-Cookie" not in response
    for entry in catalogue.ALL:
        for code in entry.codes:
            assert page.count(f'id="{code.lower()}"') == 1
    for step in STEPS:
        assert f'id="{step.key}"' in page


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("1039", {"QBWC1039"}),
        ("0x80040414", {"0x80040414"}),
        ("integrated applications", None),
        ("no such thing", set()),
        ("<script>alert(1)</script>", set()),
    ],
)
def test_the_help_is_searched(asked: str, codes: set[str] | None) -> None:
    page = Client().get("/qbwc/help/", {"q": asked}).content.decode()
    shown = set(re.findall(r'<code id="[^"]+">([^<]+)</code>', page))

    assert codes is None or codes <= shown
    assert shown or "Nothing found" in page
    assert "<script>alert" not in page
    if codes is None:
        assert len(shown) > 3
