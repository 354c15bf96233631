"""Which rows of a file are one record: those held together by a number, a reference or an id."""

from decimal import Decimal
from typing import Any

import pytest

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Expense, Item, Payment
from billing.services import deeds
from tests.books.conftest import NOW, Put
from tests.imports.conftest import Send, wrong

pytestmark = pytest.mark.django_db
ALLOCATED = ["Allocation invoice", "Allocation amount"]
BOUGHT = ["Supplier", "Date", "Line account", "Line price"]


@pytest.fixture
def approved(invoice: Any, actor: Actor) -> list[Any]:
    """Two invoices of 50 to pay."""
    made = [invoice("50", number=number) for number in ("1", "2")]
    deeds.approve(kind=Kind.INVOICE, ids=[each.pk for each in made], actor=actor, now=NOW)
    return made


def paid() -> list[tuple[str, Decimal, Decimal]]:
    return list(
        Payment.objects.order_by("reference", "settled").values_list("reference", "amount", "settled")
    )


def test_two_payments_of_one_customer_on_one_day_are_two(run: Send, approved: list[Any]) -> None:
    row = run(
        Kind.PAYMENT,
        [
            ["Customer", "Date", "Amount", *ALLOCATED],
            ["Ash & Sons", "2026-11-01", "100", "1", "50"],
            ["Ash & Sons", "2026-11-01", "100", "2", "50"],
        ],
    )

    assert (row.counts["created"], wrong(row)) == (2, [])
    assert paid() == [("", 100, 50), ("", 100, 50)]


def test_payments_with_an_empty_reference_are_not_held_together_by_it(run: Send, approved: list[Any]) -> None:
    head = ["Customer", "Date", "Amount", "Reference", *ALLOCATED]
    row = run(
        Kind.PAYMENT,
        [
            head,
            ["Ash & Sons", "2026-11-01", "60", "", "1", "10"],
            ["Ash & Sons", "2026-11-01", "60", "", "2", "20"],
            ["", "", "", "", "1", "5"],
            ["Ash & Sons", "2026-11-01", "70", "T-1", "1", "15"],
            ["", "", "", "T-1", "2", "25"],
        ],
    )

    assert (row.counts["created"], wrong(row)) == (3, [])
    assert paid() == [("", 60, 10), ("", 60, 25), ("T-1", 70, 40)]


def test_a_reference_does_not_hold_payments_that_pay_no_invoice(run: Send, approved: list[Any]) -> None:
    rows = [
        ["Customer", "Date", "Amount", "Reference", *ALLOCATED],
        ["Ash & Sons", "2026-11-01", "100", "Cash", "1", "50"],
        ["Ash & Sons", "2026-11-01", "100", "Cash", "", ""],
    ]

    row = run(Kind.PAYMENT, rows)
    assert row.counts == {"created": 1, "changed": 0, "unchanged": 0, "refused": 1}
    ((line, column, message),) = wrong(row)
    assert (line, column) == (3, "Reference")
    assert message.startswith("“Cash” stands in line 2 already.")

    row = run(Kind.PAYMENT, [rows[0], rows[2], rows[2]], updates=False)
    assert (row.counts["created"], wrong(row)) == (2, [])
    assert paid() == [("Cash", 100, 0), ("Cash", 100, 0), ("Cash", 100, 50)]


@pytest.mark.parametrize("days", [("2026-10-01", "2026-10-01"), ("2026-10-01", "2026-10-02")])
def test_two_expenses_of_one_supplier_without_numbers_are_two(
    days: tuple[str, str], run: Send, put: Put
) -> None:
    put(Kind.SUPPLIER, name="Shop")

    row = run(
        Kind.EXPENSE,
        [
            BOUGHT,
            ["Shop", days[0], "6000", "10"],
            ["", "", "6000", "2"],
            ["Shop", days[1], "6000", "20"],
        ],
    )

    assert (row.counts["created"], wrong(row)) == (2, [])
    assert [(f"{each.day}", each.total) for each in Expense.objects.order_by("total")] == [
        (days[0], 12),
        (days[1], 20),
    ]


def test_expenses_with_one_number_are_one_for_each_supplier(run: Send, put: Put) -> None:
    put(Kind.SUPPLIER, name="Shop")
    put(Kind.SUPPLIER, name="Mill")

    row = run(
        Kind.EXPENSE,
        [
            ["Number", *BOUGHT],
            ["7", "Shop", "2026-10-01", "6000", "10"],
            ["7", "", "", "6000", "20"],
            ["7", "Mill", "2026-10-01", "6000", "40"],
        ],
        updates=False,
    )

    assert (row.counts["created"], wrong(row)) == (2, [])
    assert list(Expense.objects.order_by("total").values_list("total", flat=True)) == [30, 40]


def test_things_of_one_name_that_are_no_bundle_are_not_one(run: Send, books: Any) -> None:
    row = run(
        Kind.ITEM,
        [
            ["Name", "Type", "Price", "Part item", "Part quantity"],
            ["Cup", "Non-inventory", "3", "", ""],
            ["Cup", "Non-inventory", "3", "", ""],
        ],
        updates=False,
    )

    assert (row.counts["created"], wrong(row)) == (2, [])
    assert Item.objects.filter(name="Cup").count() == 2
