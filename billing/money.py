"""Money: decimal, with its currency, rounded in one place. Pure.

Only `rounded` rounds an amount, anywhere in the product, and only `apportioned` splits one.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext

# An amount of 10^12 times a quantity and some rates, six decimals each, has far fewer digits than this.
DIGITS = 60
LARGEST = Decimal(10) ** 12
WITHOUT_CENTS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905  # read as a list
)
WITH_MILLS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


class MixedCurrencies(ValueError):
    """Amounts of different currencies were about to be added or compared."""


def exactly() -> AbstractContextManager[Context]:
    """Compute the block with so many digits that nothing but `rounded` rounds."""
    return localcontext(prec=DIGITS)


def digits(currency: str) -> int:
    """Return how many digits a currency has behind the point."""
    if currency in WITHOUT_CENTS:
        return 0
    return 3 if currency in WITH_MILLS else 2


def quantum(currency: str) -> Decimal:
    """Return the smallest amount of a currency."""
    return Decimal(1).scaleb(-digits(currency))


def rounded(amount: Decimal, *, currency: str) -> Decimal:
    """Round half away from zero to the smallest amount of the currency."""
    with exactly():
        return amount.quantize(quantum(currency), rounding=ROUND_HALF_UP)


def apportioned(total: Decimal, *, exact: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Round exact parts so that they add up to the total, which is their sum, rounded.

    Each part is its exact value, rounded up or down; those with the largest remainders go up.
    """
    unit = quantum(currency)
    with exactly():
        parts = [part.quantize(unit, rounding=ROUND_FLOOR) for part in exact]
        missing = int((total - sum(parts, Decimal(0))) / unit)
        if not 0 <= missing <= len(parts):
            raise ValueError("The total is not the rounded sum of its parts.")
        by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
        for index in by_remainder[:missing]:
            parts[index] += unit
    return parts


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency. Adds to, and compares with, its own kind only."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        given: object = self.amount
        if not isinstance(given, Decimal) or not given.is_finite():
            raise TypeError("An amount is a finite Decimal, never a float.")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def rounded(self) -> "Money":
        return Money(rounded(self.amount, currency=self.currency), self.currency)

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} do not add up or compare.")
        return other.amount
