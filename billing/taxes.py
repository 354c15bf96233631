"""What a document comes to: lines, discounts, taxes, totals. Pure, and exact to the smallest coin.

However taxes are computed (for each line or for the whole document, on top of prices or contained in them),
the parts add up to the whole: lines to totals, rates to the tax of a line, net and tax to the gross.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from billing.money import apportioned, exactly, rounded

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Rounding(StrEnum):
    """Where tax is rounded."""

    LINE = "line"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One tax: a percentage of the net amount, or, compound, of the net amount with the taxes before it."""

    name: str
    percent: Decimal
    compound: bool = False

    def packed(self) -> list[Any]:
        """Return it as it is kept with a document."""
        return [self.name, f"{self.percent.normalize():f}", self.compound]

    @classmethod
    def unpacked(cls, kept: Sequence[Any]) -> "Rate":
        name, percent, compound = kept
        return cls(name=name, percent=Decimal(percent), compound=compound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is charged: quantity times price, less a percentage, under the rates of its tax code."""

    quantity: Decimal
    price: Decimal
    discount_percent: Decimal = ZERO
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTotals:
    """What a line comes to: `amount` before, `net` after the document's discount, `taxes` rate by rate."""

    amount: Decimal
    discount: Decimal
    net: Decimal
    taxes: tuple[Decimal, ...]

    @property
    def tax(self) -> Decimal:
        return sum(self.taxes, ZERO)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """One rate's share of a document."""

    rate: Rate
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a document comes to. With prices that contain tax, `subtotal` and `discount` contain it too."""

    lines: tuple[LineTotals, ...]
    subtotal: Decimal
    discount: Decimal
    net: Decimal
    taxes: tuple[TaxTotal, ...]
    tax: Decimal
    total: Decimal


def totals(
    lines: Sequence[Line],
    *,
    currency: str,
    rounding: Rounding,
    inclusive: bool = False,
    discount_percent: Decimal = ZERO,
    discount_amount: Decimal = ZERO,
) -> Totals:
    """Compute a document. Its discount, a percentage of the subtotal or an amount, is spread over lines."""
    with exactly():
        amounts = [_amount(line, currency) for line in lines]
        subtotal = sum(amounts, ZERO)
        given = subtotal * discount_percent / HUNDRED if discount_percent else discount_amount
        discount = rounded(given, currency=currency)
        discounts = _spread(discount, amounts, currency)
        charged = [amount - part for amount, part in zip(amounts, discounts, strict=True)]
        taxed = _taxes(lines, charged, currency=currency, rounding=rounding, inclusive=inclusive)
        done = tuple(
            LineTotals(
                amount=amount,
                discount=part,
                net=left - sum(taxes, ZERO) if inclusive else left,
                taxes=tuple(taxes),
            )
            for amount, part, left, taxes in zip(amounts, discounts, charged, taxed, strict=True)
        )
        net, tax = sum((line.net for line in done), ZERO), sum((line.tax for line in done), ZERO)
        return Totals(
            lines=done,
            subtotal=subtotal,
            discount=discount,
            net=net,
            taxes=_by_rate(lines, done),
            tax=tax,
            total=net + tax,
        )


def effective(rates: Sequence[Rate]) -> list[Decimal]:
    """Return each rate as a fraction of the net amount, compounding counted in."""
    found: list[Decimal] = []
    for rate in rates:
        before = sum(found, ZERO) if rate.compound else ZERO
        found.append(rate.percent / HUNDRED * (1 + before))
    return found


def _amount(line: Line, currency: str) -> Decimal:
    whole = line.quantity * line.price
    return rounded(whole * (HUNDRED - line.discount_percent) / HUNDRED, currency=currency)


def _spread(discount: Decimal, amounts: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Spread a discount over lines in proportion to what they charge."""
    whole = sum(amounts, ZERO)
    if not discount:
        return [ZERO] * len(amounts)
    if not whole:
        raise ValueError("A discount cannot be spread over lines that come to nothing.")
    exact = [discount * amount / whole for amount in amounts]
    return apportioned(discount, exact=exact, currency=currency)


def _taxes(
    lines: Sequence[Line], charged: Sequence[Decimal], *, currency: str, rounding: Rounding, inclusive: bool
) -> list[list[Decimal]]:
    """Return, for each line, the tax of each of its rates."""
    exact = [
        _exact_taxes(line, amount, inclusive=inclusive) for line, amount in zip(lines, charged, strict=True)
    ]
    if rounding is Rounding.LINE:
        return [_rounded_parts(parts, currency, together=inclusive) for parts in exact]
    done: list[list[Decimal]] = [[ZERO] * len(line.rates) for line in lines]
    places: dict[Rate, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        for position, rate in enumerate(line.rates):
            places.setdefault(rate, []).append((index, position))
    for same in places.values():
        parts = [exact[index][position] for index, position in same]
        whole = rounded(sum(parts, ZERO), currency=currency)
        for (index, position), part in zip(
            same, apportioned(whole, exact=parts, currency=currency), strict=True
        ):
            done[index][position] = part
    return done


def _exact_taxes(line: Line, amount: Decimal, *, inclusive: bool) -> list[Decimal]:
    fractions = effective(line.rates)
    net = amount / (1 + sum(fractions, ZERO)) if inclusive else amount
    return [net * fraction for fraction in fractions]


def _rounded_parts(parts: list[Decimal], currency: str, *, together: bool) -> list[Decimal]:
    """Round the taxes of a line: each for itself or, where the gross is given, together."""
    if not together:
        return [rounded(part, currency=currency) for part in parts]
    return apportioned(rounded(sum(parts, ZERO), currency=currency), exact=parts, currency=currency)


def _by_rate(lines: Sequence[Line], done: Sequence[LineTotals]) -> tuple[TaxTotal, ...]:
    bases: dict[Rate, Decimal] = {}
    taxes: dict[Rate, Decimal] = {}
    for line, result in zip(lines, done, strict=True):
        for rate, tax in zip(line.rates, result.taxes, strict=True):
            bases[rate] = bases.get(rate, ZERO) + result.net
            taxes[rate] = taxes.get(rate, ZERO) + tax
    return tuple(TaxTotal(rate=rate, base=bases[rate], tax=taxes[rate]) for rate in taxes)
