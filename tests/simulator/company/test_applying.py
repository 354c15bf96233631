"""What the books link by themselves: the preferences of 5.2 and trap 44."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold

D = Decimal
CREDIT, PAYMENTS = {"auto_apply_credit": True}, {"auto_apply_payments": True}
# setting, what is there before, what is made then, balance of the invoice, what is left of the other
CASES = [
    ({}, "CreditMemo", "Invoice", 100, 30),
    (CREDIT, "CreditMemo", "Invoice", 70, 0),
    (PAYMENTS, "CreditMemo", "Invoice", 100, 30),
    (CREDIT, "Invoice", "CreditMemo", 70, 0),
    (PAYMENTS, "Payment", "Invoice", 70, 0),
    (CREDIT, "Payment", "Invoice", 100, 30),
    (PAYMENTS, "Invoice", "Payment", 70, 0),
    ({}, "Invoice", "Payment", 100, 30),
]


def _make(client: Client, kind: str, customer: str = "5") -> Any:
    if kind == "Payment":
        return client.pay(30, customer=customer)
    amount = 100 if kind == "Invoice" else 30
    return client.make(kind, CustomerRef={"value": customer}, Line=[sold(amount)])


@pytest.mark.parametrize(("settings", "first", "second", "owed", "left"), CASES)
def test_applied(settings: Any, first: str, second: str, owed: int, left: int) -> None:
    client = Client(**settings)
    made = {kind: _make(client, kind) for kind in (first, second)}
    # The answer shows the form as it was sent: whoever trusts it is wrong by now.
    assert made[second].get("Balance", made[second].get("UnappliedAmt")) in {100, 30}
    other = next(kind for kind in made if kind != "Invoice")
    invoice, other_now = client.read("Invoice", made["Invoice"]["Id"]), client.read(other, made[other]["Id"])
    assert (invoice["Balance"], other_now.get("UnappliedAmt", other_now.get("Balance"))) == (owed, left)
    assert client.read("Customer", "5")["Balance"] == 70
    assert (invoice["SyncToken"] == "0") is (owed == 100)
    assert sum(cents for (cents,) in client.company._store.db.execute("select amount from ledger")) == 0


def test_a_payment_of_nothing_links_credits(us: Client) -> None:
    us.company.set("auto_apply_credit", value=True)
    credit = _make(us, "CreditMemo")
    us.told.clear()
    made = _make(us, "Invoice")
    link = us.read("Invoice", made["Id"])["LinkedTxn"][0]
    payment = us.read("Payment", link["TxnId"])
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (0, 0)
    assert payment["PrivateNote"] == "Created by QB Online to link credits to charges."
    assert [(one["LinkedTxn"][0]["TxnId"], one["Amount"]) for one in payment["Line"]] == [
        (made["Id"], D(30)), (credit["Id"], D(30))
    ]  # fmt: skip
    assert ("Payment", "Create") in [(one.entity, one.verb) for one in us.told]


def test_oldest_first_and_only_the_customers_own(us: Client) -> None:
    late = us.make("Invoice", CustomerRef={"value": "5"}, Line=[sold(20)], TxnDate="2026-11-19")
    early = us.make("Invoice", CustomerRef={"value": "5"}, Line=[sold(20)], TxnDate="2026-11-01")
    other = _make(us, "Invoice", "6")
    us.company.set("auto_apply_payments", value=True)
    paid = us.pay(30, customer="5")
    assert [us.read("Invoice", one["Id"])["Balance"] for one in (early, late, other)] == [0, 10, 100]
    assert us.read("Payment", paid["Id"])["UnappliedAmt"] == 0
    us.post("payment", {"Id": paid["Id"], "SyncToken": "2"}, operation="delete")
    assert [us.read("Invoice", one["Id"])["Balance"] for one in (early, late)] == [20, 20]
    assert us.read("Customer", "5")["Balance"] == 40


def test_set_by_the_preferences(us: Client) -> None:
    """5.2."""
    prefs = us.get("preferences")[1]["Preferences"]
    assert prefs["SalesFormsPrefs"]["AutoApplyCredit"] is False
    wanted = {"AutoApplyCredit": True, "AutoApplyPayments": True}
    us.make("Preferences", Id="1", SyncToken=prefs["SyncToken"], sparse=True, SalesFormsPrefs=wanted)
    _make(us, "CreditMemo")
    assert us.read("Invoice", _make(us, "Invoice")["Id"])["Balance"] == 70
