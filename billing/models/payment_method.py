"""A way of paying."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Listed, once_by_name


class MethodType(models.TextChoices):
    CASH = "cash", "Cash"
    CHECK = "check", "Check"
    CREDIT_CARD = "credit_card", "Credit card"
    DEBIT_CARD = "debit_card", "Debit card"
    TRANSFER = "bank_transfer", "Bank transfer"
    DIRECT_DEBIT = "direct_debit", "Direct debit"
    OTHER = "other", "Other"


class PaymentMethod(Listed):
    kind = Kind.PAYMENT_METHOD

    name = columns.line_of_text(max_length=100, blank=False)
    type = models.CharField(max_length=20, choices=MethodType.choices, default=MethodType.OTHER)
    deposit_account = columns.reference(
        "billing.Account", help_text="Where money paid this way arrives, unless the payment says otherwise."
    )

    class Meta(Listed.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Listed.Meta.constraints,
            *columns.kept_in_tenant("deposit_account"),
            once_by_name(),
        ]
