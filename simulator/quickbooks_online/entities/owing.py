"""What customers and vendors owe: follows from every form that is kept, changed or removed."""

from collections.abc import Mapping
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.fields import Kind

# By kind: whose balance it is part of, which of its figures, and on which side.
_PART: Mapping[str, tuple[str, str, int]] = {
    "Invoice": ("Customer", "Balance", 1),
    "CreditMemo": ("Customer", "Balance", -1),
    "Payment": ("Customer", "UnappliedAmt", -1),
    "Bill": ("Vendor", "Balance", 1),
    "VendorCredit": ("Vendor", "Balance", -1),
}
KINDS = frozenset(_PART)


def changed(books: Books, kind: Kind, before: Document | None, now: Document | None) -> None:
    """Carry over to the name what a form has become; None is one that was not there, or is no more."""
    who, figure, sign = _PART[kind.name]
    by: dict[str, Decimal] = {}
    for document, direction in ((before, -sign), (now, sign)):
        if document and f"{who}Ref" in document:
            key = document[f"{who}Ref"]["value"]
            by[key] = by.get(key, Decimal(0)) + number(document.get(figure)) * direction
    for key, amount in by.items():
        if amount:
            roll(books, who, key, amount, amount)


def roll(books: Books, who: str, key: str, own: Decimal, whole: Decimal) -> None:
    """Add to what somebody owes, and to the total of theirs and of those above."""
    if number_of(key) is None:
        return
    one = books.must(who, key)
    one["Balance"] = money(number(one.get("Balance")) + own)
    if who == "Customer":
        one["BalanceWithJobs"] = money(number(one.get("BalanceWithJobs")) + whole)
    books.correct(kind_of(who), one)
    if who == "Customer" and "ParentRef" in one:
        roll_above(books, one["ParentRef"]["value"], whole)


def roll_above(books: Books, key: str, by: Decimal) -> None:
    """Add to the total of a customer and of those above."""
    above = key if by else ""
    while above:
        one = books.must("Customer", above)
        one["BalanceWithJobs"] = money(number(one.get("BalanceWithJobs")) + by)
        books.correct(kind_of("Customer"), one)
        above = one.get("ParentRef", {}).get("value", "")
