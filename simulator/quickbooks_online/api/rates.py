"""Exchange rates: read for a day, and set."""

from typing import Any

from simulator.quickbooks_online.api import answers
from simulator.quickbooks_online.api.grammar import Statement
from simulator.quickbooks_online.api.refusals import Refused, business, refuse
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import Document, write
from simulator.quickbooks_online.entities.checking import Checker
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.rates import rate_on
from simulator.quickbooks_online.entities.values import CONVERT, Errors
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


def _day(books: Books, given: str) -> str:
    errors: Errors = []
    day = CONVERT["day"](kind_of("ExchangeRate").fields["AsOfDate"], given, errors)
    if errors:
        raise Refused(*errors)
    return day or books.today().isoformat()


def read_rate(books: Books, call: Call) -> Answer:
    query = {name.lower(): value for name, value in call.query.items()}
    code = _code(books, query.get("sourcecurrencycode"))
    day = _day(books, query.get("asofdate", ""))
    return answers.wrapped(books, "ExchangeRate", write(_document(books, code, day)))


def queried(books: Books, statement: Statement) -> tuple[str, int]:
    """Return what stands below QueryResponse: rates of currencies on days, whether set or not."""
    codes, days = list(CURRENCIES), [books.today().isoformat()]
    for condition in statement.conditions:
        name = condition.path.lower()
        if name not in {"sourcecurrencycode", "asofdate"} or condition.operator not in {"=", "in"}:
            # Whether days can be compared is not known.
            raise refuse("4001", f"QueryValidationError: property '{condition.path}' is not queryable")
        given = [literal.text for literal in condition.values]
        if name == "asofdate":
            days = [_day(books, text) for text in given]
        else:
            codes = [_code(books, text) for text in given]
    codes = [code for code in codes if code != books.home]
    _code(books, books.home)
    found = [_document(books, code, day) for day in days for code in codes]
    if statement.counts:
        return f'{{"totalCount":{len(found)}}}', 0
    shown = found[statement.start - 1 : statement.start - 1 + statement.most]
    if not shown:
        return "{}", 0
    rows = ",".join(write(one) for one in shown)
    return (
        f'{{"ExchangeRate":[{rows}],"startPosition":{statement.start},"maxResults":{len(shown)}}}',
        len(shown),
    )


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
    if sent["Rate"] <= 0:
        raise refuse("2240", f"Invalid Number range : Supplied value:{sent['Rate']}", "Rate")
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
