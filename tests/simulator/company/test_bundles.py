"""Bundles and stock on lines: sections 5.5, 5.13 and the codes 6270 and 6520 of 4.3."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent

D = Decimal


def bundle(quantity: Any = None, lines: Any = None, item: str = "18", **more: Any) -> dict[str, Any]:
    detail: dict[str, Any] = {"GroupItemRef": {"value": item}}
    if quantity is not None:
        detail["Quantity"] = quantity
    if lines is not None:
        detail["Line"] = lines
    return {"DetailType": "GroupLineDetail", "GroupLineDetail": detail, **more}


def form(*lines: Any, **fields: Any) -> dict[str, Any]:
    return {"CustomerRef": {"value": "1"}, "Line": list(lines), **fields}


CALIFORNIA = {"TxnTaxCodeRef": {"value": "2"}}
TOTALS = [
    # lines, what the bundle comes to, tax at 8 %, total: 275 + 2 x 15 taxed, 3 x 50 not
    ([bundle(1)], "455", "24.40", "479.40"),
    ([bundle()], "455", "24.40", "479.40"),
    ([bundle("2")], "910", "48.80", "958.80"),
    ([bundle("0.5")], "227.50", "12.20", "239.70"),
    ([bundle(1, Amount=7)], "455", "24.40", "479.40"),
    ([bundle(1), sold(45)], "455", "24.40", "524.40"),
    ([bundle(2, [sold(30, "11", Qty=2, UnitPrice=15)])], "30", "2.40", "32.40"),
]


@pytest.mark.parametrize(("lines", "amount", "tax", "total"), TOTALS)
def test_totals_and_taxes_include_what_is_in_it(
    lines: list[Any], amount: str, tax: str, total: str, us: Client
) -> None:
    """5.13."""
    made = us.make("Invoice", **form(*lines, TxnTaxDetail=CALIFORNIA))
    assert made["Line"][0]["Amount"] == D(amount)
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (D(tax), D(total))


def test_expanded_from_its_members(us: Client) -> None:
    """5.13: each member is a line of its own with an id of its own."""
    made = us.make("Invoice", **form(bundle(2)))["Line"][0]
    assert made["GroupLineDetail"]["GroupItemRef"] == {"value": "18", "name": "Fountain with pump"}
    assert [
        (
            one["Id"],
            one["SalesItemLineDetail"]["ItemRef"]["value"],
            one["SalesItemLineDetail"]["Qty"],
            one["Amount"],
        )
        for one in made["GroupLineDetail"]["Line"]
    ] == [("2", "5", 2, D(550)), ("3", "11", 4, D(60)), ("4", "7", 6, D(300))]


def test_ids_inside_stay_with_an_update(us: Client) -> None:
    """2.8."""
    made = us.make("Invoice", **form(bundle(1)))
    group = made["Line"][0]
    group["GroupLineDetail"]["Line"] = group["GroupLineDetail"]["Line"][1:]
    again = us.make("Invoice", Id=made["Id"], SyncToken="0", **form(group, sold(1)))
    assert [one["Id"] for one in again["Line"][0]["GroupLineDetail"]["Line"]] == ["3", "4"]
    assert (again["Line"][1]["Id"], again["TotalAmt"]) == ("5", D(181))


def test_void_makes_what_is_inside_nothing(us: Client) -> None:
    """2.6."""
    made = us.make("Invoice", **form(bundle(1)))
    _, body = us.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    inner = body["Invoice"]["Line"][0]["GroupLineDetail"]["Line"]
    assert [(one["Amount"], one["SalesItemLineDetail"]["Qty"]) for one in inner] == [(0, 0)] * 3


def test_bought_at_cost(us: Client) -> None:
    """5.13."""
    made = us.make("Bill", VendorRef={"value": "56"}, Line=[bundle(1)])
    inner = made["Line"][0]["GroupLineDetail"]["Line"]
    assert [one["DetailType"] for one in inner] == ["ItemBasedExpenseLineDetail"] * 3
    assert (made["TotalAmt"], [one["Amount"] for one in inner]) == (D(145), [D(125), D(20), D(0)])


def test_global_tax_takes_the_code_of_each_member() -> None:
    """6.4."""
    uk = Client("uk")
    made = uk.make("Invoice", **form(bundle(1), GlobalTaxCalculation="TaxExcluded"))
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (D(91), D(546))


REFUSED = [
    ("5.13", "invoice", form(bundle(1, item="1")), "2500"),
    ("5.13", "invoice", form({"DetailType": "GroupLineDetail", "GroupLineDetail": {}}), "2020"),
    ("4.3", "invoice", form(bundle(0)), "2160"),
    ("4.3", "invoice", form(bundle(1, [{**sold(1), "Colour": "red"}])), "2010"),
    ("4.3", "invoice", form(bundle(1, [bundle(1)])), "2010"),
    ("4.5", "invoice", form(bundle(1, [sold(5, Qty=2, UnitPrice=2)])), "6070"),
    ("5.5", "invoice", form(sold(1, "18")), "6000"),
    ("5.5", "item", {"Name": "New", "Type": "Group"}, "2120"),
    ("5.5", "item", {"Id": "18", "SyncToken": "0", "sparse": True, "Name": "Renamed"}, "2120"),
    ("4.3", "invoice", form(sold(15, "11", Qty=1), TxnDate="2025-11-19"), "6270"),
    ("4.3", "invoice", form(bundle(1), TxnDate="2025-11-19"), "6270"),
    ("4.3", "invoice", form(sold(15, "11")), "6520"),
]


@pytest.mark.parametrize(("section", "path", "body", "code"), REFUSED)
def test_refused(section: str, path: str, body: Any, code: str, us: Client) -> None:
    assert us.refused(path, body)["code"] == code


def test_what_posts_nothing_may_be_of_any_day(us: Client) -> None:
    """4.3."""
    assert us.make("Estimate", **form(sold(15, "11"), TxnDate="2025-11-19"))["TotalAmt"] == 15


def bought(quantity: Any, item: str = "11") -> dict[str, Any]:
    return {
        "Amount": 10,
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"ItemRef": {"value": item}, "Qty": quantity},
    }


CASH = {"PaymentType": "Cash", "AccountRef": {"value": "35"}}
SALE = {"CustomerRef": {"value": "1"}, "Line": [sold(30, "11", Qty=2, UnitPrice=15)]}
# 15 pumps are there after the ten that were sold with the seed.
STOCK = [
    ("Invoice", SALE, 13),
    ("SalesReceipt", SALE, 13),
    ("CreditMemo", SALE, 17),
    ("RefundReceipt", {**SALE, "DepositToAccountRef": {"value": "35"}}, 17),
    ("Estimate", SALE, 15),
    ("Bill", {"VendorRef": {"value": "56"}, "Line": [bought(4)]}, 19),
    ("VendorCredit", {"VendorRef": {"value": "56"}, "Line": [bought(4)]}, 11),
    ("Purchase", {**CASH, "Line": [bought("2.5")]}, D("17.5")),
    ("Purchase", {**CASH, "Line": [bought(4)], "Credit": True}, 11),
    ("PurchaseOrder", {"VendorRef": {"value": "56"}, "APAccountRef": {"value": "33"}, "Line": [bought(4)]},
     15),
    ("Purchase", {**CASH, "Line": [spent(4)]}, 15),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "left"), STOCK)
def test_quantity_on_hand(kind: str, body: dict[str, Any], left: Any, us: Client) -> None:
    """5.5: falls with what is sold, rises with what is bought, and comes back with what is deleted."""
    token = us.read("Item", "11")["SyncToken"]
    made = us.make(kind, **body)
    assert us.read("Item", "11")["QtyOnHand"] == left
    us.post(kind.lower(), {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    after = us.read("Item", "11")
    assert (after["QtyOnHand"], after["SyncToken"]) == (15, token)


def test_quantity_follows_an_update_and_a_void(us: Client) -> None:
    made = us.make("Invoice", **SALE)
    us.make("Invoice", Id=made["Id"], SyncToken="0", **form(sold(75, "11", Qty=5, UnitPrice=15)))
    assert us.read("Item", "11")["QtyOnHand"] == 10
    us.post("invoice", {"Id": made["Id"], "SyncToken": "1"}, operation="void")
    assert us.read("Item", "11")["QtyOnHand"] == 15
