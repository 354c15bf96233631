"""Documents to map, and the company they go to: computed as billing computes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from billing import taxes
from billing.documents import (
    Address,
    CustomerDocument,
    Document,
    ItemDocument,
    Line,
    MoneyDocument,
    Person,
    PurchaseDocument,
    Ref,
    SaleDocument,
    SupplierDocument,
    Tax,
    TermsDocument,
    references,
)
from billing.kinds import Kind
from integrations.contracts import Company, Deed, Intent, Message, Remote
from integrations.quickbooks_online.vendor import QuickBooksOnline

SPACE = UUID("0195a3b2-0000-7000-8000-000000000000")
DAY = date(2026, 11, 20)
VENDOR = QuickBooksOnline()
D = Decimal


def named(kind: Kind, name: str) -> Ref:
    return Ref(kind=kind, id=uuid5(SPACE, f"{kind}.{name}"), label=f"{kind.label} {name}")


CUSTOMER, SUPPLIER = named(Kind.CUSTOMER, "Cedar"), named(Kind.SUPPLIER, "Mill")
ITEM, ACCOUNT = named(Kind.ITEM, "Hours"), named(Kind.ACCOUNT, "Advertising")
BANK, CARD = named(Kind.ACCOUNT, "Checking"), named(Kind.ACCOUNT, "Visa")
METHOD, NET30 = named(Kind.PAYMENT_METHOD, "Check"), named(Kind.TERMS, "Net 30")
EAST, NORTH = named(Kind.CLASS, "East"), named(Kind.DEPARTMENT, "North")
INVOICE, CREDIT = named(Kind.INVOICE, "1042"), named(Kind.CREDIT_NOTE, "77")
STANDARD, OTHER, FREE = (named(Kind.TAX_CODE, name) for name in ("standard", "other", "free"))
US = Company(country="US", home_currency="USD", tax_mode="manual")


def head(kind: Kind, name: str, **more: Any) -> dict[str, Any]:
    ref = named(kind, name)
    return {"kind": kind, "id": ref.id, "version": 1, "label": f"{kind.label.capitalize()} {name}", **more}


def charge(
    price: Any = "100", *, quantity: Any = 1, code: Ref | None = None, off: Any = 0, **more: Any
) -> tuple[Line, Ref | None]:
    line = Line(
        type="charge", description=more.pop("description", "Consulting"), quantity=D(quantity),
        price=D(price), discount_percent=D(off), tax_code=code, **{"item": ITEM, **more},
    )  # fmt: skip
    return line, code


def lined(
    lines: Sequence[Any],
    rates: Mapping[Ref | None, tuple[taxes.Rate, ...]],
    *,
    currency: str = "USD",
    inclusive: bool = False,
    percent: Any = 0,
    discount: Any = 0,
    rounding: taxes.Rounding = taxes.Rounding.DOCUMENT,
) -> dict[str, Any]:
    """Compute what a document comes to; texts and subtotals stand between the charges as they are."""
    charges = [one for one in lines if isinstance(one, tuple)]
    result = taxes.totals(
        [
            taxes.Line(
                quantity=line.quantity, price=line.price, discount_percent=line.discount_percent,
                rates=rates.get(code, ()),
            )
            for line, code in charges
        ],
        currency=currency, rounding=rounding, inclusive=inclusive, discount_percent=D(percent),
        discount_amount=D(discount),
    )  # fmt: skip
    computed = iter(result.lines)
    made = []
    for one in lines:
        if isinstance(one, tuple):
            figures = next(computed)
            made.append(replace(one[0], amount=figures.amount, net=figures.net, tax=figures.tax))
        else:
            made.append(one)
    return {
        "day": DAY, "currency": currency, "exchange_rate": D(1), "prices_include_tax": inclusive,
        "department": None, "memo": "", "lines": tuple(made), "subtotal": result.subtotal,
        "discount": result.discount, "discount_percent": D(percent), "net": result.net, "tax": result.tax,
        "taxes": tuple(
            Tax(name=one.rate.name, percent=one.rate.percent, base=one.base, amount=one.tax)
            for one in result.taxes
        ),
        "total": result.total, "is_void": False, "is_draft": False,
    }  # fmt: skip


def sale(lines: Sequence[Any], rates: Any = None, *, kind: Kind = Kind.INVOICE, **more: Any) -> SaleDocument:
    how = {name: more.pop(name) for name in _HOW if name in more}
    fields = {
        "number": "1042", "customer": CUSTOMER, "terms": None, "due_on": None, "order_number": "",
        "message": "", "bill_to": "", "ship_to": "", "delivery": "none", "email_to": "", "is_opening": False,
    }  # fmt: skip
    return SaleDocument(**head(kind, "1042"), **{**lined(lines, rates or {}, **how), **fields, **more})


_HOW = ("currency", "inclusive", "percent", "discount", "rounding")


def bought(
    lines: Sequence[Any], rates: Any = None, *, kind: Kind = Kind.EXPENSE, **more: Any
) -> PurchaseDocument:
    how = {name: more.pop(name) for name in _HOW if name in more}
    fields = {"number": "B-7", "supplier": SUPPLIER, "type": "bill"}
    return PurchaseDocument(**head(kind, "B-7"), **{**lined(lines, rates or {}, **how), **fields, **more})


def money(kind: Kind = Kind.PAYMENT, **more: Any) -> MoneyDocument:
    fields = {
        "customer": CUSTOMER, "day": DAY, "currency": "USD", "exchange_rate": D(1), "amount": D(100),
        "account": None, "method": None, "reference": "", "memo": "", "origin": "offline", "is_void": False,
    }  # fmt: skip
    return MoneyDocument(**head(kind, "P"), **{**fields, **more})


def customer(**more: Any) -> CustomerDocument:
    fields = {
        "name": "Cedar Ltd", "company": "", "number": "", "parent": None, "currency": "USD", "terms": None,
        "is_taxable": True, "exemption_reason": "", "tax_code": None, "tax_rate": None, "notes": "",
        "billing": Address(), "shipping": Address(), "primary": Person(), "for_billing": Person(),
    }  # fmt: skip
    return CustomerDocument(**head(Kind.CUSTOMER, "Cedar"), **{**fields, **more})


def supplier(**more: Any) -> SupplierDocument:
    fields = {
        "name": "Mill Supply", "company": "", "number": "", "our_account": "", "currency": "USD",
        "terms": None, "email": "", "phone": "", "notes": "", "address": Address(),
    }  # fmt: skip
    return SupplierDocument(**head(Kind.SUPPLIER, "Mill"), **{**fields, **more})


def item(**more: Any) -> ItemDocument:
    fields = {
        "name": "Night hours", "number": "", "type": "service", "parent": None, "description": "",
        "price": D(100), "cost": D(0), "is_taxable": True, "tax_code": None, "income_account": None,
        "expense_account": None, "asset_account": None,
    }  # fmt: skip
    return ItemDocument(**head(Kind.ITEM, "Night hours"), **{**fields, **more})


def terms(**more: Any) -> TermsDocument:
    fields = {
        "name": "Net 45", "by_day_of_month": False, "due_days": 45, "day_of_month": None,
        "next_month_within": 0, "discount_percent": D(0), "discount_days": 0,
    }  # fmt: skip
    return TermsDocument(**head(Kind.TERMS, "Net 45"), **{**fields, **more})


KEYS: Mapping[Ref, str] = {
    CUSTOMER: "1", SUPPLIER: "30", ITEM: "2", ACCOUNT: "7", BANK: "35", CARD: "42", METHOD: "2", NET30: "3",
    EAST: "5000000000000007281", NORTH: "1", INVOICE: "157", CREDIT: "73",
}  # fmt: skip


def intent(document: Document, keys: Mapping[Ref, str] | None = None, **more: Any) -> Intent:
    """Return the intent to put a document, with everything known that has a key."""
    known = {**KEYS, **(keys or {})}
    roles = {name: Remote(key=key) for name, key in more.pop("roles", {}).items()}
    fields: dict[str, Any] = {
        "id": uuid5(SPACE, f"intent of {document.id}"),
        "deed": Deed.PUT,
        "refs": {(ref.kind, ref.id): Remote(key=known[ref]) for ref in references(document) if ref in known},
        "roles": roles,
    }
    return Intent(**{**fields, "document": document, **more})


def encoded(one: Intent, company: Company = US, **settings: Any) -> Message:
    return VENDOR.encode(
        [one], key="0195a3b2-7c1e-7000-8000-00000000000a", company=company, settings=settings
    )
