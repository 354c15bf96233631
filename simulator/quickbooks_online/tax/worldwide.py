"""VAT, GST and the like: a code on every line, tax per rate on what all lines of that rate come to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from simulator.quickbooks_online.amounts import money, number
from simulator.quickbooks_online.api.refusals import business, no_reference, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.tax.rates import (
    Rate,
    amounts,
    belong,
    factor,
    line,
    must_have,
    rates_of,
    sent_lines,
    sent_total,
    spread,
)

_WORD: Mapping[str, str] = {"CA": "GST/HST", "GB": "VAT", "AU": "GST"}
# Each line as the pair of the line and the object below it that holds the code.
Lines = Sequence[tuple[Document, Document]]


def apply(books: Books, document: Document, lines: Lines, side: str) -> Document:
    """Return the tax detail; amounts that were entered with tax in them become net."""
    mode = document.setdefault("GlobalTaxCalculation", "TaxExcluded")
    if mode == "NotApplicable":
        if sent_total(document) or sent_lines(document):
            raise refuse("6170", "TxnTaxDetail is not allowed when GlobalTaxCalculation is NotApplicable")
        return {"TotalTax": 0}
    nets: dict[str, Decimal] = {}
    grosses: dict[str, Decimal] = {}
    rates: dict[str, list[Rate]] = {}
    for row, detail in lines:
        code = _code(books, detail)
        if code not in rates:
            rates[code] = _rates(books, code, side)
        net, gross = _split(row, detail, rates[code], inclusive=mode == "TaxInclusive")
        nets[code] = nets.get(code, Decimal(0)) + net
        grosses[code] = grosses.get(code, Decimal(0)) + gross
    made = _sums(rates, nets, grosses, inclusive=mode == "TaxInclusive")
    by_hand = _override(document, made, [rate for group in rates.values() for rate in group])
    return {
        "TotalTax": money(sum((amount for _, amount, _ in made.values()), Decimal(0))),
        "TaxLine": [
            line(rate, amount, net, by_hand=key in by_hand) for key, (rate, amount, net) in made.items()
        ],
    }


def _code(books: Books, detail: Document) -> str:
    code = detail.get("TaxCodeRef", {}).get("value")
    if not code:
        word = _WORD.get(books.country, "sales tax")
        raise business(f"Make sure all your transactions have a {word} rate before you save.")
    return str(code)


def _rates(books: Books, code: str, side: str) -> list[Rate]:
    found = must_have(books, code)
    if not found.get(f"{side}TaxRateList", {}).get("TaxRateDetail"):
        raise no_reference("TaxCodes", code)
    return rates_of(books, found, side)


def _split(
    row: Document, detail: Document, rates: Sequence[Rate], *, inclusive: bool
) -> tuple[Decimal, Decimal]:
    net = number(row.get("Amount"))
    if not inclusive:
        detail.pop("TaxInclusiveAmt", None)
        return net, net
    if detail.get("TaxInclusiveAmt"):
        gross = number(detail["TaxInclusiveAmt"])
        net = Decimal(money(gross / factor(rates)))
        row["Amount"] = money(net)
    else:
        gross = Decimal(money(net * factor(rates)))
        detail["TaxInclusiveAmt"] = money(gross)
    return net, gross


def _sums(
    rates: Mapping[str, Sequence[Rate]],
    nets: Mapping[str, Decimal],
    grosses: Mapping[str, Decimal],
    *,
    inclusive: bool,
) -> dict[str, tuple[Rate, Decimal, Decimal]]:
    """Return amount and net per rate: a rate that several codes share is rounded once, on their sum."""
    made: dict[str, tuple[Rate, Decimal, Decimal]] = {}
    if inclusive:
        for code, group in rates.items():
            parts = spread(grosses[code] - nets[code], amounts(group, nets[code]))
            for rate, part in zip(group, parts, strict=True):
                _, amount, net = made.get(rate.id, (rate, Decimal(0), Decimal(0)))
                made[rate.id] = (rate, amount + part, net + nets[code])
        return made
    for code, group in rates.items():
        for position, rate in enumerate(group):
            below = sum(amounts(group[:position], nets[code])) if rate.on_top else Decimal(0)
            _, _, net = made.get(rate.id, (rate, Decimal(0), Decimal(0)))
            made[rate.id] = (rate, Decimal(0), net + nets[code] + below)
    return {
        key: (rate, Decimal(money(net * rate.percent / 100)), net) for key, (rate, _, net) in made.items()
    }


def _override(
    document: Document, made: dict[str, tuple[Rate, Decimal, Decimal]], known: Sequence[Rate]
) -> set[str]:
    """Put amounts that were sent in place of those worked out; return the rates that have them."""
    sent = sent_lines(document)
    belong(sent, known)
    by_hand = {key for key, _, percent_based in sent if not percent_based and key in made}
    for key, amount, percent_based in sent:
        if not percent_based and key in made:
            rate, _, net = made[key]
            made[key] = (rate, amount, net)
    return by_hand
