"""Transactions that settle others: how much of which, and what becomes of balances, links and tokens.

What settles what is in one table, a row for each pair; balances and links on forms follow from it.
"""

from collections.abc import Mapping
from decimal import Decimal

from simulator.quickbooks_online.amounts import Number, money, number
from simulator.quickbooks_online.api.refusals import business, gone, refuse
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.fields import Kind

# The kinds that have a balance others settle, and by whom.
SETTLED: Mapping[str, str] = {
    "Invoice": "CustomerRef", "CreditMemo": "CustomerRef", "Bill": "VendorRef", "VendorCredit": "VendorRef",
}  # fmt: skip
_BY: Mapping[str, tuple[str, str]] = {
    "Payment": ("Invoice", "CreditMemo"),
    "BillPayment": ("Bill", "VendorCredit"),
}
_SIGN: Mapping[str, int] = {"Invoice": 1, "Bill": 1, "CreditMemo": -1, "VendorCredit": -1}
_CALLED: Mapping[str, str] = {"BillPayment": "BillPaymentCheck"}
_PAYMENTS = frozenset({"Payment", "BillPaymentCheck"})

# A transaction, as its kind and the number of its id.
Key = tuple[str, int]


def settles(books: Books, kind: str, key: str) -> dict[Key, Decimal]:
    """Return what a payment settles, by what."""
    found: dict[Key, Decimal] = {}
    for name, num, amount in books.rows(
        "select target, target_num, amount from links where kind = ? and num = ? order by rowid",
        kind, number_of(key),
    ):  # fmt: skip
        found[name, num] = found.get((name, num), Decimal(0)) + Decimal(amount)
    return found


def settled(books: Books, kind: str, key: str) -> dict[Key, Decimal]:
    """Return what a form is settled by, the first payment first."""
    found: dict[Key, Decimal] = {}
    for name, num, amount in books.rows(
        "select kind, num, amount from links where target = ? and target_num = ? order by rowid",
        kind, number_of(key),
    ):  # fmt: skip
        found[name, num] = found.get((name, num), Decimal(0)) + Decimal(amount)
    return found


def paid(books: Books, kind: Kind, document: Document) -> bool:
    return bool(settled(books, kind.name, document["Id"]))


def _bounded(parts: Mapping[Key, Decimal], most: Decimal) -> dict[Key, Decimal]:
    """Return what is left of the parts when there is no more than that; the last ones give way."""
    left, rest = {}, most
    for key, part in parts.items():
        left[key] = min(part, rest)
        rest -= left[key]
    return {key: part for key, part in left.items() if part > 0}


def _most(document: Document) -> Decimal:
    return number(document["TotalAmt"]) - number(document.get("Deposit"))


def balance(books: Books, kind: Kind, document: Document, old: Document | None) -> None:
    """Set what is open, and by what the rest is settled; a form that is paid stays with its name."""
    most = _most(document)
    if most < 0:
        raise business("The deposit is more than the total.")
    parts = _bounded(settled(books, kind.name, old["Id"]), most) if old else {}
    party = SETTLED[kind.name]
    if old and parts and old.get(party, {}).get("value") != document.get(party, {}).get("value"):
        raise business("You can't change the name on a transaction that is linked to payments.")
    document["Balance"] = money(most - sum(parts.values()))
    _link(document, parts)


def _link(document: Document, parts: Mapping[Key, Decimal]) -> None:
    others = [one for one in document.get("LinkedTxn") or [] if one.get("TxnType") not in _PAYMENTS]
    links = [*others, *({"TxnId": str(num), "TxnType": _CALLED.get(name, name)} for name, num in parts)]
    if links or "LinkedTxn" in document:
        document["LinkedTxn"] = links


def cut(books: Books, kind: Kind, document: Document) -> None:
    """Give back to payments what they settled beyond what a form comes to now."""
    parts = settled(books, kind.name, document["Id"])
    left = _bounded(parts, _most(document)) if parts else {}
    for payment, part in parts.items():
        if left.get(payment) != part:
            _put(books, payment, (kind.name, number_of(document["Id"]) or 0), left.get(payment))
            _reappraise(books, *payment)


def release(books: Books, kind: Kind, document: Document) -> None:
    """Give back to payments all they settled of a form that is void or goes."""
    cut(books, kind, {"Id": document["Id"], "TotalAmt": 0})


def _put(books: Books, source: Key, target: Key, amount: Decimal | None) -> None:
    """Keep how much of the target the source settles; the pair stays where it was among the others."""
    pair = (*source, *target)
    row = books.first(
        "select min(rowid) from links where kind = ? and num = ? and target = ? and target_num = ?", *pair
    )
    if row is not None:
        books.store.db.execute(
            "delete from links where kind = ? and num = ? and target = ? and target_num = ?", pair
        )
    if amount:
        books.store.db.execute(
            "insert into links (rowid, kind, num, target, target_num, amount) values (?, ?, ?, ?, ?, ?)",
            (row, *pair, str(amount)),
        )


def refuse_deposited(books: Books, kind: Kind, document: Document) -> None:
    if deposited(books, kind.name, document["Id"]):
        raise refuse("6540", "Deposited Transaction cannot be changed : Remove it from the deposit first.")


def deposited(books: Books, kind: str, key: str, other_than: int = 0) -> bool:
    """Return whether a deposit holds it."""
    return bool(
        books.first(
            "select 1 from links where target = ? and target_num = ? and kind = 'Deposit' and num != ?",
            kind, number_of(key), other_than,
        )
    )  # fmt: skip


def target(books: Books, kind: Kind, document: Document, link: Document) -> tuple[Kind, Document]:
    """Return what a line of a payment settles, or refuse it."""
    name, key = link.get("TxnType", ""), link.get("TxnId", "")
    if name not in _BY.get(kind.name, ()):
        raise refuse("620", f"Transaction ID cannot be linked : {name} {key}", "LinkedTxn")
    found = books.load(name, key)
    if found is None:
        if books.store.was_deleted(name, number_of(key) or 0):
            raise gone("Another user has deleted this transaction.")
        raise gone()
    reference = SETTLED[name]
    if found.get(reference, {}).get("value") != document[reference]["value"]:
        # The code for somebody else's invoice is not known for certain: 620, or 6000.
        raise refuse(
            "620", f"Transaction ID cannot be linked : {name} {key} belongs to another name", "LinkedTxn"
        )
    return kind_of(name), found


def apply(books: Books, kind: Kind, document: Document) -> None:
    """Settle what the lines of a payment name, and let go what they no longer do; the rest is not touched."""
    source = (kind.name, number_of(document["Id"]) or 0)
    before, now = settles(books, kind.name, document["Id"]), by_target(document)
    for one in {**before, **now}:
        by = now.get(one, Decimal(0)) - before.get(one, Decimal(0))
        if by:
            _put(books, source, one, now.get(one))
            _settle(books, one, by)


def unapply(books: Books, kind: Kind, document: Document) -> None:
    """Let go all that a payment settles, or a deposit holds."""
    apply(books, kind, {"Id": document["Id"], "Line": []})
    books.store.db.execute(
        "delete from links where kind = ? and num = ?", (kind.name, number_of(document["Id"]))
    )


def by_target(payment: Document) -> dict[Key, Decimal]:
    """Return what the lines of a payment come to for each of what they name."""
    found: dict[Key, Decimal] = {}
    for line in payment.get("Line", []):
        key = _of(line)
        if key:
            found[key] = found.get(key, Decimal(0)) + number(line["Amount"])
    return found


def _of(line: Document) -> Key | None:
    links = line.get("LinkedTxn")
    return (links[0]["TxnType"], number_of(links[0]["TxnId"]) or 0) if links else None


def _settle(books: Books, key: Key, by: Decimal) -> None:
    """Lower what is open, or with a negative amount raise it."""
    kind, document = kind_of(key[0]), books.load(key[0], str(key[1]))
    if document is None or kind.name not in SETTLED:
        return
    document["Balance"] = money(number(document.get("Balance")) - by)
    if "RemainingCredit" in kind.fields:
        document["RemainingCredit"] = document["Balance"]
    if "HomeBalance" in document:
        document["HomeBalance"] = money(number(document["Balance"]) * number(document.get("ExchangeRate", 1)))
    document.setdefault("LinkedTxn", [])
    _link(document, settled(books, kind.name, document["Id"]))
    books.save(kind, document, posts=False)


def _reappraise(books: Books, source: str, num: int) -> None:
    """Shorten the lines of a payment to what it settles still; without its credits that may be less again."""
    payment = books.load(source, str(num))
    if payment is None:
        return
    left = settles(books, source, str(num))
    lines = []
    for line in payment.get("Line", []):
        key = _of(line) or ("", 0)
        part = min(number(line["Amount"]), left.get(key, Decimal(0)))
        left[key] = left.get(key, Decimal(0)) - part
        lines.append({**line, "Amount": part})
    beyond = -number(unapplied({**payment, "Line": lines}))
    for line in reversed(lines):
        if beyond > 0 and _SIGN.get((_of(line) or ("",))[0], 1) > 0:
            part = min(line["Amount"], beyond)
            line["Amount"] -= part
            beyond -= part
    payment["Line"] = [{**line, "Amount": money(line["Amount"])} for line in lines if line["Amount"]]
    if "UnappliedAmt" in payment:
        payment["UnappliedAmt"] = unapplied(payment)
    books.save(kind_of(source), payment)
    apply(books, kind_of(source), payment)


def unapplied(payment: Document) -> Number:
    used = Decimal(0)
    for line in payment.get("Line", []):
        used += number(line.get("Amount")) * _SIGN.get((_of(line) or ("",))[0], 1)
    return money(number(payment["TotalAmt"]) - used)
