"""Bundles: a line that stands for the members of an item, each with its own amount and tax."""

from collections.abc import Iterable
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number, plain
from simulator.quickbooks_online.api.refusals import Refused, missing, refuse, unreadable
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document

_SOLD, _BOUGHT = "SalesItemLineDetail", "ItemBasedExpenseLineDetail"


def open_up(books: Books, line: Document, *, bought: bool = False) -> list[Document]:
    """Return the lines of a bundle: those that were sent, else one for each member of the item."""
    group = line.setdefault("GroupLineDetail", {})
    key = group.get("GroupItemRef", {}).get("value")
    if not key:
        raise Refused(missing("Line.GroupLineDetail.GroupItemRef"))
    bundle = books.known("Item", key)
    if bundle.get("Type") != "Group":
        raise refuse("2500", f"Invalid Reference Id : Item element id {key} is not a bundle", "Reference Id")
    quantity = plain(number(group.setdefault("Quantity", 1)))
    if quantity <= 0:
        raise refuse("2160", f"Invalid Quantity : Supplied value:{quantity}", "Quantity")
    group["Quantity"] = quantity
    if not group.get("Line"):
        members = bundle.get("ItemGroupDetail", {}).get("ItemGroupLine", [])
        group["Line"] = [_member(books, one, Decimal(quantity), bought=bought) for one in members]
    if any(inner["DetailType"] == "GroupLineDetail" for inner in group["Line"]):
        raise unreadable("A bundle holds no other bundle")
    return list(group["Line"])


def _member(books: Books, member: Document, times: Decimal, *, bought: bool) -> Document:
    item = books.known("Item", member["ItemRef"]["value"])
    quantity = number(member.get("Qty", 1)) * times
    price = number(item.get("PurchaseCost" if bought else "UnitPrice"))
    detail: Document = {
        "ItemRef": {"value": item["Id"], "name": item["FullyQualifiedName"]},
        "Qty": plain(quantity),
        "UnitPrice": plain(price),
    }
    code = item.get("PurchaseTaxCodeRef" if bought else "SalesTaxCodeRef")
    if code and not books.is_american:
        detail["TaxCodeRef"] = dict(code)
    made: Document = {"Amount": money(quantity * price)}
    name = "PurchaseDesc" if bought else "Description"
    if item.get(name):
        made["Description"] = item[name]
    kind = _BOUGHT if bought else _SOLD
    return {**made, "DetailType": kind, kind: detail}


def close(lines: Iterable[Document]) -> None:
    """Say on each bundle what its lines come to."""
    for line in lines:
        if line["DetailType"] == "GroupLineDetail":
            inner = line["GroupLineDetail"].get("Line") or []
            line["Amount"] = money(sum((number(one.get("Amount")) for one in inner), Decimal(0)))
