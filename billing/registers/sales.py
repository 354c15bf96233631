"""The registers of invoices and credit notes."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects

from billing.addresses import postal
from billing.kinds import Kind
from billing.models import (
    Allocation,
    CreditNote,
    CreditNoteLine,
    Customer,
    Invoice,
    InvoiceLine,
    ItemType,
    TaxTreatment,
)
from billing.registers import documents as shared
from billing.registers.base import Children, Draft, Register
from billing.registers.books import Books
from billing.registers.settling import allocations_fit
from billing.taxes import Rate

LINE = (
    "type",
    "item",
    "description",
    "quantity",
    "price",
    "discount_percent",
    "tax_code",
    "tracking_class",
    "service_date",
)
PARTY = (
    "customer",
    "purchase_order_number",
    "customer_message",
    "bill_to",
    "ship_to",
    "delivery",
    "email_to",
    "is_opening",
)


def not_settled(drafts: Sequence[Draft], books: Books) -> None:
    """Leave alone what is settled in full; the way to change it is to take its money off first."""
    for draft in drafts:
        row = draft.row
        figures = {*draft.given} - {"allocations"}
        if not draft.is_new and row.approved_at and figures and row.settled and row.settled == row.total:
            word = "paid" if row.kind is Kind.INVOICE else "used up"
            draft.refuse(
                "",
                f"{row.label} is {word}, so it stays as it is. Take its payments off first, "
                "or write a credit note.",
                code="settled",
            )


def customers_known(drafts: Sequence[Draft], books: Books) -> None:
    shared.known([draft.row for draft in drafts], "customer")
    shared.known([draft.row.customer for draft in drafts], "tax_code", "terms")
    for draft in drafts:
        customer: Customer = draft.row.customer
        if not draft.row.currency:
            draft.row.currency = customer.currency
        if draft.row.currency != customer.currency:
            draft.refuse(
                "currency",
                f"{customer.name} is billed in {customer.currency}, and this is in {draft.row.currency}. "
                f"Use {customer.currency}, or a second customer for {draft.row.currency}.",
            )
        elif draft.row.currency not in books.currencies and draft.has_changed("currency"):
            draft.refuse(
                "currency",
                f"{draft.row.currency} is not one of your currencies now. Make it active under Currencies.",
            )
        if not draft.is_new and draft.has_changed("customer") and draft.row.settled:
            draft.refuse("customer", "Payments of the other customer are on it. Take them off first.")


def addressed(drafts: Sequence[Draft], books: Books) -> None:
    """Copy the customer's addresses: what was printed stays, whatever becomes of the customer."""
    fresh = [draft for draft in drafts if draft.is_whole or draft.has_changed("customer")]
    prefetch_related_objects([draft.row.customer for draft in fresh], "contacts")
    for draft in fresh:
        customer = draft.row.customer
        if "bill_to" not in draft.given:
            draft.row.bill_to = postal(customer, "billing")
        if "ship_to" not in draft.given:
            draft.row.ship_to = postal(customer, "shipping")
        if "email_to" not in draft.given:
            draft.row.email_to = _address_for_bills(customer)
        if draft.leaves_open("customer_message"):
            draft.row.customer_message = books.bookkeeping.customer_message


def _address_for_bills(customer: Any) -> str:
    contacts = sorted(customer.contacts.all(), key=lambda row: (not row.is_billing, not row.is_primary))
    return next((row.email for row in contacts if row.email), "")


def due_from_terms(drafts: Sequence[Draft], books: Books) -> None:
    shared.known([draft.row for draft in drafts], "terms")
    for draft in drafts:
        row = draft.row
        if draft.leaves_open("terms"):
            row.terms = row.customer.terms or books.bookkeeping.terms
        if row.due_on is None or ("due_on" not in draft.given and draft.has_changed("day", "terms")):
            row.due_on = shared.due(row)
        if row.due_on < row.day:
            draft.refuse("due_on", "This would be due before it is issued. Give a later day.")


def _fill_in(draft: Draft, index: int, line: Any, given: frozenset[str], books: Books) -> None:
    item = line.item
    if item is None and not line.description:
        draft.refuse(f"lines.{index}.item", "Choose an item, or describe what is charged.", code="required")
        return
    if item is not None and item.type == ItemType.CATEGORY:
        draft.refuse(f"lines.{index}.item", f"{item.name} is a category. Choose an item in it.")
    if item is not None and "description" not in given:
        line.description = item.description
    if item is not None and "price" not in given:
        line.price = item.price
    if draft.row.is_opening:
        _without_tax(draft, index, line, given)
    elif "tax_code" not in given:
        line.tax_code_id = _usual_tax_code(draft.row.customer, item, books)


def _without_tax(draft: Draft, index: int, line: Any, given: frozenset[str]) -> None:
    if "tax_code" in given and line.tax_code_id is not None:
        draft.refuse(
            f"lines.{index}.tax_code",
            "An opening balance carries no tax: it was declared when it was billed. "
            "Leave the tax code out, and give the amount with its tax.",
        )
    line.tax_code_id = None


def _usual_tax_code(customer: Customer, item: Any, books: Books) -> Any:
    if item is not None and not item.is_taxable:
        return None
    if customer.tax_treatment == TaxTreatment.OWN_CODE:
        return customer.tax_code_id
    return (item.tax_code_id if item is not None else None) or books.bookkeeping.sales_tax_code_id


def rates_of(draft: Draft, line: Any, books: Books) -> tuple[Rate, ...]:
    """Return what the line's tax code means for this customer."""
    customer: Customer = draft.row.customer
    if line.tax_code_id is None or draft.row.is_opening or customer.tax_treatment == TaxTreatment.EXEMPT:
        return ()
    if customer.tax_treatment == TaxTreatment.OWN_RATE:
        own: Decimal = customer.tax_rate
        return (Rate(name="Customer's own rate", percent=own),)
    return books.tax_rates(line.tax_code_id, draft.row.day)


def settled_fits(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        row = draft.row
        if row.approved_at and row.total < 0:
            draft.refuse(
                "lines", f"{row.label} would come to less than nothing. Write a credit note instead."
            )
        elif row.settled and row.settled > row.total:
            draft.refuse(
                "lines",
                f"{row.settled.normalize():f} {row.currency} is paid on {row.label} already, "
                "so it cannot come to less. Take a payment off first.",
                code="settled",
            )


BEFORE = (
    shared.not_void,
    not_settled,
    shared.day_is_open,
    customers_known,
    shared.usual_settings,
    shared.exchange_rate_known,
    addressed,
)
AFTER = (
    partial(shared.lines_filled_in, fill=_fill_in),
    partial(shared.computed, rates=rates_of),
    settled_fits,
)

INVOICES = Register(
    kind=Kind.INVOICE,
    model=Invoice,
    fields=(*shared.HEAD, *PARTY, "terms", "due_on"),
    lookups=("number",),
    shown=shared.FIGURES,
    sorts=("day", "number_key", "due_on", "total"),
    filters=("state", "customer", "currency"),
    children=(
        Children(
            name="lines",
            model=InvoiceLine,
            parent="document",
            fields=LINE,
            shown=shared.LINE_FIGURES,
            label="line",
        ),
    ),
    rules=(*BEFORE, due_from_terms, *AFTER),
)
CREDIT_NOTES = Register(
    kind=Kind.CREDIT_NOTE,
    model=CreditNote,
    fields=(*shared.HEAD, *PARTY),
    lookups=("number",),
    shown=shared.FIGURES,
    sorts=("day", "number_key", "total"),
    filters=("state", "customer", "currency"),
    children=(
        Children(
            name="lines",
            model=CreditNoteLine,
            parent="document",
            fields=LINE,
            shown=shared.LINE_FIGURES,
            label="line",
        ),
        Children(
            name="allocations",
            model=Allocation,
            parent="credit_note",
            fields=("invoice", "amount"),
            label="allocation",
        ),
    ),
    rules=(*BEFORE, *AFTER),
    settles=allocations_fit,
)
