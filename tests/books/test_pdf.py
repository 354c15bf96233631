"""PDF files: every word of a document on as many pages as it takes, and nothing in the log of it."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Mail, Tenant, User
from billing.services import deeds, mail
from billing.web.books.pdf import TYPEFACE, pdf_of
from billing.web.books.printed import Printed, PrintedLine
from billing.web.books.typesetting import wrapped
from devtools import typefaces
from tests.books.conftest import NOW
from tests.books.pdftext import texts_of

HEADS = ["Item", "Description", "Qty", "Price", "Tax", "Amount"]
EMPTY = Printed(
    sender="Cedar",
    title="Invoice 1",
    notice="",
    address="Ash",
    ship_to="",
    facts=[],
    lines=[],
    figures=[],
    total="1.00 USD",
    message="",
)


def set_with(*descriptions: str) -> list[list[str]]:
    """Return the texts of each page of a document with these lines."""
    lines = [
        PrintedLine(
            type="charge", item="Hour", description=text, quantity="1", price="2.00", tax="VAT", amount="3.00"
        )
        for text in descriptions
    ]
    return texts_of(pdf_of(replace(EMPTY, lines=lines)))


def test_a_line_stands_in_its_columns_and_long_words_are_parted() -> None:
    (page,) = set_with("Łódź {nb} **bold**\nand __more__", "W" * 45)

    assert page == [
        *["Cedar", "Invoice 1", "Ash"],
        *HEADS,
        *["Hour", "Łódź {nb} **bold**", "and __more__", "1", "2.00", "VAT", "3.00"],
        *["Hour", "W" * 19, "W" * 19, "W" * 7, "1", "2.00", "VAT", "3.00"],
        *["Total", "1.00 USD"],
        "Cedar · Invoice 1 · page 1 of 1",
    ]


@pytest.mark.parametrize("text", ["x\n" * 400, "W" * 4000, "word " * 800])
def test_a_line_higher_than_a_page_goes_on_on_the_next(text: str) -> None:
    pages = set_with("before", text, "after")

    assert len(pages) > 2
    assert all(page[page.index("Item") :][:6] == HEADS for page in pages)
    assert [page[-1] for page in pages] == [
        f"Cedar · Invoice 1 · page {n} of {len(pages)}" for n in range(1, len(pages) + 1)
    ]
    beside = {*HEADS, "Hour", "1", "2.00", "VAT", "3.00", "before", "after", "Total", "1.00 USD"}
    body = [each for page in pages for each in page[:-1] if each not in beside][3:]
    assert "".join(body).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert sum(page.count("3.00") for page in pages) == 3


def test_a_line_of_a_few_lines_of_text_is_not_parted() -> None:
    first, second = set_with(*(f"{n}\n" + "\n".join("abcdefghij") for n in range(8)))[:2]

    assert first[-2] == "3.00"
    assert [each for each in first if each.isdecimal() and each != "1"] == ["0", "2"]
    assert second[6:8] == ["Hour", "3"]


@given(
    text=st.text(st.sampled_from("aW \n\tä🚀"), max_size=200),
    width=st.floats(0.5, 30),
)
@settings(deadline=None)
def test_wrapped_text_is_whole_and_no_wider_than_its_column(text: str, width: float) -> None:
    letters = {"a": 1.0, "W": 3.0, " ": 0.5, "\t": 0.5, "ä": 1.0, "🚀": 2.0}

    lines = wrapped(text, width, letters)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(lines) >= max(1, len(text.splitlines()))
    assert all(len(line) <= 1 or sum(letters[each] for each in line) <= width + 1e-9 for line in lines)


def test_words_stay_whole_where_they_fit_and_keep_what_they_are_indented_by() -> None:
    letters = dict.fromkeys("abc -", 1.0)

    assert wrapped("abc abc abc\n\n  - a b", 7, letters) == ["abc abc", "abc", "", "  - a b"]
    assert wrapped("a  bcbcbcbc", 4, letters) == ["a", "bcbc", "bcbc"]
    assert wrapped("", 4, letters) == [""]


def test_the_typefaces_are_cut_from_the_one_we_ship() -> None:
    made = {
        f"{part}-{style}.ttf": typefaces.cut(part, weight)
        for part in typefaces.PARTS
        for style, weight in typefaces.WEIGHTS.items()
    }

    assert {path.name: path.read_bytes() for path in TYPEFACE.iterdir()} == made


def test_a_pdf_leaves_no_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        set_with("Work 東京 🚀")

    assert caplog.record_tuples == []


@pytest.mark.django_db
def test_an_invoice_with_a_long_line_is_served_and_mailed(
    books: Tenant,
    invoice: Callable[..., Any],
    actor: Actor,
    owner: User,
    client_of: Callable[[User | None], Client],
) -> None:
    made = invoice(lines=[{"description": "x\n" * 400, "price": "1"}], customer_message="Thanks {nb}")
    deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    client, address = client_of(owner), f"/o/cedar/invoices/{made.pk}"

    served = client.get(f"{address}/document.pdf")
    answer = client.post(f"{address}/letter/", {"to": "a@ash.test", "subject": "Yours", "message": "See"})

    (attached,) = mail.opened(Mail.objects.get()).attachments
    assert (served.status_code, answer.status_code) == (200, 302)
    for content in (served.content, attached[1]):
        texts = [text for page in texts_of(content) for text in page]
        assert (texts.count("x"), texts.count("Thanks {nb}")) == (400, 1)
