"""What is to be billed to customers: expenses and hours, and the invoices that did it."""

from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.lines import leaves

_DETAILS = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail")
BILLED, OPEN = "HasBeenBilled", "Billable"


def _source(books: Books, kind: str, key: str) -> tuple[str, Document] | None:
    """Return what a link means: hours, or the expense that a charge came from, by its id."""
    for name in ("Purchase", "Bill") if kind == "ReimburseCharge" else (kind,):
        found = books.load(name, key)
        if found is not None:
            return name, found
    return None


def known(books: Books, kind: str, key: str) -> bool:
    return _source(books, kind, key) is not None


def mark(books: Books, kind: str, key: str, customer: str, *, billed: bool) -> None:
    """Say of an expense or hours that an invoice bills them, or no longer does."""
    found = _source(books, kind, key)
    if found is None:
        return
    name, document = found
    was, now = (OPEN, BILLED) if billed else (BILLED, OPEN)
    owners = [document] if name == "TimeActivity" else _details(document)
    changed = False
    for one in owners:
        if one.get("BillableStatus") == was and one.get("CustomerRef", {}).get("value") == customer:
            one["BillableStatus"] = now
            changed = True
    if changed:
        books.save(kind_of(name), document, posts=False)


def _details(document: Document) -> list[Document]:
    return [line[name] for line in leaves(document.get("Line", [])) for name in _DETAILS if name in line]


def billed(document: Document) -> bool:
    return any(one.get("BillableStatus") == BILLED for one in [document, *_details(document)])


def unbilled(books: Books, customer: str) -> bool:
    """Return whether something waits to be billed to the customer."""
    if books.first(
        "select 1 from objects where kind = 'TimeActivity' and party = ?"
        " and json_extract(body, '$.BillableStatus') = ?", number_of(customer), OPEN,
    ):  # fmt: skip
        return True
    rows = books.rows(
        "select kind, id from objects where kind in ('Bill', 'Purchase') and body like ?",
        f'%"BillableStatus":"{OPEN}"%',
    )
    return any(
        one.get("BillableStatus") == OPEN and one.get("CustomerRef", {}).get("value") == customer
        for kind, key in rows
        for one in _details(books.must(kind, key))
    )
