"""Create, update, delete and void, for every kind alike; what differs is in its rules."""

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from simulator.quickbooks_online.amounts import Number
from simulator.quickbooks_online.api.refusals import (
    Error,
    Refused,
    gone,
    missing,
    not_supported,
    refuse,
    unreadable,
)
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.checking import Checker
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.registry import RULES
from simulator.quickbooks_online.entities.values import as_text

ALLOW_DUPLICATE = "allowduplicatedocnum"
_ENDED = (
    "Subscription period has ended or canceled or there was a billing problem : You can't add data to "
    "QuickBooks "
    "Online Companies because your trial or subscription period ended or was canceled."
)


def guard(books: Books) -> None:
    """Refuse all writing where the company or the user may not."""
    if books.settings["subscription_ended"]:
        raise Refused(Error("6190", _ENDED), status=books.settings["subscription_status"])
    if books.settings["read_only_user"]:
        raise refuse(
            "5020", "Permission Denied Error : You do not have the access rights to use this feature."
        )


def write(books: Books, kind: Kind, given: Any, options: Collection[str] = (), operation: str = "") -> str:
    """Create what has no id, update what has one; return the id. An operation that is named has to fit."""
    guard(books)
    if not isinstance(given, dict):
        raise unreadable()
    if not kind.writable:
        raise not_supported("create")
    if given.get("Id") in (None, "") and kind.group != "fixed":
        if operation == "update":
            raise Refused(missing("Id"))
        return create(books, kind, given, options)
    if operation == "create":
        raise refuse("2600", "Conflicting elements in request : What is created has no Id yet", "Id")
    return update(books, kind, given, options)


def create(books: Books, kind: Kind, given: Document, options: Collection[str] = ()) -> str:
    checker = Checker(books, kind)
    document = {name: value for name, value in checker.check(given).items() if value is not None}
    checker.require(document)
    if ALLOW_DUPLICATE in options:
        document["_allow_duplicate"] = True
    rules = RULES[kind.name]
    rules.prepare(books, kind, document, None)
    document.pop("_allow_duplicate", None)
    made = books.insert(kind, document)
    rules.kept(books, kind, made, None)
    books.made.append((kind.name, made["Id"]))
    return str(made["Id"])


def current(books: Books, kind: Kind, given: Document, *, token: bool = True) -> Document:
    """Return the object a body means, or refuse: no such id, no token, a token that is not the last one."""
    key = as_text(given.get("Id") if given.get("Id") is not None else "1")
    if number_of(key) is None:
        raise Refused(Error("2030", f"Id should be a valid number. Supplied value:{key}", "Id"), timed=False)
    old = books.load(kind.name, key)
    if old is None:
        raise gone(*_reason(books, kind, key))
    if token:
        sent = given.get("SyncToken")
        if sent in (None, ""):
            raise Refused(missing("SyncToken"))
        if as_text(sent) != old["SyncToken"]:
            raise stale(books)
    return old


def _reason(books: Books, kind: Kind, key: str) -> tuple[str, ...]:
    deleted = kind.is_transaction and books.store.was_deleted(kind.name, number_of(key) or 0)
    return ("Another user has deleted this transaction.",) if deleted else ()


def stale(books: Books) -> Refused:
    editor = books.settings["editor"]
    return refuse(
        "5010",
        f"Stale Object Error : You and {editor} were working on this at the same time. "
        f"{editor} finished before you did, so your work was not saved.",
    )


def is_sparse(given: Document) -> bool:
    return given.get("sparse") in (True, "true", "True", "TRUE")


def update(books: Books, kind: Kind, given: Document, options: Collection[str] = ()) -> str:
    """Change an object: what is left out becomes empty, or with `sparse` stays."""
    old = current(books, kind, given)
    rules = RULES[kind.name]
    sparse = is_sparse(given)
    checker = Checker(books, kind, old)
    sent = checker.check(given)
    document = _merged(kind, old, sent) if sparse else _replaced(kind, old, sent)
    needed = [missing(name) for name in rules.in_sparse if sparse and not sent.get(name)]
    if sparse and rules.sparse_refused:
        # Seen so: a payment is changed as a whole or not at all.
        needed += [
            missing(field.name)
            for field in kind.fields.values()
            if field.required and not _is_sent(sent, field.name)
        ]
    if needed:
        raise Refused(*needed)
    checker.require(document)
    if ALLOW_DUPLICATE in options:
        document["_allow_duplicate"] = True
    rules.prepare(books, kind, document, old)
    document.pop("_allow_duplicate", None)
    if sparse and _same(kind, document, old):
        return str(old["Id"])
    made = books.save(kind, document)
    rules.kept(books, kind, made, old)
    return str(made["Id"])


def _is_sent(sent: Document, name: str) -> bool:
    value: Number | str | None = sent.get(name)
    return value is not None


def _merged(kind: Kind, old: Document, sent: Document) -> Document:
    # Rules work on lines in place; the tax that was not sent they know by its being the same object.
    lines = {"Line": deepcopy(old["Line"])} if "Line" in old else {}
    document = {**old, **lines, **sent}
    return {name: value for name, value in document.items() if value is not None}


_STAY = frozenset({"Active", "TxnDate", "Type", "Code"})


def _replaced(kind: Kind, old: Document, sent: Document) -> Document:
    kept = {
        name: value
        for name, value in old.items()
        if name in kind.fields and (kind.fields[name].read_only or kind.fields[name].fixed or name in _STAY)
    }
    return {**kept, **{name: value for name, value in sent.items() if value is not None}}


def _same(kind: Kind, document: Document, old: Document) -> bool:
    return all(document.get(name) == old.get(name) for name in kind.fields)


def delete(books: Books, kind: Kind, given: Any) -> str:
    guard(books)
    if not isinstance(given, dict):
        raise unreadable()
    if kind.ends != "delete":
        raise not_supported("delete")
    old = current(books, kind, given, token=kind.group != "file" or given.get("SyncToken") not in (None, ""))
    RULES[kind.name].removing(books, kind, old)
    books.remove(kind, old["Id"])
    return str(old["Id"])


def void(books: Books, kind: Kind, given: Any, *, by_update: bool) -> str:
    """Void; what cannot be voided answers as the real service does, oddities included."""
    guard(books)
    if not isinstance(given, dict):
        raise unreadable()
    old = current(books, kind, given)
    RULES[kind.name].void(books, kind, old, by_update=by_update)
    return str(old["Id"])
