"""A supplier: whom the organisation buys from."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.address import BillingAddress
from billing.models.record import Listed
from billing.naming import words
from billing.text import SingleLine


class Supplier(BillingAddress, Listed):
    kind = Kind.SUPPLIER

    name = columns.line_of_text("display name", max_length=500, blank=False)
    company = columns.line_of_text(max_length=200)
    external_number = columns.line_of_text(
        "number", max_length=60, help_text="Your own number for this supplier."
    )
    our_account = columns.line_of_text(
        "our account there", max_length=100, help_text="The number they know you under."
    )
    currency = columns.currency(blank=True, help_text="Fixed once the supplier has documents.")
    terms = columns.reference("billing.PaymentTerms", "payment terms")
    expense_account = columns.reference("billing.Account", help_text="Where lines go that name no account.")
    tax_code = columns.reference("billing.TaxCode")
    email = models.EmailField("e-mail", max_length=100, blank=True, validators=[SingleLine()])
    phone = columns.line_of_text(max_length=30)
    notes = columns.text(max_length=2000)

    class Meta(Listed.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Listed.Meta.constraints,
            *columns.kept_in_tenant("terms", "expense_account", "tax_code"),
            models.UniqueConstraint(
                fields=["tenant", "external_number"],
                condition=~models.Q(external_number=""),
                name="supplier_number_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Listed.Meta.indexes,
            models.Index(fields=["tenant", "external_number", "id"], name="supplier_by_external_number"),
        ]

    def search_words(self) -> list[str]:
        return words(self.external_number, self.name, self.company)
