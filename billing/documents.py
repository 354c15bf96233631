"""Records as they are handed to others: frozen, whole, and free of any accounting vendor's words. Pure.

A document says everything that somebody outside the books needs to know of a record, and nothing else. Other
records are named by reference; what they are called stands beside it, for messages to people.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from billing.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """Another record of the same books."""

    kind: Kind
    id: UUID
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom to write to and to call."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What all have in common. `version` is the record's own, and rises with every change."""

    kind: Kind
    id: UUID
    version: int
    label: str
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDocument(Document):
    name: str
    by_day_of_month: bool
    due_days: int
    day_of_month: int | None
    next_month_within: int
    discount_percent: Decimal
    discount_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDocument(Document):
    name: str
    company: str
    number: str
    parent: Ref | None
    currency: str
    terms: Ref | None
    is_taxable: bool
    exemption_reason: str
    tax_code: Ref | None
    tax_rate: Decimal | None
    notes: str
    billing: Address
    shipping: Address
    primary: Person
    for_billing: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDocument(Document):
    name: str
    company: str
    number: str
    our_account: str
    currency: str
    terms: Ref | None
    email: str
    phone: str
    notes: str
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One member of a bundle."""

    item: Ref
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDocument(Document):
    name: str
    number: str
    type: str
    parent: Ref | None
    description: str
    price: Decimal
    cost: Decimal
    is_taxable: bool
    tax_code: Ref | None
    income_account: Ref | None
    expense_account: Ref | None
    asset_account: Ref | None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document: a charge, a text, or a subtotal of the charges above it."""

    type: str
    description: str
    item: Ref | None = None
    account: Ref | None = None
    customer: Ref | None = None
    quantity: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    # As printed: after the line's own discount, before the document's; with tax where prices contain it.
    amount: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    tax_code: Ref | None = None
    tracking_class: Ref | None = None
    service_date: date | None = None
    is_billable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """What one rate of a document comes to."""

    name: str
    percent: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LinedDocument(Document):
    """A dated document with lines and what it comes to."""

    number: str
    day: date
    currency: str
    exchange_rate: Decimal
    prices_include_tax: bool
    department: Ref | None
    memo: str
    lines: tuple[Line, ...]
    subtotal: Decimal
    discount: Decimal
    discount_percent: Decimal
    net: Decimal
    tax: Decimal
    taxes: tuple[Tax, ...]
    total: Decimal
    is_void: bool
    is_draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDocument(LinedDocument):
    """An invoice or a credit note; of a credit note, `terms` and `due_on` are empty."""

    customer: Ref
    terms: Ref | None
    due_on: date | None
    order_number: str
    message: str
    bill_to: str
    ship_to: str
    # none, email, print
    delivery: str
    email_to: str
    is_opening: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseDocument(LinedDocument):
    """An expense or a purchase order; what one of them does not have is empty."""

    supplier: Ref | None
    employee: str = ""
    # bill or purchase; of a purchase order, order.
    type: str
    terms: Ref | None = None
    due_on: date | None = None
    paid_from: Ref | None = None
    method: Ref | None = None
    order: Ref | None = None
    is_reimbursable: bool = False
    ship_to: str = ""
    message: str = ""
    email_to: str = ""
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What of a payment or a credit settles which invoice."""

    invoice: Ref
    amount: Decimal
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyDocument(Document):
    """A payment that came in, or a refund that went out."""

    customer: Ref
    day: date
    currency: str
    exchange_rate: Decimal
    amount: Decimal
    account: Ref | None
    method: Ref | None
    reference: str
    memo: str
    origin: str
    is_void: bool
    applied: tuple[Applied, ...] = ()
    # Of a refund: the payment or the credit note it gives back.
    of: Ref | None = None


def references(document: object) -> tuple[Ref, ...]:
    """Return every record a document names, each once, in the order of dependence."""
    found: dict[tuple[Kind, UUID], Ref] = {}
    _gather(document, found)
    order = list(Kind)
    return tuple(sorted(found.values(), key=lambda ref: (order.index(ref.kind), ref.id)))


def _gather(held: object, found: dict[tuple[Kind, UUID], Ref]) -> None:
    if isinstance(held, Ref):
        found.setdefault((held.kind, held.id), held)
    elif isinstance(held, tuple):
        for one in held:
            _gather(one, found)
    elif hasattr(held, "__dataclass_fields__"):
        for name in held.__dataclass_fields__:
            _gather(getattr(held, name), found)
