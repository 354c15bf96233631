"""The accounts a company posts to when nothing else is said."""

from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document


def find(books: Books, account_type: str, sub_type: str = "") -> Document | None:
    """Return a reference to the first account of a type, those in use first."""
    key = ("default", account_type, sub_type)
    if key not in books.store.cache:
        rows = books.rows(
            "select id, path, active from objects where kind = 'Account'"
            " and json_extract(body, '$.AccountType') = ?"
            " and (? = '' or json_extract(body, '$.AccountSubType') = ?)"
            " order by active desc, num limit 1",
            account_type, sub_type, sub_type,
        )  # fmt: skip
        books.store.cache[key] = rows[0] if rows else None
    found = books.store.cache[key]
    return {"value": found[0], "name": found[1]} if found else None


def _number(books: Books, account_type: str, sub_type: str = "") -> int:
    found = find(books, account_type, sub_type) or find(books, account_type)
    if found is None:
        raise LookupError(f"There is no account of type {account_type}.")
    return int(found["value"])


def receivable(books: Books) -> int:
    return _number(books, "Accounts Receivable")


def payable(books: Books) -> int:
    return _number(books, "Accounts Payable")


def undeposited(books: Books) -> int:
    return _number(books, "Other Current Asset", "UndepositedFunds")


def of_tax(books: Books) -> int:
    return _number(books, "Other Current Liability", "GlobalTaxPayable")


def of_discounts(books: Books) -> int:
    return _number(books, "Income", "DiscountsRefundsGiven")


def of_shipping(books: Books) -> int:
    return _number(books, "Income", "ShippingIncome")


def of_exchange(books: Books) -> int:
    # A company begun before there was such an account has none of its type.
    sort = "Other Expense" if find(books, "Other Expense") else "Expense"
    return _number(books, sort, "ExchangeGainOrLoss")


def of_opening(books: Books) -> int:
    return _number(books, "Equity", "OpeningBalanceEquity")


def fallback_income(books: Books) -> int:
    return _number(books, "Income")
