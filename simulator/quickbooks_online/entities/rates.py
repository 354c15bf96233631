"""Exchange rates: what was set for a day, else a table."""

from decimal import Decimal

from simulator.quickbooks_online.amounts import Number, plain
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import read
from simulator.quickbooks_online.entities.currencies import IN_DOLLARS

_PRECISION = Decimal("0.000001")


def rate_on(books: Books, code: str, day: str) -> Number:
    """Return how much of the home currency one unit of `code` is worth."""
    if code == books.home:
        return 1
    body = books.first(
        "select body from objects where kind = 'ExchangeRate' and name = ? and day = ?", code, day
    )
    if body:
        return plain(read(body)["Rate"])
    return plain((IN_DOLLARS[code] / IN_DOLLARS[books.home]).quantize(_PRECISION))
