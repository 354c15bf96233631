"""One example of each kind, as it is sent. In this order they make small books: a test sends them."""

from typing import Any

from billing.kinds import Kind

DAY = "2026-11-20"
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.CURRENCY: {"code": "EUR"},
    Kind.EXCHANGE_RATE: {"currency": "EUR", "day": DAY, "rate": "1.0825"},
    Kind.ACCOUNT: {"number": "4050", "name": "Managed services", "type": "income"},
    Kind.TAX_CODE: {
        "name": "TX",
        "description": "Texas sales tax",
        "rates": [
            {"name": "State", "agency": "Texas Comptroller", "percent": "6.25"},
            {"name": "City", "agency": "Texas Comptroller", "percent": "2"},
        ],
    },
    Kind.CLASS: {"name": "Field work"},
    Kind.DEPARTMENT: {"name": "North"},
    Kind.TERMS: {"name": "Net 14", "due_days": 14, "discount_percent": "2", "discount_days": 5},
    Kind.PAYMENT_METHOD: {"name": "Wire", "type": "bank_transfer", "deposit_account": "1000"},
    Kind.CUSTOMER: {
        "name": "Ash & Sons",
        "external_number": "C-1001",
        "terms": "Net 14",
        "billing_lines": "12 Harbour Road",
        "billing_city": "Austin",
        "billing_region": "TX",
        "billing_postcode": "78701",
        "billing_country": "US",
        "contacts": [
            {"name": "Ada Ash", "email": "ada@ash.example", "is_primary": True, "is_billing": True},
        ],
    },
    Kind.SUPPLIER: {
        "name": "Northern Cables",
        "external_number": "S-2001",
        "expense_account": "5000",
        "email": "bills@cables.example",
    },
    Kind.ITEM: {
        "name": "Support hour",
        "external_number": "SUP-1",
        "type": "service",
        "description": "Support, by the hour",
        "price": "95",
        "tax_code": "TX",
        "income_account": "4050",
    },
    Kind.INVOICE: {
        "customer": "C-1001",
        "day": DAY,
        "department": "North",
        "lines": [
            {"item": "Support hour", "quantity": "3", "tracking_class": "Field work"},
            {"description": "Travel", "price": "40", "discount_percent": "10"},
        ],
    },
    Kind.CREDIT_NOTE: {
        "customer": "C-1001",
        "day": DAY,
        "lines": [{"description": "An hour less than charged", "price": "95", "tax_code": "TX"}],
    },
    Kind.PAYMENT: {
        "customer": "C-1001",
        "day": DAY,
        "amount": "120",
        "method": "Wire",
        "reference": "TR-88",
        "allocations": [{"invoice": "1001", "amount": "100"}],
    },
    Kind.REFUND: {"payment": "TR-88", "day": DAY, "amount": "20", "memo": "Paid too much"},
    Kind.PURCHASE_ORDER: {
        "supplier": "S-2001",
        "day": DAY,
        "expected_on": "2026-12-04",
        "lines": [{"description": "Cable, drum of 300 m", "quantity": "2", "price": "180.50"}],
    },
    Kind.EXPENSE: {
        "type": "bill",
        "supplier": "S-2001",
        "number": "B-7781",
        "day": DAY,
        "lines": [{"description": "Cable, drum of 300 m", "quantity": "1", "price": "180.50"}],
    },
}
