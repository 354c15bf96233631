"""Invoices and credit notes: what they take from others, what they come to, how they end."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import AuditEntry, Bookkeeping, Invoice, InvoiceLine, NumberSeries, Tenant
from billing.problems import Refused
from billing.services import deeds
from billing.services.writing import Change, write
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
D = Decimal
Make = Callable[..., Any]


@pytest.fixture
def vat(put: Put) -> Any:
    return put(Kind.TAX_CODE, name="20 %", rates=[{"name": "VAT", "percent": "20"}])


@pytest.fixture
def approve(actor: Actor) -> Callable[..., Any]:
    def deed(row: Any) -> Any:
        deeds.done_or_refused(deeds.approve(kind=row.kind, ids=[row.pk], actor=actor, now=NOW))
        return type(row).objects.get(pk=row.pk)

    return deed


def problems(told: Any) -> list[str]:
    return [problem.field for problem in told.value.problems]


def test_an_invoice_takes_terms_address_number_and_item_texts(put: Put, vat: Any) -> None:
    ash = put(
        Kind.CUSTOMER,
        name="Ash",
        company="Ash Ltd",
        billing_lines="1 Lane",
        billing_city="Leeds",
        billing_country="GB",
        contacts=[
            {"name": "A", "email": "a@ash.test"},
            {"name": "B", "email": "b@ash.test", "is_billing": True},
        ],
    )
    item = put(Kind.ITEM, name="Hour", description="An hour of work", price="90.50", tax_code=vat)

    made = put(
        Kind.INVOICE,
        customer=ash,
        day="2026-11-20",
        lines=[{"item": "Hour", "quantity": "1.5"}, {"item": item}],
    )

    kept = Invoice.objects.get()
    assert (kept.number, kept.due_on, kept.currency, kept.exchange_rate) == (
        "1001",
        date(2026, 12, 20),
        "USD",
        1,
    )
    assert (kept.bill_to, kept.email_to) == ("Ash Ltd\n1 Lane\nLeeds\nGB", "b@ash.test")
    assert (kept.net, kept.tax, kept.total, kept.balance, kept.state) == (
        D("226.25"),
        D("45.25"),
        D("271.50"),
        0,
        "draft",
    )
    assert kept.taxes == [{"name": "VAT", "percent": "20", "base": "226.25", "tax": "45.25"}]
    lines = InvoiceLine.objects.order_by("position").values_list("description", "amount", "tax")
    assert list(lines) == [
        ("An hour of work", D("135.75"), D("27.15")),
        ("An hour of work", D("90.50"), D("18.10")),
    ]
    assert made.number == "1001"


def test_text_lines_say_and_subtotals_add_up(invoice: Make) -> None:
    made = invoice(
        lines=[
            {"description": "A", "price": "10"},
            {"description": "B", "price": "20", "discount_percent": "50"},
            {"type": "subtotal", "description": "Goods"},
            {"type": "text", "description": "Thank you", "price": "99"},
            {"description": "C", "price": "5"},
            {"type": "subtotal"},
        ]
    )

    amounts = InvoiceLine.objects.order_by("position").values_list("type", "amount")
    assert list(amounts) == [
        ("charge", 10),
        ("charge", 10),
        ("subtotal", 20),
        ("text", 0),
        ("charge", 5),
        ("subtotal", 5),
    ]
    assert made.total == D("25.00")


@pytest.mark.parametrize(
    ("customer_fields", "tax"),
    [
        ({}, D("20.00")),
        ({"tax_treatment": "exempt", "exemption_reason": "charity"}, D("0.00")),
        ({"tax_treatment": "own_rate", "tax_rate": "8.25"}, D("8.25")),
        ({"tax_treatment": "own_code", "tax_code": "Reduced"}, D("5.00")),
    ],
)
def test_tax_follows_the_customers_treatment(
    customer_fields: dict[str, Any], tax: Decimal, put: Put, vat: Any
) -> None:
    put(Kind.TAX_CODE, name="Reduced", rates=[{"name": "R", "percent": "5"}])
    item = put(Kind.ITEM, name="Hour", price="100", tax_code=vat)
    ash = put(Kind.CUSTOMER, name="Ash", **customer_fields)

    made = put(Kind.INVOICE, customer=ash, day="2026-11-20", lines=[{"item": item}])

    assert (made.net, made.tax) == (D("100.00"), tax)


def test_a_rate_holds_on_the_days_it_is_given_for(put: Put, invoice: Make) -> None:
    code = put(
        Kind.TAX_CODE,
        name="V",
        rates=[
            {"name": "old", "percent": "19", "ends_on": "2026-06-30"},
            {"name": "new", "percent": "16", "starts_on": "2026-07-01"},
        ],
    )
    line = [{"description": "A", "price": "100", "tax_code": code}]

    assert invoice(lines=line, day="2026-06-30").tax == 19
    assert invoice(lines=line, day="2026-07-01").tax == 16


def test_a_foreign_invoice_takes_the_latest_rate_and_its_worth_at_home(put: Put) -> None:
    put(Kind.CURRENCY, code="EUR")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-11-01", rate="1.1")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-11-19", rate="1.23456789")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-11-21", rate="2")
    oak = put(Kind.CUSTOMER, name="Oak", currency="EUR")

    made = put(Kind.INVOICE, customer=oak, day="2026-11-20", lines=[{"description": "A", "price": "10"}])
    with pytest.raises(Refused) as told:
        put(Kind.INVOICE, customer=oak, day="2026-10-01", lines=[{"description": "A", "price": "10"}])

    assert (made.currency, made.exchange_rate, made.total_home) == ("EUR", D("1.23456789"), D("12.35"))
    assert problems(told) == ["exchange_rate"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"customer": None}, "customer", "Give the customer."),
        ({"customer": "Nobody"}, "customer", "“Nobody” is not among the customers here."),
        ({"day": None}, "day", "Give the date."),
        ({"day": "1899-12-31"}, "day", "1900"),
        ({"day": "2100-01-01"}, "day", "2099"),
        ({"day": "31.1.2026"}, "day", "valid date"),
        ({"day": 20261120}, "day", "2026-01-31"),
        ({"currency": "EUR"}, "currency", "is billed in USD, and this is in EUR"),
        ({"due_on": "2026-11-19"}, "due_on", "due before it is issued"),
        ({"number": "x" * 22}, "number", "at most 21 characters"),
        ({"discount_percent": "100.1"}, "discount_percent", "less than or equal to 100"),
        ({"discount_percent": "5", "discount_amount": "5"}, "discount_amount", "not both"),
        ({"discount_amount": "0.001"}, "discount_amount", "USD has 2 digits behind the point"),
        ({"lines": [{}]}, "lines.0.item", "Choose an item, or describe"),
        ({"lines": [{"item": "Nothing"}]}, "lines.0.item", "“Nothing” is not among the items here."),
        ({"lines": [{"description": "A", "quantity": "0.0000001"}]}, "lines.0.quantity", "6 decimal places"),
        (
            {"lines": [{"description": "A", "price": "1e13"}]},
            "lines.0.price",
            "less than or equal to 1000000000000",
        ),
        (
            {"lines": [{"description": "A", "price": "1e12", "quantity": "1.000001"}]},
            "lines.0.price",
            "comes to more than 1,000,000,000,000",
        ),
        ({"lines": [{"description": "A", "price": "1e12"}] * 2}, "lines", "comes to more than"),
        ({"lines": [{"description": "A", "price": "NaN"}]}, "lines.0.price", "number"),
        ({"lines": [{"type": "text"}]}, "lines.0.description", "A line of text says something."),
        ({"lines": [{"description": "A\x00"}]}, "lines.0.description", "U+0000"),
        (
            {"lines": [{"description": "A", "discount_percent": "-1"}]},
            "lines.0.discount_percent",
            "greater than",
        ),
        ({"lines": [{"description": "A"}] * 1001}, "lines", "There are 1001, and at most 1000"),
    ],
)
def test_each_refusal_names_the_line_and_writes_nothing(
    values: dict[str, Any], field: str, words: str, invoice: Make
) -> None:
    with pytest.raises(Refused) as told:
        invoice("10", **values)

    assert problems(told) == [field]
    assert words in str(told.value)
    assert (Invoice.objects.count(), InvoiceLine.objects.count()) == (0, 0)
    assert not NumberSeries.objects.exclude(next_number=1001).exists()


def test_numbers_are_given_in_order_and_step_over_typed_ones(
    books: Tenant, invoice: Make, actor: Actor
) -> None:
    invoice("1", number="1002")
    customer = Invoice.objects.get().customer

    results = write(
        kind=Kind.INVOICE,
        changes=[
            Change(values={"customer": customer, "day": "2026-11-20", "number": number})
            for number in ("", "1003", "", "1002", "")
        ],
        actor=actor,
        now=NOW,
    )

    assert [result.record and result.record.number for result in results] == [
        "1001",
        "1003",
        "1004",
        None,
        "1005",
    ]
    assert [problem.field for problem in results[3].problems] == ["number"]
    assert NumberSeries.objects.get().next_number == 1006


@pytest.mark.parametrize(
    ("policy", "prefix", "number"),
    [("prefixed", "INV-", "INV-0077"), ("ours", "INV-", "0077"), ("quickbooks", "", ""), ("by_hand", "", "")],
)
def test_numbers_follow_the_policy(
    policy: str, prefix: str, number: str, books: Tenant, invoice: Make
) -> None:
    NumberSeries.objects.create(kind=Kind.INVOICE, policy=policy, prefix=prefix, next_number=77, digits=4)

    assert invoice("1").number == number


def test_an_approved_invoice_is_open_then_sent_then_void(invoice: Make, approve: Make, actor: Actor) -> None:
    made = approve(invoice("10"))
    assert (made.state, made.balance, made.version) == ("approved", 10, 2)

    deeds.mark_sent(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    assert Invoice.objects.get().state == "sent"
    deeds.void(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    kept = Invoice.objects.get()

    assert (kept.state, kept.balance, kept.total) == ("void", 0, 10)
    actions = AuditEntry.objects.filter(subject_id=made.pk).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["invoice.created", "invoice.approved", "invoice.sent", "invoice.voided"]


@pytest.mark.parametrize(
    ("prices", "values", "words"),
    [
        ((), {}, "has no line with a charge"),
        (("-1",), {}, "comes to less than nothing"),
        (("1",), {"delivery": "email"}, "goes by e-mail, and no address is given"),
    ],
)
def test_what_cannot_be_approved(
    prices: tuple[str, ...], values: dict[str, Any], words: str, invoice: Make, actor: Actor
) -> None:
    made = invoice(*prices, **values)

    (result,) = deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)

    assert result.verb is None
    assert words in result.problems[0].message
    assert Invoice.objects.get().state == "draft"


def test_deeds_out_of_order_are_refused_each_with_its_reason(
    invoice: Make, approve: Make, actor: Actor
) -> None:
    draft, open_, gone = invoice("1"), approve(invoice("2")), approve(invoice("3"))
    common: dict[str, Any] = {"actor": actor, "now": NOW}
    deeds.void(kind=Kind.INVOICE, ids=[gone.pk], **common)
    ids = [draft.pk, open_.pk, gone.pk, gone.pk, uuid4()]

    def said(results: Any) -> list[str]:
        return [result.problems[0].message if result.problems else result.verb for result in results]

    absent = "There is no invoice with this id here, or it was named twice."
    assert said(deeds.mark_sent(kind=Kind.INVOICE, ids=[draft.pk], **common)) == [
        "Invoice 1001 is a draft. Approve it first."
    ]
    assert said(deeds.void(kind=Kind.INVOICE, ids=ids, **common)) == [
        "Invoice 1001 is a draft. Delete it instead.",
        Verb.VOIDED,
        "Invoice 1003 is void already.",
        absent,
        absent,
    ]
    assert said(deeds.remove(kind=Kind.INVOICE, ids=ids, **common)) == [
        Verb.REMOVED,
        "Invoice 1002 is void already.",
        "Invoice 1003 is void already.",
        absent,
        absent,
    ]
    assert said(deeds.approve(kind=Kind.INVOICE, ids=[open_.pk], **common)) == [
        "Invoice 1002 is void already."
    ]
    assert sorted(Invoice.objects.values_list("number", flat=True)) == ["1002", "1003"]


def test_a_void_invoice_is_not_edited(put: Put, invoice: Make, approve: Make, actor: Actor) -> None:
    made = approve(invoice("1"))
    deeds.void(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)

    with pytest.raises(Refused) as told:
        put(Kind.INVOICE, made.pk, memo="x")

    assert "Invoice 1001 is void, and stays as it was." in str(told.value)
    assert Invoice.objects.get().memo == ""


def test_closed_days_are_closed_for_every_way_of_changing(
    put: Put, invoice: Make, approve: Make, actor: Actor
) -> None:
    old, new = approve(invoice("1", day="2026-10-31")), approve(invoice("1", day="2026-11-01"))
    Bookkeeping.objects.update(closed_through="2026-10-31")
    common: dict[str, Any] = {"actor": actor, "now": NOW}

    with pytest.raises(Refused) as added:
        invoice("1", day="2026-10-31")
    with pytest.raises(Refused) as changed:
        put(Kind.INVOICE, old.pk, memo="x")
    with pytest.raises(Refused) as moved_in:
        put(Kind.INVOICE, new.pk, day="2026-10-01")
    with pytest.raises(Refused) as moved_out:
        put(Kind.INVOICE, old.pk, day="2026-11-02")
    (voided,) = deeds.void(kind=Kind.INVOICE, ids=[old.pk], **common)
    put(Kind.INVOICE, new.pk, memo="fine")

    for told in (added, changed, moved_in, moved_out):
        assert problems(told) == ["day"]
        assert "the books are closed through 2026-10-31" in str(told.value)
    assert voided.problems[0].code == "closed"
    assert Invoice.objects.get(pk=old.pk).state == "approved"


def test_lines_keep_their_ids_where_they_are_named_and_go_where_they_are_not(put: Put, invoice: Make) -> None:
    made = invoice("1", "2", "3")
    first, _, third = InvoiceLine.objects.order_by("position")

    put(
        Kind.INVOICE,
        made.pk,
        lines=[
            {"id": str(third.pk), "price": "30"},
            {"id": str(first.pk)},
            {"description": "new", "price": "4"},
        ],
    )

    lines = list(InvoiceLine.objects.order_by("position"))
    assert [(line.pk, line.price) for line in lines[:2]] == [(third.pk, 30), (first.pk, 1)]
    assert len(lines) == 3
    assert Invoice.objects.get().total == 35


def test_a_changed_head_computes_the_lines_anew(put: Put, invoice: Make) -> None:
    made = invoice("10", "20")

    put(Kind.INVOICE, made.pk, discount_percent="10")

    kept = Invoice.objects.get()
    assert (kept.discount, kept.total) == (3, 27)
    assert list(InvoiceLine.objects.order_by("position").values_list("net", flat=True)) == [9, 18]


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.CREDIT_NOTE])
def test_an_opening_balance_carries_no_tax_whatever_is_usual(
    put: Put, customer: Any, vat: Any, approve: Make, kind: Kind
) -> None:
    Bookkeeping.objects.update(sales_tax_code=vat)
    item = put(Kind.ITEM, name="Hour", price="50", tax_code=vat)
    lines = [{"description": "Open from before", "price": "100.01"}, {"item": item}]

    made = approve(put(kind, customer=customer, day="2026-01-01", is_opening=True, lines=lines))

    assert (made.tax, made.total, made.balance, made.taxes) == (D(0), D("150.01"), D("150.01"), [])
    assert [line.tax_code_id for line in made.lines.all()] == [None, None]
    later = put(kind, customer=customer, day="2026-01-01", lines=lines)
    assert later.tax == D("30.00")
    assert put(kind, later.pk, is_opening=True).total == D("150.01")


def test_an_opening_balance_with_a_tax_code_is_refused(put: Put, customer: Any, vat: Any) -> None:
    with pytest.raises(Refused) as told:
        put(
            Kind.INVOICE,
            customer=customer,
            day="2026-01-01",
            is_opening=True,
            lines=[{"description": "A", "price": "1", "tax_code": vat}],
        )

    assert problems(told) == ["lines.0.tax_code"]
    assert "give the amount with its tax" in told.value.problems[0].message
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"discount_amount": "-1"}, "discount_amount", "not below nothing"),
        (
            {
                "discount_amount": "5",
                "lines": [
                    {"description": "A", "price": "1000000000000"},
                    {"description": "B", "price": "-999999999999.99"},
                ],
            },
            "lines",
            "discount or the tax of a line comes to more",
        ),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    put: Put, customer: Any, values: dict[str, Any], field: str, words: str
) -> None:
    given = {"customer": customer, "day": "2026-11-20", "lines": [{"description": "A", "price": "10"}]}

    with pytest.raises(Refused) as told:
        put(Kind.INVOICE, **given | values)

    assert problems(told) == [field]
    assert words in str(told.value)
    assert not Invoice.objects.exists()


def test_a_currency_made_inactive_is_billed_in_no_more(put: Put, approve: Make) -> None:
    euro = put(Kind.CURRENCY, code="EUR")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-01-01", rate="1.1")
    oak = put(Kind.CUSTOMER, name="Oak", currency="EUR")
    first = approve(
        put(Kind.INVOICE, customer=oak, day="2026-11-20", lines=[{"description": "A", "price": "1"}])
    )
    put(Kind.CURRENCY, euro.pk, is_active=False)

    with pytest.raises(Refused, match="EUR is not one of your currencies now"):
        put(Kind.INVOICE, customer=oak, day="2026-11-20")

    put(Kind.INVOICE, first.pk, memo="still mine")
    paid = put(
        Kind.PAYMENT,
        customer=oak,
        day="2026-11-20",
        amount="1",
        allocations=[{"invoice": first, "amount": "1"}],
    )
    assert paid.settled == 1
