"""Journal entries, deposits and transfers."""

from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.api.refusals import Refused, business, missing, no_reference, refuse
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import forms, links
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.lines import identify
from simulator.quickbooks_online.entities.rules import Rules


class Unchanged(Exception):
    """Raised by what the service answers 200 to and does not do."""


class Journal(Rules):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        forms.dated(books, document, old)
        lines = document.get("Line") or []
        posted = [line for line in lines if line["DetailType"] == "JournalEntryLineDetail"]
        if len(posted) < 2:
            raise refuse("2250", "Missing lines : A journal entry needs two lines", "Line")
        sides = {"Debit": Decimal(0), "Credit": Decimal(0)}
        for line in posted:
            sides[_posting(books, line)] += number(line["Amount"])
        if sides["Debit"] != sides["Credit"]:
            raise refuse("2300", "Debits and credits are not equal")
        identify(lines, old)
        for position, line in enumerate(lines):
            line["Id"], line["LineNum"] = line.get("Id", str(position)), position + 1
        forms.money_of(books, document, None, old)
        document["TotalAmt"] = 0
        document.setdefault("Adjustment", False)
        forms.numbered(books, kind, document, old, allowed=document.pop("_allow_duplicate", False))

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        raise Unchanged


def _posting(books: Books, line: Document) -> str:
    detail = line.get("JournalEntryLineDetail", {})
    if "PostingType" not in detail:
        raise refuse("2260", "Missing PostingType", "PostingType")
    if line.get("Amount") is None:
        raise Refused(missing("Line.Amount"))
    if line["Amount"] < 0:
        raise refuse("2290", "Negative Amount : Amounts of a journal entry are positive", "Line.Amount")
    if "AccountRef" not in detail:
        raise Refused(missing("AccountRef"))
    _entity(books, detail)
    if "TaxCodeRef" in detail and not books.is_american:
        if "TaxApplicableOn" not in detail:
            raise refuse("2270", "Missing TaxApplicableOn", "TaxApplicableOn")
        if "TaxAmount" not in detail:
            raise refuse("2280", "Missing TaxAmount", "TaxAmount")
    return str(detail["PostingType"])


def _entity(books: Books, detail: Document) -> None:
    wanted = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}
    who = wanted.get(books.must("Account", detail["AccountRef"]["value"])["AccountType"])
    entity = detail.get("Entity") or {}
    reference = entity.get("EntityRef") or {}
    # Said beside it, and not within; a reference that was kept has lost it.
    found = reference.pop("type", entity.get("Type"))
    if reference and entity.get("Type") not in {None, found}:
        raise no_reference("Names", reference["value"])
    if who and entity.get("Type") != who:
        ledger = "Receivable" if who == "Customer" else "Payable"
        raise refuse(
            "6000",
            f"Business Validation Error: When you use Accounts {ledger}, "
            f"you must choose a {who.lower()} in the Name field.",
        )


class Deposit(Rules):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if not document.get("Line"):
            raise Refused(missing("Line"))
        forms.dated(books, document, old)
        forms.money_of(books, document, None, old)
        forms.account(books, document, "DepositToAccountRef", ("Bank", "Other Current Asset"))
        identify(document["Line"], old)
        held: set[tuple[str, str]] = set()
        for line in document["Line"]:
            if line.get("Amount") is None:
                raise Refused(missing("Line.Amount"))
            if not line.get("LinkedTxn") and "AccountRef" not in line.get("DepositLineDetail", {}):
                raise refuse("6440", "Transaction detail required : A line needs an account", "AccountRef")
            for link in line.get("LinkedTxn") or []:
                self._link(books, document, line, link)
                one = (link["TxnType"], link["TxnId"])
                if one in held:
                    raise refuse(
                        "620", f"Transaction ID cannot be linked : {one[1]} is named twice", "LinkedTxn"
                    )
                held.add(one)
        document["TotalAmt"] = money(sum((number(line["Amount"]) for line in document["Line"]), Decimal(0)))

    @staticmethod
    def _link(books: Books, document: Document, line: Document, link: Document) -> None:
        kind, key = link.get("TxnType", ""), link.get("TxnId", "")
        found = books.load(kind, key) if kind in {"Payment", "SalesReceipt"} else None
        if found is None or links.deposited(books, kind, key, number_of(document.get("Id", "")) or 0):
            raise refuse("620", f"Transaction ID cannot be linked : {kind} {key}", "LinkedTxn")
        if line["Amount"] != found["TotalAmt"]:
            raise business(
                f"The amount of a deposited transaction cannot differ from it: {found['TotalAmt']}."
            )

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        num = number_of(document["Id"])
        books.store.db.execute("delete from links where kind = ? and num = ?", (kind.name, num))
        for line in document["Line"]:
            for link in line.get("LinkedTxn") or []:
                books.store.db.execute(
                    "insert into links values (?, ?, ?, ?, ?)",
                    (kind.name, num, link["TxnType"], number_of(link["TxnId"]), "0"),
                )

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])
        links.unapply(books, kind, old)


class Transfer(Rules):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        forms.dated(books, document, old)
        if document["FromAccountRef"]["value"] == document["ToAccountRef"]["value"]:
            raise refuse(
                "2600", "Conflicting elements in request : The accounts are the same", "ToAccountRef"
            )
        forms.money_of(books, document, None)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])
