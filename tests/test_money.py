"""Money: what rounds, what splits, what refuses."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import MixedCurrencies, Money, apportioned, digits, exactly, quantum, rounded

CURRENCIES = ["JPY", "USD", "KWD"]
amounts = st.decimals("-1e12", "1e12", allow_nan=False, allow_infinity=False, places=6)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.005", "USD", "0.01"),
        ("-0.005", "USD", "-0.01"),
        ("0.0049999", "USD", "0.00"),
        ("2.675", "EUR", "2.68"),
        ("0.5", "JPY", "1"),
        ("0.0005", "KWD", "0.001"),
        ("999999999999.995", "USD", "1000000000000.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(amount: str, currency: str, expected: str) -> None:
    assert str(rounded(Decimal(amount), currency=currency)) == expected


@given(amount=amounts, currency=st.sampled_from(CURRENCIES))
def test_rounding_moves_an_amount_by_half_a_coin_at_most_and_twice_is_once(
    amount: Decimal, currency: str
) -> None:
    once = rounded(amount, currency=currency)

    assert abs(once - amount) <= quantum(currency) / 2
    assert rounded(once, currency=currency) == once
    assert once.as_tuple().exponent == -digits(currency)


@given(parts=st.lists(amounts, min_size=1, max_size=30), currency=st.sampled_from(CURRENCIES))
def test_parts_add_up_to_the_whole_and_none_moves_by_a_coin(parts: list[Decimal], currency: str) -> None:
    whole = rounded(sum(parts, Decimal(0)), currency=currency)

    done = apportioned(whole, exact=parts, currency=currency)

    assert sum(done, Decimal(0)) == whole
    assert all(abs(after - before) < quantum(currency) for after, before in zip(done, parts, strict=True))


def test_a_third_each_of_a_hundred_gives_the_odd_cent_to_the_first() -> None:
    with exactly():
        third = Decimal(100) / 3

    assert apportioned(Decimal("100.00"), exact=[third] * 3, currency="USD") == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="not the rounded sum"):
        apportioned(Decimal("5.00"), exact=[Decimal(1), Decimal(1)], currency="USD")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(MixedCurrencies, match="USD and EUR"):
        _ = Money(Decimal(1), "USD") + Money(Decimal(1), "EUR")
    with pytest.raises(MixedCurrencies):
        _ = Money(Decimal(1), "USD") < Money(Decimal(1), "EUR")


@pytest.mark.parametrize("amount", [1.5, 1, "1", Decimal("NaN"), Decimal("Infinity"), None])
def test_an_amount_is_a_finite_decimal_and_nothing_else(amount: object) -> None:
    with pytest.raises(TypeError, match="never a float"):
        Money(amount, "USD")  # type: ignore[arg-type]


@given(left=amounts, right=amounts)
def test_adding_and_taking_away_is_exact(left: Decimal, right: Decimal) -> None:
    one, other = Money(left, "USD"), Money(right, "USD")

    assert (one + other) - other == one
    turned = -one
    assert -turned == one
    assert (one < other) == (left < right)
