"""An empty table to fill in: the right titles, and one row as an example. Pure but for the registers."""

from billing.kinds import Kind
from billing.services.importing.table import TableColumn, columns_of
from billing.services.importing.wording import EXAMPLES, NAMES, TYPES


def template(kind: Kind) -> tuple[list[str], list[str]]:
    """Return titles and example of what a person fills in for new records."""
    columns = [column for column in columns_of(kind) if column.role == "field"]
    return [column.label for column in columns], [_example(kind, column) for column in columns]


def _example(kind: Kind, column: TableColumn) -> str:
    name, group, part = column.field, column.group, column.part
    if group == "contacts":
        return (
            {"name": "Ada Lane", "email": "ada@example.com", "phone": ""}[name] if part == "primary" else ""
        )
    if group:
        return "VAT" if group == "rates" and name == "name" else _child(kind, name)
    if name == "name":
        return NAMES[kind]
    if name == "type":
        return TYPES[kind]
    if (kind, name) in LEFT_OUT or (name in {"currency", "exchange_rate"} and kind is not Kind.EXCHANGE_RATE):
        return ""
    return "EUR" if name == "currency" else EXAMPLES.get(name, "")


def _child(kind: Kind, name: str) -> str:
    return "" if (kind, name) in PARTLY else EXAMPLES.get(name, "")


LEFT_OUT = {
    (Kind.ITEM, "external_number"),
    (Kind.EXPENSE, "paid_from"),
    (Kind.EXPENSE, "method"),
    (Kind.PAYMENT_METHOD, "deposit_account"),
}
# Only bundles have parts; what is not part of a customer's bill stays out of a purchase.
PARTLY = {
    (Kind.ITEM, "item"),
    (Kind.ITEM, "quantity"),
    (Kind.EXPENSE, "item"),
    (Kind.EXPENSE, "customer"),
    (Kind.PURCHASE_ORDER, "item"),
    (Kind.PURCHASE_ORDER, "customer"),
    (Kind.CREDIT_NOTE, "invoice"),
    (Kind.CREDIT_NOTE, "amount"),
}
