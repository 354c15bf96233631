"""Lines of a transaction: their ids, what they come to, and what may not be on them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from simulator.quickbooks_online.amounts import grouped, money, number, plain
from simulator.quickbooks_online.api.refusals import Refused, business, missing, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.checking import SHIPPING


def leaves(lines: Iterable[Document]) -> Iterator[Document]:
    """Yield the lines that stand for themselves: instead of a bundle those in it."""
    for line in lines:
        if line["DetailType"] == "GroupLineDetail":
            yield from (line.get("GroupLineDetail") or {}).get("Line") or []
        else:
            yield line


def identify(lines: Iterable[Document], old: Document | None) -> None:
    """Keep the ids of lines that were there before, and number the others on."""
    known = {line["Id"] for line in _all((old or {}).get("Line", [])) if "Id" in line}
    _number(lines, known, set(), max((int(one) for one in known if one.isdigit()), default=0))


def _number(lines: Iterable[Document], known: set[str], used: set[str], highest: int) -> int:
    for position, line in enumerate(lines, 1):
        key = line.get("Id", "")
        if key not in known or key in used:
            highest += 1
            key = str(highest)
        used.add(key)
        rest = {name: value for name, value in line.items() if name not in {"Id", "LineNum"}}
        line.clear()
        line.update(Id=key, LineNum=position, **rest)
        if "GroupLineDetail" in rest:
            highest = _number(rest["GroupLineDetail"].get("Line") or [], known, used, highest)
    return highest


def _all(lines: Iterable[Document]) -> Iterator[Document]:
    for line in lines:
        yield line
        yield from (line.get("GroupLineDetail") or {}).get("Line") or []


def arithmetic(line: Document, detail: Document, *, inclusive: bool) -> None:
    """Hold the amount against quantity times price, or work it out from them.

    Where prices have tax in them, quantity times price is the amount with tax as well as the one without.
    """
    # Clients that leave both out send both as 0: then the amount alone counts.
    both = detail.get("Qty") is not None and detail.get("UnitPrice") is not None
    both = both and bool(number(detail["Qty"]) or number(detail["UnitPrice"]))
    product = money(number(detail.get("Qty")) * number(detail.get("UnitPrice"))) if both else None
    gross = detail.get("TaxInclusiveAmt") if inclusive else None
    if line.get("Amount") is None:
        line["Amount"] = product if product is not None else gross
        if line["Amount"] is None:
            raise Refused(missing("Line.Amount"))
    elif product is not None and product not in {line["Amount"], gross}:
        raise refuse(
            "6070",
            f"Amount is not equal to UnitPrice * Qty. Supplied value:{grouped(line['Amount'])}",
            "Line.Amount",
        )


def item(books: Books, detail: Document, wanted: str = "IncomeAccountRef") -> Document | None:
    """Return the item of a line; one that is none is refused."""
    key = detail.get("ItemRef", {}).get("value")
    if not key or key == SHIPPING:
        return None
    found = books.known("Item", key)
    if found.get("Type") == "Category":
        raise refuse(
            "2500",
            "Invalid Reference Id : An item in this transaction is set up as a category instead of a "
            "product or "
            "service.",
            "Reference Id",
        )
    if found.get("Type") == "Group":
        raise business("A bundle needs a line of its own kind.")
    if wanted == "ExpenseAccountRef" and wanted not in found:
        raise business("An item in this transaction has no expense account.")
    return found


def tracked(books: Books, item: Document | None, detail: Document, day: str) -> None:
    """Refuse a line of an item in stock that says no quantity, or comes before the stock began."""
    if item is None or item.get("Type") != "Inventory" or not day:
        return
    # Whether a line, or the item alone, needs a quantity is not known for certain.
    if detail.get("Qty") is None and books.settings["stock_needs_quantity"]:
        raise refuse("6520", "Quantity is required : An item whose quantity is tracked needs one", "Qty")
    if day < item.get("InvStartDate", ""):
        raise refuse(
            "6270",
            f"Transaction date is prior to start date for inventory item : {item['Name']}",
            "TxnDate",
        )


def discount(line: Document, subtotal: Decimal) -> Decimal:
    """Return what a discount line takes off."""
    detail = line.setdefault("DiscountLineDetail", {})
    if detail.get("PercentBased"):
        if detail.get("DiscountPercent") is None:
            raise refuse("6090", "Discount line is missing information : DiscountPercent", "DiscountPercent")
        if not 0 <= detail["DiscountPercent"] <= 100:
            raise refuse(
                "2150", f"Invalid Percent : Supplied value:{detail['DiscountPercent']}", "DiscountPercent"
            )
        line["Amount"] = money(subtotal * number(detail["DiscountPercent"]) / 100)
        detail["DiscountPercent"] = plain(detail["DiscountPercent"])
    else:
        detail["PercentBased"] = False
        if line.get("Amount") is None:
            raise refuse("6090", "Discount line is missing information : Amount", "Amount")
    if line["Amount"] < 0:
        raise refuse("2290", "Negative Amount : A discount is given as a positive amount", "Line.Amount")
    return number(line["Amount"])


def classes(books: Books, document: Document, details: Iterable[Document]) -> None:
    """Drop a class where the company does not keep classes there."""
    where = books.settings["classes"]
    if where != "txn":
        document.pop("ClassRef", None)
    if where != "line":
        for detail in details:
            detail.pop("ClassRef", None)
