"""Payments, credit notes and refunds: what they settle, to the cent, and what they refuse to."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import Allocation, AuditEntry, Bookkeeping, CreditNote, Invoice, Payment, Refund, Tenant
from billing.problems import Refused
from billing.services import deeds
from billing.services.writing import Change, write
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
D = Decimal
Make = Callable[..., Any]


def standing() -> dict[str, tuple[str, Decimal]]:
    return {row.number: (row.state, row.balance) for row in Invoice.objects.all()}


def test_one_payment_settles_several_invoices_and_keeps_the_rest(owed: Make, pay: Make) -> None:
    first, second = owed("100"), owed("50")

    paid = pay("130", (first, "100"), (second, "20.5"))

    assert standing() == {"1001": ("paid", 0), "1002": ("part_paid", D("29.5"))}
    kept = Payment.objects.get()
    assert (kept.pk, kept.state, kept.balance, kept.deposit_account.name) == (
        paid.pk,
        "part_applied",
        D("9.5"),
        "Undeposited funds",
    )
    assert Invoice.objects.get(pk=first.pk).version == 3


def test_allocations_are_changed_and_taken_off(owed: Make, pay: Make, put: Put) -> None:
    first, second = owed("100"), owed("50")
    paid = pay("100", (first, "100"))

    put(Kind.PAYMENT, paid.pk, allocations=[{"invoice": second, "amount": "50"}])
    assert standing() == {"1001": ("approved", 100), "1002": ("paid", 0)}
    put(Kind.PAYMENT, paid.pk, allocations=[])
    assert standing() == {"1001": ("approved", 100), "1002": ("approved", 50)}
    assert (Payment.objects.get().state, Allocation.objects.count()) == ("unapplied", 0)


def test_a_parent_pays_for_its_branch_and_not_the_other_way_round(
    put: Put, owed: Make, pay: Make, customer: Any
) -> None:
    branch = put(Kind.CUSTOMER, name="Branch", parent=customer)
    at_branch, at_parent = owed("10", customer=branch), owed("10")

    pay("10", (at_branch, "10"))
    with pytest.raises(Refused) as told:
        pay("10", (at_parent, "10"), customer=branch)

    assert "Invoice 1002 is another customer's." in str(told.value)
    assert standing() == {"1001": ("paid", 0), "1002": ("approved", 10)}


@pytest.mark.parametrize(
    ("amount", "parts", "values", "field", "words"),
    [
        ("0", [], {}, "amount", "above nothing"),
        ("-1", [], {}, "amount", "above nothing"),
        ("1.001", [], {}, "amount", "2 digits behind the point"),
        ("100", ["100.01"], {}, "allocations.0.amount", "has 100 USD left to pay, and this is 100.01"),
        ("50", ["60"], {}, "allocations", "The invoices get 60 USD together, and there is 50"),
        ("50", ["0"], {}, "allocations.0.amount", "above nothing"),
        ("50", ["1", "1"], {}, "allocations.1.invoice", "is named twice"),
        ("50", [], {"currency": "EUR"}, "currency", "is billed in USD"),
        ("50", [], {"method": "Shells"}, "method", "“Shells” is not among the payment methods"),
        ("50", [], {"deposit_account": "4000"}, "deposit_account", "4000 Services is of the type Income"),
        ("50", [], {"day": "2026-09-30"}, "day", "closed through 2026-09-30"),
    ],
)
def test_each_refusal_of_a_payment(
    amount: str, parts: list[str], values: dict[str, Any], field: str, words: str, owed: Make, pay: Make
) -> None:
    made = owed("100")
    Bookkeeping.objects.update(closed_through="2026-09-30")

    with pytest.raises(Refused) as told:
        pay(amount, *[(made, part) for part in parts], **values)

    assert told.value.problems[0].field == field
    assert words in str(told.value)
    assert (Payment.objects.count(), Allocation.objects.count()) == (0, 0)
    assert standing() == {"1001": ("approved", 100)}


def test_nothing_is_paid_on_drafts_and_voids(invoice: Make, owed: Make, pay: Make, actor: Actor) -> None:
    draft, gone = invoice("10"), owed("10")
    deeds.void(kind=Kind.INVOICE, ids=[gone.pk], actor=actor, now=NOW)

    with pytest.raises(Refused) as told:
        pay("20", (draft, "10"), (gone, "10"))

    assert [problem.message for problem in told.value.problems] == [
        "Invoice 1001 is a draft, so nothing can be paid on it.",
        "Invoice 1002 is void, so nothing can be paid on it.",
    ]


def test_two_payments_of_one_batch_do_not_pay_the_same_thing(owed: Make, customer: Any, actor: Actor) -> None:
    made = owed("100")
    values = {
        "customer": customer,
        "day": "2026-11-20",
        "amount": "80",
        "allocations": [{"invoice": made, "amount": "80"}],
    }

    results = write(kind=Kind.PAYMENT, changes=[Change(values=values)] * 2, actor=actor, now=NOW)

    assert [result.verb for result in results] == [Verb.CREATED, None]
    assert "has 20 USD left to pay" in results[1].problems[0].message
    assert standing() == {"1001": ("part_paid", 20)}


def test_an_invoice_is_not_changed_below_what_is_paid_nor_when_it_is_paid(
    owed: Make, pay: Make, put: Put, actor: Actor
) -> None:
    part, whole = owed("100"), owed("10")
    pay("70", (part, "60"), (whole, "10"))

    with pytest.raises(Refused) as less:
        put(Kind.INVOICE, part.pk, lines=[{"description": "A", "price": "59.99"}])
    with pytest.raises(Refused) as paid:
        put(Kind.INVOICE, whole.pk, memo="x")
    (voided,) = deeds.void(kind=Kind.INVOICE, ids=[part.pk], actor=actor, now=NOW)
    put(Kind.INVOICE, part.pk, lines=[{"description": "A", "price": "60"}])

    assert "60 USD is paid on Invoice 1001 already" in str(less.value)
    assert "Invoice 1002 is paid, so it stays as it is." in str(paid.value)
    assert "60 USD is paid on Invoice 1001. Take it off first" in voided.problems[0].message
    assert standing() == {"1001": ("paid", 0), "1002": ("paid", 0)}


def test_a_credit_note_settles_and_is_given_back_when_void(
    owed: Make, credit: Make, put: Put, actor: Actor
) -> None:
    made, note = owed("100"), credit("30")

    put(Kind.CREDIT_NOTE, note.pk, allocations=[{"invoice": made, "amount": "25"}])
    assert standing() == {"1001": ("part_paid", 75)}
    assert (CreditNote.objects.get().state, CreditNote.objects.get().balance) == ("part_used", 5)
    deeds.void(kind=Kind.CREDIT_NOTE, ids=[note.pk], actor=actor, now=NOW)

    assert standing() == {"1001": ("approved", 100)}
    assert (CreditNote.objects.get().state, CreditNote.objects.get().settled) == ("void", 0)
    assert not Allocation.objects.exists()


def test_a_draft_credit_note_settles_nothing(put: Put, owed: Make, customer: Any) -> None:
    made = owed("100")

    with pytest.raises(Refused) as told:
        put(
            Kind.CREDIT_NOTE,
            customer=customer,
            day="2026-11-20",
            lines=[{"description": "Back", "price": "10"}],
            allocations=[{"invoice": made, "amount": "10"}],
        )

    assert "is a draft. Approve it, then apply it" in str(told.value)
    assert standing() == {"1001": ("approved", 100)}


def test_a_void_payment_gives_back_what_it_settled(owed: Make, pay: Make, actor: Actor) -> None:
    made = owed("100")
    paid = pay("100", (made, "100"))

    deeds.void(kind=Kind.PAYMENT, ids=[paid.pk], actor=actor, now=NOW)

    assert standing() == {"1001": ("approved", 100)}
    assert (Payment.objects.get().state, Payment.objects.get().balance) == ("void", 0)


def test_the_rest_of_a_payment_is_refunded_and_no_more(
    owed: Make, pay: Make, put: Put, customer: Any, actor: Actor
) -> None:
    paid = pay("100", (owed("70"), "70"))

    refund = put(Kind.REFUND, payment=paid, day="2026-11-20", amount="20")
    with pytest.raises(Refused) as more:
        put(Kind.REFUND, payment=paid, day="2026-11-20", amount="10.01")
    (voided,) = deeds.void(kind=Kind.PAYMENT, ids=[paid.pk], actor=actor, now=NOW)

    kept = Refund.objects.get()
    assert (kept.customer_id, kept.currency, kept.paid_from.name) == (customer.pk, "USD", "Undeposited funds")
    assert Payment.objects.get().balance == 10
    assert "has 10 USD left, and this is 10.01" in str(more.value)
    assert "is refunded. Void the refund first." in voided.problems[0].message
    deeds.void(kind=Kind.REFUND, ids=[refund.pk], actor=actor, now=NOW)
    assert Payment.objects.get().balance == 30


def test_a_refund_is_of_one_thing(put: Put, pay: Make, credit: Make) -> None:
    paid, note = pay("10"), credit("10")

    for values in ({}, {"payment": paid, "credit_note": note}):
        with pytest.raises(Refused) as told:
            put(Kind.REFUND, day="2026-11-20", amount="1", **values)
        assert "Name the payment or the credit note that is refunded" in str(told.value)
    put(Kind.REFUND, day="2026-11-20", amount="10", credit_note=note)

    assert (CreditNote.objects.get().state, Refund.objects.count()) == ("used", 1)


@pytest.mark.django_db(transaction=True)
def test_eight_payments_at_once_pay_an_invoice_once(
    owed: Make, customer: Any, actor: Actor, books: Tenant
) -> None:
    made = owed("100")
    outcomes: list[str] = []

    def attempt() -> None:
        with tenant_scope(tenant_id=books.id), transaction.atomic():
            values = {
                "customer": customer.pk,
                "day": "2026-11-20",
                "amount": "40",
                "allocations": [{"invoice": made.pk, "amount": "40"}],
            }
            (result,) = write(kind=Kind.PAYMENT, changes=[Change(values=values)], actor=actor, now=NOW)
            outcomes.append(result.problems[0].code if result.problems else "written")
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["over"] * 6 + ["written"] * 2
    with transaction.atomic():
        assert standing() == {"1001": ("part_paid", 20)}
        assert sum(Allocation.objects.values_list("amount", flat=True)) == 80


def test_what_is_refused_last_settles_nothing_for_what_comes_after(
    owed: Make, credit: Make, actor: Actor
) -> None:
    invoice, other = owed("100"), credit("5")
    refused, fine = credit("60"), credit("30")
    changes = [
        Change(
            id=refused.pk,
            values={"number": other.number, "allocations": [{"invoice": invoice, "amount": "60"}]},
        ),
        Change(id=fine.pk, values={"allocations": [{"invoice": invoice, "amount": "10"}]}),
    ]

    first, second = write(kind=Kind.CREDIT_NOTE, changes=changes, actor=actor, now=NOW)

    assert ([problem.field for problem in first.problems], second.problems) == (["number"], ())
    assert Invoice.objects.get().settled == D(10)
    assert [row.amount for row in Allocation.objects.all()] == [D(10)]


class TestClosedDays:
    """October is closed, and what was left over in it is used in November."""

    @pytest.fixture
    def october(self, owed: Make, pay: Make, credit: Make, put: Put) -> tuple[Any, Any, Any]:
        old = owed("100", day="2026-10-05")
        payment, note = pay("130", (old, "100"), day="2026-10-20"), credit("50")
        CreditNote.objects.update(day="2026-10-20")
        Bookkeeping.objects.update(closed_through="2026-10-31")
        return old, payment, note

    def test_the_rest_of_a_payment_is_used_today(
        self, october: tuple[Any, Any, Any], owed: Make, put: Put
    ) -> None:
        old, payment, _ = october
        new = owed("30", day="2026-11-10")
        rows = [{"invoice": old, "amount": "100"}, {"invoice": new, "amount": "30"}]

        put(Kind.PAYMENT, payment.pk, allocations=rows)

        found = Allocation.objects.order_by("day").values_list("invoice", "amount", "day")
        assert [*found] == [(old.pk, D(100), date(2026, 10, 20)), (new.pk, D(30), date(2026, 11, 20))]

    def test_so_is_a_credit_note(self, october: tuple[Any, Any, Any], owed: Make, put: Put) -> None:
        new = owed("30", day="2026-11-10")

        put(Kind.CREDIT_NOTE, october[2].pk, allocations=[{"invoice": new, "amount": "30"}])

        assert Invoice.objects.get(pk=new.pk).state == "paid"
        assert Allocation.objects.get(credit_note=october[2]).day == date(2026, 11, 20)

    @pytest.mark.parametrize("rows", [[], [("100", "99")]], ids=["off", "less"])
    def test_what_was_used_in_closed_days_stays(
        self, october: tuple[Any, Any, Any], put: Put, rows: list[Any]
    ) -> None:
        old, payment, _ = october
        given = [{"invoice": old, "amount": amount} for _, amount in rows]

        with pytest.raises(Refused, match=r"on Invoice .* is dated 2026-10-20, and the books are closed"):
            put(Kind.PAYMENT, payment.pk, allocations=given)

        assert Invoice.objects.get(pk=old.pk).settled == D(100)

    def test_nothing_else_of_it_changes(self, october: tuple[Any, Any, Any], owed: Make, put: Put) -> None:
        new = owed("30", day="2026-11-10")
        rows = [{"invoice": october[0], "amount": "100"}, {"invoice": new, "amount": "30"}]

        with pytest.raises(Refused, match="closed through 2026-10-31"):
            put(Kind.PAYMENT, october[1].pk, allocations=rows, memo="late")

        assert Invoice.objects.get(pk=new.pk).settled == 0

    def test_not_even_today_where_today_is_closed(
        self, october: tuple[Any, Any, Any], invoice: Make, put: Put
    ) -> None:
        new = invoice("30", day="2026-11-10")
        Invoice.objects.filter(pk=new.pk).update(approved_at=NOW)
        Bookkeeping.objects.update(closed_through="2026-12-31")

        with pytest.raises(Refused, match="would pay is dated 2026-11-20, and the books are closed"):
            put(Kind.CREDIT_NOTE, october[2].pk, allocations=[{"invoice": new, "amount": "30"}])


def test_a_refused_void_of_a_refund_touches_nothing(put: Put, pay: Make, actor: Actor) -> None:
    payment = pay("100")
    refund = put(Kind.REFUND, payment=payment, day="2026-11-20", amount="100")
    deeds.void(kind=Kind.REFUND, ids=[refund.pk], actor=actor, now=NOW)
    seen = (Payment.objects.get().version, AuditEntry.objects.count())

    (again,) = deeds.void(kind=Kind.REFUND, ids=[refund.pk], actor=actor, now=NOW)

    assert [problem.code for problem in again.problems] == ["void"]
    assert (Payment.objects.get().version, AuditEntry.objects.count()) == seen


@pytest.mark.parametrize(
    ("values", "field"),
    [({"currency": "EUR"}, "currency"), ({"day": "2026-11-19"}, "day")],
)
def test_a_refund_is_in_the_currency_and_not_before_what_it_gives_back(
    put: Put, pay: Make, values: dict[str, str], field: str
) -> None:
    given = {"payment": pay("100"), "day": "2026-11-20", "amount": "10"} | values

    with pytest.raises(Refused) as told:
        put(Kind.REFUND, **given)

    assert [problem.field for problem in told.value.problems] == [field]
    assert not Refund.objects.exists()


def test_a_refund_in_the_home_currency_has_no_rate_of_its_own(put: Put, pay: Make) -> None:
    payment = pay("100")

    put(Kind.REFUND, payment=payment, day="2026-11-20", amount="10", exchange_rate="7")

    assert Refund.objects.get().exchange_rate == 1
