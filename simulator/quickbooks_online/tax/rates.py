"""Tax codes as lists of rates, and the tax lines they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulator.quickbooks_online.amounts import money, number, plain
from simulator.quickbooks_online.api.refusals import no_reference, refuse, unreadable
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.values import as_text, decimal


@dataclass(frozen=True, slots=True)
class Rate:
    id: str
    percent: Decimal
    on_top: bool = False


def rates_of(books: Books, code: Document, side: str) -> list[Rate]:
    """Return the rates of a code for `side`, Sales or Purchase, in the order they apply."""
    details = sorted(
        code.get(f"{side}TaxRateList", {}).get("TaxRateDetail", []), key=lambda one: one["TaxOrder"]
    )
    return [
        Rate(
            one["TaxRateRef"]["value"],
            number(books.must("TaxRate", one["TaxRateRef"]["value"]).get("RateValue")),
            on_top=one["TaxTypeApplicable"] == "TaxOnAmountPlusTax",
        )
        for one in details
    ]


def amounts(rates: Sequence[Rate], net: Decimal) -> list[Decimal]:
    """Return the tax of each rate, rounded once each."""
    made: list[Decimal] = []
    for rate in rates:
        base = net + sum(made) if rate.on_top else net
        made.append(Decimal(money(base * rate.percent / 100)))
    return made


def factor(rates: Sequence[Rate]) -> Decimal:
    """Return what net is multiplied by to become gross."""
    total = Decimal(1)
    for rate in rates:
        total += (total if rate.on_top else 1) * rate.percent / 100
    return total


def spread(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """Share out a given total as the parts are to each other; the last one takes what is left."""
    whole = sum(parts)
    if not parts:
        return []
    made = [Decimal(money(total * part / whole)) if whole else Decimal(0) for part in parts[:-1]]
    return [*made, total - sum(made)]


def line(rate: Rate, amount: Decimal, net: Decimal, *, by_hand: bool = False) -> Document:
    """Return a tax line; one set by hand says so, and stays when it is sent back."""
    return {
        "Amount": money(amount),
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": rate.id},
            "PercentBased": not by_hand,
            "TaxPercent": plain(rate.percent),
            "NetAmountTaxable": money(net),
        },
    }


def sent_total(document: Document) -> Decimal | None:
    given = _detail(document).get("TotalTax")
    if given in (None, ""):
        return None
    total = decimal(given)
    if total < 0:
        raise refuse("2290", f"Negative Amount : Supplied value:{total}", "TotalTax")
    return total


def sent_code(document: Document) -> str:
    reference = _detail(document).get("TxnTaxCodeRef")
    if reference in (None, "", {}):
        return ""
    if not isinstance(reference, dict):
        raise unreadable()
    return as_text(reference.get("value") or "")


def sent_lines(document: Document) -> list[tuple[str, Decimal, bool]]:
    """Return the tax lines of the request: rate, amount and whether the books work the amount out."""
    found = []
    for one in _detail(document).get("TaxLine") or []:
        detail: dict[str, Any] = one.get("TaxLineDetail") or {}
        rate = as_text((detail.get("TaxRateRef") or {}).get("value", ""))
        found.append((rate, decimal(one.get("Amount") or 0), detail.get("PercentBased") is not False))
    return found


def _detail(document: Document) -> dict[str, Any]:
    detail = document.get("TxnTaxDetail") or {}
    if not isinstance(detail, dict):
        raise unreadable()
    return detail


def must_have(books: Books, code: str) -> Document:
    found = books.load("TaxCode", code)
    if found is None:
        raise no_reference("TaxCodes", code)
    if found.get("Name") == "CustomSalesTax":
        raise refuse("6160", "Invalid TaxCodeRef : CustomSalesTax cannot be used", "TxnTaxCodeRef")
    return found


def belong(sent: Sequence[tuple[str, Decimal, bool]], known: Sequence[Rate]) -> None:
    ids = {rate.id for rate in known}
    for rate, _, _ in sent:
        if rate and rate not in ids:
            raise no_reference("TaxRates", rate)
