"""Tax by profile: section 6."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent

D = Decimal


def form(*lines: Any, **fields: Any) -> dict[str, Any]:
    return {"CustomerRef": {"value": "1"}, "Line": list(lines), **fields}


def detail(code: str | None = "2", **more: Any) -> dict[str, Any]:
    return {"TxnTaxDetail": {**({"TxnTaxCodeRef": {"value": code}} if code else {}), **more}}


def off(amount: Any) -> dict[str, Any]:
    return {"Amount": amount, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}


BY_HAND = [
    # body, tax, total
    (form(sold("335.25", code="TAX"), **detail()), "26.82", "362.07"),
    (form(sold(100, code="TAX"), sold(50, code="NON"), **detail()), "8", "158"),
    (form(sold(100, code="NON"), **detail()), "0", "100"),
    (form(sold(100, code="TAX")), "0", "100"),
    (form(sold("0.06", code="TAX"), **detail()), "0", "0.06"),
    (form(sold("0.07", code="TAX"), **detail()), "0.01", "0.08"),
    (form(sold("12.50", code="TAX"), **detail("3")), "1.14", "13.64"),
    (form(sold(100, code="TAX"), off(10), **detail()), "8", "98"),
    (form(sold(100, code="TAX"), off(10), ApplyTaxAfterDiscount=True, **detail()), "7.20", "97.20"),
    (form(sold(100, code="TAX"), **detail(TotalTax=9)), "9", "109"),
    (form(sold(100, "14"), **detail()), "8", "108"),
    (form(sold(100, "1"), **detail()), "0", "100"),
]


@pytest.mark.parametrize(("body", "tax", "total"), BY_HAND)
def test_by_hand(body: Any, tax: str, total: str, us: Client) -> None:
    """6.2."""
    made = us.make("Invoice", **body)
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (D(tax), D(total))
    assert sum(line["Amount"] for line in made["TxnTaxDetail"].get("TaxLine", [])) == D(tax)
    assert "GlobalTaxCalculation" not in made


def test_tax_lines_by_hand(us: Client) -> None:
    """6.2."""
    made = us.make("Invoice", **form(sold("335.25", code="TAX"), **detail()))
    assert made["TxnTaxDetail"] == {
        "TxnTaxCodeRef": {"value": "2"},
        "TotalTax": D("26.82"),
        "TaxLine": [
            {
                "Amount": D("26.82"),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": "3"}, "PercentBased": True, "TaxPercent": 8,
                    "NetAmountTaxable": D("335.25"),
                },
            }
        ],
    }  # fmt: skip


REFUSED_BY_HAND = [
    (form(sold(1, code="TAX"), **detail("97")), "2500"),
    (form(sold(1, code="3"), **detail()), "6100"),
    (
        form(
            sold(1, code="TAX"),
            **detail(TaxLine=[{"Amount": 1, "TaxLineDetail": {"TaxRateRef": {"value": "1"}}}]),
        ),
        "2500",
    ),
]


@pytest.mark.parametrize(("body", "code"), REFUSED_BY_HAND)
def test_refused_by_hand(body: Any, code: str, us: Client) -> None:
    assert us.refused("invoice", body)["code"] == code


def test_no_sales_tax(us: Client) -> None:
    """6.1."""
    us.company.set("sales_tax", value=False)
    made = us.make("Invoice", **form(sold(100, code="TAX"), **detail()))
    assert (made["TxnTaxDetail"], made["TotalAmt"]) == ({"TotalTax": 0}, 100)


def test_a_sparse_update_works_the_tax_out_again(us: Client) -> None:
    made = us.make("Invoice", **form(sold(100, code="TAX"), **detail()))
    changed = us.make("Invoice", Id=made["Id"], SyncToken="0", sparse=True, Line=[sold(200, code="TAX")])
    assert changed["TxnTaxDetail"]["TotalTax"] == 16


def place(state: str, code: str = "") -> dict[str, Any]:
    return {"ShipAddr": {"Line1": "1", "CountrySubDivisionCode": state, "PostalCode": code}}


AUTOMATED = [
    (form(sold(100, code="TAX"), **place("CA")), "7.25"),
    (form(sold(100, code="TAX"), **place("NY"), **detail()), "4"),
    (form(sold(100, code="TAX"), **place("OR")), "0"),
    (form(sold(100, code="TAX"), **place("AK")), "0"),
    (form(sold(100, code="TAX"), **place("wy")), "4"),
    (form(sold(100, code="TAX"), **place("MN")), "6.88"),
    (form(sold(100, code="TAX"), **place("NY", "10001")), "8.88"),
    (form(sold(100, code="TAX"), **place("CA", "94103-1200")), "8.63"),
    (form(sold(100, code="TAX"), **place("NV", "10001")), "6.85"),
    # Where nothing is said of it, it goes to the customer's address.
    (form(sold(100, code="TAX")), "7.25"),
    (form(sold(100, code="NON"), **place("CA")), "0"),
    (form(sold(100, code="TAX"), **place("CA"), **detail(TotalTax="16.83")), "7.25"),
]


@pytest.mark.parametrize(("body", "tax"), AUTOMATED)
def test_automated(body: Any, tax: str, ast: Client) -> None:
    """6.3."""
    made = ast.make("Invoice", **body)
    assert made["TxnTaxDetail"]["TotalTax"] == D(tax)
    assert "TxnTaxCodeRef" not in made["TxnTaxDetail"]
    assert made["TotalAmt"] == 100 + D(tax)


def test_automated_by_place(ast: Client) -> None:
    """6.3: a line for each who taxes, rates made by the system."""
    made = ast.make("Invoice", **form(sold(100, code="TAX"), **place("IL", "60601")))
    lines = [one["TaxLineDetail"] for one in made["TxnTaxDetail"]["TaxLine"]]
    assert [one["TaxPercent"] for one in lines] == [D("6.25"), D("1.75"), D("1.25"), 1]
    rates = [ast.read("TaxRate", one["TaxRateRef"]["value"])["Name"] for one in lines]
    assert rates == ["IL State tax", "Cook County", "Chicago City", "Chicago Transportation"]
    again = ast.make("Invoice", **form(sold(1, code="TAX"), **place("IL", "60601")))
    assert again["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]["TaxRateRef"] == lines[0]["TaxRateRef"]


def test_automated_without_address(ast: Client) -> None:
    """6.3: what was seen live."""
    customer = ast.make("Customer", DisplayName="Nowhere")
    body = {
        **form(sold(100, code="TAX"), **detail(TotalTax="16.83")),
        "CustomerRef": {"value": customer["Id"]},
    }
    made = ast.make("Invoice", **body)
    assert made["TxnTaxDetail"] == {"TotalTax": 0}
    assert made["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "TAX"}


def test_automated_with_override(ast: Client) -> None:
    """6.3: the sources disagree."""
    ast.company.set("automated_tax_override", value=True)
    body = form(sold(100, code="TAX"), **place("CA"), **detail(TotalTax="16.83"))
    assert ast.make("Invoice", **body)["TotalAmt"] == D("116.83")


def inclusive(gross: Any, code: str) -> dict[str, Any]:
    return {"DetailType": "SalesItemLineDetail", "Amount": 0,
            "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": code},
            "TaxInclusiveAmt": gross}}  # fmt: skip


OWN = [{"Amount": "7.42", "DetailType": "TaxLineDetail",
        "TaxLineDetail": {"TaxRateRef": {"value": "21"}, "PercentBased": False}}]  # fmt: skip
WORLD = [
    ("ca", form(sold(100, code="9"), GlobalTaxCalculation="TaxExcluded"), "13", "113"),
    ("ca", form(sold(100, code="9")), "13", "113"),
    ("ca", form(sold("4495.16", code="7")), "673.15", "5168.31"),
    ("ca", form(sold("10.05", code="9"), sold("10.05", code="9"), sold("10.05", code="9")), "3.92", "34.07"),
    ("ca", form(sold(100, code="6"), sold(50, code="5")), "14.50", "164.50"),
    ("ca", form(sold(100, code="2")), "0", "100"),
    ("ca", form(sold(100, code="9"), GlobalTaxCalculation="NotApplicable"), "0", "100"),
    ("ca", form(inclusive(113, "9"), GlobalTaxCalculation="TaxInclusive"), "13", "113"),
    ("ca", form(inclusive(10, "9"), GlobalTaxCalculation="TaxInclusive"), "1.15", "10"),
    ("ca", form(sold(100, code="9"), GlobalTaxCalculation="TaxInclusive"), "13", "113"),
    ("ca", form(sold("57.15", code="9"), TxnTaxDetail={"TaxLine": OWN}), "7.42", "64.57"),
    ("ca", form(sold("57.15", code="9"), TxnTaxDetail={"TotalTax": 99}), "7.43", "64.58"),
    ("uk", form(sold(100, code="2")), "20", "120"),
    ("uk", form(sold(100, code="3"), sold(100, code="2"), sold(100, code="4")), "25", "325"),
    ("uk", form(inclusive(120, "2"), GlobalTaxCalculation="TaxInclusive"), "20", "120"),
    ("au", form(sold(100, code="2")), "10", "110"),
    ("au", form(sold(100, code="3")), "0", "100"),
]


@pytest.mark.parametrize(("profile", "body", "tax", "total"), WORLD)
def test_worldwide(profile: str, body: Any, tax: str, total: str) -> None:
    """6.4."""
    made = Client(profile).make("Invoice", **body)
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (D(tax), D(total))


def test_inclusive_lines_become_net(ca: Client) -> None:
    """6.4."""
    made = ca.make("Invoice", **form(inclusive(113, "9"), GlobalTaxCalculation="TaxInclusive"))
    assert (made["Line"][0]["Amount"], made["Line"][1]["Amount"]) == (100, 100)
    assert made["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == 113


def test_tax_lines_worldwide(ca: Client) -> None:
    """6.4: one per rate, on the sum of its lines; 4495.16 x 9.975 % is 448.39."""
    made = ca.make("Invoice", **form(sold("4000.16", code="7"), sold(495, code="7"), sold(10, code="5")))
    lines = [(one["TaxLineDetail"]["TaxRateRef"]["value"], one["Amount"],
    one["TaxLineDetail"]["NetAmountTaxable"])
             for one in made["TxnTaxDetail"]["TaxLine"]]  # fmt: skip
    assert lines == [("3", D("225.26"), D("4505.16")), ("6", D("448.39"), D("4495.16"))]


REFUSED = [
    ("ca", form(sold(100)), "6000",
     "Business Validation Error: Make sure all your transactions have a GST/HST rate before you save."),
    ("uk", form(sold(100)), "6000",
     "Business Validation Error: Make sure all your transactions have a VAT rate before you save."),
    ("au", form(sold(100)), "6000",
     "Business Validation Error: Make sure all your transactions have a GST rate before you save."),
    ("ca", form(sold(100), **detail("9")), "6000", ""),
    ("ca", form(sold(100, code="TAX")), "2500", ""),
    ("ca", form(sold(100, code="NON")), "2500", ""),
    ("ca", form(sold(100, code="9"), GlobalTaxCalculation="NotApplicable", TxnTaxDetail={"TotalTax": 13}),
    "6170", ""),
    ("ca", form(sold(100, code="9"), TxnTaxDetail={"TaxLine": [
        {"Amount": 1, "TaxLineDetail": {"TaxRateRef": {"value": "5"}, "PercentBased": False}}]}), "2500", ""),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "body", "code", "words"), REFUSED)
def test_refused_worldwide(profile: str, body: Any, code: str, words: str) -> None:
    """6.4 and 6.5."""
    error = Client(profile).refused("invoice", body)
    assert error["code"] == code
    assert not words or error["Detail"] == words


def test_bought_with_tax(ca: Client) -> None:
    """6.4: tax comes on top of what is bought: 100 at 13 % is 113."""
    body = {
        "PaymentType": "Cash",
        "AccountRef": {"value": "35"},
        "Line": [spent(100, TaxCodeRef={"value": "9"})],
    }
    made = ca.make("Purchase", **body)
    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (113, 13)
    assert ca.refused("purchase", {**body, "Line": [spent(100)]})["code"] == "6000"


class TestTaxService:
    """5.12."""

    BODY = {
        "TaxCode": "City 9.5",
        "TaxRateDetails": [
            {"TaxRateName": "City 9.5", "RateValue": "9.5", "TaxAgencyId": "1", "TaxApplicableOn": "Sales"},
            {"TaxRateId": "3", "TaxApplicableOn": "Sales"},
        ],
    }

    def test_made(self, us: Client) -> None:
        status, body = us.post("taxservice/taxcode", self.BODY)
        assert (status, body) == (
            200,
            {
                "TaxCode": "City 9.5",
                "TaxCodeId": "10",
                "TaxRateDetails": [
                    {"TaxRateName": "City 9.5", "TaxRateId": "22", "RateValue": D("9.5"), "TaxAgencyId": "1",
                     "TaxApplicableOn": "Sales"},
                    {"TaxRateName": "California", "TaxRateId": "3", "RateValue": 8, "TaxAgencyId": "1",
                     "TaxApplicableOn": "Sales"},
                ],
            },
        )  # fmt: skip
        made = us.make("Invoice", **form(sold(100, code="TAX"), **detail("10")))
        assert made["TxnTaxDetail"]["TotalTax"] == D("17.50")

    REFUSED = [
        ({"TaxCode": "California"}, "6240"),
        ({"TaxCode": ""}, "2020"),
        ({"TaxRateDetails": []}, "2020"),
        ({"TaxCode": "x" * 101}, "2050"),
        ({"Other": 1}, "2010"),
        ({"TaxRateDetails": [{"TaxRateName": "N", "RateValue": "101", "TaxAgencyId": "1"}]}, "2240"),
        ({"TaxRateDetails": [{"TaxRateName": "N", "RateValue": "1", "TaxAgencyId": "9"}]}, "2500"),
        ({"TaxRateDetails": [{"TaxRateName": "California", "RateValue": "1", "TaxAgencyId": "1"}]}, "6240"),
        ({"TaxRateDetails": [{"RateValue": "1", "TaxAgencyId": "1"}]}, "2020"),
        ({"TaxRateDetails": [{"TaxRateId": "99"}]}, "2500"),
    ]

    @pytest.mark.parametrize(("change", "code"), REFUSED)
    def test_refused(self, change: Any, code: str, us: Client) -> None:
        assert us.refused("taxservice/taxcode", {**self.BODY, **change})["code"] == code
