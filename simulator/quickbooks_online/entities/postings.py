"""What a transaction does to accounts and stock: amounts in the home currency that come to nought."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import accounts
from simulator.quickbooks_online.entities.checking import SHIPPING
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.lines import leaves

_SETTLING: Mapping[str, int] = {"Invoice": 1, "Bill": 1, "CreditMemo": -1, "VendorCredit": -1}


class Sheet:
    """Cents by account, debits positive, and quantities by item."""

    def __init__(self, books: Books, document: Document) -> None:
        self.books = books
        self.rate = number(document.get("ExchangeRate")) or Decimal(1)
        self.cents: dict[int, int] = {}
        self.moves: dict[int, Decimal] = {}
        # How many amounts were turned into the home currency, each rounded.
        self.rounded = 0

    def add(self, account: int, amount: Decimal) -> None:
        """Add an amount in the currency of the form."""
        if self.rate != 1:
            amount, self.rounded = Decimal(money(amount * self.rate)), self.rounded + 1
        self.at_home(account, amount)

    def at_home(self, account: int, amount: Decimal) -> None:
        if amount:
            self.cents[account] = self.cents.get(account, 0) + int(amount * 100)

    def stock(self, item: Document, quantity: Decimal) -> None:
        self.moves[int(item["Id"])] = self.moves.get(int(item["Id"]), Decimal(0)) + quantity

    def close(self, account: int, *, gains: bool = False) -> None:
        """Put what rounding left on this account, with `gains` whatever is left; drop what came to nought."""
        rest = -sum(self.cents.values())
        if abs(rest) > self.rounded and not gains:
            raise ArithmeticError(f"Debits and credits are {rest} cents apart: a posting is missing.")
        if rest:
            self.cents[account] = self.cents.get(account, 0) + rest
        self.cents = {one: cents for one, cents in self.cents.items() if cents}
        self.moves = {one: quantity for one, quantity in self.moves.items() if quantity}


def sheet(books: Books, kind: Kind, document: Document) -> Sheet | None:
    """Return what the transaction posts, or None for a kind that posts nothing."""
    maker = _MAKERS.get(kind.name)
    if maker is None:
        return None
    made = Sheet(books, document)
    maker(made, document, kind.name)
    return made


def _to(document: Document, name: str) -> int:
    reference = document.get(name)
    return int(reference["value"]) if reference else 0


def _tax(made: Sheet, document: Document, sign: int) -> None:
    total = number((document.get("TxnTaxDetail") or {}).get("TotalTax"))
    if total:
        made.add(accounts.of_tax(made.books), total * sign)


def _sale(made: Sheet, document: Document, name: str) -> None:
    books, sign = made.books, -1 if name in {"CreditMemo", "RefundReceipt"} else 1
    total, deposit = number(document["TotalAmt"]), number(document.get("Deposit"))
    if name in {"Invoice", "CreditMemo"}:
        made.add(accounts.receivable(books), (total - deposit) * sign)
        if deposit:
            made.add(_to(document, "DepositToAccountRef") or accounts.undeposited(books), deposit * sign)
    else:
        made.add(_to(document, "DepositToAccountRef") or accounts.undeposited(books), total * sign)
    last = accounts.fallback_income(books)
    for line in leaves(document["Line"]):
        if line["DetailType"] == "SalesItemLineDetail":
            last = _sold(made, line, sign)
        elif line["DetailType"] == "DiscountLineDetail":
            last = _to(line["DiscountLineDetail"], "DiscountAccountRef") or accounts.of_discounts(books)
            made.add(last, number(line["Amount"]) * sign)
    _tax(made, document, -sign)
    made.close(last)


def _sold(made: Sheet, line: Document, sign: int) -> int:
    books, detail = made.books, line["SalesItemLineDetail"]
    key = detail["ItemRef"]["value"]
    if key == SHIPPING:
        account = accounts.of_shipping(books)
    else:
        item = books.known("Item", key)
        account = _to(item, "IncomeAccountRef") or accounts.fallback_income(books)
        if item.get("Type") == "Inventory":
            quantity = number(detail.get("Qty"))
            # Valued at the cost the item is kept with; layers of earlier purchases are not.
            cost = Decimal(money(quantity * number(item.get("PurchaseCost"))))
            made.at_home(_to(item, "ExpenseAccountRef"), cost * sign)
            made.at_home(_to(item, "AssetAccountRef"), -cost * sign)
            made.stock(item, -quantity * sign)
    made.add(account, -number(line["Amount"]) * sign)
    return account


def _bought(made: Sheet, document: Document, name: str) -> None:
    books = made.books
    sign = -1 if name == "VendorCredit" or document.get("Credit") is True else 1
    own = _to(document, "AccountRef") if name == "Purchase" else _to(document, "APAccountRef")
    made.add(own or accounts.payable(books), -number(document["TotalAmt"]) * sign)
    last = own
    for line in leaves(document["Line"]):
        if line["DetailType"] == "AccountBasedExpenseLineDetail":
            last = _to(line["AccountBasedExpenseLineDetail"], "AccountRef")
        elif line["DetailType"] == "ItemBasedExpenseLineDetail":
            detail = line["ItemBasedExpenseLineDetail"]
            item = books.known("Item", detail["ItemRef"]["value"])
            kept = item.get("Type") == "Inventory"
            last = _to(item, "AssetAccountRef" if kept else "ExpenseAccountRef")
            if kept:
                made.stock(item, number(detail.get("Qty")) * sign)
        else:
            continue
        made.add(last, number(line["Amount"]) * sign)
    _tax(made, document, sign)
    made.close(last)


def _settling(made: Sheet, document: Document, name: str) -> None:
    """Money against what it settles, at the rates of each; what lies between them is gain or loss."""
    books = made.books
    total = number(document["TotalAmt"])
    sign = 1 if name == "Payment" else -1
    if name == "Payment":
        money_at = _to(document, "DepositToAccountRef") or accounts.undeposited(books)
        ledger = _to(document, "ARAccountRef") or accounts.receivable(books)
    else:
        below = document.get("CheckPayment") if document["PayType"] == "Check" else None
        below, part = (below, "BankAccountRef") if below else (document["CreditCardPayment"], "CCAccountRef")
        money_at, ledger = _to(below, part), _to(document, "APAccountRef") or accounts.payable(books)
    made.add(money_at, total * sign)
    rest, foreign = total, document["CurrencyRef"]["value"] != books.home
    if foreign:
        for line in document.get("Line", []):
            link = line["LinkedTxn"][0]
            part_of = number(line["Amount"]) * _SETTLING.get(link["TxnType"], 1)
            found = books.load(link["TxnType"], link["TxnId"]) or {}
            rate = number(found.get("ExchangeRate")) or made.rate
            made.at_home(ledger, -Decimal(money(part_of * rate)) * sign)
            rest -= part_of
    made.add(ledger, -rest * sign)
    made.close(accounts.of_exchange(books) if foreign else ledger, gains=foreign)


def _journal(made: Sheet, document: Document, name: str) -> None:
    last = 0
    for line in document["Line"]:
        if line["DetailType"] == "JournalEntryLineDetail":
            detail = line["JournalEntryLineDetail"]
            last = _to(detail, "AccountRef")
            made.add(last, number(line["Amount"]) * (1 if detail["PostingType"] == "Debit" else -1))
    made.close(last)


def _deposit(made: Sheet, document: Document, name: str) -> None:
    books, into = made.books, _to(document, "DepositToAccountRef")
    made.add(into, number(document["TotalAmt"]))
    for line in document["Line"]:
        link = (line.get("LinkedTxn") or [{}])[0]
        source = books.load(link["TxnType"], link["TxnId"]) if link else None
        account = (
            _to(source, "DepositToAccountRef")
            if source
            else _to(line.get("DepositLineDetail") or {}, "AccountRef")
        )
        made.add(account or accounts.undeposited(books), -number(line["Amount"]))
    made.close(into)


def _transfer(made: Sheet, document: Document, name: str) -> None:
    amount = number(document["Amount"])
    made.add(_to(document, "ToAccountRef"), amount)
    made.add(_to(document, "FromAccountRef"), -amount)
    made.close(0)


_MAKERS: Mapping[str, Callable[[Sheet, Document, str], None]] = {
    **dict.fromkeys(("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt"), _sale),
    **dict.fromkeys(("Bill", "VendorCredit", "Purchase"), _bought),
    **dict.fromkeys(("Payment", "BillPayment"), _settling),
    "JournalEntry": _journal,
    "Deposit": _deposit,
    "Transfer": _transfer,
}
