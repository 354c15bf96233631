"""New books: the lists that every organisation needs on its first day, theirs to change."""

from datetime import datetime

from billing.models import (
    Account,
    AccountType,
    Bookkeeping,
    MethodType,
    PaymentMethod,
    PaymentTerms,
    Record,
)
from billing.services.writing import insert

ACCOUNTS = [
    ("1000", "Checking", AccountType.BANK),
    ("1050", "Undeposited funds", AccountType.OTHER_CURRENT_ASSET),
    ("1100", "Accounts receivable", AccountType.RECEIVABLE),
    ("1200", "Inventory", AccountType.OTHER_CURRENT_ASSET),
    ("2000", "Accounts payable", AccountType.PAYABLE),
    ("2100", "Company card", AccountType.CREDIT_CARD),
    ("2200", "Sales tax payable", AccountType.OTHER_CURRENT_LIABILITY),
    ("4000", "Services", AccountType.INCOME),
    ("4100", "Products", AccountType.INCOME),
    ("5000", "Cost of goods sold", AccountType.COST_OF_GOODS_SOLD),
    ("6000", "Office", AccountType.EXPENSE),
    ("6100", "Travel", AccountType.EXPENSE),
    ("6200", "Subcontractors", AccountType.EXPENSE),
]
TERMS = [("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60)]
METHODS = [
    ("Cash", MethodType.CASH),
    ("Check", MethodType.CHECK),
    ("Credit card", MethodType.CREDIT_CARD),
    ("Bank transfer", MethodType.TRANSFER),
    ("Direct debit", MethodType.DIRECT_DEBIT),
]


def open_books(*, now: datetime) -> Bookkeeping:
    """Put the first lists into the current tenant's empty books, and name the usual ones."""
    accounts = [Account(number=number, name=name, type=kind) for number, name, kind in ACCOUNTS]
    terms = [PaymentTerms(name=name, due_days=days) for name, days in TERMS]
    methods = [PaymentMethod(name=name, type=kind) for name, kind in METHODS]
    lists: tuple[tuple[type[Record], list[Record]], ...] = (
        (Account, [*accounts]),
        (PaymentTerms, [*terms]),
        (PaymentMethod, [*methods]),
    )
    for model, rows in lists:
        for row in rows:
            row.created_at = row.updated_at = now
            row.prepare()
        insert(model, rows)
    return Bookkeeping.objects.create(terms=terms[2], deposit_account=accounts[1], asset_account=accounts[3])
