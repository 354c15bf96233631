"""Amounts, quantities and prices so that theirs come out as ours.

A line that gives quantity and price must come to their product, rounded half up. Where a discount of the
line, or a tax contained in it, makes ours another sum, the price is the one that leads there; and where no
price does, the amount stands alone.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

CENT = Decimal("0.01")
# How fine a price may get to meet an amount; what is finer is rounded in their books.
FINEST = 6


def cents(amount: Decimal) -> Decimal:
    with localcontext(prec=60):
        return amount.quantize(CENT, ROUND_HALF_UP)


def product(quantity: Decimal, price: Decimal) -> Decimal:
    with localcontext(prec=60):
        return cents(quantity * price)


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def figures(*, quantity: Decimal, price: Decimal, amount: Decimal) -> dict[str, Any]:
    """Return the quantity, and a price if there is one, that an amount can stand with."""
    if not quantity:
        return {}
    if product(quantity, price) == amount:
        return {"Qty": quantity, "UnitPrice": price}
    with localcontext(prec=60):
        exact = amount / quantity
        for places in range(2, FINEST + 1):
            fitting = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if product(quantity, fitting) == amount:
                return {"Qty": quantity, "UnitPrice": fitting}
    return {"Qty": quantity}


def shares(whole: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Share out a sum by weight, in cents; the last takes what is left."""
    if not weights:
        return []
    sum_of = total(weights)
    with localcontext(prec=60):
        made = [cents(whole * weight / sum_of) if sum_of else Decimal(0) for weight in weights[:-1]]
    return [*made, whole - total(made)]
