"""A record of every kind, for tests that go through all of them."""

from typing import Any

from billing.actors import Actor
from billing.kinds import Kind
from billing.services import deeds
from billing.services.writing import write_one
from tests.books.conftest import NOW


def one_of_each(*, actor: Actor, name: str = "Ash & Sons") -> dict[Kind, Any]:
    """Write one record of each kind into the current books, those with names called `name`."""

    def put(kind: Kind, **values: Any) -> Any:
        return write_one(kind=kind, values=values, actor=actor, now=NOW)

    short = name[:100]
    customer = put(
        Kind.CUSTOMER,
        name=name[:500],
        external_number="C-1",
        notes=name,
        contacts=[{"name": name[:200], "email": "a@ash.test", "is_primary": True, "is_billing": True}],
    )
    supplier = put(Kind.SUPPLIER, name=name[:500], expense_account="6000")
    item = put(Kind.ITEM, name=short, price="90", description=name)
    code = put(Kind.TAX_CODE, name=short, rates=[{"name": short, "percent": "20", "agency": short}])
    lines: list[dict[str, Any]] = [
        {"item": item, "description": name, "tax_code": code, "quantity": "2.5"},
        {"type": "text", "description": name},
        {"type": "subtotal"},
    ]
    made = put(Kind.INVOICE, customer=customer, day="2026-10-01", customer_message=name, lines=lines)
    deeds.approve(kind=Kind.INVOICE, ids=[made.pk], actor=actor, now=NOW)
    paid = put(
        Kind.PAYMENT,
        customer=customer,
        day="2026-11-20",
        amount="50",
        allocations=[{"invoice": made, "amount": "40"}],
    )
    common: dict[str, Any] = {"day": "2026-11-20", "lines": [{"description": name, "price": "10"}]}
    return {
        Kind.CURRENCY: put(Kind.CURRENCY, code="EUR"),
        Kind.EXCHANGE_RATE: put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-11-01", rate="1.1"),
        Kind.ACCOUNT: put(Kind.ACCOUNT, name=short, type="bank"),
        Kind.TAX_CODE: code,
        Kind.CLASS: put(Kind.CLASS, name=short),
        Kind.DEPARTMENT: put(Kind.DEPARTMENT, name=short),
        Kind.TERMS: put(Kind.TERMS, name=short, due_days=7),
        Kind.PAYMENT_METHOD: put(Kind.PAYMENT_METHOD, name=short),
        Kind.CUSTOMER: customer,
        Kind.SUPPLIER: supplier,
        Kind.ITEM: item,
        Kind.INVOICE: made,
        Kind.CREDIT_NOTE: put(Kind.CREDIT_NOTE, customer=customer, **common),
        Kind.PAYMENT: paid,
        Kind.REFUND: put(Kind.REFUND, payment=paid, day="2026-11-20", amount="5"),
        Kind.PURCHASE_ORDER: put(Kind.PURCHASE_ORDER, supplier=supplier, **common),
        Kind.EXPENSE: put(Kind.EXPENSE, supplier=supplier, **common),
    }
