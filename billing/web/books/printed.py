"""What stands on a printed document, in words and figures ready to be set."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billing.frame.wording import written, written_date
from billing.kinds import Kind
from billing.models import LineType, Tenant
from billing.money import digits
from billing.queries.representing import represent


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line; a text has a description alone, a subtotal also an amount."""

    type: str
    item: str
    description: str
    quantity: str = ""
    price: str = ""
    discount: str = ""
    tax: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document as it goes to a customer or a supplier."""

    sender: str
    title: str
    notice: str
    address: str
    ship_to: str
    facts: list[tuple[str, str]]
    lines: list[PrintedLine]
    figures: list[tuple[str, str]]
    total: str
    message: str


def printed(kind: Kind, row: Any, *, tenant: Tenant) -> Printed:
    """Return what is printed of a document."""
    (values,) = represent(kind, [row])
    places = digits(row.currency)
    notice = {"draft": "Draft", "void": "Void"}.get(values["state"], "")
    return Printed(
        sender=tenant.name,
        title=row.label if row.number else f"{kind.label.capitalize()}",
        notice=notice,
        address=_address(kind, row, values),
        ship_to=getattr(row, "ship_to", ""),
        facts=_facts(kind, row, values),
        lines=[_line(line, row.currency) for line in values["lines"]],
        figures=_figures(row, places),
        total=f"{written(row.total, decimals=places)} {row.currency}",
        message=getattr(row, "customer_message", "") or getattr(row, "supplier_message", ""),
    )


def _address(kind: Kind, row: Any, values: dict[str, Any]) -> str:
    if kind is Kind.PURCHASE_ORDER:
        return str(values["supplier_name"])
    return row.bill_to or str(values["customer_name"])


def _facts(kind: Kind, row: Any, values: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [("Date", written_date(row.day))]
    if kind is Kind.INVOICE:
        facts += [("Due", written_date(row.due_on)), ("Terms", values["terms_name"])]
    if kind is Kind.PURCHASE_ORDER and row.expected_on:
        facts.append(("Expected", written_date(row.expected_on)))
    facts.append(("Your order", getattr(row, "purchase_order_number", "")))
    return [(label, text) for label, text in facts if text]


def _line(line: dict[str, Any], currency: str) -> PrintedLine:
    description = line["description"]
    if line.get("service_date"):
        description = f"{description}\n{written_date(line['service_date'])}".strip()
    if line["type"] != LineType.CHARGE:
        is_sum = line["type"] == LineType.SUBTOTAL
        return PrintedLine(
            type=line["type"],
            item="",
            description=description or ("Subtotal" if is_sum else ""),
            amount=_amount(line["amount"], currency) if is_sum else "",
        )
    discount = line.get("discount_percent", "0")
    return PrintedLine(
        type=line["type"],
        item=line["item_name"],
        description=description,
        quantity=_plain(line["quantity"], 0),
        price=_plain(line["price"], digits(currency)),
        discount="" if discount == "0" else f"{discount} %",
        tax=line["tax_code_name"],
        amount=_amount(line["amount"], currency),
    )


def _figures(row: Any, places: int) -> list[tuple[str, str]]:
    """Return what stands between the lines and the total."""
    figures = [("Subtotal", row.subtotal)]
    if row.discount:
        figures.append(("Discount", -row.discount))
    contained = " (contained)" if row.prices_include_tax else ""
    figures += [(f"{tax['name']} {tax['percent']} %{contained}", Decimal(tax["tax"])) for tax in row.taxes]
    return [(label, written(amount, decimals=places)) for label, amount in figures]


def _amount(text: str, currency: str) -> str:
    return written(Decimal(text), decimals=digits(currency))


def _plain(text: str, places: int) -> str:
    value = Decimal(text)
    exponent = int(value.normalize().as_tuple().exponent)
    return written(value, decimals=max(places, -exponent, 0))
