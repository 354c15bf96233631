"""What a person does in QuickBooks itself, by the same rules as the API but for what only the API refuses."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from simulator.quickbooks_online.api.refusals import gone, refuse
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import applying, preferences, writing
from simulator.quickbooks_online.entities.registry import RULES
from simulator.quickbooks_online.settings import checked

Values = Mapping[str, Any]
_MERGED = ("Customer", "Vendor", "Account", "Item", "Employee")


def act(books: Books, what: str, values: Values) -> Document:
    """Do it and return the object as it is then; raises ValueError for something nobody does."""
    if what not in _ACTS:
        raise ValueError(f"Nobody does {what!r} here; there are: {', '.join(sorted(_ACTS))}.")
    made = _ACTS[what](books, values)
    applying.finish(books)
    return made


def _loaded(books: Books, kind: str, key: str) -> Document:
    found = books.load(kind, key)
    if found is None:
        raise gone()
    return found


def _named(books: Books, values: Values) -> tuple[str, Document]:
    kind = kind_of(str(values["entity"])).name
    return kind, _loaded(books, kind, str(values["id"]))


def _create(books: Books, values: Values) -> Document:
    kind = kind_of(str(values["entity"]))
    return _loaded(books, kind.name, writing.create(books, kind, dict(values.get("fields", {}))))


def _edit(books: Books, values: Values) -> Document:
    name, old = _named(books, values)
    kind = kind_of(name)
    given = {**values.get("fields", {}), "Id": old["Id"], "SyncToken": old["SyncToken"]}
    rules = RULES[name]
    needed = list(rules.in_sparse)
    if rules.sparse_refused:
        given = {**{k: v for k, v in old.items() if not kind.fields[k].read_only}, **given}
    else:
        given["sparse"] = True
    for field in needed:
        given.setdefault(field, old[field])
    return _loaded(books, name, writing.update(books, kind, given))


def _delete(books: Books, values: Values) -> Document:
    name, old = _named(books, values)
    writing.delete(books, kind_of(name), old)
    return old


def _void(books: Books, values: Values) -> Document:
    name, old = _named(books, values)
    RULES[name].void(books, kind_of(name), old, by_update=True)
    return _loaded(books, name, old["Id"])


def _deactivate(books: Books, values: Values) -> Document:
    return _edit(books, {**values, "fields": {"Active": False}})


def _pay(books: Books, values: Values) -> Document:
    """Record a payment of an invoice: `invoice` and, if it is not the whole balance, `amount`."""
    invoice = _loaded(books, "Invoice", str(values.get("invoice") or values["id"]))
    amount = Decimal(str(values.get("amount") or invoice["Balance"]))
    line = {"Amount": amount, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    given = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": amount, "Line": [line]}
    if books.settings["multi_currency"]:
        given["CurrencyRef"] = invoice["CurrencyRef"]
    return _loaded(books, "Payment", writing.create(books, kind_of("Payment"), given))


def _close_books(books: Books, values: Values) -> Document:
    books.settings["closed_through"] = checked("closed_through", values["through"])
    preferences.refresh(books)
    return _loaded(books, "Preferences", "1")


def _merge(books: Books, values: Values) -> Document:
    """Merge an object of a list into another: what led to it leads to the other, and it is gone."""
    name, old = _named(books, values)
    into = _loaded(books, name, str(values["into"]))
    if name not in _MERGED or old["Id"] == into["Id"]:
        raise refuse("500", "Operation merge is not supported.", "Operation")
    kind = kind_of(name)
    reference = {"value": into["Id"], "name": into.get("FullyQualifiedName") or into[kind.naming]}
    party = f"{name}Ref"
    if name in {"Customer", "Vendor"}:
        marks = [
            kind_
            for (kind_,) in books.rows(
                "select distinct kind from objects where party = ?", number_of(old["Id"])
            )
        ]
        for other in marks:
            for (key,) in books.rows(
                "select id from objects where kind = ? and party = ?", other, number_of(old["Id"])
            ):
                document = books.must(other, key)
                if document.get(party, {}).get("value") == old["Id"]:
                    books.correct(kind_of(other), {**document, party: reference})
        for total in ("Balance", "BalanceWithJobs"):
            if total in into:
                into[total] = Decimal(into[total]) + Decimal(old.get(total) or 0)
    made = books.save(kind, into, "Update")
    books.changes.pop()
    now = books.now()
    books.store.db.execute("delete from objects where kind = ? and num = ?", (name, number_of(old["Id"])))
    books.store.db.execute(
        "insert or replace into gone values (?, ?, ?, ?)",
        (name, number_of(old["Id"]), old["Id"], int(now.timestamp()) * 1000),
    )
    books.changed(name, into["Id"], "Merge", now, old["Id"])
    return made


_ACTS: Mapping[str, Callable[[Books, Values], Document]] = {
    "create": _create,
    "edit": _edit,
    "delete": _delete,
    "void": _void,
    "deactivate": _deactivate,
    "pay": _pay,
    "close_books": _close_books,
    "merge": _merge,
}
