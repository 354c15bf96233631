"""Quantities and prices lead to amounts as their books round, and sums are shared out without a rest."""

from decimal import Decimal
from typing import Any

import pytest

from integrations.quickbooks_online.mapping.amounts import figures, product, shares

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [("128.350", "14.50", "1861.08"), ("0.5", "0.25", "0.13"), ("0.5", "0.05", "0.03"),
     ("-0.5", "0.25", "-0.13"), ("999999999.123456", "0.01", "9999999.99")],
)  # fmt: skip
def test_half_a_cent_goes_up(quantity: str, price: str, amount: str) -> None:
    assert product(D(quantity), D(price)) == D(amount)


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "expected"),
    [
        ("3", "100", "300", {"Qty": D(3), "UnitPrice": D(100)}),
        ("3", "100", "270", {"Qty": D(3), "UnitPrice": D(90)}),
        ("3", "100", "100", {"Qty": D(3), "UnitPrice": D("33.33")}),
        ("7", "100", "100", {"Qty": D(7), "UnitPrice": D("14.286")}),
        # No price of six digits leads there: the amount stands alone.
        ("999999", "1", "0.01", {"Qty": D(999999)}),
        ("99999999", "1", "1234567.89", {"Qty": D(99999999)}),
        ("0", "100", "0", {}),
    ],
)
def test_a_price_is_found_that_leads_to_the_amount(
    quantity: str, price: str, amount: str, expected: dict[str, Any]
) -> None:
    found = figures(quantity=D(quantity), price=D(price), amount=D(amount))
    assert found == expected or product(found["Qty"], found["UnitPrice"]) == D(amount)
    assert set(found) == set(expected)


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        ("10", ["1", "1", "1"], ["3.33", "3.33", "3.34"]),
        ("0.01", ["5", "9.975"], ["0.00", "0.01"]),
        ("5", ["0", "0"], ["0", "5"]),
        ("5", [], []),
    ],
)
def test_a_sum_is_shared_out_whole(whole: str, weights: list[str], parts: list[str]) -> None:
    assert shares(D(whole), [D(one) for one in weights]) == [D(one) for one in parts]
