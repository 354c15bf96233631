"""The kinds of record a set of books is made of, in the order in which they depend on each other. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of record. A later kind may refer to an earlier one, never the other way round."""

    CURRENCY = "currency"
    EXCHANGE_RATE = "exchange_rate"
    ACCOUNT = "account"
    TAX_CODE = "tax_code"
    CLASS = "class"
    DEPARTMENT = "department"
    TERMS = "terms"
    PAYMENT_METHOD = "payment_method"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    ITEM = "item"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"
    PURCHASE_ORDER = "purchase_order"
    EXPENSE = "expense"

    @property
    def label(self) -> str:
        """Name one of them, as within a sentence."""
        return LABELS.get(self, self.value.replace("_", " "))

    @property
    def plural(self) -> str:
        """Name several of them, as in scopes: `credit_notes`."""
        return PLURALS.get(self, f"{self.value}s")

    @property
    def heading(self) -> str:
        """Name several of them, as at the head of a page: `Credit notes`."""
        return self.plural.replace("_", " ").capitalize()

    @property
    def slug(self) -> str:
        """Name several of them, as in an address: `credit-notes`."""
        return self.plural.replace("_", "-")


LABELS = {Kind.TERMS: "payment term"}
PLURALS = {Kind.CURRENCY: "currencies", Kind.CLASS: "classes", Kind.TERMS: "terms"}
