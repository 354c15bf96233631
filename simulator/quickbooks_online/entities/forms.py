"""What all transactions share: their date, currency and number, closed books, terms, tax and totals."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number, plain
from simulator.quickbooks_online.api.refusals import Error, Refused, business, refuse
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import accounts
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.rates import rate_on
from simulator.quickbooks_online.tax import american, worldwide

# These take a number by themselves, from one common sequence.
NUMBERED = frozenset({"Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt", "Estimate"})
GENERATE = "AUTO_GENERATE"
_CLOSED = {
    "6210": "The account period has closed and the account books cannot be updated through the QBO "
    "Services API. "
    "Please use the QBO website to make these changes.",
    "6200": "Account period closed : The transaction date is on or before the closing date.",
    "5010": "Account Period Closed : The account period has closed. {1}",
}


def closed(books: Books, *days: str) -> None:
    """Refuse whatever touches a day of the closed period."""
    through = books.settings["closed_through"]
    if through and any(day <= through for day in days if day):
        code = books.settings["closed_code"]
        raise Refused(Error(code, _CLOSED[code], "", "Account Period Closed" if code == "5010" else ""))


def dated(books: Books, document: Document, old: Document | None) -> None:
    document.setdefault("TxnDate", (old or {}).get("TxnDate") or books.today().isoformat())
    closed(books, document["TxnDate"], (old or {}).get("TxnDate", ""))


def money_of(books: Books, document: Document, party: Document | None) -> None:
    """Settle the currency with the customer or vendor, and the rate to the home currency."""
    several = books.settings["multi_currency"]
    own = (party or {}).get("CurrencyRef", {}).get("value") or books.home
    if "CurrencyRef" not in document:
        # Required by the documents once there are several; a customer's own is taken instead.
        document["CurrencyRef"] = {"value": own, "name": CURRENCIES[own]}
    code = document["CurrencyRef"]["value"]
    if (party is not None and code != own) or (code != books.home and not several):
        raise business("The currency of the transaction is invalid for customer/vendor/account.")
    if not several:
        document.pop("ExchangeRate", None)
    elif code == books.home:
        document["ExchangeRate"] = 1
    elif not document.get("ExchangeRate"):
        document["ExchangeRate"] = rate_on(books, code, document["TxnDate"])


def at_home(books: Books, document: Document) -> None:
    """Add the amounts in the home currency where the company keeps several."""
    if books.settings["multi_currency"]:
        rate = number(document.get("ExchangeRate", 1))
        document["HomeTotalAmt"] = money(number(document["TotalAmt"]) * rate)
        if "Balance" in document:
            document["HomeBalance"] = money(number(document["Balance"]) * rate)


def numbered(books: Books, kind: Kind, document: Document, old: Document | None, *, allowed: bool) -> None:
    """Give the document its number; refuse one that is taken unless this call allows duplicates."""
    given = document.get("DocNumber")
    automatic = kind.name in NUMBERED and not books.settings["custom_numbers"] and old is None
    if given == GENERATE or (given is None and automatic):
        document["DocNumber"] = _free_number(books, kind)
    elif given and not allowed and given != (old or {}).get("DocNumber"):
        _refuse_taken(books, kind, given, document.get("Id", ""))


def _free_number(books: Books, kind: Kind) -> str:
    while True:
        made = books.next_number("document")
        if not books.first("select 1 from objects where kind = ? and doc = ?", kind.name, made):
            return made


def _refuse_taken(books: Books, kind: Kind, given: str, own: str) -> None:
    refused = books.settings["duplicate_numbers_refused"]
    if refused is False or (isinstance(refused, list) and kind.name not in refused):
        return
    for (key,) in books.rows("select id from objects where kind = ? and doc = ?", kind.name, given):
        if key != own:
            raise refuse("6140", _taken(books, kind, given, key))


def _taken(books: Books, kind: Kind, given: str, key: str) -> str:
    if books.settings["locale"] == "fr":
        name = "Facture" if kind.name == "Invoice" else kind.name
        words = (
            "Numéro de document en double : Vous devez spécifier un autre numéro. "
            "Ce numéro a déjà été utilisé."
        )
    else:
        name = kind.name
        words = (
            "Duplicate Document Number Error : You must specify a different number. "
            "This number has already been used."
        )
    return f"{words} DocNumber={given} is assigned to TxnType={name} with TxnId={key}"


def due(books: Books, document: Document) -> None:
    """Set the due date from the terms; without any, the days a fresh company grants."""
    if "DueDate" not in document:
        term = document.get("SalesTermRef")
        days = books.term_days(term["value"]) if term else int(books.settings["default_net_days"])
        document["DueDate"] = (date.fromisoformat(document["TxnDate"]) + timedelta(days=days)).isoformat()


def taxed(
    books: Books, document: Document, lines: Sequence[tuple[Document, Document]], off: Decimal
) -> Decimal:
    """Work the tax of a sales form out and return it; `off` is the discount."""
    if not books.is_american:
        document["TxnTaxDetail"] = worldwide.apply(books, document, lines, "Sales")
        return number(document["TxnTaxDetail"]["TotalTax"])
    document.pop("GlobalTaxCalculation", None)
    if not books.settings["sales_tax"]:
        for _, detail in lines:
            detail["TaxCodeRef"] = {"value": american.UNTAXED}
        document["TxnTaxDetail"] = {"TotalTax": 0}
        return Decimal(0)
    american.check_codes([detail for _, detail in lines])
    taxable_lines = [
        line for line, detail in lines if detail.get("TaxCodeRef", {}).get("value") == american.TAXABLE
    ]
    american.too_many(len(taxable_lines))
    taxable = sum((number(line["Amount"]) for line in taxable_lines), Decimal(0))
    if document.get("ApplyTaxAfterDiscount"):
        taxable = max(taxable - off, Decimal(0))
    work_out = american.automated if books.profile == "us-ast" else american.by_hand
    document["TxnTaxDetail"] = work_out(books, document, taxable)
    return number(document["TxnTaxDetail"]["TotalTax"])


def bought_tax(books: Books, document: Document, lines: Sequence[tuple[Document, Document]]) -> Decimal:
    """Work the tax of something bought out: nothing in the United States."""
    if books.is_american:
        american.check_codes([detail for _, detail in lines])
        document.pop("GlobalTaxCalculation", None)
        document.pop("TxnTaxDetail", None)
        return Decimal(0)
    document["TxnTaxDetail"] = worldwide.apply(books, document, lines, "Purchase")
    return number(document["TxnTaxDetail"]["TotalTax"])


default_account = accounts.find


def account(books: Books, document: Document, name: str, types: Sequence[str]) -> None:
    """Refuse an account of the wrong type."""
    reference = document.get(name)
    if reference and books.known("Account", reference["value"])["AccountType"] not in types:
        raise refuse("6430", f"Invalid account type used : {name}", name)


def plain_numbers(detail: Document) -> None:
    for name in ("Qty", "UnitPrice"):
        if name in detail:
            detail[name] = plain(detail[name])


def exists(books: Books, kind: str, key: str) -> bool:
    found = number_of(key)
    return found is not None and books.store.brief(kind, found) is not None
