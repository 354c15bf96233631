"""What a form was made from: an estimate, an order, hours and expenses; and that these know of it."""

from simulator.quickbooks_online.api.refusals import business, refuse
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import charges
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import KINDS

_CHARGES = frozenset({"TimeActivity", "ReimburseCharge"})
# What a new form may say it was made from, and who it has in common with that.
_ORIGINS = {"Estimate": "CustomerRef", "PurchaseOrder": "VendorRef", **dict.fromkeys(_CHARGES, "")}
# Shown on the form that something was made from.
_MADE = frozenset({"Invoice", "SalesReceipt", "Bill", "Purchase"})
_SHOWN_ONLY = frozenset({*KINDS, "BillPaymentCheck", "BillPaymentCreditCard", "Check", "Expense"})

Link = dict[str, str]


def sent(books: Books, document: Document, old: Document | None) -> None:
    """Keep of the links that were sent what the form was made from; the books know the others."""
    before = (old or {}).get("LinkedTxn") or []
    links = []
    for link in document.get("LinkedTxn") or []:
        kind = link.get("TxnType", "")
        if kind in _ORIGINS:
            if link not in before:
                _check(books, document, kind, link.get("TxnId", ""))
            links.append(link)
        elif kind not in _SHOWN_ONLY:
            raise refuse(
                "620", f"Transaction ID cannot be linked : {kind} {link.get('TxnId', '')}", "LinkedTxn"
            )
    links += [link for link in before if link["TxnType"] in _MADE]
    if links or "LinkedTxn" in document:
        document["LinkedTxn"] = links


def _check(books: Books, document: Document, kind: str, key: str) -> None:
    if kind in _CHARGES:
        found: Document | None = {} if charges.known(books, kind, key) else None
    else:
        found = books.load(kind, key)
    if found is None:
        raise business(f"The entity {kind} {key} that you are trying to link does not exist.")
    if found.get("TxnStatus") == "Closed" or found.get("POStatus") == "Closed":
        raise refuse("620", f"Transaction ID cannot be linked : {kind} {key} is closed", "LinkedTxn")
    name = _ORIGINS[kind]
    if name and found.get(name, {}).get("value") != document.get(name, {}).get("value"):
        raise refuse(
            "620", f"Transaction ID cannot be linked : {kind} {key} belongs to another name", "LinkedTxn"
        )


def connect(books: Books, kind: Kind, document: Document | None, old: Document | None) -> None:
    """Have what a form was made from know it, and what it is no longer made from forget it."""
    now, before = _origins(document), _origins(old)
    for link in before:
        if link not in now:
            _mark(books, kind, old or {}, link, made=False)
    for link in now:
        if link not in before:
            _mark(books, kind, document or {}, link, made=True)


def _origins(document: Document | None) -> list[Link]:
    return [link for link in (document or {}).get("LinkedTxn") or [] if link.get("TxnType") in _ORIGINS]


def _mark(books: Books, kind: Kind, document: Document, link: Link, *, made: bool) -> None:
    name, key = link["TxnType"], link["TxnId"]
    if name in _CHARGES:
        customer = document.get("CustomerRef", {}).get("value", "")
        charges.mark(books, name, key, customer, billed=made)
        return
    origin = books.load(name, key)
    if origin is None:
        return
    own = {"TxnId": document["Id"], "TxnType": kind.name}
    others = [one for one in origin.get("LinkedTxn", []) if one != own]
    origin["LinkedTxn"] = [*others, own] if made else others
    if name == "Estimate":
        origin["TxnStatus"] = "Closed" if made else "Pending"
    books.save(kind_of(name), origin)
