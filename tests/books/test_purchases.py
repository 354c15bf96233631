"""Purchase orders and expenses."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Bookkeeping, Expense, ExpenseLine, PurchaseOrder, PurchaseOrderLine
from billing.problems import Refused
from billing.services import deeds
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def supplier(put: Put) -> Any:
    return put(Kind.SUPPLIER, name="Paper House", terms="Net 15", expense_account="6000")


@pytest.fixture
def order(put: Put, supplier: Any) -> Make:
    def make(**values: Any) -> Any:
        lines = [{"description": "Paper", "quantity": "10", "price": "4"}]
        return put(
            Kind.PURCHASE_ORDER, **{"supplier": supplier, "day": "2026-11-20", "lines": lines} | values
        )

    return make


@pytest.fixture
def expense(put: Put, supplier: Any) -> Make:
    def make(**values: Any) -> Any:
        lines = [{"description": "Paper", "price": "40"}]
        return put(Kind.EXPENSE, **{"supplier": supplier, "day": "2026-11-20", "lines": lines} | values)

    return make


def test_a_bill_is_due_under_the_suppliers_terms_on_the_usual_account(expense: Make) -> None:
    expense(number="R-7")

    kept = Expense.objects.get()
    assert (kept.number, kept.due_on, kept.total, kept.state) == ("R-7", date(2026, 12, 5), 40, "draft")
    assert ExpenseLine.objects.get().account.number == "6000"


def test_a_purchase_was_paid_from_an_account(expense: Make, put: Put) -> None:
    expense(type="purchase", paid_from="2100")
    put(
        Kind.EXPENSE,
        type="purchase",
        employee="Ada",
        is_reimbursable=True,
        day="2026-11-20",
        lines=[{"account": "6100", "description": "Train", "price": "12"}],
    )

    assert sorted(Expense.objects.values_list("employee", "due_on", "paid_from__number")) == [
        ("", None, "2100"),
        ("Ada", None, None),
    ]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"supplier": None}, "supplier", "Name the supplier, or the employee"),
        ({"employee": "Ada"}, "employee", "not both"),
        ({"is_reimbursable": True}, "is_reimbursable", "Only an employee is paid back"),
        ({"type": "purchase"}, "paid_from", "Choose the bank account or card"),
        ({"type": "purchase", "paid_from": "4000"}, "paid_from", "Choose a bank account, a card"),
        ({"paid_from": "1000"}, "paid_from", "A bill is not paid yet"),
        ({"due_on": "2026-11-19"}, "due_on", "due before its date"),
        ({"currency": "EUR"}, "currency", "bills in USD"),
        (
            {"lines": [{"description": "A", "price": "1", "is_billable": True}]},
            "lines.0.customer",
            "Choose the customer this will be billed to",
        ),
        (
            {"lines": [{"description": "A", "price": "1", "account": None}]},
            "lines.0.account",
            "Choose an account",
        ),
    ],
)
def test_each_refusal_of_an_expense(values: dict[str, Any], field: str, words: str, expense: Make) -> None:
    with pytest.raises(Refused) as told:
        expense(**values)

    assert told.value.problems[0].field == field
    assert words in str(told.value)
    assert not Expense.objects.exists()


def test_an_order_is_received_in_parts_then_billed_then_closed(
    order: Make, expense: Make, put: Put, actor: Actor
) -> None:
    made = order()
    common: dict[str, Any] = {"actor": actor, "now": NOW}
    deeds.approve(kind=Kind.PURCHASE_ORDER, ids=[made.pk], **common)
    line = PurchaseOrderLine.objects.get()

    def state() -> str:
        return PurchaseOrder.objects.get().state

    states = [state()]
    for received in ("4", "10", "9"):
        put(Kind.PURCHASE_ORDER, made.pk, lines=[{"id": str(line.pk), "received": received}])
        states.append(state())
    bill = expense(purchase_order=made)
    deeds.close(kind=Kind.PURCHASE_ORDER, ids=[made.pk], **common)
    states.append(state())
    with pytest.raises(Refused) as told:
        put(Kind.PURCHASE_ORDER, made.pk, memo="x")
    deeds.reopen(kind=Kind.PURCHASE_ORDER, ids=[made.pk], **common)
    states.append(state())

    assert made.number == "PO-1001"
    assert states == ["open", "part_received", "received", "part_received", "closed", "part_received"]
    assert "is closed. Open it again first." in str(told.value)
    assert list(made.expenses.all()) == [bill]


def test_an_order_takes_no_more_than_it_ordered_and_a_draft_nothing(
    order: Make, put: Put, actor: Actor
) -> None:
    made = order()
    line = PurchaseOrderLine.objects.get()

    with pytest.raises(Refused) as draft:
        put(Kind.PURCHASE_ORDER, made.pk, lines=[{"id": str(line.pk), "received": "1"}])
    deeds.approve(kind=Kind.PURCHASE_ORDER, ids=[made.pk], actor=actor, now=NOW)
    with pytest.raises(Refused) as more:
        put(Kind.PURCHASE_ORDER, made.pk, lines=[{"id": str(line.pk), "received": "10.5"}])

    assert "is a draft, so nothing of it can have arrived" in str(draft.value)
    assert "Between nothing and 10 can have arrived." in str(more.value)


def test_a_bill_names_an_approved_order_of_the_same_supplier(
    order: Make, expense: Make, put: Put, actor: Actor
) -> None:
    other = put(Kind.SUPPLIER, name="Ink House", expense_account="6000")
    made = order()

    with pytest.raises(Refused) as draft:
        expense(purchase_order=made)
    deeds.approve(kind=Kind.PURCHASE_ORDER, ids=[made.pk], actor=actor, now=NOW)
    with pytest.raises(Refused) as others:
        expense(purchase_order=made, supplier=other)

    assert "PO-1001 is a draft." in str(draft.value)
    assert "went to another supplier" in str(others.value)


def test_an_order_is_no_entry_in_the_books_so_closed_days_do_not_hold_it(order: Make, actor: Actor) -> None:
    Bookkeeping.objects.update_or_create(defaults={"closed_through": "2026-10-31"})
    made = order(day="2026-10-20")

    approved = deeds.approve(kind=Kind.PURCHASE_ORDER, ids=[made.pk], actor=actor, now=NOW)
    voided = deeds.void(kind=Kind.PURCHASE_ORDER, ids=[made.pk], actor=actor, now=NOW)

    assert [result.problems for result in (*approved, *voided)] == [(), ()]
    assert PurchaseOrder.objects.get().state == "void"
