"""What the books link by themselves once the answer is out: open credits and money nobody assigned."""

from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import links, writing
from simulator.quickbooks_online.entities.payments import line_of

_NOTE = "Created by QB Online to link credits to charges."


def finish(books: Books) -> None:
    """See to what was made since; an answer shows a form as it was before that."""
    while books.made:
        name, key = books.made.pop(0)
        document = books.load(name, key)
        if document is None:
            continue
        if name in {"Invoice", "CreditMemo"} and books.settings["auto_apply_credit"]:
            _credits(books, name, document)
        if name in {"Invoice", "Payment"} and books.settings["auto_apply_payments"]:
            _payments(books, name, key, document)


def _open(books: Books, name: str, document: Document) -> list[Document]:
    """Return what of this kind the customer has open, the oldest first."""
    rows = books.rows(
        "select id from objects where kind = ? and party = ? and balance > 0 order by day, num",
        name, number_of(document["CustomerRef"]["value"]),
    )  # fmt: skip
    return [books.must(name, key) for (key,) in rows]


def _credits(books: Books, name: str, document: Document) -> None:
    other = "CreditMemo" if name == "Invoice" else "Invoice"
    rest, lines = number(document["Balance"]), []
    for found in _open(books, other, document):
        part = min(rest, number(found["Balance"]))
        if part > 0:
            lines.append({"Amount": part, "LinkedTxn": [{"TxnId": found["Id"], "TxnType": other}]})
            rest -= part
    if not lines:
        return
    own = number(document["Balance"]) - rest
    given: Document = {
        "CustomerRef": document["CustomerRef"],
        "CurrencyRef": document["CurrencyRef"],
        "TxnDate": document["TxnDate"],
        "TotalAmt": 0,
        "PrivateNote": _NOTE,
        "Line": [{"Amount": own, "LinkedTxn": [{"TxnId": document["Id"], "TxnType": name}]}, *lines],
    }
    if document.get("ExchangeRate"):
        given["ExchangeRate"] = document["ExchangeRate"]
    writing.create(books, kind_of("Payment"), given)


def _payments(books: Books, name: str, key: str, document: Document) -> None:
    for found in _open(books, "Payment" if name == "Invoice" else "Invoice", document):
        # What the one before took is no longer open.
        own = books.must(name, key)
        invoice, payment = (own, found) if name == "Invoice" else (found, own)
        part = min(number(invoice["Balance"]), number(payment["UnappliedAmt"]))
        if part > 0:
            _apply(books, payment, invoice, part)


def _apply(books: Books, payment: Document, invoice: Document, part: Decimal) -> None:
    kind = kind_of("Payment")
    lines = list(payment.get("Line", []))
    again = [one for one in lines if one["LinkedTxn"][0] == {"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    lines = [one for one in lines if one not in again]
    whole = part + sum((number(one["Amount"]) for one in again), Decimal(0))
    payment["Line"] = [*lines, line_of({"TxnId": invoice["Id"], "TxnType": "Invoice"}, whole)]
    payment["UnappliedAmt"] = money(number(payment["UnappliedAmt"]) - part)
    links.apply(books, kind, books.save(kind, payment))
