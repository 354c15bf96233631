"""Very many customers and invoices at once, written past the rules but to the same effect."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from simulator.quickbooks_online.amounts import money
from simulator.quickbooks_online.books import Books, kind_of, milliseconds, row_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import accounts, ledger
from simulator.quickbooks_online.entities.names import home_currency
from simulator.quickbooks_online.seed.sandbox import sandbox
from simulator.quickbooks_online.store import Row

# Of the item that is sold.
_INCOME = 1


def large(books: Books, *, customers: int = 100_000, invoices: int = 200_000) -> None:
    """Add so many customers and invoices; a third of the invoices is open."""
    if not books.brief("Item", "1"):
        sandbox(books)
    first = books.store.next("names", 1)
    books.store.reserve("names", first + customers)
    first_invoice = books.store.next("txns", 1)
    books.store.reserve("txns", first_invoice + invoices)
    number = books.store.next("document", 1)
    books.store.reserve("document", number + invoices)
    books.store.insert_many(_invoices(books, first, customers, first_invoice, invoices, number))
    books.store.insert_many(_customers(books, first, customers, invoices))
    _post(books, first_invoice, invoices)


def _post(books: Books, start: int, count: int) -> None:
    """Put what the invoices come to into the income of their item, and where it is owed or was received."""
    owed, received, earned = accounts.receivable(books), accounts.undeposited(books), _INCOME
    today = books.today()
    days = [(today - timedelta(days=back)).isoformat() for back in range(365)]
    books.store.db.executemany(
        "insert into postings values (?, ?, ?, ?)",
        (
            (start + index, account, cents, days[index % 365])
            for index in range(count)
            for account, cents in (
                (owed if _is_open(index) else received, int(_amount(index)) * 100),
                (earned, -int(_amount(index)) * 100),
            )
        ),
    )
    whole = sum(int(_amount(index)) for index in range(count)) * 100
    left = sum(int(_amount(index)) for index in range(count) if _is_open(index)) * 100
    ledger.total(books, {owed: left, received: whole - left, earned: -whole})


def _amount(index: int) -> Decimal:
    return Decimal(10 + index % 990)


def _is_open(index: int) -> bool:
    return index % 3 == 0


def _head(books: Books, updated: str) -> Document:
    return {
        "domain": "QBO", "sparse": False, "SyncToken": "0",
        "MetaData": {"CreateTime": updated, "LastUpdatedTime": updated},
        "CurrencyRef": home_currency(books),
    }  # fmt: skip


def _customers(books: Books, first: int, count: int, invoices: int) -> Iterator[Row]:
    kind = kind_of("Customer")
    head, updated = _head(books, books.stamp()), milliseconds(books.now())
    owed = [Decimal(0)] * count
    for index in range(0, invoices, 3):
        owed[index % count] += _amount(index)
    for index in range(count):
        name = f"Customer {first + index:07d}"
        total = money(owed[index])
        yield row_of(
            kind,
            {
                **head, "Id": str(first + index), "DisplayName": name, "FullyQualifiedName": name,
                "PrintOnCheckName": name, "Active": True, "Taxable": False, "Job": False,
                "BillWithParent": False,
                "Balance": total, "BalanceWithJobs": total, "PreferredDeliveryMethod": "Print",
                "PrimaryEmailAddr": {"Address": f"c{first + index}@example.com"},
            },
            updated,
        )  # fmt: skip


def _invoices(  # noqa: PLR0917
    books: Books, first: int, customers: int, start: int, count: int, number: int
) -> Iterator[Row]:
    kind = kind_of("Invoice")
    head, updated, today = _head(books, books.stamp()), milliseconds(books.now()), books.today()
    code = {"TaxCodeRef": {"value": "NON" if books.is_american else "4"}}
    for index in range(count):
        amount = money(_amount(index))
        day = today - timedelta(days=index % 365)
        party = first + index % customers
        detail = {"ItemRef": {"value": "1", "name": "Services"}, **code}
        yield row_of(
            kind,
            {
                **head, "Id": str(start + index), "DocNumber": str(number + index),
                "TxnDate": day.isoformat(),
                "DueDate": (day + timedelta(days=30)).isoformat(), "LinkedTxn": [],
                "Line": [
                    {"Id": "1", "LineNum": 1, "Amount": amount, "DetailType": "SalesItemLineDetail",
                     "SalesItemLineDetail": detail},
                    {"Amount": amount, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
                ],
                "TxnTaxDetail": {"TotalTax": 0}, "TotalAmt": amount,
                # Paid at once: that takes no payment of its own.
                **({"Balance": amount} if _is_open(index) else {"Balance": 0, "Deposit": amount}),
                "CustomerRef": {"value": str(party), "name": f"Customer {party:07d}"},
                "ApplyTaxAfterDiscount": False, "PrintStatus": "NeedToPrint", "EmailStatus": "NotSet",
            },
            updated,
        )  # fmt: skip
