"""The registers of payments and refunds."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from billing.kinds import Kind
from billing.models import Allocation, CreditNote, Payment, Refund
from billing.registers import documents as shared
from billing.registers.accounts import holds_money
from billing.registers.base import Children, Draft, Register
from billing.registers.books import Books
from billing.registers.settling import allocations_fit, open_amount, refunded_of

MOVED = ("day", "amount", "currency", "exchange_rate", "method", "reference", "memo", "origin")


def payers_known(drafts: Sequence[Draft], books: Books) -> None:
    shared.known([draft.row for draft in drafts], "customer")
    for draft in drafts:
        row = draft.row
        row.currency = row.currency or row.customer.currency
        if row.currency != row.customer.currency:
            draft.refuse(
                "currency",
                f"{row.customer.name} is billed in {row.customer.currency}, and this is in {row.currency}.",
            )
        if not draft.is_new and draft.has_changed("customer") and row.settled:
            draft.refuse("customer", "This payment is applied to invoices. Take it off them first.")


def amount_fits(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        row = draft.row
        shared.whole_coins(draft, "amount", row.amount, row.currency)
        if row.amount <= 0:
            draft.refuse("amount", "Give an amount above nothing.")


def payment_covers_refunds(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        refunded = refunded_of(draft)
        if refunded > draft.row.amount:
            draft.refuse(
                "amount",
                f"{refunded.normalize():f} {draft.row.currency} of it is refunded, so it cannot be less. "
                "Void the refund first.",
                code="settled",
            )


def account_of_money(drafts: Sequence[Draft], books: Books) -> None:
    """Choose the usual account where none is named, and refuse one that cannot hold money."""
    rows = [draft.row for draft in drafts]
    name = "deposit_account" if rows[0].kind is Kind.PAYMENT else "paid_from"
    shared.known(rows, "method")
    for draft in drafts:
        row = draft.row
        if draft.leaves_open(name):
            usual = row.method.deposit_account_id if row.method else None
            setattr(row, f"{name}_id", usual or books.bookkeeping.deposit_account_id)
    shared.known(rows, name)
    for draft in drafts:
        holds_money(draft, name)


def of_one_thing(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        row = draft.row
        if (row.payment_id is None) == (row.credit_note_id is None):
            draft.refuse("payment", "Name the payment or the credit note that is refunded, one of them.")
        elif not draft.is_new and draft.has_changed("payment", "credit_note"):
            draft.refuse("payment", "What a refund is for stays. Void it, and write another one.")


def source_has_it(drafts: Sequence[Draft], books: Books) -> None:
    """Take each refund from its payment or credit note, below a lock on it; the last rule."""
    sources: dict[Any, Any] = {}
    for model, name in ((Payment, "payment_id"), (CreditNote, "credit_note_id")):
        ids = {getattr(draft.row, name) for draft in drafts} - {None}
        if ids:
            manager: Any = model.objects
            locked = manager.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
            sources.update({row.pk: row for row in locked})
    for draft in drafts:
        source = sources[draft.row.payment_id or draft.row.credit_note_id]
        _inherit(draft, source, books.home)
        _take(draft, source)


def _inherit(draft: Draft, source: Any, home: str) -> None:
    row = draft.row
    if draft.given.get("currency") and row.currency != source.currency:
        draft.refuse(
            "currency",
            f"{source.label} is in {source.currency}, so that is what is given back. Leave this out.",
        )
    row.customer_id, row.currency = source.customer_id, source.currency
    if row.currency == home:
        row.exchange_rate = Decimal(1)
    elif draft.leaves_open("exchange_rate"):
        row.exchange_rate = source.exchange_rate
    if row.day < source.day:
        draft.refuse("day", f"{source.label} is dated {source.day:%Y-%m-%d}. Give that day or a later one.")


def _take(draft: Draft, source: Any) -> None:
    row, name = draft.row, "payment" if draft.row.payment_id else "credit_note"
    shared.whole_coins(draft, "amount", row.amount, row.currency)
    before: Decimal = draft.was("amount") or Decimal(0)
    left = open_amount(source) + before
    if source.voided_at or (name == "credit_note" and not source.approved_at):
        state = "void" if source.voided_at else "a draft"
        draft.refuse(name, f"{source.label} is {state}, so nothing of it can be refunded.")
    elif row.amount <= 0:
        draft.refuse("amount", "Give an amount above nothing.")
    elif row.amount > left:
        draft.refuse(
            "amount",
            f"{source.label} has {left.normalize():f} {source.currency} left, "
            f"and this is {row.amount.normalize():f}. Give at most what is left.",
            code="over",
        )
    if draft.is_fine and row.amount != before:
        source.settled += row.amount - before
        draft.touched.append(source)


PAYMENTS = Register(
    kind=Kind.PAYMENT,
    model=Payment,
    fields=("customer", *MOVED, "deposit_account"),
    lookups=("reference",),
    sorts=("day", "reference_key", "amount"),
    filters=("state", "customer", "currency", "method", "origin"),
    children=(
        Children(
            name="allocations",
            model=Allocation,
            parent="payment",
            fields=("invoice", "amount"),
            label="allocation",
        ),
    ),
    rules=(
        shared.not_void,
        shared.day_is_open,
        payers_known,
        amount_fits,
        shared.exchange_rate_known,
        account_of_money,
        payment_covers_refunds,
    ),
    settles=allocations_fit,
)
REFUNDS = Register(
    kind=Kind.REFUND,
    model=Refund,
    fields=("payment", "credit_note", *MOVED, "paid_from"),
    lookups=("reference",),
    sorts=("day", "reference_key", "amount"),
    filters=("customer", "payment", "credit_note"),
    rules=(shared.not_void, shared.day_is_open, of_one_thing, account_of_money),
    settles=source_has_it,
)
