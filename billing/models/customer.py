"""A customer, with the people one writes to."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.address import BillingAddress, ShippingAddress
from billing.models.record import Listed
from billing.naming import words
from billing.tenancy.models import TenantOwned
from billing.text import SingleLine


class TaxTreatment(models.TextChoices):
    TAXABLE = "taxable", "Taxable: each line's own tax"
    EXEMPT = "exempt", "Exempt"
    OWN_CODE = "own_code", "Always one tax code"
    OWN_RATE = "own_rate", "Always one rate"


class Customer(BillingAddress, ShippingAddress, Listed):
    """Whom invoices go to. Names may repeat; numbers, where given, may not."""

    kind = Kind.CUSTOMER

    name = columns.line_of_text("display name", max_length=500, blank=False)
    company = columns.line_of_text(max_length=200)
    external_number = columns.line_of_text(
        "number", max_length=60, help_text="Your own number for this customer."
    )
    parent = columns.reference("self", help_text="The customer this one is a branch or project of.")
    currency = columns.currency(blank=True, help_text="Fixed once the customer has documents.")
    terms = columns.reference("billing.PaymentTerms", "payment terms")
    tax_treatment = models.CharField(
        max_length=10, choices=TaxTreatment.choices, default=TaxTreatment.TAXABLE
    )
    exemption_reason = columns.line_of_text(max_length=200)
    tax_code = columns.reference("billing.TaxCode")
    tax_rate = columns.percent("own tax rate in percent", null=True, blank=True, default=None)
    notes = columns.text(max_length=2000)

    class Meta(Listed.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Listed.Meta.constraints,
            *columns.kept_in_tenant("parent", "terms", "tax_code"),
            models.UniqueConstraint(
                fields=["tenant", "external_number"],
                condition=~models.Q(external_number=""),
                name="customer_number_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Listed.Meta.indexes,
            models.Index(fields=["tenant", "parent"], name="customer_by_parent"),
            models.Index(fields=["tenant", "external_number", "id"], name="customer_by_external_number"),
        ]

    def search_words(self) -> list[str]:
        return words(self.external_number, self.name, self.company)


class Contact(TenantOwned):
    customer = columns.reference(
        "billing.Customer", optional=False, on_delete=models.CASCADE, related_name="contacts", editable=False
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = columns.line_of_text(max_length=200, blank=False)
    email = models.EmailField("e-mail", max_length=100, blank=True, validators=[SingleLine()])
    phone = columns.line_of_text(max_length=30)
    is_primary = models.BooleanField("primary", default=False)
    is_billing = models.BooleanField("for billing", default=False)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("customer"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "customer", "position"], name="contact_of_customer")
        ]
