"""Tax as the company keeps it, so that it comes to what we say.

United States by hand: each line is taxed or not, one code stands for the document, and the total we give is
kept. Automated: we say which lines are taxed and our total, which QuickBooks may replace; reading back tells.
Elsewhere: a code on every line, and our amount for every rate. A discount of the document, and prices that
contain tax, are folded into the lines there: what a discount line does to tax outside the United States is
not documented, and a line has to be net to be taxed right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from billing.documents import Line, LinedDocument, Ref
from integrations.contracts import TaxRate
from integrations.quickbooks_online.mapping.amounts import shares, total
from integrations.quickbooks_online.mapping.making import Body, Making

TAXED, UNTAXED = "TAX", "NON"
PSEUDO = frozenset({TAXED, UNTAXED})
# What stands for a line that names no tax code, and for a tax that does.
NO_TAX, SOME_TAX = "no_tax_code", "tax_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxed:
    """How the charges of a document are taxed: a code for each, and what the whole document says."""

    codes: tuple[Body | None, ...]
    fields: Body = field(default_factory=dict)


def folded(making: Making, document: LinedDocument) -> bool:
    """Return whether lines are sent net, with the document's discount and the tax in prices taken out."""
    abroad = making.company.tax_mode == "worldwide"
    return document.prices_include_tax or (abroad and bool(document.discount))


def of_sale(making: Making, document: LinedDocument, charges: Sequence[Line]) -> Taxed:
    mode = making.company.tax_mode
    if mode == "worldwide":
        return worldwide(making, document, charges, making.company.sales_rates)
    if mode == "off":
        return _off(making, document, charges)
    return _american(making, document, charges, by_hand=mode == "manual")


def ours_counts(making: Making) -> bool:
    return bool(making.settings["who_computes_tax"] == "us")


def _off(making: Making, document: LinedDocument, charges: Sequence[Line]) -> Taxed:
    if document.tax and ours_counts(making):
        raise making.unfit(
            "tax_off",
            "tax",
            f"it carries {document.tax.normalize():f} of tax, and sales tax is switched off in this "
            "QuickBooks company. Switch it on there, or take the tax off here.",
        )
    abroad = making.company.country != "US"
    return Taxed(
        codes=(None,) * len(charges), fields={"GlobalTaxCalculation": "NotApplicable"} if abroad else {}
    )


def _american(making: Making, document: LinedDocument, charges: Sequence[Line], *, by_hand: bool) -> Taxed:
    counts = ours_counts(making)
    taxing = {line.tax_code for line in charges if line.tax}
    named = {line.tax_code: _named(making, line.tax_code, by_hand=by_hand) for line in charges}
    taxed = [
        bool(making.settings["mark_all_taxable"])
        or (line.tax_code in taxing if counts else named[line.tax_code] not in {"", UNTAXED})
        for line in charges
    ]
    codes: tuple[Body, ...] = tuple({"value": TAXED if one else UNTAXED} for one in taxed)
    discount: Body = {"ApplyTaxAfterDiscount": True} if document.discount else {}
    detail: Body = {}
    if by_hand and making.settings["who_computes_tax"] != "service":
        detail = _one_code(making, document, {ref: named[ref] for ref in (taxing if counts else named)})
    if counts:
        detail["TotalTax"] = making.money(document.tax, "tax")
    return Taxed(codes=codes, fields={**discount, "TxnTaxDetail": detail or None})


def _named(making: Making, ref: Ref | None, *, by_hand: bool) -> str:
    """Return their code of ours; automated tax takes none, so that none has to be mapped."""
    if ref is None:
        return ""
    return making.key(ref) if by_hand else making.known(ref) or TAXED


def _one_code(making: Making, document: LinedDocument, named: Mapping[Ref | None, str]) -> Body:
    real = sorted({key for key in named.values() if key and key not in PSEUDO})
    if len(real) > 1:
        raise making.unfit(
            "several_tax_codes",
            "lines",
            f"its lines are taxed with {len(real)} tax codes, and QuickBooks in the United States takes one "
            "for a document. Give all taxed lines one code, or split the document; a code may stand for "
            "several rates.",
        )
    if real:
        return {"TxnTaxCodeRef": {"value": real[0]}}
    if any(ref and not key for ref, key in named.items()):
        # It is missing, which is told already.
        return {}
    return {"TxnTaxCodeRef": making.to(None, SOME_TAX)} if document.tax else {}


def worldwide(
    making: Making,
    document: LinedDocument,
    charges: Sequence[Line],
    rates: Mapping[str, Sequence[TaxRate]],
) -> Taxed:
    """Give each line a code and each rate its amount, so that the tax is ours to the cent."""
    groups: dict[str, list[Line]] = {}
    keys = [_code(making, line, charges, rates) for line in charges]
    for key, line in zip(keys, charges, strict=True):
        groups.setdefault(key, []).append(line)
    made: Body = {"GlobalTaxCalculation": "TaxInclusive" if document.prices_include_tax else "TaxExcluded"}
    if ours_counts(making) and charges:
        detail: Body = {"TotalTax": making.money(document.tax, "tax")}
        if told := _told(document, groups, rates):
            detail["TaxLine"] = told
        made["TxnTaxDetail"] = detail
    else:
        made["TxnTaxDetail"] = None
    return Taxed(codes=tuple({"value": key} for key in keys), fields=made)


def _code(making: Making, line: Line, charges: Sequence[Line], rates: Mapping[str, Sequence[TaxRate]]) -> str:
    if line.tax_code is None:
        standing = making.to(None, SOME_TAX if line.tax else NO_TAX)
        return str(standing["value"]) if standing else ""
    key = making.key(line.tax_code)
    exempt = making.perhaps(NO_TAX) if ours_counts(making) else None
    # A customer who is exempt leaves the code on the line and no tax below it.
    is_taxing = any(one.tax for one in charges if one.tax_code == line.tax_code)
    if exempt and line.net and not is_taxing and any(rate.percent for rate in rates.get(key, ())):
        return str(exempt["value"])
    return key


def _told(
    document: LinedDocument, groups: Mapping[str, Sequence[Line]], rates: Mapping[str, Sequence[TaxRate]]
) -> list[Body]:
    """Return our amount of each rate; nothing where the rates of a code are not known."""
    if any(not rates.get(key) for key in groups):
        return []
    amounts: dict[str, Decimal] = {}
    bases: dict[str, Decimal] = {}
    for key, lines in groups.items():
        parts = shares(total(line.tax for line in lines), _weights(rates[key]))
        for rate, part in zip(rates[key], parts, strict=True):
            amounts[rate.key] = amounts.get(rate.key, Decimal(0)) + part
            bases[rate.key] = bases.get(rate.key, Decimal(0)) + total(line.net for line in lines)
    amounts |= _as_printed(document, groups, rates)
    return [
        {
            "Amount": amount,
            "DetailType": "TaxLineDetail",
            "TaxLineDetail": {
                "TaxRateRef": {"value": key},
                "PercentBased": False,
                "NetAmountTaxable": bases[key],
            },
        }
        for key, amount in amounts.items()
    ]


def _weights(rates: Sequence[TaxRate]) -> list[Decimal]:
    found: list[Decimal] = []
    for rate in rates:
        found.append(rate.percent * (1 + (total(found) / 100 if rate.on_top else 0)))
    return found


def _as_printed(
    document: LinedDocument, groups: Mapping[str, Sequence[Line]], rates: Mapping[str, Sequence[TaxRate]]
) -> dict[str, Decimal]:
    """Take the amounts our document prints rate by rate, where percentages tell which rate is which."""
    theirs = {rate.key: rate.percent for key in groups for rate in rates[key]}
    taxing = {key: percent for key, percent in theirs.items() if percent}
    ours = {tax.percent: tax.amount for tax in document.taxes if tax.percent}
    # Two of ours with one percentage are one here, and then the sum is not the document's.
    if sorted(taxing.values()) != sorted(ours) or total(ours.values()) != document.tax:
        return {}
    return {key: ours[percent] for key, percent in taxing.items()} | {
        key: Decimal(0) for key, percent in theirs.items() if not percent
    }
