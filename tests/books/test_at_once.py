"""Two people at one record: the second is told, sees what the first one wrote, and loses nothing."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import AuditEntry, Customer, Invoice, Mail, User
from billing.services import deeds
from tests.books.conftest import NOW, Put
from tests.books.test_pages import typed

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], owner: User) -> Client:
    return client_of(owner)


def table(page: str, name: str) -> list[list[str]]:
    """Return the rows of the table of what stands in the books; what is marked in brackets."""
    card = page[page.index(f"<h2>{name} in the books now</h2>") :]
    card = card[: card.index("</section>")]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", card, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    marked = [[cell.replace("<mark>", "[").replace("</mark>", "]") for cell in row] for row in cells]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in marked]


def test_a_changed_line_is_shown_beside_what_was_typed(browser: Client, put: Put, invoice: Make) -> None:
    made = invoice("100", "50")
    first, second = made.lines.order_by("position")
    address = f"/o/cedar/invoices/{made.pk}/edit/"
    form = typed(browser.get(address).content.decode())
    lines = [
        {"id": str(first.pk), "price": "55"},
        {"id": str(second.pk)},
        {"description": "Theirs", "price": "7"},
    ]
    put(Kind.INVOICE, record_id=made.pk, memo="Their memo", lines=lines)

    told = browser.post(address, form | {"memo": "My memo", "lines-0-description": "Mine"})
    page = told.content.decode()
    written = Invoice.objects.get().memo
    again = browser.post(address, typed(page))

    assert told.status_code == 409
    assert "Their memo" in page
    assert table(page, "Lines") == [
        ["Type", "Description", "Quantity", "Price"],
        ["Charge", "[Work]", "1", "[55]"],
        ["Charge", "Work", "1", "50"],
        ["[Charge]", "[Theirs]", "[1]", "[7]"],
    ]
    assert 'value="My memo"' in page or ">My memo</textarea>" in page
    assert written == "Their memo"
    assert again.status_code == 302
    kept = Invoice.objects.get()
    assert (kept.memo, kept.total) == ("My memo", 150)
    assert list(kept.lines.order_by("position").values_list("pk", "description")) == [
        (first.pk, "Mine"),
        (second.pk, "Work"),
    ]


def test_lines_that_were_replaced_meanwhile_can_be_saved_again(
    browser: Client, put: Put, invoice: Make
) -> None:
    made = invoice("100", "50")
    address = f"/o/cedar/invoices/{made.pk}/edit/"
    form = typed(browser.get(address).content.decode()) | {"lines-0-description": "Mine"}
    put(Kind.INVOICE, record_id=made.pk, lines=[{"description": "Theirs", "price": "55"}])

    told = browser.post(address, form)
    page = told.content.decode()
    sums = browser.post("/o/cedar/invoices/totals/", form).content.decode()
    again = browser.post(address, typed(page))

    assert told.status_code == 409
    assert "2 of yours are not in the books any more; saved again, they are added anew." in page
    assert "150.00" in sums
    assert again.status_code == 302
    kept = Invoice.objects.get().lines.order_by("position")
    assert list(kept.values_list("description", "price")) == [("Mine", 100), ("Work", 50)]
    assert not {str(pk) for pk in kept.values_list("pk", flat=True)} & set(form.values())


def test_a_third_one_is_told_again(browser: Client, put: Put, invoice: Make) -> None:
    made = invoice("100")
    address = f"/o/cedar/invoices/{made.pk}/edit/"
    form = typed(browser.get(address).content.decode())
    put(Kind.INVOICE, record_id=made.pk, memo="First")
    page = browser.post(address, form | {"memo": "Mine"}).content.decode()
    put(Kind.INVOICE, record_id=made.pk, lines=[])
    entries = AuditEntry.objects.count()

    told = browser.post(address, typed(page))

    assert told.status_code == 409
    assert "1 of yours is not in the books any more; saved again, it is added anew." in told.content.decode()
    assert (Invoice.objects.get().memo, AuditEntry.objects.count()) == ("First", entries)


def test_who_typed_the_same_is_told_so(browser: Client, put: Put, customer: Any) -> None:
    address = f"/o/cedar/customers/{customer.pk}/edit/"
    form = typed(browser.get(address).content.decode()) | {"name": "Ash & Daughters"}
    put(Kind.CUSTOMER, record_id=customer.pk, name="Ash & Daughters", contacts=[])

    page = browser.post(address, form).content.decode()

    assert "It says the same as what you typed." in page
    assert "in the books now</h2>" not in page
    assert Customer.objects.get().name == "Ash & Daughters"


def deed_forms(page: str) -> dict[str, dict[str, str]]:
    """Return what the buttons and links of a record's page send, by the deed."""
    forms = re.findall(r'action="[^"]*/([a-z]+)/"(.*?)</form>', page, re.DOTALL)
    sent = {key: dict(re.findall(r'name="(version)" value="(\d+)"', body)) for key, body in forms}
    return sent | {key: {"version": at} for key, at in re.findall(r'/([a-z]+)/\?version=(\d+)"', page)}


def test_a_draft_that_was_changed_since_it_was_seen_is_not_approved(
    browser: Client, put: Put, invoice: Make
) -> None:
    made = invoice("100")
    address = f"/o/cedar/invoices/{made.pk}/"
    sent = deed_forms(browser.get(address).content.decode())["approve"]
    put(Kind.INVOICE, record_id=made.pk, lines=[{"description": "More", "price": "9000"}])
    entries = AuditEntry.objects.count()

    told = browser.post(f"{address}approve/", sent, follow=True)
    page = told.content.decode()
    draft = Invoice.objects.get()
    written = AuditEntry.objects.count() - entries
    browser.post(f"{address}approve/", deed_forms(page)["approve"])

    assert sent == {"version": "1"}
    assert told.redirect_chain == [(address, 302)]
    assert "Invoice 1001 was changed since you saw it, and is not approved." in page
    assert "9,000.00" in page
    assert (draft.state, draft.version, written) == ("draft", 2, 0)
    assert (Invoice.objects.get().state, Invoice.objects.get().version) == ("approved", 3)


def test_what_is_asked_for_first_is_about_what_was_seen_too(browser: Client, put: Put, customer: Any) -> None:
    address = f"/o/cedar/customers/{customer.pk}/"
    link = deed_forms(browser.get(address).content.decode())["delete"]
    put(Kind.CUSTOMER, record_id=customer.pk, notes="Keep this one")

    question = browser.get(f"{address}delete/", link).content.decode()
    asked = deed_forms(question)["delete"]
    told = browser.post(f"{address}delete/", asked, follow=True).content.decode()

    assert link == asked == {"version": "1"}
    assert "Ash &amp; Sons was changed since you saw it, and is not deleted." in told
    assert Customer.objects.get().notes == "Keep this one"


def test_of_several_those_are_left_that_were_changed_since_the_list_was_shown(
    browser: Client, put: Put, invoice: Make
) -> None:
    made = [invoice("1"), invoice("2"), invoice("3")]
    page = browser.get("/o/cedar/invoices/").content.decode()
    ticks = re.findall(r'name="ids" value="([^"]+)"', page)
    put(Kind.INVOICE, record_id=made[1].pk, memo="Wait")

    told = browser.post("/o/cedar/invoices/bulk/", {"deed": "approve", "ids": ticks}, follow=True)
    ticks = re.findall(r'name="ids" value="([^"]+)"', told.content.decode())
    put(Kind.INVOICE, record_id=made[0].pk, memo="Wait too")
    asked = browser.post("/o/cedar/invoices/bulk/", {"deed": "void", "ids": ticks}).content.decode()
    kept = re.findall(r'name="ids" value="([^"]+)"', asked)
    browser.post("/o/cedar/invoices/bulk/", {"deed": "void", "ids": kept, "sure": "yes"})

    assert "2 invoices approved." in told.content.decode()
    assert "Invoice 1002 was changed since you saw it, and is not approved." in told.content.decode()
    assert kept == ticks
    assert dict(Invoice.objects.values_list("number", "state")) == {
        "1001": "approved",
        "1002": "draft",
        "1003": "void",
    }


def test_a_document_that_was_changed_since_it_was_seen_is_not_sent(
    browser: Client, put: Put, invoice: Make, actor: Actor
) -> None:
    made = invoice("100")
    deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    address = f"/o/cedar/invoices/{made.pk}/letter/"
    seen = re.findall(r'name="version" value="(\d+)"', browser.get(address).content.decode())
    put(Kind.INVOICE, record_id=made.pk, lines=[{"description": "More", "price": "9000"}])
    letter = {"to": "ash@people.test", "subject": "Yours", "message": "Here it is.", "version": seen}

    told = browser.post(address, letter)
    page = told.content.decode()
    unsent = (Mail.objects.count(), Invoice.objects.get().state)
    now_seen = re.findall(r'name="version" value="(\d+)"', page)
    browser.post(address, letter | {"version": now_seen})

    assert (seen, now_seen) == (["2"], ["3"])
    assert told.status_code == 422
    assert "Invoice 1001 was changed since you saw it, and is not sent." in page
    assert "Here it is." in page
    assert unsent == (0, "approved")
    assert Invoice.objects.get().state == "sent"
