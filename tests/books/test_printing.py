"""Documents on paper, and statements that add up."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Tenant, User
from billing.queries.balances import of_customers
from billing.queries.statements import statement
from billing.services import deeds
from billing.web.books.pdf import pdf_of
from billing.web.books.printed import printed
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
D = Decimal


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], owner: User) -> Client:
    return client_of(owner)


@pytest.fixture
def document(put: Put, invoice: Make) -> Any:
    code = put(Kind.TAX_CODE, name="V", rates=[{"name": "VAT", "percent": "20"}])
    ash = put(Kind.CUSTOMER, name="Łódź Öl & <b>Co</b>", billing_lines="1 Lane", billing_country="PL")
    return invoice(
        customer=ash,
        discount_percent="10",
        customer_message="Thank you 東京 🚀",
        lines=[
            {"description": "Work\nin two lines", "quantity": "1.5", "price": "1000.125", "tax_code": code},
            {"type": "subtotal"},
            {"type": "text", "description": "As agreed"},
            {"description": "Rebate", "price": "10", "discount_percent": "25", "tax_code": None},
        ],
    )


def test_a_printed_invoice_says_what_it_comes_to(document: Any, books: Tenant) -> None:
    made = printed(Kind.INVOICE, document, tenant=books)

    assert (made.title, made.notice, made.address) == (
        "Invoice 1001",
        "Draft",
        "Łódź Öl & <b>Co</b>\n1 Lane\nPL",
    )
    assert made.facts == [("Date", "20 November 2026"), ("Due", "20 December 2026"), ("Terms", "Net 30")]
    assert [
        (line.description, line.quantity, line.price, line.discount, line.amount) for line in made.lines
    ] == [
        ("Work\nin two lines", "1.5", "1,000.125", "", "1,500.19"),
        ("Subtotal", "", "", "", "1,500.19"),
        ("As agreed", "", "", "", ""),
        ("Rebate", "1", "10.00", "25 %", "7.50"),
    ]
    assert made.figures == [
        ("Subtotal", "1,507.69"),
        ("Discount", "\N{MINUS SIGN}150.77"),
        ("VAT 20 %", "270.03"),
    ]
    assert made.total == "1,626.95 USD"


def test_the_paper_and_the_pdf_are_served(document: Any, browser: Client) -> None:
    address = f"/o/cedar/invoices/{document.pk}"

    paper, pdf = browser.get(f"{address}/paper/"), browser.get(f"{address}/document.pdf")

    assert "Łódź Öl &amp; &lt;b&gt;Co&lt;/b&gt;" in paper.content.decode()
    assert "1,626.95 USD" in paper.content.decode()
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == 'attachment; filename="invoice-1001.pdf"'
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content.count(b"/Type /Page\n") == 1


def test_a_long_document_takes_as_many_pages_as_it_needs(invoice: Make, books: Tenant) -> None:
    made = invoice(*["10"] * 120)

    pages = pdf_of(printed(Kind.INVOICE, made, tenant=books)).count(b"/Type /Page\n")
    again = pdf_of(printed(Kind.INVOICE, made, tenant=books)).count(b"/Type /Page\n")

    assert 3 <= pages <= 8
    assert again == pages


def test_what_is_not_printed_has_no_paper(browser: Client, put: Put, customer: Any) -> None:
    for path in ("paper/", "document.pdf"):
        assert browser.get(f"/o/cedar/customers/{customer.pk}/{path}").status_code == 404
    item = put(Kind.ITEM, name="Hour")
    assert browser.get(f"/o/cedar/items/{item.pk}/statement/").status_code == 404


def test_a_statement_begins_with_what_was_owed_and_ends_with_the_balance(
    put: Put, invoice: Make, customer: Any, actor: Actor, browser: Client
) -> None:
    old, new = invoice("100", day="2026-08-01"), invoice("50.50", day="2026-11-10")
    invoice("999", day="2026-11-11")  # a draft does not count
    gone = invoice("7", day="2026-11-12")
    approved = [old.pk, new.pk, gone.pk]
    deeds.approve(kind=Kind.INVOICE, ids=approved, actor=actor, now=NOW)
    deeds.void(kind=Kind.INVOICE, ids=[gone.pk], actor=actor, now=NOW)
    paid = put(
        Kind.PAYMENT,
        customer=customer,
        day="2026-11-15",
        amount="120",
        allocations=[{"invoice": old, "amount": "100"}],
    )
    put(Kind.REFUND, payment=paid, day="2026-11-16", amount="5")

    made = statement(customer_id=customer.pk, since=new.day.replace(day=1), until=NOW.date())
    page = browser.get(f"/o/cedar/customers/{customer.pk}/statement/?since=2026-11-01&until=2026-11-20")
    odd = browser.get(f"/o/cedar/customers/{customer.pk}/statement/?since=never&until=0001-01-01")

    assert made.opening == 100
    assert [(entry.kind, entry.amount, entry.balance) for entry in made.entries] == [
        (Kind.INVOICE, D("50.50"), D("150.50")),
        (Kind.PAYMENT, D(-120), D("30.50")),
        (Kind.REFUND, D(5), D("35.50")),
    ]
    assert made.closing == of_customers([customer.pk], today=NOW.date())[customer.pk].balance == D("35.50")
    assert "35.50" in page.content.decode()
    assert odd.status_code == 200
