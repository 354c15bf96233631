"""What is bought: bill, vendor credit, expense or check, purchase order."""

from collections.abc import Sequence
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.api.refusals import Error, Refused, business, missing, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import bundles, charges, forms, links, origins, taxing
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.lines import arithmetic, classes, identify, item, tracked
from simulator.quickbooks_online.entities.rules import Rules

Pairs = list[tuple[Document, Document]]


class Bought(Rules):
    # Whether it has a balance that payments settle.
    opens = False
    posts = True

    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if not document.get("Line"):
            raise Refused(missing("Line"))
        forms.dated(books, document, old)
        forms.money_of(books, document, self.party(books, document), old)
        origins.sent(books, document, old)
        pairs = self._details(books, document, document["Line"])
        if not pairs:
            raise refuse("2250", "Missing lines : At least one line is needed", "Line")
        classes(books, document, [detail for _, detail in pairs])
        identify(document["Line"], old)
        tax = taxing.of_purchase(books, document, old, pairs)
        bundles.close(document["Line"])
        total = sum((number(line["Amount"]) for line, _ in pairs), Decimal(0)) + tax
        if total < 0:
            raise business("Transaction amount must be 0 or greater.")
        document["TotalAmt"] = money(total)
        self.fill(books, kind, document)
        if self.opens:
            links.balance(books, kind, document, old)
        forms.at_home(books, document)
        forms.numbered(books, kind, document, old, allowed=document.pop("_allow_duplicate", False))

    def _details(self, books: Books, document: Document, lines: Sequence[Document]) -> Pairs:
        pairs: Pairs = []
        for line in lines:
            name = line["DetailType"]
            if name == "DescriptionOnly":
                continue
            if name not in line:
                raise Refused(missing(f"Line.{name}"))
            if name == "GroupLineDetail":
                pairs += self._details(books, document, bundles.open_up(books, line, bought=True))
                continue
            arithmetic(line, line[name], inclusive=forms.inclusive(books, document))
            _one(books, line[name], name, document["TxnDate"] if self.posts else "")
            pairs.append((line, line[name]))
        return pairs

    def party(self, books: Books, document: Document) -> Document | None:
        """Return whom it is bought from, as far as that decides on the currency."""
        return books.must("Vendor", document["VendorRef"]["value"]) if "VendorRef" in document else None

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        if "APAccountRef" in kind.fields:
            if "APAccountRef" not in document:
                document["APAccountRef"] = forms.default_account(books, "Accounts Payable")
            forms.account(books, document, "APAccountRef", ("Accounts Payable",))

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        origins.connect(books, kind, document, old)
        if self.opens and old:
            links.cut(books, kind, document)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])
        if charges.billed(old):
            raise refuse("6400", "Linked expense : An invoice bills this; deleting it would invalidate it.")
        origins.connect(books, kind, None, old)
        if self.opens:
            if not books.by_hand and links.paid(books, kind, old):
                raise business(
                    "You can't delete this transaction because it is linked to other transactions."
                )
            links.release(books, kind, old)


class Bill(Bought):
    in_sparse = ("VendorRef",)
    opens = True

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
    opens = True


class Purchase(Bought):
    in_sparse = ("PaymentType",)

    def party(self, books: Books, document: Document) -> Document | None:
        whom = document.get("EntityRef") or {}
        return books.must(whom["type"], whom["value"]) if whom.get("type") in {"Vendor", "Customer"} else None

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        types = ("Credit Card",) if document["PaymentType"] == "CreditCard" else ("Bank",)
        forms.account(books, document, "AccountRef", types)
        document.setdefault("Credit", False)
        document.setdefault("PurchaseEx", {"any": []})


class PurchaseOrder(Bought):
    posts = False

    def fill(self, books: Books, kind: Kind, document: Document) -> None:
        super().fill(books, kind, document)
        document.setdefault("POStatus", "Open")
        document.setdefault("EmailStatus", "NotSet")


def _one(books: Books, detail: Document, name: str, day: str) -> None:
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
