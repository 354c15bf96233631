"""Documents on paper, and statements that add up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Tenant, User
from billing.queries import statements
from billing.queries.balances import of_customers
from billing.queries.statements import statement
from billing.services import deeds
from billing.services.writing import Change, write
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


def test_what_a_parent_pays_for_a_branch_stands_on_both_statements(
    put: Put, invoice: Make, customer: Any, actor: Actor, browser: Client
) -> None:
    branch = put(Kind.CUSTOMER, name="Ash & Sons, East", parent=customer)
    owed = [
        invoice("100", customer=branch, day="2026-11-01", number="12"),
        invoice("30", day="2026-11-02", number="13"),
    ]
    note = put(
        Kind.CREDIT_NOTE,
        customer=customer,
        day="2026-11-04",
        number="C1",
        lines=[{"description": "Back", "price": "25"}],
    )
    deeds.approve(kind=Kind.INVOICE, ids=[each.pk for each in owed], actor=actor, now=NOW)
    deeds.approve(kind=Kind.CREDIT_NOTE, ids=[note.pk], actor=actor, now=NOW)
    parts = [{"invoice": owed[0], "amount": "70"}, {"invoice": owed[1], "amount": "30"}]
    paid = put(
        Kind.PAYMENT, customer=customer, day="2026-11-03", amount="100", reference="T-1", allocations=parts
    )
    put(Kind.CREDIT_NOTE, note.pk, allocations=[{"invoice": owed[0], "amount": "20"}])

    made = [
        statement(customer_id=each.pk, since=date(2026, 11, 3), until=NOW.date())
        for each in (customer, branch)
    ]

    assert [(each.opening, each.closing) for each in made] == [(30, -5), (100, 10)]
    assert [[(entry.text, entry.amount, entry.balance) for entry in each.entries] for each in made] == [
        [
            ("Applied to Ash & Sons, East's Invoice 12", 70, 100),
            ("Payment T-1", -100, 0),
            ("Applied to Ash & Sons, East's Invoice 12", 20, 20),
            ("Credit note C1", -25, -5),
        ],
        [
            ("Paid by Ash & Sons: Payment T-1", -70, 30),
            ("Credited to Ash & Sons: Credit note C1", -20, 10),
        ],
    ]
    balances = of_customers([customer.pk, branch.pk], today=NOW.date())
    assert [balances[each.pk].balance for each in (customer, branch)] == [-5, 10]
    page = browser.get(f"/o/cedar/customers/{branch.pk}/statement/?since=2026-11-03&until=2026-11-20")
    assert f"/o/cedar/payments/{paid.pk}/" in page.content.decode()
    assert "Paid by Ash &amp; Sons: Payment T-1" in page.content.decode()


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_statement_through_today_ends_with_the_balance(data: Any, put: Put, actor: Actor) -> None:
    parent = put(Kind.CUSTOMER, name="Parent")
    family = [parent, *(put(Kind.CUSTOMER, name=f"Branch {n}", parent=parent) for n in range(2))]
    days = st.sampled_from(["2026-10-01", "2026-11-10", "2026-11-20"])
    sums = st.integers(1, 9_999).map(lambda cents: Decimal(cents) / 100)
    debts = []
    for each in data.draw(st.lists(st.sampled_from(family), min_size=1, max_size=5)):
        lines = [{"description": "Work", "price": str(data.draw(sums))}]
        debts.append(put(Kind.INVOICE, customer=each, day=data.draw(days), lines=lines))
    deeds.approve(kind=Kind.INVOICE, ids=[each.pk for each in debts], actor=actor, now=NOW)
    for debt in debts:
        payer = data.draw(st.sampled_from([parent, debt.customer]))
        part = data.draw(st.sampled_from([debt.total, D("0.01")]))
        allocations = [{"invoice": debt, "amount": str(part)}]
        over = data.draw(sums)
        if data.draw(st.booleans()):
            made = put(
                Kind.PAYMENT,
                customer=payer,
                day=data.draw(days),
                amount=str(part + over),
                allocations=allocations,
            )
            if data.draw(st.booleans()):
                put(Kind.REFUND, payment=made, day="2026-11-20", amount=str(over))
            elif data.draw(st.booleans()):
                deeds.void(kind=Kind.PAYMENT, ids=[made.pk], actor=actor, now=NOW)
        else:
            lines = [{"description": "Back", "price": str(part + over)}]
            made = put(Kind.CREDIT_NOTE, customer=payer, day=data.draw(days), lines=lines)
            deeds.approve(kind=Kind.CREDIT_NOTE, ids=[made.pk], actor=actor, now=NOW)
            put(Kind.CREDIT_NOTE, made.pk, allocations=allocations)

    owed = of_customers([each.pk for each in family], today=NOW.date())

    for each in family:
        for since in (date(2026, 1, 1), date(2026, 11, 10), date(2026, 11, 20)):
            told = statement(customer_id=each.pk, since=since, until=NOW.date())
            assert told.closing == owed[each.pk].balance
            assert told.opening + sum(entry.amount for entry in told.entries) == told.closing


def test_a_statement_that_is_cut_ends_with_what_is_owed_all_the_same(
    customer: Any, actor: Actor, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "AT_MOST", 3)
    day = {"customer": customer, "amount": "1", "day": "2026-10-31"}
    days = [day, *({**day, "day": f"2026-11-{n:02}"} for n in range(1, 6))]
    write(kind=Kind.PAYMENT, changes=[Change(values=each) for each in days], actor=actor, now=NOW)

    made = statement(customer_id=customer.pk, since=date(2026, 11, 1), until=date(2026, 11, 30))
    page = browser.get(f"/o/cedar/customers/{customer.pk}/statement/?since=2026-11-01&until=2026-11-30")

    assert (made.opening, made.closing, made.is_cut) == (-1, -6, True)
    assert [entry.balance for entry in made.entries] == [-2, -3, -4]
    assert "Later entries, not shown" in page.content.decode()
