"""Transactions that settle others: how much, what becomes of balances and tokens, what forbids it."""

from collections.abc import Mapping
from decimal import Decimal

from simulator.quickbooks_online.amounts import Number, money, number
from simulator.quickbooks_online.api.refusals import business, gone, refuse
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import charges
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.names import roll

# The kinds that have a balance others settle, and by whom.
SETTLED: Mapping[str, str] = {
    "Invoice": "CustomerRef", "CreditMemo": "CustomerRef", "Bill": "VendorRef", "VendorCredit": "VendorRef",
}  # fmt: skip
_BY: Mapping[str, tuple[str, str]] = {
    "Payment": ("Invoice", "CreditMemo"),
    "BillPayment": ("Bill", "VendorCredit"),
}
_SIGN: Mapping[str, int] = {"Invoice": 1, "Bill": 1, "CreditMemo": -1, "VendorCredit": -1}
_PARTY: Mapping[str, str] = {"CustomerRef": "Customer", "VendorRef": "Vendor"}
_CALLED: Mapping[str, str] = {"BillPayment": "BillPaymentCheck"}
_CHARGES = frozenset({"TimeActivity", "ReimburseCharge"})
# What a new form may say it was made from.
_MADE_FROM = frozenset({"Estimate", "TimeActivity", "ReimburseCharge", "PurchaseOrder"})


def settled(books: Books, kind: Kind, key: str) -> Decimal:
    rows = books.rows(
        "select amount from links where target = ? and target_num = ?", kind.name, number_of(key)
    )
    return sum((Decimal(amount) for (amount,) in rows), Decimal(0))


def paid(books: Books, kind: Kind, document: Document) -> bool:
    return bool(
        books.first(
            "select 1 from links where target = ? and target_num = ?", kind.name, number_of(document["Id"])
        )
    )


def balance(books: Books, kind: Kind, document: Document) -> None:
    """Set the balance; a total below what was paid takes the excess back from the payments."""
    applied = settled(books, kind, document["Id"]) if "Id" in document else Decimal(0)
    rest = number(document["TotalAmt"]) - number(document.get("Deposit")) - applied
    if rest < 0 and applied:
        rest += _take_back(books, kind, document["Id"], -rest)
    document["Balance"] = money(rest)


def _take_back(books: Books, kind: Kind, key: str, excess: Decimal) -> Decimal:
    taken = Decimal(0)
    rows = books.rows(
        "select rowid, kind, num, amount from links where target = ? and target_num = ? order by rowid desc",
        kind.name, number_of(key),
    )  # fmt: skip
    for row, source, num, amount in rows:
        part = min(excess - taken, Decimal(amount))
        if part <= 0:
            break
        taken += part
        books.store.db.execute(
            "update links set amount = ? where rowid = ?", (str(Decimal(amount) - part), row)
        )
        _reappraise(books, source, str(num))
    return taken


def owed(  # noqa: PLR0917
    books: Books, who: str, document: Document | None, old: Document | None, name: str, sign: int = 1
) -> None:
    """Carry the change of what is open over to the customer or vendor."""
    reference = f"{who}Ref"
    for one, direction in ((old, -sign), (document, sign)):
        if one and reference in one:
            roll(books, who, one[reference]["value"], number(one.get(name)) * direction)


def sent(books: Books, document: Document) -> None:
    """Refuse a form that says it was made from something that is not there."""
    for link in document.get("LinkedTxn") or []:
        kind, key = link.get("TxnType", ""), link.get("TxnId", "")
        if kind not in _MADE_FROM:
            continue
        charge = kind in {"ReimburseCharge", "TimeActivity"}
        found = books.load(kind, key) if not charge else {} if charges.known(books, kind, key) else None
        if found is None:
            raise business(f"The entity {kind} {key} that you are trying to link does not exist.")
        if found.get("TxnStatus") == "Closed" or found.get("POStatus") == "Closed":
            raise refuse("620", f"Transaction ID cannot be linked : {kind} {key} is closed", "LinkedTxn")


def connect(books: Books, kind: Kind, document: Document, old: Document | None) -> None:
    """Have what an invoice was made from know it: the estimate is closed, expenses and hours are billed."""
    if kind.name != "Invoice":
        return
    before = (old or {}).get("LinkedTxn") or []
    for link in document.get("LinkedTxn") or []:
        if link in before:
            continue
        if link.get("TxnType") in _CHARGES:
            charges.mark(books, link["TxnType"], link["TxnId"], document["CustomerRef"]["value"], billed=True)
        if link.get("TxnType") == "Estimate":
            estimate = books.must("Estimate", link["TxnId"])
            estimate["TxnStatus"] = "Closed"
            estimate["LinkedTxn"] = [
                *estimate.get("LinkedTxn", []), {"TxnId": document["Id"], "TxnType": "Invoice"}
            ]  # fmt: skip
            books.save(kind_of("Estimate"), estimate)


def disconnect(books: Books, kind: Kind, old: Document) -> None:
    if kind.name != "Invoice":
        return
    for link in old.get("LinkedTxn") or []:
        if link.get("TxnType") in _CHARGES:
            charges.mark(books, link["TxnType"], link["TxnId"], old["CustomerRef"]["value"], billed=False)
        estimate = books.load("Estimate", link["TxnId"]) if link.get("TxnType") == "Estimate" else None
        if estimate:
            estimate["TxnStatus"] = "Pending"
            estimate["LinkedTxn"] = [
                one for one in estimate.get("LinkedTxn", []) if one["TxnId"] != old["Id"]
            ]
            books.save(kind_of("Estimate"), estimate)


def refuse_deposited(books: Books, kind: Kind, document: Document) -> None:
    if books.first(
        "select 1 from links where target = ? and target_num = ? and kind = 'Deposit'",
        kind.name, number_of(document["Id"]),
    ):  # fmt: skip
        raise refuse("6540", "Deposited Transaction cannot be changed : Remove it from the deposit first.")


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


def settle(books: Books, kind: Kind, document: Document, by: Decimal, source: tuple[str, str]) -> None:
    """Lower (or with a negative amount raise) what is open, and have the document know by what."""
    before = dict(document)
    document["Balance"] = money(number(document.get("Balance")) - by)
    if "RemainingCredit" in kind.fields:
        document["RemainingCredit"] = document["Balance"]
    if "HomeBalance" in document:
        document["HomeBalance"] = money(number(document["Balance"]) * number(document.get("ExchangeRate", 1)))
    name, key = source
    called = _CALLED.get(name, name)
    others = [
        one
        for one in document.get("LinkedTxn", [])
        if (one.get("TxnType"), one.get("TxnId")) != (called, key)
    ]
    document["LinkedTxn"] = [*others, {"TxnId": key, "TxnType": called}] if by > 0 else others
    books.save(kind, document, posts=False)
    owed(books, _PARTY[SETTLED[kind.name]], document, before, "Balance", _SIGN[kind.name])


def apply(books: Books, kind: Kind, document: Document) -> None:
    """Settle what the lines of a payment name; each at most to its end."""
    for line in document.get("Line", []):
        for link in line.get("LinkedTxn", [])[:1]:
            into, found = target(books, kind, document, link)
            amount = number(line["Amount"])
            books.store.db.execute(
                "insert into links values (?, ?, ?, ?, ?)",
                (kind.name, number_of(document["Id"]), into.name, number_of(found["Id"]), str(amount)),
            )
            settle(books, into, found, amount, (kind.name, document["Id"]))


def unapply(books: Books, kind: Kind, document: Document) -> None:
    """Take back what a payment settled."""
    num = number_of(document["Id"])
    rows = books.rows(
        "select target, target_num, amount from links where kind = ? and num = ?", kind.name, num
    )
    books.store.db.execute("delete from links where kind = ? and num = ?", (kind.name, num))
    for name, key, amount in rows:
        found = books.load(name, str(key))
        if found is not None and name in SETTLED:
            settle(books, kind_of(name), found, -Decimal(amount), (kind.name, document["Id"]))


def release(books: Books, kind: Kind, document: Document) -> None:
    """Give back to payments what they had settled of a document that is void or gone."""
    num = number_of(document["Id"])
    rows = books.rows(
        "select distinct kind, num from links where target = ? and target_num = ?", kind.name, num
    )
    books.store.db.execute("delete from links where target = ? and target_num = ?", (kind.name, num))
    for source, key in rows:
        _reappraise(books, source, str(key), document["Id"])


def _reappraise(books: Books, source: str, key: str, without: str = "") -> None:
    """Work out anew what of a payment is not applied, and drop the line of what is gone."""
    payment = books.load(source, key)
    if payment is None:
        return
    before = dict(payment)
    applied = {
        (name, str(num)): Decimal(amount)
        for name, num, amount in books.rows(
            "select target, target_num, amount from links where kind = ? and num = ?", source, number_of(key)
        )
    }
    lines = []
    for line in payment.get("Line", []):
        link = (line.get("LinkedTxn") or [{}])[0]
        amount = applied.get((link.get("TxnType", ""), link.get("TxnId", "")))
        if amount:
            lines.append({**line, "Amount": money(amount)})
    payment["Line"] = lines
    if "UnappliedAmt" in payment:
        payment["UnappliedAmt"] = unapplied(payment)
        owed(books, "Customer", payment, before, "UnappliedAmt", -1)
    books.save(kind_of(source), payment)


def unapplied(payment: Document) -> Number:
    used = Decimal(0)
    for line in payment.get("Line", []):
        kind = (line.get("LinkedTxn") or [{}])[0].get("TxnType", "")
        used += number(line.get("Amount")) * _SIGN.get(kind, 1)
    return money(number(payment["TotalAmt"]) - used)
