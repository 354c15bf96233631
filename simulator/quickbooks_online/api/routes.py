"""Which path leads to what, below /v3/company/{realm}/."""

from collections.abc import Callable
from typing import Any

from simulator.quickbooks_online.api import (
    answers,
    batches,
    changes,
    files,
    papers,
    queries,
    rates,
    reports,
    taxservice,
)
from simulator.quickbooks_online.api.refusals import Error, Refused, gone, not_supported, refuse, unreadable
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import read_sent, write
from simulator.quickbooks_online.entities import applying, ledger, preferences, writing
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.journal import Unchanged
from simulator.quickbooks_online.entities.kinds import BY_PATH

_PRINTED = frozenset(
    {"Invoice", "SalesReceipt", "Estimate", "CreditMemo", "Payment", "PurchaseOrder", "RefundReceipt"}
)
_JSON_TYPES = ("", "application/json", "text/json", "application/text", "text/plain")


def body_of(call: Call) -> Any:
    """Return what was sent as JSON."""
    kind = call.content_type.split(";")[0].strip().lower()
    if kind not in _JSON_TYPES:
        raise refuse("1050", f"Invalid content type : {kind}")
    try:
        return read_sent(call.body)
    except UnicodeDecodeError:
        raise refuse(
            "500", "com.sun.org.apache.xerces.internal.impl.io.MalformedByteSequenceException", "Operation"
        ) from None
    except ValueError:
        raise unreadable() from None


def nowhere(books: Books, call: Call) -> Refused:
    path = f"/v3/company/{books.realm}/{'/'.join(call.path)}"
    return not_supported(f"Could not find resource for relative : {path} of full path: {path}")


def route(books: Books, call: Call) -> Answer:
    """Answer a call, or raise Refused."""
    words = tuple(word for word in call.path if word)
    first = words[0].lower() if words else ""
    special = _SPECIAL.get((call.method.upper(), first))
    if special is not None:
        return special(books, call)
    kind = BY_PATH.get(first)
    if kind is None:
        raise nowhere(books, call)
    if call.method.upper() == "GET":
        return _get(books, call, kind, words[1:])
    if call.method.upper() != "POST":
        raise not_supported(call.method)
    if len(words) == 1:
        return _post(books, call, kind)
    if len(words) == 3 and words[2].lower() == "send":
        return papers.send(books, kind, words[1], call.query.get("sendTo", ""))
    raise nowhere(books, call)


def _get(books: Books, call: Call, kind: Kind, rest: tuple[str, ...]) -> Answer:
    if kind.name in {"Preferences", "CompanyInfo"}:
        if kind.name == "Preferences":
            preferences.refresh(books)
        return answers.entity(books, kind.name, 1)
    if kind.name == "ExchangeRate":
        return rates.read_rate(books, call)
    if len(rest) == 2 and rest[1].lower() == "pdf" and kind.name in _PRINTED:
        return papers.pdf(books, kind, rest[0])
    if len(rest) != 1:
        raise nowhere(books, call)
    return _read(books, kind, rest[0], _options(call))


def _options(call: Call) -> set[str]:
    if "include" not in call.query:
        return set()
    return {one.strip().lower() for one in call.query.get("include", "").split(",")}


def _read(books: Books, kind: Kind, key: str, options: set[str]) -> Answer:
    number = number_of(key)
    if number is None:
        raise Refused(Error("2030", f"Id should be a valid number. Supplied value:{key}", "Id"), timed=False)
    if kind.name == "Account":
        ledger.refresh(books)
    body = books.store.body(kind.name, number)
    if body is None:
        raise gone()
    if kind.name == "Attachable":
        body = files.renewed(books, body)
    if options:
        body = papers.with_link(kind, body, options)
    return answers.wrapped(books, kind.name, body)


def _post(books: Books, call: Call, kind: Kind) -> Answer:
    given = body_of(call)
    operation = call.query.get("operation", "").lower()
    return answers_of(books, kind, given, operation, _options(call))


def answers_of(books: Books, kind: Kind, given: Any, operation: str, options: set[str]) -> Answer:
    name, body = perform(books, kind, given, operation, options)
    return answers.wrapped(books, name, body)


def perform(books: Books, kind: Kind, given: Any, operation: str, options: set[str]) -> tuple[str, str]:
    """Do one write; return the name and the text of what is sent back."""
    if operation == "delete":
        key = writing.delete(books, kind, given)
        return kind.name, write({"domain": "QBO", "status": "Deleted", "Id": key})
    if operation == "void" or "void" in options:
        return _void(books, kind, given, by_update=operation != "void")
    if operation not in {"", "create", "update"}:
        raise not_supported(operation)
    if kind.name == "Preferences":
        preferences.change(books, given)
        return kind.name, books.store.body(kind.name, 1) or "{}"
    if kind.name == "ExchangeRate":
        return kind.name, rates.write_rate(books, given)
    key = writing.write(books, kind, given, options, operation)
    if kind.name == "CompanyInfo":
        preferences.refresh(books)
    if kind.name == "Account":
        ledger.refresh(books)
    body = books.store.body(kind.name, number_of(key) or 0) or "{}"
    applying.finish(books)
    return kind.name, papers.with_link(kind, body, options)


def _void(books: Books, kind: Kind, given: Any, *, by_update: bool) -> tuple[str, str]:
    try:
        key = writing.void(books, kind, given, by_update=by_update)
    except Unchanged:
        return "BatchItemResponse", "[]"
    return kind.name, books.store.body(kind.name, number_of(key) or 0) or "{}"


def _batch(books: Books, call: Call) -> Answer:
    return batches.answer(books, body_of(call), perform)


_SPECIAL: dict[tuple[str, str], Callable[[Books, Call], Answer]] = {
    ("GET", "query"): queries.answer,
    ("POST", "query"): queries.answer,
    ("GET", "cdc"): changes.answer,
    ("GET", "reports"): reports.answer,
    ("POST", "batch"): _batch,
    ("POST", "upload"): files.upload,
    ("GET", "download"): files.download,
    ("GET", "temporary"): files.temporary,
    ("POST", "taxservice"): lambda books, call: taxservice.answer(books, call, body_of(call)),
}
