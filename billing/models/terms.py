"""Payment terms: when an invoice is due, and what paying early earns."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Listed, once_by_name
from billing.terms import Basis


class PaymentTerms(Listed):
    kind = Kind.TERMS

    name = columns.line_of_text(max_length=100, blank=False)
    basis = models.CharField(
        max_length=20,
        choices=[
            (Basis.NET.value, "Days after the invoice"),
            (Basis.DAY_OF_MONTH.value, "A day of the month"),
        ],
        default=Basis.NET.value,
    )
    due_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(999)], help_text="Days from the invoice until it is due."
    )
    day_of_month = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="For terms by the day of the month; a shorter month ends earlier.",
    )
    next_month_within = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(31)],
        help_text="An invoice issued this few days before that day is due a month later.",
    )
    discount_percent = columns.percent("early payment discount")
    discount_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(999)], help_text="Days within which the discount is earned."
    )

    class Meta(Listed.Meta):
        verbose_name = "terms"
        verbose_name_plural = "terms"
        constraints: ClassVar[list[models.BaseConstraint]] = [*Listed.Meta.constraints, once_by_name()]
