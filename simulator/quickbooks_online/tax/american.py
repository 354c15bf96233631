"""Sales tax in the United States: one code per form by hand, or worked out from where the customer is."""

from collections.abc import Sequence
from decimal import Decimal

from simulator.quickbooks_online.amounts import money
from simulator.quickbooks_online.api.refusals import refuse
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.tax.places import rates_at
from simulator.quickbooks_online.tax.rates import (
    Rate,
    amounts,
    belong,
    line,
    must_have,
    rates_of,
    sent_code,
    sent_lines,
    sent_total,
    spread,
)

TAXABLE, UNTAXED = "TAX", "NON"
_MOST_TAXED_LINES = 750


def check_codes(details: Sequence[Document]) -> None:
    for detail in details:
        code = detail.get("TaxCodeRef", {}).get("value")
        if code and code not in {TAXABLE, UNTAXED}:
            raise refuse(
                "6100", f"Invalid line TaxCode in the request : Supplied value: {code}", "TaxCodeRef"
            )


def by_hand(books: Books, document: Document, taxable: Decimal) -> Document:
    """Tax by the code the form names; a total that is sent stands and is shared out."""
    code, given, lines = sent_code(document), sent_total(document), sent_lines(document)
    if not code:
        return {"TotalTax": 0}
    rates = rates_of(books, must_have(books, code), "Sales")
    belong(lines, rates)
    made = amounts(rates, taxable)
    if given is not None and given != sum(made):
        made = spread(given, made)
    return {
        "TxnTaxCodeRef": {"value": code},
        "TotalTax": money(sum(made, Decimal(0))),
        "TaxLine": [line(rate, amount, taxable) for rate, amount in zip(rates, made, strict=True)],
    }


def automated(books: Books, document: Document, taxable: Decimal) -> Document:
    """Tax by destination, whatever code or total is sent; the code is not sent back."""
    where = document.get("ShipAddr") or document.get("BillAddr") or {}
    known = rates_at(where)
    given = sent_total(document) if books.settings["automated_tax_override"] else None
    if not known or not taxable or "TaxExemptionRef" in document:
        return {"TotalTax": 0 if given is None else money(given)}
    rates = [Rate(_generated(books, name, percent), percent) for name, percent in known]
    made = amounts(rates, taxable) if given is None else spread(given, amounts(rates, taxable))
    return {
        "TotalTax": money(sum(made, Decimal(0))),
        "TaxLine": [line(rate, amount, taxable) for rate, amount in zip(rates, made, strict=True)],
    }


def _generated(books: Books, name: str, percent: Decimal) -> str:
    found = books.first("select id from objects where kind = 'TaxRate' and name = ?", name)
    if found:
        return str(found)
    made = books.insert(
        kind_of("TaxRate"),
        {
            "Name": name,
            "Description": "System generated",
            "Active": True,
            "RateValue": percent,
            "AgencyRef": {"value": "1"},
            "SpecialTaxType": "NONE",
            "DisplayType": "ReadOnly",
        },
    )
    return str(made["Id"])


def too_many(count: int) -> None:
    if count > _MOST_TAXED_LINES:
        raise refuse("6000", f"Business Validation Error: At most {_MOST_TAXED_LINES} lines can be taxed.")
