"""Two entries of a list become one: everything that led to the first leads to the second."""

from decimal import Decimal

from simulator.quickbooks_online.amounts import number, plain
from simulator.quickbooks_online.api.refusals import business, refuse
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import ledger, owing
from simulator.quickbooks_online.entities.names import rename_below
from simulator.quickbooks_online.entities.references import repoint

_MERGED = frozenset({"Customer", "Vendor", "Employee", "Account", "Item", "Class", "Department"})


def merge(books: Books, kind_name: str, old: Document, into: Document) -> Document:
    """Do it and return what is left; raises Refused for what cannot be merged."""
    if kind_name not in _MERGED or old["Id"] == into["Id"]:
        raise refuse("500", "Operation merge is not supported.", "Operation")
    for name in ("AccountType", "CurrencyRef", "Type"):
        if old.get(name) != into.get(name):
            raise business(f"Only entries of the same {name} can be merged.")
    kind = kind_of(kind_name)
    target = {"value": into["Id"], "name": into.get("FullyQualifiedName") or into[kind.naming]}
    if kind_name in {"Customer", "Vendor"}:
        _carry(books, kind_name, old, into)
    repoint(books, kind_name, old["Id"], target)
    if kind_name == "Account":
        ledger.repoint(books, old["Id"], into["Id"])
        books.store.restated.add(None)
    books.store.delete(kind_name, number_of(old["Id"]) or 0, old["Id"], int(books.now().timestamp()) * 1000)
    books.store.cache.clear()
    if "FullyQualifiedName" in kind.fields:
        rename_below(books, kind, into, old)
    left = books.must(kind_name, into["Id"])
    if kind_name == "Item":
        _stock(books, old, left)
    made = books.save(kind, left, "Update")
    books.changes.pop()
    books.changed(kind_name, into["Id"], "Merge", books.now(), old["Id"])
    return made


def _carry(books: Books, kind_name: str, old: Document, into: Document) -> None:
    """Take what one owes from it and those above, and add it to the other and those above."""
    own, whole = number(old.get("Balance")), number(old.get("BalanceWithJobs"))
    owing.roll(books, kind_name, old["Id"], -own, -whole)
    owing.roll(books, kind_name, into["Id"], own, whole)


def _stock(books: Books, old: Document, into: Document) -> None:
    source, target = number_of(old["Id"]), number_of(into["Id"])
    if into.get("Type") == "Inventory":
        into["QtyOnHand"] = plain(number(into.get("QtyOnHand")) + number(old.get("QtyOnHand")))
    for num, quantity in books.rows("select num, quantity from stock where item = ?", source):
        before = books.first("select quantity from stock where num = ? and item = ?", num, target) or 0
        books.store.db.execute(
            "insert or replace into stock values (?, ?, ?)",
            (num, target, str(Decimal(quantity) + Decimal(before))),
        )
    books.store.db.execute("delete from stock where item = ?", (source,))
