"""Exchange rates: read for a day, and set."""

from typing import Any

from simulator.quickbooks_online.api import answers
from simulator.quickbooks_online.api.refusals import business, refuse
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import Document, write
from simulator.quickbooks_online.entities.checking import Checker
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.rates import rate_on
from simulator.quickbooks_online.entities.writing import guard


def _code(books: Books, given: Any) -> str:
    if not books.settings["multi_currency"]:
        raise refuse("5030", "Feature Not Supported Error : Multi-currency is not on.")
    code = str(given or "").upper()
    if code not in CURRENCIES:
        raise refuse("2220", f"Invalid Currency : Supplied value: {given}", "SourceCurrencyCode")
    return code


def _document(books: Books, code: str, day: str, token: str = "0") -> Document:  # noqa: S107 - not a secret
    return {
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": books.home,
        "Rate": rate_on(books, code, day),
        "AsOfDate": day,
        "domain": "QBO",
        "sparse": False,
        "MetaData": {"LastUpdatedTime": books.stamp()},
        "SyncToken": token,
    }


def read_rate(books: Books, call: Call) -> Answer:
    query = {name.lower(): value for name, value in call.query.items()}
    code = _code(books, query.get("sourcecurrencycode"))
    day = query.get("asofdate") or books.today().isoformat()
    return answers.wrapped(books, "ExchangeRate", write(_document(books, code, day)))


def write_rate(books: Books, given: Any) -> str:
    """Set the rate of a day; the rate from the home currency to itself is none."""
    guard(books)
    kind = kind_of("ExchangeRate")
    checker = Checker(books, kind)
    sent = {name: value for name, value in checker.check(given).items() if value is not None}
    checker.require(sent)
    code = _code(books, sent["SourceCurrencyCode"])
    if code == books.home:
        raise business("The source currency cannot be the home currency.")
    made = {**_document(books, code, sent["AsOfDate"]), "Rate": sent["Rate"]}
    key = books.first(
        "select id from objects where kind = 'ExchangeRate' and name = ? and day = ?", code, sent["AsOfDate"]
    )
    if key:
        old = books.must("ExchangeRate", key)
        books.save(kind, {**old, "Rate": sent["Rate"]})
        made["SyncToken"] = str(int(old["SyncToken"]) + 1)
    else:
        books.insert(kind, dict(made))
    return write(made)
