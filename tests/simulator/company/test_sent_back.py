"""A form that is read and sent back is the same as before: the safe pattern of 2.8, and 2.5."""

from typing import Any

import pytest

from tests.simulator.company.calling import ANN, BOB, Client, again, applied, sold, spent

BANK = {"value": "35"}
ENTITY = {"Type": "Customer", "EntityRef": {"value": "1"}}


def entry(side: str, account: str, **more: Any) -> dict[str, Any]:
    detail = {"PostingType": side, "AccountRef": {"value": account}, **more}
    return {"Amount": 5, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


def forms(client: Client) -> list[tuple[str, Any]]:
    """Make one of each kind, some of them settled."""
    code = None if client.company.profile.startswith("us") else "2"
    below = {"TaxCodeRef": {"value": code}} if code else {}
    sale, bought = [sold(10, code=code)], [spent(10, **below)]
    invoice = client.make("Invoice", **ANN, Line=sale)
    memo = client.make("CreditMemo", **ANN, Line=sale)
    bill = client.make("Bill", **BOB, Line=bought)
    lines = [applied("Invoice", invoice["Id"], 8), applied("CreditMemo", memo["Id"], 3)]
    estimate = client.make("Estimate", **ANN, Line=sale)
    link = [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    paid = {"PayType": "Check", "CheckPayment": {"BankAccountRef": BANK}, "TotalAmt": 9}
    detail = {"AccountRef": {"value": "1"}, "Entity": {"value": "1", "type": "Customer"}}
    held = {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    made: list[tuple[str, dict[str, Any]]] = [
        ("Payment", {**ANN, "TotalAmt": 7, "Line": lines}),
        ("BillPayment", {**BOB, **paid, "Line": [applied("Bill", bill["Id"], 9)]}),
        ("Invoice", {**ANN, "Line": sale, "LinkedTxn": link}),
        ("SalesReceipt", {**ANN, "Line": sale}),
        ("RefundReceipt", {**ANN, "Line": sale, "DepositToAccountRef": BANK}),
        ("VendorCredit", {**BOB, "Line": bought}),
        ("Purchase", {"PaymentType": "Cash", "AccountRef": BANK, "Line": bought}),
        ("PurchaseOrder", {**BOB, "APAccountRef": {"value": "33"}, "Line": bought}),
        ("JournalEntry", {"Line": [entry("Debit", "84", Entity=ENTITY), entry("Credit", "1")]}),
        ("Deposit", {"DepositToAccountRef": BANK, "Line": [held]}),
        ("Transfer", {"FromAccountRef": BANK, "ToAccountRef": {"value": "36"}, "Amount": 5}),
    ]
    keys = [(kind, client.make(kind, **body)["Id"]) for kind, body in made]
    keys += [("Invoice", invoice["Id"]), ("CreditMemo", memo["Id"]), ("Bill", bill["Id"])]
    keys.append(("Estimate", estimate["Id"]))
    return [(kind, client.read(kind, key)) for kind, key in keys]


def without_version(one: Any) -> Any:
    return {name: value for name, value in one.items() if name not in {"SyncToken", "MetaData"}}


@pytest.mark.parametrize("profile", ["us", "us-ast", "ca", "uk", "au"])
def test_sent_back(profile: str) -> None:
    client = Client(profile)
    for kind, one in forms(client):
        client.told.clear()
        assert without_version(client.make(kind, **one)) == without_version(one), kind
        assert {(told.entity, told.id) for told in client.told} == {(kind, one["Id"])}


@pytest.mark.parametrize("profile", ["us", "ca"])
def test_nothing_new(profile: str) -> None:
    """2.5: nothing is changed, and nobody told."""
    client = Client(profile)
    needed = ("CustomerRef", "VendorRef", "TotalAmt", "PaymentType")
    for kind, one in forms(client):
        client.told.clear()
        body = again(one, **{name: one[name] for name in needed if name in one})
        assert (kind, client.make(kind, **body)) == (kind, one)
        assert client.told == []
