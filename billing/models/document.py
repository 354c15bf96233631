"""What invoices, credit notes, expenses and purchase orders have in common: a head, lines, totals."""

from typing import ClassVar

from django.db import models

from billing.models import columns
from billing.models.record import Record
from billing.naming import sort_key
from billing.taxes import Rounding
from billing.tenancy.models import TenantOwned

NUMBER_LENGTH = 21


class LineType(models.TextChoices):
    CHARGE = "charge", "Charge"
    TEXT = "text", "Text"
    SUBTOTAL = "subtotal", "Subtotal"


class Document(Record):
    """A dated document with lines. What it comes to is computed by billing.taxes, never typed."""

    number = columns.line_of_text(max_length=NUMBER_LENGTH)
    day = columns.day("date")
    currency = columns.currency(blank=True)
    exchange_rate = columns.rate(blank=True)
    prices_include_tax = models.BooleanField(default=False)
    tax_rounding = models.CharField(
        max_length=10,
        choices=[(Rounding.LINE.value, "For each line"), (Rounding.DOCUMENT.value, "For the whole document")],
        default=Rounding.DOCUMENT.value,
    )
    discount_percent = columns.percent("discount in percent")
    discount_amount = columns.amount("discount")
    department = columns.reference("billing.Department")
    memo = columns.text("internal memo", max_length=4000)

    number_key = columns.key(max_length=NUMBER_LENGTH * 2)
    subtotal = columns.amount(editable=False)
    discount = columns.amount(editable=False)
    net = columns.amount(editable=False)
    tax = columns.amount(editable=False)
    total = columns.amount(editable=False)
    total_home = columns.amount("total in home currency", editable=False)
    taxes = models.JSONField(default=list, editable=False)
    # What its tax codes meant when it was written: name, percent and compound of each rate, by the code's id.
    rates = models.JSONField(default=dict, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Record.Meta.constraints,
            *columns.kept_in_tenant("department"),
            models.CheckConstraint(
                condition=models.Q(approved_at=None) | models.Q(total__gte=0),
                name="%(class)s_total_not_negative",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["tenant", "day", "id"], name="%(class)s_by_day"),
            models.Index(fields=["tenant", "number_key", "id"], name="%(class)s_by_number"),
            models.Index(fields=["tenant", "total", "id"], name="%(class)s_by_total"),
            models.Index(fields=["tenant", "state", "day", "id"], name="%(class)s_by_state"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.kind.label.capitalize()} {self.number or 'without a number'}"

    @property
    def is_draft(self) -> bool:
        return self.approved_at is None and self.voided_at is None

    def prepare(self) -> None:
        self.number_key = sort_key(self.number)


class Line(TenantOwned):
    """One line. A text says something, a subtotal adds up what stands above it."""

    position = models.PositiveSmallIntegerField(default=0, editable=False)
    type = models.CharField(max_length=10, choices=LineType.choices, default=LineType.CHARGE)
    item = columns.reference("billing.Item")
    description = columns.text(max_length=4000)
    quantity = columns.fine(default=1)
    price = columns.fine()
    tax_code = columns.reference("billing.TaxCode")
    tracking_class = columns.reference("billing.TrackingClass", "class")

    amount = columns.amount(editable=False)
    document_discount = columns.amount(editable=False)
    net = columns.amount(editable=False)
    tax = columns.amount(editable=False)

    class Meta(TenantOwned.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("item", "tax_code", "tracking_class"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "document", "position"], name="%(class)s_of_document"),
            models.Index(fields=["tenant", "item"], name="%(class)s_by_item"),
        ]


def numbered_once() -> models.UniqueConstraint:
    """Return the rule that a number, where there is one, stands once among documents of its kind."""
    return models.UniqueConstraint(
        fields=["tenant", "number_key"], condition=~models.Q(number_key=""), name="%(class)s_number_once"
    )
