"""What a person does in QuickBooks itself, by the same rules as the API but for what only the API refuses."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from simulator.quickbooks_online import merging
from simulator.quickbooks_online.api.refusals import gone
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import applying, preferences, writing
from simulator.quickbooks_online.entities.registry import RULES
from simulator.quickbooks_online.settings import checked

Values = Mapping[str, Any]


def act(books: Books, what: str, values: Values) -> Document:
    """Do it and return the object as it is then; raises ValueError for something nobody does."""
    if what not in _ACTS:
        raise ValueError(f"Nobody does {what!r} here; there are: {', '.join(sorted(_ACTS))}.")
    books.made.clear()
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
    return merging.merge(books, name, old, _loaded(books, name, str(values["into"])))


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
