"""Classes and locations: where a line or a document is counted, as far as the company counts so."""

from collections.abc import Sequence

from billing.documents import Line, LinedDocument, Ref
from integrations.quickbooks_online.mapping.making import Body, Making


def class_of_item(ref: Ref) -> str:
    """Name the role of the class that an item stands for."""
    return f"class.item.{ref.id}"


def class_of_customer(ref: Ref) -> str:
    return f"class.customer.{ref.id}"


def location_of_customer(ref: Ref) -> str:
    return f"location.customer.{ref.id}"


def line_class(making: Making, line: Line, customer: Ref | None) -> Body | None:
    """Return the class of a line, where the company has one on each line."""
    return _class(making, line, customer) if making.company.classes == "line" else None


def document_class(making: Making, lines: Sequence[Line], customer: Ref | None) -> Body | None:
    """Return the one class of a document, where the company has one on each document."""
    if making.company.classes != "document":
        return None
    found = {held["value"]: held for line in lines if (held := _class(making, line, customer))}
    if len(found) > 1:
        raise making.unfit(
            "several_classes",
            "lines",
            f"its lines are of {len(found)} classes, and this QuickBooks company has one class for a whole "
            "document. Give all lines the same class, or have QuickBooks track classes line by line.",
        )
    return next(iter(found.values()), None)


def location(making: Making, document: LinedDocument, customer: Ref | None) -> Body | None:
    source = making.settings["location_source"]
    if not making.company.locations or source == "off":
        return None
    if source == "customer":
        return making.perhaps(location_of_customer(customer)) if customer else None
    return making.to(document.department)


def _class(making: Making, line: Line, customer: Ref | None) -> Body | None:
    if not making.settings["use_classes"]:
        return None
    source = making.settings["class_source"]
    if source == "item" and line.item is not None:
        return making.perhaps(class_of_item(line.item))
    if source == "customer" and customer is not None:
        return making.perhaps(class_of_customer(customer))
    return making.to(line.tracking_class) if source == "line" else None
