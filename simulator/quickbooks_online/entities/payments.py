"""Money received and paid out: what it settles, and what is left of it."""

from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.api.refusals import Refused, business, missing, not_supported, refuse
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import forms, links
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.rules import Rules


class Payment(Rules):
    sparse_refused = True
    party = "CustomerRef"

    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if document["TotalAmt"] < 0:
            raise refuse("2290", "Negative Amount : TotalAmt", "TotalAmt")
        if old:
            _processed(old, "6110", "cannot be changed")
            links.refuse_deposited(books, kind, old)
        forms.dated(books, document, old)
        forms.money_of(books, document, books.must(self.party[:-3], document[self.party]["value"]), old)
        if number(links.unapplied(document)) < 0:
            raise business("The amount you are applying is greater than the amount of the payment.")
        document["Line"] = self._lines(books, kind, document, old)
        self.fill(books, document)
        rest = links.unapplied(document)
        if rest < 0:
            raise business("The amount you are applying is greater than the amount of the payment.")
        self.left(document, rest)
        if books.settings["multi_currency"]:
            forms.at_home(books, document)
            document.pop("HomeTotalAmt", None)

    def _lines(self, books: Books, kind: Kind, document: Document, old: Document | None) -> list[Document]:
        """Return the lines with amounts cut at what is open; the rest stays unapplied."""
        made = []
        # What it settles so far is open to its new lines.
        own = links.settles(books, kind.name, old["Id"]) if old else {}
        open_now: dict[links.Key, Decimal] = {}
        for line in document.get("Line") or []:
            if line.get("Amount") is None:
                raise Refused(missing("Line.Amount"))
            if line["Amount"] < 0:
                raise refuse("2290", f"Negative Amount : Supplied value:{line['Amount']}", "Line.Amount")
            if len(line.get("LinkedTxn") or []) != 1:
                raise refuse("2600", "Conflicting elements in request : One LinkedTxn per line", "LinkedTxn")
            link = line["LinkedTxn"][0]
            into, found = links.target(books, kind, document, link)
            if found["CurrencyRef"]["value"] != document["CurrencyRef"]["value"]:
                raise business("The currency of the transaction is invalid for customer/vendor/account.")
            key = (into.name, number_of(found["Id"]) or 0)
            rest = open_now.get(key, number(found.get("Balance")) + own.get(key, Decimal(0)))
            amount = min(number(line["Amount"]), rest)
            open_now[key] = rest - amount
            if amount > 0:
                made.append(line_of(link, amount))
        return made

    def fill(self, books: Books, document: Document) -> None:
        document.setdefault("ProcessPayment", False)
        if "DepositToAccountRef" not in document:
            account = forms.default_account(books, "Other Current Asset", "UndepositedFunds")
            if account:
                document["DepositToAccountRef"] = account
        forms.account(books, document, "DepositToAccountRef", ("Bank", "Other Current Asset"))

    def left(self, document: Document, rest: object) -> None:
        document["UnappliedAmt"] = rest

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        links.apply(books, kind, document)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        _processed(old, "6120", "cannot be deleted")
        self._undo(books, kind, old)

    @staticmethod
    def _undo(books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])
        links.refuse_deposited(books, kind, old)
        links.unapply(books, kind, old)

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        _processed(old, "6450", "is settled and cannot be voided")
        self._undo(books, kind, old)
        note = old.get("PrivateNote")
        made = {**old, "TotalAmt": 0, "Line": [], "PrivateNote": f"Voided - {note}" if note else "Voided"}
        if "UnappliedAmt" in old:
            made["UnappliedAmt"] = 0
        return books.save(kind, made, "Void")


class BillPayment(Payment):
    sparse_refused = False
    party = "VendorRef"

    def fill(self, books: Books, document: Document) -> None:
        name, part, types = (
            ("CheckPayment", "BankAccountRef", ("Bank",))
            if document["PayType"] == "Check"
            else ("CreditCardPayment", "CCAccountRef", ("Credit Card",))
        )
        below = document.get(name) or {}
        if part not in below:
            raise Refused(missing(part))
        forms.account(books, below, part, types, form=document)

    def left(self, document: Document, rest: object) -> None:
        """Nothing is said about what is left."""

    def void(self, books: Books, kind: Kind, old: Document, *, by_update: bool) -> Document:
        if not by_update:
            raise not_supported("void")
        return super().void(books, kind, old, by_update=by_update)


def _processed(old: Document, code: str, what: str) -> None:
    """Refuse to touch a card payment that was carried out."""
    if old.get("ProcessPayment") is True:
        raise refuse(code, f"Merchant transaction : This payment was processed; it {what}.")


def line_of(link: Document, amount: Decimal) -> Document:
    return {
        "Amount": money(amount),
        "LinkedTxn": [{"TxnId": link["TxnId"], "TxnType": link["TxnType"]}],
        "LineEx": {
            "any": [
                {
                    "name": "{http://schema.intuit.com/finance/v3}NameValue",
                    "nil": False,
                    "value": {"Name": "txnId", "Value": link["TxnId"]},
                }
            ]
        },
    }
