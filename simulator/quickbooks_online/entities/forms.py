"""What all transactions share: their date, currency and number, closed books, terms, tax and totals."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from simulator.quickbooks_online.amounts import money, number, plain
from simulator.quickbooks_online.api.refusals import Error, Refused, business, missing, refuse
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import accounts
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.rates import rate_on

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


def wrong_currency() -> Refused:
    return business("The currency of the transaction is invalid for customer/vendor/account.")


def money_of(books: Books, document: Document, party: Document | None, old: Document | None = None) -> None:
    """Settle the currency with the customer or vendor, and the rate to the home currency."""
    several = books.settings["multi_currency"]
    own = (party or {}).get("CurrencyRef", {}).get("value") or books.home
    if "CurrencyRef" not in document:
        if several and books.settings["currency_required"] and not books.by_hand:
            raise Refused(missing("CurrencyRef"))
        document["CurrencyRef"] = {"value": own, "name": CURRENCIES[own]}
    code = document["CurrencyRef"]["value"]
    if (party is not None and code != own) or (code != books.home and not several):
        raise wrong_currency()
    _exchange(books, document, code, old)


def _exchange(books: Books, document: Document, code: str, old: Document | None) -> None:
    if old and code != old.get("CurrencyRef", {}).get("value") and _rate(document) == _rate(old):
        # The rate of another currency says nothing of this one.
        document.pop("ExchangeRate", None)
    # Clients send nought where they know none (2.3).
    if document.get("ExchangeRate", 0) < 0:
        raise refuse(
            "2240", f"Invalid Number range : Supplied value:{document['ExchangeRate']}", "ExchangeRate"
        )
    if not books.settings["multi_currency"]:
        document.pop("ExchangeRate", None)
    elif code == books.home:
        document["ExchangeRate"] = 1
    elif not document.get("ExchangeRate"):
        document["ExchangeRate"] = rate_on(books, code, document["TxnDate"])


def _rate(document: Document) -> object:
    return document.get("ExchangeRate")


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
    if (given == GENERATE and kind.name in NUMBERED) or (given is None and automatic):
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


def _by_term(term: Document, day: date) -> date:
    """Return so many days later, or a day of the month: of this one, or the next where it is too near."""
    if "DayOfMonthDue" not in term:
        return day + timedelta(days=int(term.get("DueDays") or 0))
    wanted, near = term["DayOfMonthDue"], timedelta(days=term.get("DueNextMonthDays", 0))
    year, month = day.year, day.month
    while (found := date(year, month, min(wanted, monthrange(year, month)[1]))) < day + near:
        year, month = year + month // 12, month % 12 + 1
    return found


def due(books: Books, document: Document) -> None:
    """Set the due date from the terms; without any, the days a fresh company grants."""
    if "DueDate" not in document:
        term = document.get("SalesTermRef")
        day = date.fromisoformat(document["TxnDate"])
        plain = timedelta(days=int(books.settings["default_net_days"]))
        document["DueDate"] = (
            _by_term(books.must("Term", term["value"]), day) if term else day + plain
        ).isoformat()


def inclusive(books: Books, document: Document) -> bool:
    """Return whether amounts were entered with tax in them."""
    return not books.is_american and document.get("GlobalTaxCalculation") == "TaxInclusive"


default_account = accounts.find


def account(
    books: Books, document: Document, name: str, types: Sequence[str], form: Document | None = None
) -> None:
    """Refuse an account of the wrong type, or in another foreign currency than the form."""
    reference = document.get(name)
    if not reference:
        return
    found = books.known("Account", reference["value"])
    if found["AccountType"] not in types:
        raise refuse("6430", f"Invalid account type used : {name}", name)
    code = (form or document).get("CurrencyRef", {}).get("value")
    if code and found.get("CurrencyRef", {}).get("value", books.home) not in {code, books.home}:
        raise wrong_currency()


def plain_numbers(detail: Document) -> None:
    for name in ("Qty", "UnitPrice"):
        if name in detail:
            detail[name] = plain(detail[name])


def exists(books: Books, kind: str, key: str) -> bool:
    found = number_of(key)
    return found is not None and books.store.brief(kind, found) is not None
