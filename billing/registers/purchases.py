"""The registers of purchase orders and expenses."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from billing.kinds import Kind
from billing.models import (
    Expense,
    ExpenseLine,
    ExpenseType,
    ItemType,
    LineType,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
)
from billing.registers import documents as shared
from billing.registers.accounts import holds_money
from billing.registers.base import Children, Draft, Register
from billing.registers.books import Books
from billing.taxes import Rate

LINE = (
    "type",
    "item",
    "account",
    "description",
    "quantity",
    "price",
    "tax_code",
    "tracking_class",
    "customer",
)


def payee_known(drafts: Sequence[Draft], books: Books) -> None:
    shared.known([draft.row for draft in drafts], "supplier")
    for draft in drafts:
        row = draft.row
        supplier = row.supplier
        row.currency = row.currency or (supplier.currency if supplier else books.home)
        if supplier is not None and row.currency != supplier.currency:
            draft.refuse(
                "currency",
                f"{supplier.name} bills in {supplier.currency}, and this is in {row.currency}. "
                f"Use {supplier.currency}, or a second supplier for {row.currency}.",
            )
        elif row.currency not in books.currencies:
            draft.refuse("currency", f"{row.currency} is not one of your currencies. Add it first.")


def supplier_or_employee(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        row = draft.row
        if row.supplier_id and row.employee:
            draft.refuse("employee", "Name the supplier or the employee, not both.")
        if not row.supplier_id and not row.employee:
            draft.refuse("supplier", "Name the supplier, or the employee who spent it.", code="required")
        if row.is_reimbursable and not row.employee:
            draft.refuse("is_reimbursable", "Only an employee is paid back. Name one.")


def bill_or_purchase(drafts: Sequence[Draft], books: Books) -> None:
    """A bill is due some day; a purchase left an account already."""
    shared.known([draft.row for draft in drafts], "terms")
    for draft in drafts:
        row = draft.row
        if row.type == ExpenseType.BILL:
            _due(draft, books)
        elif draft.has_changed("paid_from", "type"):
            _paid(draft)


def _due(draft: Draft, books: Books) -> None:
    row = draft.row
    if draft.leaves_open("terms") and row.supplier:
        row.terms = row.supplier.terms
    if row.due_on is None or ("due_on" not in draft.given and draft.has_changed("day", "terms")):
        row.due_on = shared.due(row)
    if row.due_on < row.day:
        draft.refuse("due_on", "This would be due before its date. Give a later day.")
    if row.paid_from_id:
        draft.refuse("paid_from", "A bill is not paid yet. Leave the account out, or make it a purchase.")


def _paid(draft: Draft) -> None:
    row = draft.row
    row.due_on = None
    if row.paid_from is None:
        if not row.is_reimbursable:
            draft.refuse("paid_from", "Choose the bank account or card it was paid from.", code="required")
    else:
        holds_money(draft, "paid_from")


def _fill_in(draft: Draft, index: int, line: Any, given: frozenset[str], books: Books) -> None:
    item, supplier = line.item, draft.row.supplier
    if item is not None and item.type in {ItemType.CATEGORY, ItemType.BUNDLE}:
        draft.refuse(
            f"lines.{index}.item", f"{item.name} is a {item.get_type_display().lower()}. Choose an item."
        )
    if item is not None and "description" not in given:
        line.description = item.description
    if item is not None and "price" not in given:
        line.price = item.cost
    if "account" not in given:
        line.account_id = (item.expense_account_id if item else None) or (
            supplier.expense_account_id if supplier else None
        )
    if "tax_code" not in given:
        own = supplier.tax_code_id if supplier else None
        line.tax_code_id = own or books.bookkeeping.purchase_tax_code_id
    if item is None and line.account_id is None:
        draft.refuse(f"lines.{index}.account", "Choose an account, or an item.", code="required")
    if getattr(line, "is_billable", False) and line.customer_id is None:
        draft.refuse(
            f"lines.{index}.customer", "Choose the customer this will be billed to.", code="required"
        )


def rates_of(draft: Draft, line: Any, books: Books) -> tuple[Rate, ...]:
    return books.tax_rates(line.tax_code_id, draft.row.day) if line.tax_code_id else ()


def receipt_follows(drafts: Sequence[Draft], books: Books) -> None:
    """Tell from the lines how much of an order has arrived."""
    for draft in drafts:
        charges = [line for line in draft.children["lines"] if line.type == LineType.CHARGE]
        for index, line in enumerate(draft.children["lines"]):
            if not 0 <= line.received <= max(line.quantity, 0):
                draft.refuse(
                    f"lines.{index}.received",
                    f"Between nothing and {max(line.quantity, 0).normalize():f} can have arrived.",
                )
        if any(line.received for line in charges) and not draft.row.approved_at:
            draft.refuse("lines", f"{draft.row.label} is a draft, so nothing of it can have arrived yet.")
        if charges and all(line.received >= line.quantity for line in charges):
            draft.row.receipt = Receipt.ALL
        else:
            draft.row.receipt = Receipt.PART if any(line.received for line in charges) else Receipt.NONE


def order_is_open(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        if not draft.is_new and draft.row.closed_at is not None:
            draft.refuse("", f"{draft.row.label} is closed. Open it again first.", code="closed")


def order_of_the_same_supplier(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        order = draft.row.purchase_order if draft.has_changed("purchase_order", "supplier") else None
        if order is None:
            continue
        if order.supplier_id != draft.row.supplier_id:
            draft.refuse("purchase_order", f"{order.label} went to another supplier.")
        elif order.voided_at or not order.approved_at:
            state = "void" if order.voided_at else "a draft"
            draft.refuse("purchase_order", f"{order.label} is {state}.")


def not_below_nothing(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        if draft.row.approved_at and draft.row.total < 0:
            draft.refuse("lines", f"{draft.row.label} would come to less than nothing.")


COMMON = (
    payee_known,
    shared.usual_settings,
    shared.exchange_rate_known,
    partial(shared.lines_filled_in, fill=_fill_in),
    partial(shared.computed, rates=rates_of),
    not_below_nothing,
)
ORDERS = Register(
    kind=Kind.PURCHASE_ORDER,
    model=PurchaseOrder,
    fields=(*shared.HEAD, "supplier", "expected_on", "ship_to", "supplier_message", "email_to"),
    lookups=("number",),
    shown=shared.FIGURES,
    sorts=("day", "number_key", "total"),
    filters=("state", "supplier", "currency"),
    children=(
        Children(
            name="lines",
            model=PurchaseOrderLine,
            parent="document",
            fields=(*LINE, "received"),
            shown=shared.LINE_FIGURES,
            label="line",
        ),
    ),
    rules=(shared.not_void, order_is_open, *COMMON, receipt_follows),
)
EXPENSES = Register(
    kind=Kind.EXPENSE,
    model=Expense,
    fields=(
        *shared.HEAD,
        "type",
        "supplier",
        "employee",
        "is_reimbursable",
        "terms",
        "due_on",
        "paid_from",
        "method",
        "purchase_order",
    ),
    lookups=("number",),
    shown=shared.FIGURES,
    sorts=("day", "number_key", "total"),
    filters=("state", "type", "supplier", "currency", "purchase_order"),
    children=(
        Children(
            name="lines",
            model=ExpenseLine,
            parent="document",
            fields=(*LINE, "is_billable"),
            shown=shared.LINE_FIGURES,
            label="line",
        ),
    ),
    rules=(
        shared.not_void,
        shared.day_is_open,
        supplier_or_employee,
        order_of_the_same_supplier,
        COMMON[0],
        bill_or_purchase,
        *COMMON[1:],
    ),
)
