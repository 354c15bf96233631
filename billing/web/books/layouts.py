"""How the form of each kind is laid out: its sections and their fields, in reading order."""

from billing.kinds import Kind
from billing.registers import register_of
from billing.registers.parties import BILLING, SHIPPING

Section = tuple[str, tuple[str, ...]]

DOCUMENT_FOOT: Section = (
    "Discount, tax and rate",
    ("discount_percent", "discount_amount", "prices_include_tax", "tax_rounding", "exchange_rate"),
)
LAYOUTS: dict[Kind, tuple[Section, ...]] = {
    Kind.CUSTOMER: (
        ("", ("name", "company", "external_number", "parent", "currency", "terms", "is_active")),
        ("Tax", ("tax_treatment", "exemption_reason", "tax_code", "tax_rate")),
        ("Billing address", BILLING),
        ("Shipping address", SHIPPING),
        ("Notes", ("notes",)),
    ),
    Kind.SUPPLIER: (
        ("", ("name", "company", "external_number", "our_account", "email", "phone", "is_active")),
        ("Buying", ("currency", "terms", "expense_account", "tax_code")),
        ("Address", BILLING),
        ("Notes", ("notes",)),
    ),
    Kind.ITEM: (
        ("", ("name", "external_number", "type", "parent", "description", "is_active")),
        ("Money", ("price", "cost", "is_taxable", "tax_code")),
        ("Accounts", ("income_account", "expense_account", "asset_account")),
    ),
    Kind.INVOICE: (
        ("", ("customer", "number", "day", "terms", "due_on", "purchase_order_number")),
        DOCUMENT_FOOT,
        ("Delivery", ("delivery", "email_to", "bill_to", "ship_to")),
        ("Words", ("customer_message", "memo", "department", "is_opening")),
    ),
    Kind.CREDIT_NOTE: (
        ("", ("customer", "number", "day", "purchase_order_number")),
        DOCUMENT_FOOT,
        ("Delivery", ("delivery", "email_to", "bill_to", "ship_to")),
        ("Words", ("customer_message", "memo", "department", "is_opening")),
    ),
    Kind.PAYMENT: (
        (
            "",
            ("customer", "amount", "day", "method", "reference", "deposit_account", "exchange_rate", "memo"),
        ),
    ),
    Kind.REFUND: (
        (
            "",
            ("payment", "credit_note", "amount", "day", "method", "reference", "paid_from", "memo"),
        ),
    ),
    Kind.PURCHASE_ORDER: (
        ("", ("supplier", "number", "day", "expected_on", "email_to")),
        DOCUMENT_FOOT,
        ("Words", ("ship_to", "supplier_message", "memo", "department")),
    ),
    Kind.EXPENSE: (
        ("", ("type", "supplier", "employee", "number", "day", "purchase_order")),
        ("Paying", ("terms", "due_on", "paid_from", "method", "is_reimbursable")),
        DOCUMENT_FOOT,
        ("Words", ("memo", "department")),
    ),
}


def layout_of(kind: Kind) -> tuple[Section, ...]:
    """Return the sections of a kind's form; a short record has one."""
    return LAYOUTS.get(kind, (("", register_of(kind).fields),))
