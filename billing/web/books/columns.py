"""What the lists of records show: for each kind its columns, states and tabs, and how a cell is printed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from billing.frame.seat import Seat
from billing.kinds import Kind
from billing.registers import register_of
from billing.templatetags import ui


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list. `field` names a value of the row, `sort` the order a click on the head gives.

    `made_of` names a kind without which there is no such figure: who does not see it has not this column.
    """

    label: str
    field: str
    sort: str = ""
    form: str = "text"
    made_of: Kind | None = None

    @property
    def is_number(self) -> bool:
        return self.form in {"money", "number"}


def _active() -> Column:
    return Column(label="State", field="is_active", form="active")


NUMBER = Column(label="Number", field="number", sort="number_key")
DAY = Column(label="Date", field="day", sort="day", form="day")
STATE = Column(label="State", field="state", form="state")
TOTAL = Column(label="Total", field="total", sort="total", form="money")
CUSTOMER = Column(label="Customer", field="customer_name")
SUPPLIER = Column(label="Supplier", field="supplier_name")
NAME = Column(label="Name", field="name", sort="sort_key")
MOVED = (
    Column(label="Date", field="day", sort="day", form="day"),
    CUSTOMER,
    Column(label="Reference", field="reference", sort="reference_key"),
    Column(label="Method", field="method_name"),
)
AMOUNT = Column(label="Amount", field="amount", sort="amount", form="money")

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.CURRENCY: (Column(label="Code", field="code", sort="code"), _active()),
    Kind.EXCHANGE_RATE: (
        DAY,
        Column(label="Currency", field="currency"),
        Column(label="Rate", field="rate", form="number"),
    ),
    Kind.ACCOUNT: (
        NAME,
        Column(label="Number", field="number", sort="number"),
        Column(label="Type", field="type", form="choice"),
        Column(label="Part of", field="parent_name"),
        _active(),
    ),
    Kind.TAX_CODE: (NAME, Column(label="Description", field="description"), _active()),
    Kind.CLASS: (NAME, Column(label="Part of", field="parent_name"), _active()),
    Kind.DEPARTMENT: (NAME, Column(label="Part of", field="parent_name"), _active()),
    Kind.TERMS: (
        NAME,
        Column(label="Counted from", field="basis", form="choice"),
        Column(label="Days", field="due_days", form="number"),
        Column(label="Discount %", field="discount_percent", form="number"),
        _active(),
    ),
    Kind.PAYMENT_METHOD: (
        NAME,
        Column(label="Type", field="type", form="choice"),
        Column(label="Arrives at", field="deposit_account_name"),
        _active(),
    ),
    Kind.CUSTOMER: (
        NAME,
        Column(label="Number", field="external_number", sort="external_number"),
        Column(label="Branch of", field="parent_name"),
        Column(label="Terms", field="terms_name"),
        _active(),
        Column(label="Balance", field="balance", form="money", made_of=Kind.INVOICE),
    ),
    Kind.SUPPLIER: (
        NAME,
        Column(label="Number", field="external_number", sort="external_number"),
        Column(label="Terms", field="terms_name"),
        Column(label="E-mail", field="email"),
        _active(),
    ),
    Kind.ITEM: (
        NAME,
        Column(label="External number", field="external_number", sort="external_number"),
        Column(label="Type", field="type", form="choice"),
        Column(label="Category", field="parent_name"),
        _active(),
        Column(label="Price", field="price", sort="price", form="number"),
    ),
    Kind.INVOICE: (
        NUMBER,
        CUSTOMER,
        DAY,
        Column(label="Due", field="due_on", sort="due_on", form="day"),
        STATE,
        Column(label="Open", field="balance", form="money"),
        TOTAL,
    ),
    Kind.CREDIT_NOTE: (
        NUMBER,
        CUSTOMER,
        DAY,
        STATE,
        Column(label="Left", field="balance", form="money"),
        TOTAL,
    ),
    Kind.PAYMENT: (*MOVED, STATE, Column(label="Unapplied", field="balance", form="money"), AMOUNT),
    Kind.REFUND: (*MOVED, AMOUNT),
    Kind.PURCHASE_ORDER: (
        NUMBER,
        SUPPLIER,
        DAY,
        Column(label="Expected", field="expected_on", form="day"),
        STATE,
        TOTAL,
    ),
    Kind.EXPENSE: (
        Column(label="Number", field="number", sort="number_key"),
        SUPPLIER,
        Column(label="Employee", field="employee"),
        Column(label="Type", field="type", form="choice"),
        DAY,
        STATE,
        TOTAL,
    ),
}
TABS: tuple[tuple[Kind, ...], ...] = (
    (Kind.INVOICE, Kind.CREDIT_NOTE),
    (Kind.PAYMENT, Kind.REFUND),
    (
        Kind.ACCOUNT,
        Kind.TAX_CODE,
        Kind.TERMS,
        Kind.PAYMENT_METHOD,
        Kind.CLASS,
        Kind.DEPARTMENT,
        Kind.CURRENCY,
        Kind.EXCHANGE_RATE,
    ),
)


def columns_for(kind: Kind, seat: Seat) -> tuple[Column, ...]:
    """Return the columns of a list that this seat sees."""
    return tuple(column for column in COLUMNS[kind] if column.made_of is None or seat.sees(column.made_of))


def needed(kind: Kind) -> set[str]:
    """Return the names of the values that the columns of a list print."""
    return {column.field.removesuffix("_name") for column in COLUMNS[kind]} | {"currency", "name", "due_on"}


def tabs_of(kind: Kind) -> tuple[Kind, ...]:
    return next((kinds for kinds in TABS if kind in kinds), ())


def default_order(kind: Kind) -> str:
    """Names go from A to Z, documents from the newest to the oldest."""
    first = register_of(kind).sorts[0]
    return "-day" if first == "day" else first


def in_words(kind: Kind, name: str, value: Any) -> str:
    """Return the label of a choice."""
    column: Any = register_of(kind).field(name)
    return str(dict(getattr(column, "output_field", column).flatchoices).get(value, value))


def cell(kind: Kind, column: Column, values: dict[str, Any], *, home: str) -> SafeString:
    """Print one cell; an amount with its currency where that is not the home currency."""
    value = values.get(column.field)
    match column.form:
        case "money":
            currency = values.get("currency", "")
            return ui.money(Decimal(value or 0), currency=currency, show=currency != home)
        case "number":
            return format_html('<span class="number">{}</span>', value)
        case "day":
            printed = ui.day(value, short=True)
            late = values.get("days_overdue") if column.field == "due_on" else None
            days = "day" if late == 1 else "days"
            return (
                format_html('{}<span class="sub">{} {} overdue</span>', printed, late, days)
                if late
                else printed
            )
        case "state":
            return ui.badge(state_in_words(kind, values))
        case "active":
            return ui.badge("Active" if value else "Inactive")
        case "choice":
            return format_html("{}", in_words(kind, column.field, value))
        case _:
            return format_html("<bdi>{}</bdi>", Truncator(value or "").chars(80))


def state_in_words(kind: Kind, values: dict[str, Any]) -> str:
    words = in_words(kind, "state", values["state"])
    return "Overdue" if values.get("is_overdue") else words


def row_title(kind: Kind, values: dict[str, Any]) -> str:
    """Return what the link to a record says where its first column is empty."""
    first = COLUMNS[kind][0]
    value = values.get(first.field)
    return str(value) if value else "No number"
