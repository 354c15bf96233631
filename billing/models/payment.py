"""Money received and given back, and which documents it settles."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Record
from billing.naming import sort_key
from billing.tenancy.models import TenantOwned


class Origin(models.TextChoices):
    OFFLINE = "offline", "Recorded here"
    ONLINE = "online", "Paid online"
    QUICKBOOKS = "quickbooks", "From QuickBooks"


class PaymentState(models.TextChoices):
    UNAPPLIED = "unapplied", "Unapplied"
    PART_APPLIED = "part_applied", "Part applied"
    APPLIED = "applied", "Applied"
    VOID = "void", "Void"


class MoneyMoved(Record):
    """Money that came from a customer or went back to one."""

    day = columns.day("date")
    currency = columns.currency(blank=True)
    exchange_rate = columns.rate(blank=True)
    amount = columns.amount(default=None)
    method = columns.reference("billing.PaymentMethod")
    reference = columns.line_of_text(
        max_length=40, help_text="Check number, transfer reference and the like."
    )
    memo = columns.text(max_length=4000)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.OFFLINE)

    reference_key = columns.key(max_length=100)
    voided_at = models.DateTimeField(null=True, editable=False)

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Record.Meta.constraints,
            *columns.kept_in_tenant("method", "customer"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="%(class)s_amount_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Record.Meta.indexes,
            models.Index(fields=["tenant", "day", "id"], name="%(class)s_by_day"),
            models.Index(fields=["tenant", "reference_key", "id"], name="%(class)s_by_reference"),
            models.Index(fields=["tenant", "amount", "id"], name="%(class)s_by_amount"),
            models.Index(fields=["tenant", "customer", "day", "id"], name="%(class)s_of_customer"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.kind.label.capitalize()} {self.reference or f'of {self.day:%Y-%m-%d}'}"

    def prepare(self) -> None:
        self.reference_key = sort_key(self.reference)


class Payment(MoneyMoved):
    kind = Kind.PAYMENT

    customer = columns.reference("billing.Customer", optional=False)
    deposit_account = columns.reference("billing.Account", help_text="Where the money arrived.")
    # What allocations and refunds have taken from it: kept by registers/settling.py, below a lock.
    settled = columns.amount(editable=False)
    state = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=False, then=Value(PaymentState.VOID.value)),
            When(settled=F("amount"), then=Value(PaymentState.APPLIED.value)),
            When(settled__gt=0, then=Value(PaymentState.PART_APPLIED.value)),
            default=Value(PaymentState.UNAPPLIED.value),
        ),
        output_field=models.CharField(max_length=15, choices=PaymentState.choices),
        db_persist=True,
    )
    balance = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=True, then=F("amount") - F("settled")), default=Value(Decimal(0))
        ),
        output_field=models.DecimalField("unapplied", max_digits=16, decimal_places=3),
        db_persist=True,
    )

    class Meta(MoneyMoved.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *MoneyMoved.Meta.constraints,
            *columns.kept_in_tenant("deposit_account"),
            models.CheckConstraint(
                condition=Q(settled__gte=0, settled__lte=F("amount")), name="payment_settled_within_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *MoneyMoved.Meta.indexes,
            models.Index(fields=["tenant", "state", "day", "id"], name="payment_by_state"),
            models.Index(fields=["tenant", "customer"], name="payment_open", condition=Q(balance__gt=0)),
        ]


class Refund(MoneyMoved):
    """Money given back: the rest of a payment, or of a credit note."""

    kind = Kind.REFUND

    customer = columns.reference("billing.Customer", optional=False, editable=False)
    payment = columns.reference("billing.Payment", related_name="refunds")
    credit_note = columns.reference("billing.CreditNote", related_name="refunds")
    paid_from = columns.reference("billing.Account", help_text="The account the money left.")

    class Meta(MoneyMoved.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *MoneyMoved.Meta.constraints,
            *columns.kept_in_tenant("payment", "credit_note", "paid_from"),
            models.CheckConstraint(
                condition=Q(payment=None, credit_note__isnull=False)
                | Q(payment__isnull=False, credit_note=None),
                name="refund_of_one_thing",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *MoneyMoved.Meta.indexes,
            models.Index(fields=["tenant", "payment"], name="refund_of_payment"),
            models.Index(fields=["tenant", "credit_note"], name="refund_of_credit_note"),
        ]


class Allocation(TenantOwned):
    """So much of one payment or credit note goes to one invoice."""

    payment = columns.reference(
        "billing.Payment", on_delete=models.CASCADE, related_name="allocations", editable=False
    )
    credit_note = columns.reference(
        "billing.CreditNote", on_delete=models.CASCADE, related_name="allocations", editable=False
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    invoice = columns.reference("billing.Invoice", optional=False, related_name="allocations")
    amount = columns.amount(default=None)
    day = columns.day(editable=False)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("payment", "credit_note", "invoice"),
            models.CheckConstraint(
                condition=Q(payment=None, credit_note__isnull=False)
                | Q(payment__isnull=False, credit_note=None),
                name="allocation_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_amount_positive"),
            models.UniqueConstraint(
                fields=["tenant", "payment", "invoice"], name="allocation_of_payment_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "credit_note", "invoice"], name="allocation_of_credit_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "invoice"], name="allocation_of_invoice")
        ]
