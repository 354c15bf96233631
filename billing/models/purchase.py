"""What is bought: purchase orders, and the expenses (bills and purchases) that follow or stand alone."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, Q, Value, When

from billing.kinds import Kind
from billing.models import columns
from billing.models.document import Document, Line, numbered_once
from billing.text import SingleLine


class ExpenseType(models.TextChoices):
    BILL = "bill", "Bill: to be paid later"
    PURCHASE = "purchase", "Purchase: paid already"


class ExpenseState(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    VOID = "void", "Void"


class OrderState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    PART_RECEIVED = "part_received", "Part received"
    RECEIVED = "received", "Received"
    CLOSED = "closed", "Closed"
    VOID = "void", "Void"


class Receipt(models.TextChoices):
    NONE = "none", "Nothing received"
    PART = "part", "Part received"
    ALL = "all", "All received"


class PurchaseOrder(Document):
    kind = Kind.PURCHASE_ORDER

    supplier = columns.reference("billing.Supplier", optional=False)
    expected_on = columns.day("expected", null=True, blank=True)
    ship_to = columns.text(max_length=1000)
    supplier_message = columns.text("message to the supplier", max_length=1000)
    email_to = models.EmailField("e-mail to", max_length=100, blank=True, validators=[SingleLine()])
    # What the lines say together: set with them, so that lists can be filtered by it.
    receipt = models.CharField(max_length=10, choices=Receipt.choices, default=Receipt.NONE, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    state = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=False, then=Value(OrderState.VOID.value)),
            When(approved_at__isnull=True, then=Value(OrderState.DRAFT.value)),
            When(closed_at__isnull=False, then=Value(OrderState.CLOSED.value)),
            When(receipt=Receipt.ALL.value, then=Value(OrderState.RECEIVED.value)),
            When(receipt=Receipt.PART.value, then=Value(OrderState.PART_RECEIVED.value)),
            default=Value(OrderState.OPEN.value),
        ),
        output_field=models.CharField(max_length=15, choices=OrderState.choices),
        db_persist=True,
    )

    class Meta(Document.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            *columns.kept_in_tenant("supplier"),
            numbered_once(),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["tenant", "supplier", "day", "id"], name="purchaseorder_of_supplier"),
        ]


class Expense(Document):
    """A bill or a purchase. Its number is the supplier's, so it may repeat."""

    kind = Kind.EXPENSE

    type = models.CharField(max_length=10, choices=ExpenseType.choices, default=ExpenseType.BILL)
    supplier = columns.reference("billing.Supplier")
    employee = columns.line_of_text(max_length=120, help_text="Who spent it, if no supplier is owed.")
    is_reimbursable = models.BooleanField("to be paid back to the employee", default=False)
    terms = columns.reference("billing.PaymentTerms", "payment terms")
    due_on = columns.day("due", null=True, blank=True)
    paid_from = columns.reference("billing.Account", help_text="For a purchase: the bank account or card.")
    method = columns.reference("billing.PaymentMethod")
    purchase_order = columns.reference("billing.PurchaseOrder", "for purchase order", related_name="expenses")
    state = models.GeneratedField(
        expression=Case(
            When(voided_at__isnull=False, then=Value(ExpenseState.VOID.value)),
            When(approved_at__isnull=True, then=Value(ExpenseState.DRAFT.value)),
            default=Value(ExpenseState.APPROVED.value),
        ),
        output_field=models.CharField(max_length=10, choices=ExpenseState.choices),
        db_persist=True,
    )

    class Meta(Document.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            *columns.kept_in_tenant("supplier", "terms", "paid_from", "method", "purchase_order"),
            models.CheckConstraint(
                condition=Q(supplier=None) | Q(employee=""), name="expense_of_supplier_or_employee"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *Document.Meta.indexes,
            models.Index(fields=["tenant", "supplier", "day", "id"], name="expense_of_supplier"),
            models.Index(fields=["tenant", "purchase_order"], name="expense_of_order"),
        ]


class PurchaseLine(Line):
    account = columns.reference("billing.Account")
    customer = columns.reference("billing.Customer", help_text="The customer it was bought for.")

    class Meta(Line.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Line.Meta.constraints,
            *columns.kept_in_tenant("document", "account", "customer"),
        ]


class PurchaseOrderLine(PurchaseLine):
    document = columns.reference(
        "billing.PurchaseOrder",
        optional=False,
        on_delete=models.CASCADE,
        related_name="lines",
        editable=False,
    )
    received = columns.fine("received", help_text="How many of them have arrived.")

    class Meta(PurchaseLine.Meta):
        pass


class ExpenseLine(PurchaseLine):
    document = columns.reference(
        "billing.Expense", optional=False, on_delete=models.CASCADE, related_name="lines", editable=False
    )
    is_billable = models.BooleanField("billable", default=False)

    class Meta(PurchaseLine.Meta):
        pass
