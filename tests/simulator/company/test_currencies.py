"""Several currencies: 4.4, 5.13, 5.22, 7.3."""

from decimal import Decimal
from typing import Any

import pytest

from simulator.quickbooks_online.notices import body_of, is_told
from simulator.quickbooks_online.world import App
from tests.simulator.company.calling import ANN, Client, again, sold, spent

D = Decimal
HOME, EURO = {"CurrencyRef": {"value": "USD"}}, {"CurrencyRef": {"value": "EUR"}}


@pytest.fixture
def several() -> Client:
    return Client(multi_currency=True)


def test_currency_has_to_be_said(several: Client) -> None:
    """5.13: with the switch off, a form is in the currency of its customer."""
    body = {**ANN, "Line": [sold(100)]}
    error = several.refused("invoice", body)
    assert (error["code"], error["element"]) == ("2020", "CurrencyRef")
    several.company.set("currency_required", value=False)
    assert several.make("Invoice", **body)["CurrencyRef"]["value"] == "USD"


def test_currencies_that_do_not_fit(several: Client) -> None:
    """4.4."""
    bank = several.make("Account", Name="Euros", AccountType="Bank", **EURO)["Id"]
    vendor = several.make("Vendor", DisplayName="Euro Supply", **EURO)["Id"]
    bought = {"PaymentType": "Cash", "AccountRef": {"value": "35"}, "Line": [spent(5)]}
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("payment", {**ANN, "TotalAmt": 5, "DepositToAccountRef": {"value": bank}}),
        ("purchase", {**bought, "EntityRef": {"value": vendor, "type": "Vendor"}}),
        ("purchase", {**bought, "AccountRef": {"value": bank}}),
    ]
    for path, body in bodies:
        assert "currency of the transaction is invalid" in several.refused(path, {**body, **HOME})["Detail"]
    euros = {**bought, "EntityRef": {"value": vendor, "type": "Vendor"}, "AccountRef": {"value": bank}}
    assert several.make("Purchase", **euros, **EURO)["HomeTotalAmt"] == D("5.42")


def test_one_currency_means_one(us: Client) -> None:
    """5.22."""
    body = {"Name": "Euros", "AccountType": "Bank", **EURO}
    assert us.refused("account", body)["code"] == "5030"


def test_names_in_currencies_that_are_not_listed(several: Client) -> None:
    """5.22: by a switch, since it is not documented."""
    several.company.set("currencies_listed", value=True)
    body = {"DisplayName": "Euro Shop", **EURO}
    assert several.refused("customer", body)["code"] == "6000"
    several.make("CompanyCurrency", Code="EUR")
    assert several.make("Customer", **body)["CurrencyRef"]["value"] == "EUR"


ASKED = "select * from exchangerate where "
# statement, rates found
FOUND = [
    (ASKED + "SourceCurrencyCode in ('EUR') and AsOfDate='2026-11-20'", ["1.5"]),
    (ASKED + "SourceCurrencyCode = 'EUR' and AsOfDate = '2026-11-19'", ["1.0842"]),
    (ASKED + "SourceCurrencyCode in ('EUR', 'GBP')", ["1.5", "1.2651"]),
    (ASKED + "SourceCurrencyCode in ('EUR', 'GBP') startposition 2 maxresults 1", ["1.2651"]),
    (ASKED + "SourceCurrencyCode = 'EUR' startposition 2", []),
]


@pytest.mark.parametrize(("statement", "rates"), FOUND)
def test_rates_are_found_by_query(statement: str, rates: list[str], several: Client) -> None:
    """5.22: set or not, and without an Id."""
    several.make("ExchangeRate", SourceCurrencyCode="EUR", Rate="1.5", AsOfDate="2026-11-20")
    found = several.ask(statement).get("ExchangeRate", [])
    assert [str(one["Rate"]) for one in found] == rates
    assert not any("Id" in one for one in found)


def test_rates_are_counted_or_refused(several: Client) -> None:
    """2.4, 5.22."""
    counted = several.ask("select count(*) from exchangerate where SourceCurrencyCode in ('EUR', 'GBP')")
    assert counted == {"totalCount": 2}
    for where, code in (
        ("Rate = '1'", "4001"),
        ("SourceCurrencyCode = 'X'", "2220"),
        ("AsOfDate = 'x'", "2060"),
    ):
        error = several.get("query", query=ASKED + where)[1]["Fault"]["Error"][0]
        assert error["code"] == code


def test_rates_and_days_that_are_none(several: Client) -> None:
    """5.13, 5.22."""
    _, body = several.get("exchangerate", sourcecurrencycode="EUR", asofdate="xx")
    assert body["Fault"]["Error"][0]["code"] == "2060"
    vendor = several.make("Vendor", DisplayName="Euro Supply", **EURO)["Id"]
    bill = {"VendorRef": {"value": vendor}, **EURO, "ExchangeRate": "-2", "Line": [spent(5)]}
    rate = {"SourceCurrencyCode": "EUR", "Rate": 0, "AsOfDate": "2026-11-20"}
    assert [several.refused(*one)["code"] for one in (("bill", bill), ("exchangerate", rate))] == ["2240"] * 2
    several.make("CompanyCurrency", Code="EUR")
    assert several.refused("companycurrency", {"Code": "eur", "Name": "Other"})["code"] == "6240"


def test_currencies_are_told_by_their_name(several: Client) -> None:
    """7.3."""
    several.told.clear()
    several.make("CompanyCurrency", Code="EUR")
    app = App(name="A", client_id="a", client_secret="b", webhook_entities=["Currency"])
    assert [is_told(app, one) for one in several.told] == [True]
    entities = body_of("classic", several.told)["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert [one["name"] for one in entities] == ["Currency"]
    assert body_of("cloudevents", several.told)[0]["type"] == "qbo.currency.created.v1"


def test_a_rate_goes_with_its_currency(several: Client) -> None:
    """5.13."""
    euro = several.make("Customer", DisplayName="Euro Shop", **EURO)
    made = several.make("Invoice", **ANN, **HOME, Line=[sold(100)])
    now = several.make("Invoice", **again(made, CustomerRef={"value": euro["Id"]}, **EURO))
    assert (now["ExchangeRate"], now["HomeTotalAmt"]) == (D("1.0842"), D("108.42"))


class TestCurrencies:
    """5.13, 5.22."""

    def euro(self, **settings: Any) -> Client:
        client = Client(multi_currency=True, **settings)
        client.make("Customer", DisplayName="Euro", CurrencyRef={"value": "EUR"})
        return client

    def test_amounts_at_home(self) -> None:
        made = self.euro().invoice(100, customer="58", CurrencyRef={"value": "EUR"}, ExchangeRate="1.1")
        assert (made["CurrencyRef"], made["HomeTotalAmt"], made["HomeBalance"]) == (
            {"value": "EUR", "name": "Euro"}, 110, 110
        )  # fmt: skip

    def test_rate_by_table(self) -> None:
        assert str(self.euro().invoice(100, customer="58", **EURO)["ExchangeRate"]) == "1.0842"

    @pytest.mark.parametrize(("customer", "code"), [("58", "USD"), ("1", "EUR"), ("58", "GBP")])
    def test_not_the_customers(self, customer: str, code: str) -> None:
        body = {"CustomerRef": {"value": customer}, "CurrencyRef": {"value": code}, "Line": [sold(1)]}
        assert "currency of the transaction is invalid" in self.euro().refused("invoice", body)["Detail"]

    def test_a_customer_keeps_his_currency(self) -> None:
        body = {"Id": "58", "SyncToken": "0", "sparse": True, "CurrencyRef": {"value": "USD"}}
        assert self.euro().refused("customer", body)["code"] == "6000"

    def test_rates(self) -> None:
        client = self.euro()
        _, body = client.get("exchangerate", sourcecurrencycode="EUR", asofdate="2026-11-19")
        one = body["ExchangeRate"]
        assert (str(one["Rate"]), one["TargetCurrencyCode"], "Id" in one) == ("1.0842", "USD", False)
        client.make("ExchangeRate", SourceCurrencyCode="EUR", Rate="1.25", AsOfDate="2026-11-20")
        assert str(client.invoice(100, customer="58", **EURO)["ExchangeRate"]) == "1.25"
        found = client.ask(
            "select * from exchangerate where SourceCurrencyCode in ('EUR') and AsOfDate='2026-11-20'"
        )
        assert str(found["ExchangeRate"][0]["Rate"]) == "1.25"
        body = {"SourceCurrencyCode": "USD", "Rate": 2, "AsOfDate": "2026-11-20"}
        assert client.refused("exchangerate", body)["code"] == "6000"

    def test_without_several_currencies(self, us: Client) -> None:
        assert us.get("exchangerate", sourcecurrencycode="EUR")[1]["Fault"]["Error"][0]["code"] == "5030"

    def test_currencies_of_the_company(self) -> None:
        client = self.euro()
        assert client.make("CompanyCurrency", Code="GBP")["Name"] == "British Pound Sterling"
        assert client.refused("companycurrency", {"Code": "XXX"})["code"] == "2220"
