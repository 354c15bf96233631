"""Numbers as people write them, and which of the two ways a column has."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from billing.files.table import Cell


class BadValue(ValueError):
    """A cell is not what its field expects: the text says what is, with an example."""


class NumberForm(StrEnum):
    """What stands before the decimals."""

    POINT = "point"
    COMMA = "comma"

    @property
    def example(self) -> str:
        """Give a number so written."""
        return "1,234.56" if self is NumberForm.POINT else "1.234,56"


SPACES = " \u00a0\u2007\u2009\u202f"
APOSTROPHES = "'\u2019\u02bc"
_GROUPS = f"{SPACES}{APOSTROPHES}"
PATTERNS = {
    form: re.compile(
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<mark>[{_GROUPS}{group}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)?"
        rf"(?:{re.escape(point)}(?P<part>[0-9]+))?"
    )
    for form, point, group in ((NumberForm.POINT, ".", ","), (NumberForm.COMMA, ",", "."))
}
MINUS = "-\u2212"
# Which codes a sign may stand for. A sign that stands for several is settled by the code that is expected.
SIGNS = {
    "€": {"EUR"},
    "£": {"GBP", "GIP", "EGP"},
    "$": {"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "TWD", "BRL", "ARS", "CLP", "COP"},
    "US$": {"USD"},
    "A$": {"AUD"},
    "CA$": {"CAD"},
    "C$": {"CAD"},
    "NZ$": {"NZD"},
    "S$": {"SGD"},
    "HK$": {"HKD"},
    "R$": {"BRL"},
    "¥": {"JPY", "CNY"},
    "₹": {"INR"},
    "₺": {"TRY"},
    "₩": {"KRW"},
    "₪": {"ILS"},
    "₴": {"UAH"},
    "zł": {"PLN"},
    "kč": {"CZK"},
    "ft": {"HUF"},
    "kr": {"SEK", "NOK", "DKK", "ISK"},
    "fr.": {"CHF"},
    "sfr.": {"CHF"},
}
AROUND = re.compile(r"([-+]?s?fr\.|[^0-9.,]*)(.*?)(\s*s?fr\.-?|[^0-9.,]*)", re.DOTALL | re.IGNORECASE)
SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")


def decimal(
    cell: Cell,
    *,
    form: NumberForm | None = None,
    currency: str | None = None,
    places: int | None = None,
    largest: Decimal = Decimal(10) ** 15,
) -> Decimal:
    """Return a number, exactly; or raise BadValue.

    Without a form, what reads only one way is read and the rest refused. A currency's sign or code around the
    number must be that of `currency`. In brackets, or with a minus at either end, it is negative.
    """
    number = cell if isinstance(cell, Decimal) else _from_text(cell, form=form, currency=currency)
    if not number.is_finite() or abs(number) > largest:
        raise BadValue(f"This number is too large. Expected is one up to {largest:,f}.")
    decimals = -int(number.normalize().as_tuple().exponent)
    if places is not None and decimals > places:
        example = Decimal("1234.567891").quantize(Decimal(1).scaleb(-places))
        raise BadValue(
            f"This has {decimals} decimals. Expected are {places} at most, for example "
            f"{_written(str(example), form)}."
        )
    return number


def detect_numbers(samples: Iterable[Cell]) -> NumberForm | None:
    """Return the form that a column's texts prove; None if none is proven, or both are."""
    proven: set[NumberForm] = set()
    for cell in samples:
        if isinstance(cell, str):
            readings = _readings(_taken_apart(cell)[1])
            if len(readings) == 1:
                proven.update(readings)
    return proven.pop() if len(proven) == 1 else None


def _from_text(cell: Cell, *, form: NumberForm | None, currency: str | None) -> Decimal:
    if isinstance(cell, date):
        raise BadValue(
            f"This is the date {cell:%Y-%m-%d}. Expected is a number, for example {_example(form)}: perhaps "
            "the spreadsheet took it for a date."
        )
    if not isinstance(cell, str) or not cell.strip():
        raise BadValue(f"This is {'empty' if not isinstance(cell, bool) else 'yes or no'}. {_expected(form)}")
    negative, digits, around = _taken_apart(cell)
    _check_around(around, currency=currency, form=form, cell=cell)
    readings = _readings(digits)
    if form is not None:
        readings = {each: number for each, number in readings.items() if each is form}
    if not readings:
        raise BadValue(f'"{_short(cell)}" is not a number as expected. {_expected(form)}')
    values = set(readings.values())
    if len(values) > 1:
        raise BadValue(
            f'"{_short(cell)}" can be read as two numbers, {" and ".join(map(str, sorted(values)))}. '
            "Say whether a point or a comma stands before the decimals in this column."
        )
    number = values.pop()
    return -number if negative and number else number


def _taken_apart(cell: str) -> tuple[bool, str, list[str]]:
    """Split a text into sign, digits, and what else stands around them."""
    text = cell.strip()
    if SCIENTIFIC.fullmatch(text):
        return False, text, []
    bracketed = text.startswith("(") and text.endswith(")")
    match = AROUND.fullmatch(text[1:-1] if bracketed else text)
    before, digits, after = match.groups() if match else ("", text, "")
    minus = sum(part.count(mark) for part in (before, after) for mark in MINUS)
    plus = before.count("+")
    if minus + bracketed + plus > 1:
        return False, text, []
    around = ["".join(c for c in part if c not in MINUS + "+").strip() for part in (before, after)]
    return bool(minus or bracketed), digits.strip(), [part for part in around if part]


def _readings(digits: str) -> dict[NumberForm, Decimal]:
    found = {}
    for form, pattern in PATTERNS.items():
        match = pattern.fullmatch(digits)
        if match and digits:
            whole = re.sub("[^0-9]", "", match["whole"] or "") or "0"
            found[form] = Decimal(f"{whole}.{match['part']}" if match["part"] else whole)
    return found


def _check_around(around: list[str], *, currency: str | None, form: NumberForm | None, cell: str) -> None:
    for part in around:
        if currency and (part.upper() == currency.upper() or currency.upper() in _codes(part)):
            continue
        if part == "%":
            raise BadValue(
                f'"{_short(cell)}" is a percentage. {_expected(form)} Write the number without the sign.'
            )
        wanted = f" in {currency}" if currency else ", without a currency"
        raise BadValue(
            f'"{_short(cell)}" has "{_short(part)}" beside the number. Expected is a number{wanted}, '
            f"for example {_example(form)}."
        )


def _codes(part: str) -> set[str]:
    return SIGNS.get(part.casefold()) or SIGNS.get(part.upper()) or set()


def _expected(form: NumberForm | None) -> str:
    return f"Expected is a number, for example {_example(form)}."


def _example(form: NumberForm | None) -> str:
    return _written("1234.56", form) + (f" or {form.example}" if form else "")


def _written(number: str, form: NumberForm | None) -> str:
    return number.replace(".", ",") if form is NumberForm.COMMA else number


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:39]}…"
