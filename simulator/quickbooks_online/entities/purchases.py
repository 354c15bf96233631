"""What is bought: bill, vendor credit, expense or check, purchase order."""

from collections.abc import Sequence
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.api.refusals import Error, Refused, business, missing, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import bundles, charges, forms, links
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.lines import arithmetic, classes, identify, item, tracked
from simulator.quickbooks_online.entities.rules import Rules

Pairs = list[tuple[Document, Document]]


class Bought(Rules):
    sign = 1
    open_balance = False
    posts = True

    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if not document.get("Line"):
            raise Refused(missing("Line"))
        forms.dated(books, document, old)
        vendor = books.must("Vendor", document["VendorRef"]["value"]) if "VendorRef" in document else None
        forms.money_of(books, document, vendor)
        links.sent(books, document)
        pairs = _details(books, document["Line"], document["TxnDate"] if self.posts else "")
        if not pairs:
            raise refuse("2250", "Missing lines : At least one line is needed", "Line")
        classes(books, document, [detail for _, detail in pairs])
        identify(document["Line"], old)
        tax = forms.bought_tax(books, document, pairs)
        bundles.close(document["Line"])
        total = sum((number(line["Amount"]) for line, _ in pairs), Decimal(0)) + tax
        if total < 0:
            raise business("Transaction amount must be 0 or greater.")
        document["TotalAmt"] = money(total)
        self.fill(books, kind, document)
        forms.at_home(books, document)
        forms.numbered(books, kind, document, old, allowed=document.pop("_allow_duplicate", False))

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        if self.open_balance:
            links.balance(books, kind, document)
        if "APAccountRef" in kind.fields:
            if "APAccountRef" not in document:
                document["APAccountRef"] = forms.default_account(books, "Accounts Payable")
            forms.account(books, document, "APAccountRef", ("Accounts Payable",))

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if self.open_balance:
            links.owed(books, "Vendor", document, old, "Balance", self.sign)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])
        if charges.billed(old):
            raise refuse("6400", "Linked expense : An invoice bills this; deleting it would invalidate it.")
        if self.open_balance:
            if not books.by_hand and links.paid(books, kind, old):
                raise business(
                    "You can't delete this transaction because it is linked to other transactions."
                )
            links.release(books, kind, old)
            links.owed(books, "Vendor", None, old, "Balance", self.sign)


class Bill(Bought):
    in_sparse = ("VendorRef",)
    open_balance = True

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        super().fill(books, kind, document)
        document.setdefault("LinkedTxn", [])
        forms.due(books, document)

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        raise Refused(
            Error(
                "10000",
                "System Failure Error: java.lang.UnsupportedOperationException",
                "SystemFailureError",
            ),
            fault="SystemFault",
            status=200,
        )


class VendorCredit(Bought):
    open_balance = True
    sign = -1


class Purchase(Bought):
    in_sparse = ("PaymentType",)

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        types = (
            ("Credit Card",) if document["PaymentType"] == "CreditCard" else ("Bank", "Other Current Asset")
        )
        forms.account(books, document, "AccountRef", types)
        document.setdefault("Credit", False)
        document.setdefault("PurchaseEx", {"any": []})


class PurchaseOrder(Bought):
    posts = False

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        super().fill(books, kind, document)
        document.setdefault("POStatus", "Open")
        document.setdefault("EmailStatus", "NotSet")


def _details(books: Books, lines: Sequence[Document], day: str) -> Pairs:
    pairs: Pairs = []
    for line in lines:
        name = line["DetailType"]
        if name == "DescriptionOnly":
            continue
        if name not in line:
            raise Refused(missing(f"Line.{name}"))
        if name == "GroupLineDetail":
            pairs += _details(books, bundles.open_up(books, line, bought=True), day)
            continue
        _one(books, line, line[name], name, day)
        pairs.append((line, line[name]))
    return pairs


def _one(books: Books, line: Document, detail: Document, name: str, day: str) -> None:
    arithmetic(line, detail)
    forms.plain_numbers(detail)
    if name == "AccountBasedExpenseLineDetail" and "AccountRef" not in detail:
        raise Refused(missing("AccountRef"))
    if name == "ItemBasedExpenseLineDetail":
        if "ItemRef" not in detail:
            raise refuse(
                "6440", "Transaction detail required : A line needs a product, service or account", "ItemRef"
            )
        tracked(books, item(books, detail, "ExpenseAccountRef"), detail, day)
    detail.setdefault("BillableStatus", "NotBillable")
    if detail["BillableStatus"] == "Billable" and "CustomerRef" not in detail:
        raise Refused(missing("Line.CustomerRef"))
    if books.is_american:
        detail.setdefault("TaxCodeRef", {"value": "NON"})
