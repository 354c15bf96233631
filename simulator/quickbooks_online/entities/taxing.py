"""The tax of a form: worked out the way of its country, unless what was set by hand still stands."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from simulator.quickbooks_online.amounts import number
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.lines import leaves
from simulator.quickbooks_online.tax import american, worldwide

_BASIS = (
    "TxnDate", "CustomerRef", "VendorRef", "ShipAddr", "BillAddr", "GlobalTaxCalculation",
    "ApplyTaxAfterDiscount",
)  # fmt: skip
# Each line with what is below it.
Pairs = Sequence[tuple[Document, Document]]


def of_sale(
    books: Books, document: Document, old: Document | None, pairs: Pairs, discount: Callable[[], Decimal]
) -> tuple[Decimal, Decimal]:
    """Return tax and discount; the discount is taken once amounts entered with tax have become net."""
    standing = _standing(document, old)
    if books.is_american:
        off = discount()
        made = _american(books, document, pairs, off)
        standing = standing if books.settings["sales_tax"] else None
    else:
        made = worldwide.apply(books, document, pairs, "Sales")
        off = discount()
    document["TxnTaxDetail"] = standing or made
    return number(document["TxnTaxDetail"]["TotalTax"]), off


def of_purchase(books: Books, document: Document, old: Document | None, pairs: Pairs) -> Decimal:
    """Return the tax of something bought: nothing in the United States."""
    if books.is_american:
        american.check_codes([detail for _, detail in pairs])
        document.pop("GlobalTaxCalculation", None)
        document.pop("TxnTaxDetail", None)
        return Decimal(0)
    standing = _standing(document, old)
    made = worldwide.apply(books, document, pairs, "Purchase")
    document["TxnTaxDetail"] = standing or made
    return number(document["TxnTaxDetail"]["TotalTax"])


def _standing(document: Document, old: Document | None) -> Document | None:
    """Return the tax as it was, where none was sent and nothing it depends on has changed."""
    if not old:
        return None
    kept: Document = old.get("TxnTaxDetail") or {}
    if not kept or document.get("TxnTaxDetail") is not kept:
        return None
    code = kept.get("TxnTaxCodeRef")
    document["TxnTaxDetail"] = {"TxnTaxCodeRef": code} if code else {}
    return kept if _basis(document) == _basis(old) else None


def _basis(document: Document) -> list[Any]:
    return [
        *(document.get(name) for name in _BASIS),
        *(_of_line(line) for line in leaves(document.get("Line") or [])),
    ]


def _of_line(line: Document) -> Any:
    kind = line["DetailType"]
    if kind in {"SubTotalLineDetail", "DescriptionOnly"}:
        return None
    detail = line.get(kind) or {}
    percent = detail.get("DiscountPercent") if detail.get("PercentBased") else None
    code = (detail.get("TaxCodeRef") or {}).get("value")
    return kind, line.get("Amount") if percent is None else percent, code, detail.get("TaxInclusiveAmt")


def _american(books: Books, document: Document, pairs: Pairs, off: Decimal) -> Document:
    document.pop("GlobalTaxCalculation", None)
    if not books.settings["sales_tax"]:
        for _, detail in pairs:
            detail["TaxCodeRef"] = {"value": american.UNTAXED}
        return {"TotalTax": 0}
    american.check_codes([detail for _, detail in pairs])
    lines = [line for line, detail in pairs if detail.get("TaxCodeRef", {}).get("value") == american.TAXABLE]
    american.too_many(len(lines))
    taxable = sum((number(line["Amount"]) for line in lines), Decimal(0))
    if document.get("ApplyTaxAfterDiscount"):
        taxable = max(taxable - off, Decimal(0))
    work_out = american.automated if books.profile == "us-ast" else american.by_hand
    return work_out(books, document, taxable)
