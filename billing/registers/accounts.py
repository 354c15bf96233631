"""The register of accounts, and which of them money is kept in."""

from collections.abc import Sequence
from typing import Any

from billing.kinds import Kind
from billing.models import Account, AccountType, Bookkeeping, Expense, Payment, PaymentMethod, Refund
from billing.registers.base import Draft, Register
from billing.registers.books import Books
from billing.registers.trees import no_circles

MONEY_ACCOUNTS = {AccountType.BANK, AccountType.OTHER_CURRENT_ASSET, AccountType.CREDIT_CARD}
# Where an account is named as one that money is in.
HOLDING: tuple[tuple[Any, str], ...] = (
    (Payment, "deposit_account"),
    (Refund, "paid_from"),
    (Expense, "paid_from"),
    (PaymentMethod, "deposit_account"),
    (Bookkeeping, "deposit_account"),
)


def holds_money(draft: Draft, name: str) -> None:
    """Refuse an account that was chosen and cannot hold money."""
    account = getattr(draft.row, name) if draft.has_changed(name) else None
    if account is not None and account.type not in MONEY_ACCOUNTS:
        draft.refuse(
            name,
            f"{account.label} is of the type {account.get_type_display()}. Choose a bank account, "
            "a card or an other current asset.",
        )


def types_of_used_accounts_stay(drafts: Sequence[Draft], books: Books) -> None:
    """Keep an account that holds money one that does."""
    moved = [
        draft
        for draft in drafts
        if draft.was("type") in MONEY_ACCOUNTS and draft.row.type not in MONEY_ACCOUNTS
    ]
    used: set[Any] = set()
    for model, column in HOLDING if moved else ():
        rows = model.objects.filter(**{f"{column}__in": [draft.row.pk for draft in moved]})
        used.update(rows.values_list(column, flat=True).distinct())
    for draft in moved:
        if draft.row.pk in used:
            draft.refuse(
                "type",
                f"Money is kept in {draft.row.label}, so it stays an account that holds some. "
                "Add another account for what you mean.",
                code="fixed",
            )


ACCOUNTS = Register(
    kind=Kind.ACCOUNT,
    model=Account,
    fields=("number", "name", "type", "parent", "currency", "description", "is_active"),
    lookups=("number", "name"),
    sorts=("sort_key", "number"),
    filters=("is_active", "type"),
    rules=(no_circles, types_of_used_accounts_stay),
)
