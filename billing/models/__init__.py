"""The tenant's own books and people, one module per noun."""

from billing.models.account import Account, AccountType
from billing.models.application import ApiApplication
from billing.models.attachment import Attachment, AttachmentContent
from billing.models.audit import AuditEntry
from billing.models.bookkeeping import Bookkeeping, NumberSeries, Policy
from billing.models.classification import Department, TrackingClass
from billing.models.currency import Currency, ExchangeRate
from billing.models.customer import Contact, Customer, TaxTreatment
from billing.models.document import Document, Line, LineType
from billing.models.idempotency import IdempotencyRecord
from billing.models.importing import (
    CHECKS,
    ENDED,
    RUNS,
    WORKING,
    Import,
    ImportBatch,
    ImportPiece,
    ImportRefusal,
    ImportState,
)
from billing.models.invitation import Invitation
from billing.models.item import BundlePart, Item, ItemType
from billing.models.mail import Mail
from billing.models.membership import Membership
from billing.models.payment import Allocation, Origin, Payment, PaymentState, Refund
from billing.models.payment_method import MethodType, PaymentMethod
from billing.models.purchase import (
    Expense,
    ExpenseLine,
    ExpenseState,
    ExpenseType,
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
)
from billing.models.record import Listed, Record
from billing.models.sales import (
    CreditNote,
    CreditNoteLine,
    CreditState,
    Delivery,
    Invoice,
    InvoiceLine,
    InvoiceState,
)
from billing.models.search import SearchWord
from billing.models.supplier import Supplier
from billing.models.tax_code import TaxCode, TaxRate
from billing.models.tenant import Tenant
from billing.models.terms import PaymentTerms
from billing.models.user import User
from billing.roles import Module, Role

__all__ = [
    "CHECKS",
    "ENDED",
    "RUNS",
    "WORKING",
    "Account",
    "AccountType",
    "Allocation",
    "ApiApplication",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "Bookkeeping",
    "BundlePart",
    "Contact",
    "CreditNote",
    "CreditNoteLine",
    "CreditState",
    "Currency",
    "Customer",
    "Delivery",
    "Department",
    "Document",
    "ExchangeRate",
    "Expense",
    "ExpenseLine",
    "ExpenseState",
    "ExpenseType",
    "IdempotencyRecord",
    "Import",
    "ImportBatch",
    "ImportPiece",
    "ImportRefusal",
    "ImportState",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "InvoiceState",
    "Item",
    "ItemType",
    "Line",
    "LineType",
    "Listed",
    "Mail",
    "Membership",
    "MethodType",
    "Module",
    "NumberSeries",
    "OrderState",
    "Origin",
    "Payment",
    "PaymentMethod",
    "PaymentState",
    "PaymentTerms",
    "Policy",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Receipt",
    "Record",
    "Refund",
    "Role",
    "SearchWord",
    "Supplier",
    "TaxCode",
    "TaxRate",
    "TaxTreatment",
    "Tenant",
    "TrackingClass",
    "User",
]
