"""Money and numbers as the books write them: half a cent goes up, zero is plain 0."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
Number = Decimal | int


def money(value: Number) -> Number:
    """Return the amount in whole cents; the one place that rounds money."""
    cents = Decimal(value).quantize(CENT, ROUND_HALF_UP)
    return cents or 0


def plain(value: Number) -> Number:
    """Return a quantity, price or rate without needless zeros."""
    number = Decimal(value)
    if number == number.to_integral_value():
        return int(number)
    return Decimal(format(number.normalize(), "f"))


def number(value: Any) -> Decimal:
    """Return what is kept in a document as a number; nothing counts as zero."""
    return Decimal(value) if value else Decimal(0)


def grouped(value: Number) -> str:
    return f"{value:,}"
