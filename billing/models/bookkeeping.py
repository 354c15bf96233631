"""How a tenant keeps its books: closed days, tax rounding, usual terms, numbers of documents."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.taxes import Rounding
from billing.tenancy.models import TenantOwned


class Bookkeeping(TenantOwned):
    """The one row of a tenant."""

    version = models.PositiveIntegerField(default=1, editable=False)
    closed_through = columns.day(
        "books closed through",
        null=True,
        blank=True,
        help_text="Nothing dated on this day or earlier can be added, changed or voided.",
    )
    tax_rounding = models.CharField(
        "round tax",
        max_length=10,
        choices=[(Rounding.LINE.value, "For each line"), (Rounding.DOCUMENT.value, "For the whole document")],
        default=Rounding.DOCUMENT.value,
    )
    prices_include_tax = models.BooleanField("prices contain tax", default=False)
    terms = columns.reference("billing.PaymentTerms", "usual payment terms")
    sales_tax_code = columns.reference("billing.TaxCode", "usual tax code for sales")
    purchase_tax_code = columns.reference("billing.TaxCode", "usual tax code for purchases")
    deposit_account = columns.reference("billing.Account", "usual account for payments")
    asset_account = columns.reference(
        "billing.Account", "usual account for inventory", help_text="An other current asset."
    )
    customer_message = columns.line_of_text("usual message on invoices", max_length=1000)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant(
                "terms", "sales_tax_code", "purchase_tax_code", "deposit_account", "asset_account"
            ),
            models.UniqueConstraint(fields=["tenant"], name="bookkeeping_once"),
        ]


class Policy(models.TextChoices):
    OURS = "ours", "Tieout counts"
    PREFIXED = "prefixed", "Tieout counts, with a prefix"
    QUICKBOOKS = "quickbooks", "QuickBooks assigns"
    BY_HAND = "by_hand", "Typed by hand"


class NumberSeries(TenantOwned):
    """How documents of one kind are numbered, and which number comes next."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    policy = models.CharField(max_length=12, choices=Policy.choices, default=Policy.OURS)
    prefix = columns.line_of_text(max_length=10)
    next_number = models.PositiveBigIntegerField(
        default=1001, validators=[MinValueValidator(1), MaxValueValidator(10**10)]
    )
    digits = models.PositiveSmallIntegerField(
        "at least this many digits", default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "kind"], name="numberseries_once"),
        ]

    def written(self, number: int) -> str:
        """Return a number as it stands on a document."""
        return f"{self.prefix if self.policy == Policy.PREFIXED else ''}{number:0{self.digits}d}"
