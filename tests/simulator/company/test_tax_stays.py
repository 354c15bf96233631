"""The tax of a form stays what it was until something it depends on changes: 2.6, 2.8, 6.2 to 6.4."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import ANN, BOB, Client, again, sold, spent

D = Decimal
OFF = {"DetailType": "DiscountLineDetail",
       "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10}}  # fmt: skip
# By hand where the code of the form decides, and where each line has one.
SENT: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "us": (
        sold("335.25", code="TAX"), {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": 20}, "355.25", "8",
    ),
    "ca": (
        sold(100, code="9"),
        {"TaxLine": [{"Amount": "13.01", "DetailType": "TaxLineDetail",
                      "TaxLineDetail": {"TaxRateRef": {"value": "21"}, "PercentBased": False}}]},
        "113.01", "13",
    ),
}  # fmt: skip


@pytest.mark.parametrize("profile", SENT)
def test_tax_that_was_sent(profile: str) -> None:
    """6.2, 6.4: it stays with a note, with the whole form sent back, and goes with other lines."""
    client = Client(profile)
    line, tax, total, of_hundred = SENT[profile]
    made = client.make("Invoice", **ANN, Line=[line], TxnTaxDetail=tax)
    noted = client.make("Invoice", **again(made, PrivateNote="n"))
    assert (noted["TotalAmt"], noted["TxnTaxDetail"]) == (D(total), made["TxnTaxDetail"])
    back = client.make("Invoice", **{**noted, "PrivateNote": "m"})
    assert (back["TotalAmt"], back["TxnTaxDetail"]) == (D(total), made["TxnTaxDetail"])
    code = line["SalesItemLineDetail"]["TaxCodeRef"]["value"]
    changed = client.make("Invoice", **again(back, Line=[sold(100, code=code)]))
    assert changed["TxnTaxDetail"]["TotalTax"] == D(of_hundred)


def test_tax_that_was_sent_with_a_bill() -> None:
    """6.4."""
    ca = Client("ca")
    _, tax, _, _ = SENT["ca"]
    made = ca.make("Bill", **BOB, Line=[spent(100, TaxCodeRef={"value": "9"})], TxnTaxDetail=tax)
    noted = ca.make("Bill", **again(made, **BOB, PrivateNote="n"))
    assert (made["TotalAmt"], noted["TotalAmt"]) == (D("113.01"), D("113.01"))


def test_another_code_for_the_form(us: Client) -> None:
    """6.2: the tax of the new code, not what was sent with the old one."""
    tax = {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": 20}
    made = us.make("Invoice", **ANN, Line=[sold(100, code="TAX")], TxnTaxDetail=tax)
    changed = us.make("Invoice", **again(made, TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}))
    assert changed["TxnTaxDetail"]["TotalTax"] == 8


def test_tax_where_the_customer_lives(ast: Client) -> None:
    """6.3."""
    made = ast.make("Invoice", **ANN, Line=[sold(100, code="TAX")])
    noted = ast.make("Invoice", **again(made, PrivateNote="n"))
    moved = ast.make("Invoice", **again(noted, ShipAddr={"Line1": "1 Elm", "CountrySubDivisionCode": "OR"}))
    assert [one["TotalAmt"] for one in (made, noted, moved)] == [D("107.25"), D("107.25"), 100]


def inclusive(kind: str = "Invoice", *more: Any, **detail: Any) -> tuple[Client, Any]:
    uk = Client("uk")
    if kind == "Bill":
        name = "ItemBasedExpenseLineDetail"
        below = {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": "2"}, **detail}
        line, party = {"Amount": 120, "DetailType": name, name: below}, BOB
    else:
        line, party = sold(120, code="2", **detail), ANN
    return uk, uk.make(kind, **party, GlobalTaxCalculation="TaxInclusive", Line=[line, *more])


@pytest.mark.parametrize("kind", ["Invoice", "Bill"])
@pytest.mark.parametrize("way", ["note", "whole"])
def test_prices_with_tax_in_them(way: str, kind: str) -> None:
    """2.8, 6.4: amounts become net, prices stay as they were entered."""
    uk, made = inclusive(kind, Qty=1, UnitPrice=120, TaxInclusiveAmt=120)
    party = ANN if kind == "Invoice" else BOB
    now = uk.make(kind, **(again(made, **party, PrivateNote="n") if way == "note" else made))
    assert (made["TotalAmt"], now["TotalAmt"], now["Line"][0]["Amount"]) == (120, 120, 100)


def test_prices_that_do_not_fit() -> None:
    """4.5, 6.4: quantity times price is the amount with tax or the one without."""
    detail = {"Qty": 1, "UnitPrice": 119, "TaxInclusiveAmt": 120}
    body = {**ANN, "GlobalTaxCalculation": "TaxInclusive", "Line": [sold(100, code="2", **detail)]}
    assert Client("uk").refused("invoice", body)["code"] == "6070"


def test_a_discount_on_amounts_with_tax_in_them() -> None:
    """2.8: it is taken from what the lines come to without tax, the first time too."""
    uk, made = inclusive("Invoice", OFF, TaxInclusiveAmt=120)
    noted = uk.make("Invoice", **again(made, PrivateNote="n"))
    assert (made["TotalAmt"], noted["TotalAmt"]) == (110, 110)


def test_what_is_void_stays_void() -> None:
    """2.6."""
    uk, made = inclusive(TaxInclusiveAmt=120)
    uk.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    noted = uk.make("Invoice", Id=made["Id"], SyncToken="1", sparse=True, PrivateNote="Voided, see 7")
    assert (noted["TotalAmt"], noted["Balance"], noted["TxnTaxDetail"]["TotalTax"]) == (0, 0, 0)


def test_a_code_for_sales_on_a_bill() -> None:
    """6.4."""
    uk = Client("uk")
    rate = {"TaxRateName": "S", "RateValue": "10", "TaxAgencyId": "1", "TaxApplicableOn": "Sales"}
    code = uk.post("taxservice/taxcode", {"TaxCode": "S", "TaxRateDetails": [rate]})[1]["TaxCodeId"]
    assert uk.refused("bill", {**BOB, "Line": [spent(10, TaxCodeRef={"value": code})]})["code"] == "2500"
    assert uk.make("Invoice", **ANN, Line=[sold(10, code=code)])["TotalAmt"] == 11
