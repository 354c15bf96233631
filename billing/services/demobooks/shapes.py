"""Ready-made documents: lines and figures, computed once by billing.taxes and used by many invoices. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from billing.taxes import Line, Rate, Rounding, Totals, totals

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """An item as it stands on lines."""

    id: Any
    description: str
    price: Decimal
    is_taxed: bool
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What several documents have in common: their lines and what these come to."""

    sold: tuple[Sold, ...]
    lines: tuple[Line, ...]
    totals: Totals
    discount_percent: Decimal


def shape(
    rng: Random,
    items: Sequence[Sold],
    rates: tuple[Rate, ...],
    *,
    currency: str,
    rounding: Rounding,
) -> Shape:
    """Make a document of one to eight lines, most of them three; some with discounts."""
    sold = tuple(rng.choice(items) for _ in range(rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 8))))
    lines = tuple(
        Line(
            quantity=Decimal(rng.randint(1, 12)) if item.whole else Decimal(rng.randint(1, 64)) / 4,
            price=item.price,
            discount_percent=Decimal(rng.choice((0, 0, 0, 0, 0, 0, 0, 5, 10, 100))),
            rates=rates if item.is_taxed else (),
        )
        for item in sold
    )
    discount = Decimal(rng.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, 5)))
    computed = totals(lines, currency=currency, rounding=rounding, discount_percent=discount)
    return Shape(sold=sold, lines=lines, totals=computed, discount_percent=discount)
