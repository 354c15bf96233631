"""From cells to values: what is read, how, and what is said where nothing can be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.files import values
from billing.files.values import NumberForm
from tests.files.making import bad

POINT, COMMA = NumberForm.POINT, NumberForm.COMMA


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("1234.56", None, "1234.56"),
        ("1,234.56", None, "1234.56"),
        ("1.234,56", None, "1234.56"),
        ("1 234,56", None, "1234.56"),
        ("1\u00a0234\u00a0567,5", None, "1234567.5"),
        ("1\u202f234.56", None, "1234.56"),
        ("1'234.56", None, "1234.56"),
        ("1\u2019234\u2019567", None, "1234567"),
        ("1,234,567", None, "1234567"),
        ("0,125", None, "0.125"),
        ("1234,567", None, "1234.567"),
        ("1,5", None, "1.5"),
        (".5", None, "0.5"),
        (",5", None, "0.5"),
        ("007", None, "7"),
        (" 12 ", None, "12"),
        ("(1,234.56)", None, "-1234.56"),
        ("1,234.56-", None, "-1234.56"),
        ("-1.234,56", None, "-1234.56"),
        ("\u22125", None, "-5"),
        ("+5", None, "5"),
        ("-0", None, "0"),
        ("1,234", POINT, "1234"),
        ("1,234", COMMA, "1.234"),
        ("1.234", POINT, "1.234"),
        ("1.234", COMMA, "1234"),
        ("1.234.567", COMMA, "1234567"),
        (Decimal("0.1"), COMMA, "0.1"),
        (Decimal("-12.345678"), None, "-12.345678"),
    ],
)
def test_numbers_are_read_exactly(cell: str | Decimal, form: NumberForm | None, expected: str) -> None:
    assert str(values.decimal(cell, form=form)) == expected


@pytest.mark.parametrize(
    ("cell", "currency"),
    [
        ("€12.50", "EUR"),
        ("12,50 €", "EUR"),
        ("EUR 12.50", "EUR"),
        ("12.50eur", "EUR"),
        ("-$12.50", "USD"),
        ("$-12.50", "USD"),
        ("($12.50)", "AUD"),
        ("US$ 12.50", "USD"),
        ("CHF 12.50-", "CHF"),
        ("Fr. 12.50", "CHF"),
        ("-Fr. 12.50", "CHF"),
        ("12.50 sFr.", "CHF"),
        ("12,50 kr", "SEK"),
        ("12,50 zł", "PLN"),
    ],
)
def test_the_expected_currency_may_stand_around_a_number(cell: str, currency: str) -> None:
    assert abs(values.decimal(cell, currency=currency)) == Decimal("12.50")


@pytest.mark.parametrize(
    ("cell", "asked", "said"),
    [
        ("1,234", {}, '"1,234" can be read as two numbers, 1.234 and 1234. Say whether a point or a comma'),
        ("12.50 €", {}, '"12.50 €" has "€" beside the number. Expected is a number, without a currency'),
        ("12.50 €", {"currency": "USD"}, "Expected is a number in USD, for example 1234.56."),
        ("GBP 1", {"currency": "EUR"}, '"GBP 1" has "GBP" beside the number'),
        ("US$ 1", {"currency": "AUD"}, "Expected is a number in AUD"),
        ("12 %", {}, '"12 %" is a percentage'),
        ("1.234,56", {"form": POINT}, "Expected is a number, for example 1234.56 or 1,234.56."),
        ("1,234.56", {"form": COMMA}, "Expected is a number, for example 1234,56 or 1.234,56."),
        ("1,23,456", {}, '"1,23,456" is not a number as expected'),
        ("12,34.5", {}, "is not a number as expected"),
        ("1'234 567", {}, "is not a number as expected"),
        ("5.", {}, "is not a number as expected"),
        ("--5", {}, "is not a number as expected"),
        ("(-5)", {}, "is not a number as expected"),
        ("-", {}, "is not a number as expected"),
        ("1.2E+12", {}, '"1.2E+12" is not a number as expected'),
        ("\u0661\u0662", {}, "Expected is a number"),
        ("twelve", {}, "Expected is a number"),
        ("", {}, "This is empty. Expected is a number, for example 1234.56."),
        ("  ", {}, "This is empty"),
        (None, {}, "This is empty"),
        (True, {}, "This is yes or no. Expected is a number"),
        (date(2024, 2, 1), {}, "This is the date 2024-02-01. Expected is a number"),
        (
            "1.239",
            {"places": 2, "form": POINT},
            "This has 3 decimals. Expected are 2 at most, for example 1234.57.",
        ),
        ("1000000000000001", {}, "This number is too large. Expected is one up to 1,000,000,000,000,000."),
        ("-11", {"largest": Decimal(10)}, "Expected is one up to 10."),
        (Decimal("NaN"), {}, "This number is too large"),
    ],
)
def test_what_is_no_number_is_refused(cell: Any, asked: dict[str, Any], said: str) -> None:
    assert said in bad(values.decimal, cell, **asked)


def test_zeros_at_the_end_are_no_decimals() -> None:
    assert values.decimal("1.500", form=POINT, places=1) == Decimal("1.5")
    assert values.decimal(Decimal("1E+2"), places=0) == 100


@pytest.mark.parametrize(
    ("samples", "form"),
    [
        (["1,234", "1,234.56"], POINT),
        (["1,234", "1,5"], COMMA),
        (["€ 1.234,56", "7"], COMMA),
        (["(1.5)"], POINT),
        (["1,234", "5,678"], None),
        (["1", "2", None, ""], None),
        (["1.5", "1,5"], None),
        (["x", "1.5", Decimal("2.5")], POINT),
        ([Decimal("2.5"), date(2024, 1, 1), True], None),
    ],
)
def test_the_form_of_numbers_is_proven_or_asked_for(samples: list[Any], form: NumberForm | None) -> None:
    assert values.detect_numbers(samples) is form


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False),
    st.sampled_from([(POINT, ",", "."), (COMMA, ".", ","), (POINT, "'", "."), (COMMA, "\u00a0", ",")]),
)
def test_every_number_is_read_as_it_is_written(number: Decimal, way: tuple[NumberForm, str, str]) -> None:
    form, group, point = way
    written = f"{number:,f}".replace(",", "_").replace(".", point).replace("_", group)

    assert values.decimal(written, form=form) == number


@pytest.mark.parametrize("cell", ["yes", "TRUE", "1", "x", "X ", "Ja", "oui", True, Decimal(1)])
def test_yes(cell: Any) -> None:
    assert values.boolean(cell) is True


@pytest.mark.parametrize("cell", ["no", "False", "0", "nein", "NON", False, Decimal(0)])
def test_no(cell: Any) -> None:
    assert values.boolean(cell) is False


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("maybe", '"maybe" is neither yes nor no. Expected is yes or no, for example yes'),
        (Decimal(2), '"2" is neither yes nor no'),
        (None, "This is empty. Expected is yes or no"),
    ],
)
def test_neither_yes_nor_no_is_refused(cell: Any, said: str) -> None:
    assert said in bad(values.boolean, cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("\u00a0 Cedar\u00a0IT \u202f", "Cedar\u00a0IT"),
        ("שלום", "שלום"),
        ("😀 & 'x' ~:", "😀 & 'x' ~:"),
        (None, ""),
        ("  ", ""),
        (Decimal("7.50"), "7.50"),
        (Decimal("1E+3"), "1000"),
        (date(2024, 1, 31), "2024-01-31"),
        (True, "TRUE"),
        (False, "FALSE"),
    ],
)
def test_text_is_trimmed(cell: Any, expected: str) -> None:
    assert values.text(cell) == expected


def test_lines_are_text_only_where_they_are_expected() -> None:
    assert values.text("a\r\nb\rc\t", lines=True) == "a\nb\nc"
    assert "(U+000A, at position 2). Expected is text in one line" in bad(values.text, "a\nb")


@pytest.mark.parametrize(
    ("cell", "asked", "said"),
    [
        ("a\x07b", {}, "a character that cannot be shown (U+0007, at position 2)"),
        ("a\u202eb", {"lines": True}, "(U+202E, at position 2). Expected is text, for example"),
        ("abcd", {"longest": 3}, "This has 4 characters. Expected are 3 at most"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(cell: str, asked: dict[str, Any], said: str) -> None:
    assert said in bad(values.text, cell, **asked)


CHOICES = {"net_30": "Net 30 days", "now": "On receipt", "n": "Now"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("net_30", "net_30"), ("NET  30 days", "net_30"), ("on receipt", "now"), ("n", "n"), ("now", "now")],
)
def test_a_choice_is_known_by_its_key_or_label(cell: str, expected: str) -> None:
    assert values.choice(cell, choices=CHOICES) == expected


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("later", '"later" is none of the choices. Expected is one of: Net 30 days, On receipt, Now.'),
        ("NOW", '"NOW" means several of the choices. Expected is one of: n, now.'),
        (None, "This is empty. Expected is one of: Net 30 days"),
    ],
)
def test_what_is_no_choice_is_refused(cell: Any, said: str) -> None:
    assert said in bad(values.choice, cell, choices=CHOICES)


def test_of_many_choices_the_first_are_named() -> None:
    many = {str(number): f"choice {number}" for number in range(40)}

    assert bad(values.choice, "x", choices=many).endswith("choice 10, choice 11, ....")
