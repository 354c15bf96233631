"""What published clients send without being asked, and what they expect to find: 2.3, 5.2, 5.12, 8."""

from typing import Any

import pytest

from tests.simulator.company.calling import ANN, BOB, Client, sold, spent

BANKED = {
    "Amount": 10, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "1"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("Invoice", {**ANN, "Line": [sold(10)], "ExchangeRate": 0}),
        ("CreditMemo", {**ANN, "Line": [sold(10)], "ExchangeRate": "0"}),
        ("Bill", {**BOB, "Line": [spent(10)], "ExchangeRate": 0}),
        ("Deposit", {"DepositToAccountRef": {"value": "35"}, "TxnStatus": "", "Line": [BANKED]}),
    ],
)  # fmt: skip
def test_nought_for_what_is_not_known_is_taken(path: str, body: dict[str, Any], us: Client) -> None:
    """2.3."""
    made = us.make(path, **body)
    assert "ExchangeRate" not in made
    assert "TxnStatus" not in made


def test_a_rate_below_nought_is_not(us: Client) -> None:
    """4.3: 2240."""
    assert us.refused("invoice", {**ANN, "Line": [sold(10)], "ExchangeRate": -1})["code"] == "2240"


def test_the_tax_service_reads_past_what_is_in_every_body(us: Client) -> None:
    """5.12."""
    rate = {"TaxRateName": "City", "RateValue": 10, "TaxAgencyId": 1, "TaxApplicableOn": "Sales"}
    code = {"TaxCode": "City", "TaxRateDetails": [rate]}
    usual = {"Id": 0, "SyncToken": 0, "sparse": False, "domain": "QBO"}
    status, answer = us.post("taxservice/taxcode", {**code, **usual})
    assert (status, answer["TaxCode"]) == (200, "City")
    assert us.refused("taxservice/taxcode", {**code, "Colour": "red"})["code"] == "2010"


def test_the_pseudo_codes_stand_before_the_others(us: Client) -> None:
    """8: 18."""
    assert [code["Id"] for code in us.ask("select * from TaxCode")["TaxCode"]][:3] == ["TAX", "NON", "2"]


def test_preferences_hold_the_words_of_mails(us: Client) -> None:
    """5.2."""
    held = us.get("preferences")[1]["Preferences"]
    assert held["EmailMessagesPrefs"].keys() == {
        "InvoiceMessage", "EstimateMessage", "SalesReceiptMessage", "StatementMessage",
    }  # fmt: skip
    assert held["OtherPrefs"]["NameValue"][0]["Name"] == "SalesFormsPrefs.DefaultCustomerMessage"
