"""Sales forms: invoice, credit memo, sales receipt, refund receipt, estimate."""

from collections.abc import Sequence
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.api.refusals import Error, Refused, business, missing, not_supported, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import bundles, forms, links, origins, taxing
from simulator.quickbooks_online.entities.checking import SHIPPING
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.lines import arithmetic, classes, discount, identify, item, tracked
from simulator.quickbooks_online.entities.rules import Rules

Details = list[tuple[Document, Document]]
_HOLDING = ("Bank", "Other Current Asset")


class Sale(Rules):
    # Whether it has a balance that payments settle.
    opens = False
    needs_customer = True
    posts = True

    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        self.required(document)
        if old:
            links.refuse_deposited(books, kind, old)
        forms.dated(books, document, old)
        customer = self._customer(books, document)
        forms.money_of(books, document, customer, old)
        origins.sent(books, document, old)
        self._addresses(books, document, customer)
        self._amounts(books, document, customer, old)
        self._paper(books, document)
        self.settle(books, kind, document, old)
        forms.at_home(books, document)
        forms.numbered(books, kind, document, old, allowed=document.pop("_allow_duplicate", False))

    def required(self, document: Document) -> None:
        errors = [missing("CustomerRef")] if self.needs_customer and "CustomerRef" not in document else []
        if not document.get("Line"):
            errors.append(missing("Line"))
        if errors:
            raise Refused(*errors)

    def _customer(self, books: Books, document: Document) -> Document | None:
        document.pop("TaxExemptionRef", None)
        if "CustomerRef" not in document:
            return None
        customer = books.must("Customer", document["CustomerRef"]["value"])
        reason = customer.get("TaxExemptionReasonId")
        if reason and books.is_american and not customer.get("Taxable", True):
            document["TaxExemptionRef"] = {"value": reason}
        return customer

    def _amounts(
        self, books: Books, document: Document, customer: Document | None, old: Document | None
    ) -> None:
        lines = [line for line in document["Line"] if line["DetailType"] != "SubTotalLineDetail"]
        details, off_lines = self._sorted(books, document, lines, customer)
        classes(books, document, [detail for _, detail in details])
        if not details and not any(line["DetailType"] == "DescriptionOnly" for line in lines):
            raise business("You must set a transaction amount.")
        identify(lines, old)
        tax, off = taxing.of_sale(
            books, document, old, details, lambda: self._discount(off_lines, _sum(details))
        )
        bundles.close(lines)
        subtotal = _sum(details)
        document["Line"] = [
            *[line for line in lines if line not in off_lines],
            {"Amount": money(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
            *off_lines,
        ]
        total = Decimal(money(subtotal - off + tax))
        if total < 0:
            raise business("Transaction amount must be 0 or greater.")
        document["TotalAmt"] = money(total)

    def _sorted(
        self, books: Books, document: Document, lines: Sequence[Document], customer: Document | None
    ) -> tuple[Details, list[Document]]:
        """Return lines that add up, each with what is below it, and the discounts."""
        details: Details = []
        off: list[Document] = []
        for line in lines:
            if line["DetailType"] == "SalesItemLineDetail":
                day = document["TxnDate"] if self.posts else ""
                arithmetic(
                    line,
                    line.setdefault("SalesItemLineDetail", {}),
                    inclusive=forms.inclusive(books, document),
                )
                details.append((line, _sold(books, line, customer, day)))
            elif line["DetailType"] == "GroupLineDetail":
                inner, _ = self._sorted(books, document, bundles.open_up(books, line), customer)
                details += inner
            elif line["DetailType"] == "DiscountLineDetail":
                if not books.settings["discounts"]:
                    raise refuse("5030", "Feature Not Supported Error : Discounts are not on.")
                off.append(line)
            else:
                line.pop("Amount", None)
                line.setdefault("DescriptionLineDetail", {})
        return details, off

    @staticmethod
    def _discount(lines: Sequence[Document], subtotal: Decimal) -> Decimal:
        if len(lines) > 1:
            raise Refused(
                Error("2600", "Conflicting elements in request : Only one discount line is allowed")
            )
        return discount(lines[0], subtotal) if lines else Decimal(0)

    def _addresses(self, books: Books, document: Document, customer: Document | None) -> None:
        """Copy what the customer brings along; where the form goes decides on its tax."""
        for name in ("BillAddr", "ShipAddr"):
            if customer and name not in document and name in customer:
                document[name] = customer[name]
            elif name in document and "Id" not in document[name]:
                document[name] = {"Id": books.next_number("address"), **document[name]}

    def _paper(self, books: Books, document: Document) -> None:
        document.setdefault("ApplyTaxAfterDiscount", False)
        document.setdefault("PrintStatus", "NeedToPrint")
        document.setdefault("EmailStatus", "NotSet")
        if document["EmailStatus"] == "NeedToSend" and "BillEmail" not in document:
            raise Refused(Error("6420", "Email address required : BillEmail is missing", "BillEmail"))
        names = {one["DefinitionId"]: one for one in document.get("CustomField") or []}
        document["CustomField"] = [
            {"DefinitionId": key, "Name": "Crew #", "Type": "StringType"}
            | ({"StringValue": names[key]["StringValue"]} if names.get(key, {}).get("StringValue") else {})
            for key in books.custom_fields
        ]

    def settle(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        """Set the balance of a form that is paid at once."""
        document["Balance"] = 0

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        origins.connect(books, kind, document, old)
        if self.opens and old:
            links.cut(books, kind, document)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        if self.opens and not self.freely_deleted(books) and links.paid(books, kind, old):
            raise business("You can't delete this transaction because it is linked to other transactions.")
        forms.closed(books, old["TxnDate"])
        links.refuse_deposited(books, kind, old)
        origins.connect(books, kind, None, old)
        if self.opens:
            links.release(books, kind, old)

    @staticmethod
    def freely_deleted(books: Books) -> bool:
        """Return whether it may go while something settles it."""
        return books.by_hand


class Invoice(Sale):
    opens = True

    def settle(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        for name in ("AllowIPNPayment", "AllowOnlinePayment"):
            document[name] = False
        document.setdefault("AllowOnlineCreditCardPayment", False)
        document.setdefault("AllowOnlineACHPayment", False)
        document.setdefault("LinkedTxn", [])
        forms.due(books, document)
        if not books.settings["deposits"]:
            document.pop("Deposit", None)
        if number(document.get("Deposit")) < 0:
            raise refuse("2290", f"Negative Amount : Supplied value:{document['Deposit']}", "Deposit")
        links.balance(books, kind, document, old)

    @staticmethod
    def freely_deleted(books: Books) -> bool:
        return books.by_hand or books.settings["linked_invoices_deleted"] is True

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        forms.closed(books, old["TxnDate"])
        made = voided(old)
        origins.connect(books, kind, None, old)
        links.release(books, kind, old)
        made["LinkedTxn"] = []
        made["Balance"] = 0
        return books.save(kind, made, "Void")


class CreditMemo(Sale):
    opens = True

    def settle(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        links.balance(books, kind, document, old)
        document["RemainingCredit"] = document["Balance"]


class SalesReceipt(Sale):
    # The sources disagree on whether a receipt needs a customer; the minimum they show lists only lines.
    needs_customer = False

    def settle(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        super().settle(books, kind, document, old)
        if "DepositToAccountRef" not in document:
            document["DepositToAccountRef"] = forms.default_account(
                books, "Other Current Asset", "UndepositedFunds"
            )
        forms.account(books, document, "DepositToAccountRef", _HOLDING)

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        if not by_update:
            raise not_supported("void")
        forms.closed(books, old["TxnDate"])
        links.refuse_deposited(books, kind, old)
        return books.save(kind, voided(old), "Void")


class RefundReceipt(Sale):
    needs_customer = False

    def required(self, document: Document) -> None:
        super().required(document)
        if "DepositToAccountRef" not in document:
            raise Refused(missing("DepositToAccountRef"))

    def settle(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        super().settle(books, kind, document, old)
        forms.account(books, document, "DepositToAccountRef", _HOLDING)
        account = books.known("Account", document["DepositToAccountRef"]["value"])
        printed = document.get("PrintStatus") == "PrintComplete"
        if printed and account["AccountType"] == "Bank" and "PaymentRefNum" not in document:
            raise Refused(missing("PaymentRefNum"))


class Estimate(Sale):
    posts = False

    def settle(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        document.setdefault("TxnStatus", "Pending")


def voided(old: Document) -> Document:
    """Return a sales form as it is once it is void: everything zero, and a note that says so."""
    made = dict(old)
    made["Line"] = [_nothing(line) for line in old.get("Line", [])]
    made["TxnTaxDetail"] = {"TotalTax": 0}
    made["TotalAmt"] = 0
    for name in ("HomeTotalAmt", "HomeBalance", "Deposit"):
        if name in made:
            made[name] = 0
    note = old.get("PrivateNote")
    made["PrivateNote"] = f"Voided - {note}" if note else "Voided"
    return made


_COUNTED = ("Qty", "TaxInclusiveAmt")


def _nothing(line: Document) -> Document:
    made = dict(line)
    if "Amount" in made:
        made["Amount"] = 0
    for name, detail in line.items():
        if name == "GroupLineDetail":
            made[name] = {**detail, "Line": [_nothing(inner) for inner in detail.get("Line") or []]}
        elif name.endswith("Detail") and isinstance(detail, dict):
            made[name] = {**detail, **{part: 0 for part in _COUNTED if part in detail}}
    return made


def _sold(books: Books, line: Document, customer: Document | None, day: str) -> Document:
    detail: Document = line["SalesItemLineDetail"]
    if detail.get("ItemRef", {}).get("value") == SHIPPING and not books.settings["shipping"]:
        raise refuse("5030", "Feature Not Supported Error : Shipping is not on.", "ItemRef")
    forms.plain_numbers(detail)
    if "ItemRef" not in detail:
        # Seen in traffic; the schema calls such a line documentation only.
        first = books.rows(
            "select id, path from objects where kind = 'Item' and active = 1 order by num limit 1"
        )
        if not first:
            raise Refused(missing("Line.SalesItemLineDetail.ItemRef"))
        detail["ItemRef"] = {"value": first[0][0], "name": first[0][1]}
    sold = item(books, detail)
    tracked(books, sold, detail, day)
    if books.is_american and "TaxCodeRef" not in detail:
        taxable = bool(sold and sold.get("Taxable")) and bool((customer or {}).get("Taxable", True))
        detail["TaxCodeRef"] = {"value": "TAX" if taxable else "NON"}
    return detail


def _sum(details: Details) -> Decimal:
    return sum((number(line["Amount"]) for line, _ in details), Decimal(0))
