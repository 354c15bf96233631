"""Invoices and credit notes: what customers are charged and credited."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When

from billing.kinds import Kind
from billing.models import columns
from billing.models.document import Document, Line, numbered_once


class Delivery(models.TextChoices):
    NONE = "none", "Not sent by us"
    EMAIL = "email", "By e-mail"
    PRINT = "print", "Printed"


class InvoiceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    SENT = "sent", "Sent"
    PART_PAID = "part_paid", "Part paid"
    PAID = "paid", "Paid"
    VOID = "void", "Void"


class CreditState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    PART_USED = "part_used", "Part used"
    USED = "used", "Used"
    VOID = "void", "Void"


class SalesDocument(Document):
    customer = columns.reference("billing.Customer", optional=False)
    purchase_order_number = columns.line_of_text("their purchase order", max_length=60)
    customer_message = columns.text("message to the customer", max_length=1000)
    bill_to = columns.text(max_length=1000)
    ship_to = columns.text(max_length=1000)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE)
    email_to = columns.line_of_text(
        "e-mail to", max_length=320, help_text="Several addresses with commas between."
    )

    is_opening = models.BooleanField(
        "opening balance",
        default=False,
        help_text="Open from before these books began, and in the other set of books already.",
    )
    # What allocations and refunds have taken from it: kept by registers/settling.py, below a lock.
    settled = columns.amount(editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    balance = models.GeneratedField(
        expression=Case(
            When(Q(voided_at__isnull=True, approved_at__isnull=False), then=F("total") - F("settled")),
            default=Value(Decimal(0)),
        ),
        output_field=models.DecimalField(max_digits=16, decimal_places=3),
        db_persist=True,
    )

    class Meta(Document.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            *columns.kept_in_tenant("customer"),
            numbered_once(),
            models.CheckConstraint(
                condition=Q(settled=0) | Q(settled__gt=0, settled__lte=F("total")),
                name="%(class)s_settled_within_total",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["tenant", "customer", "day", "id"], name="%(class)s_of_customer"),
        ]


class Invoice(SalesDocument):
    kind = Kind.INVOICE

    terms = columns.reference("billing.PaymentTerms", "payment terms")
    due_on = columns.day("due", blank=True)
    state = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=False, then=Value(InvoiceState.VOID.value)),
            When(approved_at__isnull=True, then=Value(InvoiceState.DRAFT.value)),
            When(settled=F("total"), then=Value(InvoiceState.PAID.value)),
            When(settled__gt=0, then=Value(InvoiceState.PART_PAID.value)),
            When(sent_at__isnull=False, then=Value(InvoiceState.SENT.value)),
            default=Value(InvoiceState.APPROVED.value),
        ),
        output_field=models.CharField(max_length=10, choices=InvoiceState.choices),
        db_persist=True,
    )

    class Meta(SalesDocument.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SalesDocument.Meta.constraints,
            *columns.kept_in_tenant("terms"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *SalesDocument.Meta.indexes,
            models.Index(fields=["tenant", "due_on", "id"], name="invoice_by_due"),
            models.Index(
                fields=["tenant", "customer", "due_on"], name="invoice_open", condition=Q(balance__gt=0)
            ),
        ]


class CreditNote(SalesDocument):
    kind = Kind.CREDIT_NOTE

    state = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=False, then=Value(CreditState.VOID.value)),
            When(approved_at__isnull=True, then=Value(CreditState.DRAFT.value)),
            When(settled=F("total"), then=Value(CreditState.USED.value)),
            When(settled__gt=0, then=Value(CreditState.PART_USED.value)),
            default=Value(CreditState.OPEN.value),
        ),
        output_field=models.CharField(max_length=10, choices=CreditState.choices),
        db_persist=True,
    )

    class Meta(SalesDocument.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *SalesDocument.Meta.indexes,
            models.Index(fields=["tenant", "customer"], name="creditnote_open", condition=Q(balance__gt=0)),
        ]


class SalesLine(Line):
    discount_percent = columns.percent("discount in percent")
    service_date = columns.day("service date", null=True, blank=True)

    class Meta(Line.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Line.Meta.constraints,
            *columns.kept_in_tenant("document"),
        ]


class InvoiceLine(SalesLine):
    document = columns.reference(
        "billing.Invoice", optional=False, on_delete=models.CASCADE, related_name="lines", editable=False
    )

    class Meta(SalesLine.Meta):
        pass


class CreditNoteLine(SalesLine):
    document = columns.reference(
        "billing.CreditNote", optional=False, on_delete=models.CASCADE, related_name="lines", editable=False
    )

    class Meta(SalesLine.Meta):
        pass
