"""Shipping, projects, links to pay, exemptions: sections 2.2, 5.2, 5.5 and 5.14."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold

SHIPPING = sold(12, "SHIPPING_ITEM_ID")
FORM = {"CustomerRef": {"value": "1"}}
OFF = {"Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}


def test_shipping_line(us: Client) -> None:
    """5.5: an item that is none, with an account of its own."""
    before = us.read("Account", "87")["CurrentBalance"]
    made = us.make("Invoice", **FORM, Line=[sold(100), SHIPPING])
    assert made["Line"][1]["SalesItemLineDetail"]["ItemRef"] == {"value": "SHIPPING_ITEM_ID"}
    assert (made["TotalAmt"], us.read("Account", "87")["CurrentBalance"] - before) == (112, -12)


@pytest.mark.parametrize(("setting", "line"), [("shipping", SHIPPING), ("discounts", OFF)])
def test_what_the_preferences_do_not_allow(setting: str, line: Any, us: Client) -> None:
    """5.2: AllowShipping, AllowDiscount."""
    body = {**FORM, "Line": [sold(1), line]}
    assert us.post("invoice", body)[0] == 200
    us.company.set(setting, value=False)
    assert us.refused("invoice", body)["code"] == "5030"


def test_shipping_is_sold_not_bought(us: Client) -> None:
    detail = {"ItemRef": {"value": "SHIPPING_ITEM_ID"}}
    line = {"Amount": 1, "DetailType": "ItemBasedExpenseLineDetail", "ItemBasedExpenseLineDetail": detail}
    assert us.refused("bill", {"VendorRef": {"value": "56"}, "Line": [line]})["code"] == "2500"


def test_project(us: Client) -> None:
    """5.14: a reference like others, and one can ask by it."""
    made = us.invoice(ProjectRef={"value": "8"})
    assert made["ProjectRef"]["name"] == "Freeman Sporting Goods:0969 Ocean View Road"
    found = us.ask("select * from Invoice where ProjectRef = '8'")["Invoice"]
    assert [one["Id"] for one in found] == [made["Id"]]
    assert (
        us.refused("invoice", {**FORM, "Line": [sold(1)], "ProjectRef": {"value": "970"}})["code"] == "2500"
    )


ONLINE = {"AllowOnlineCreditCardPayment": True, "BillEmail": {"Address": "a@example.com"}}


@pytest.mark.parametrize(
    ("fields", "include", "linked"),
    [
        (ONLINE, "invoiceLink", True),
        (ONLINE, "", False),
        ({"AllowOnlineACHPayment": True}, "invoiceLink", False),
        ({"BillEmail": ONLINE["BillEmail"]}, "invoiceLink", False),
    ],
)
def test_link_to_pay(fields: dict[str, Any], include: str, linked: bool, us: Client) -> None:
    """5.14: only with include=invoiceLink, online payment and an address; never kept."""
    status, body = us.post("invoice", {**FORM, "Line": [sold(1)], **fields}, include=include)
    _, again = us.get(f"invoice/{body['Invoice']['Id']}", include=include)
    assert (status, "InvoiceLink" in body["Invoice"], "InvoiceLink" in again["Invoice"]) == (
        200,
        linked,
        linked,
    )
    assert "InvoiceLink" not in us.read("Invoice", body["Invoice"]["Id"])
    assert body["Invoice"].get("InvoiceLink") == again["Invoice"].get("InvoiceLink")


def test_exemption(ast: Client) -> None:
    """5.14, 6.3: of a customer that is not taxed."""
    address = {"CountrySubDivisionCode": "CA", "Line1": "1 Elm St"}
    made = ast.make("Customer", DisplayName="E", Taxable=False, TaxExemptionReasonId="3", BillAddr=address)
    body = {"CustomerRef": {"value": made["Id"]}, "Line": [sold(100, "14", "TAX")]}
    one = ast.make("Invoice", **body, TaxExemptionRef={"value": "9"})
    assert (one["TaxExemptionRef"], one["TxnTaxDetail"]["TotalTax"]) == ({"value": "3"}, 0)
    assert "TaxExemptionRef" not in ast.invoice()
