"""What a form was made from knows it, until it is no longer so: 4.3, 5.14, 5.20."""

import pytest

from tests.simulator.company.calling import ANN, BOB, Client, again, sold, spent


def estimated(us: Client) -> tuple[str, str]:
    """Return an estimate and the invoice that was made from it."""
    key = us.make("Estimate", **ANN, Line=[sold(10)])["Id"]
    return key, us.invoice(10, LinkedTxn=[{"TxnId": key, "TxnType": "Estimate"}])["Id"]


def test_an_estimate_of_somebody_else(us: Client) -> None:
    key = us.make("Estimate", **ANN, Line=[sold(10)])["Id"]
    link = [{"TxnId": key, "TxnType": "Estimate"}]
    body = {"CustomerRef": {"value": "2"}, "Line": [sold(10)], "LinkedTxn": link}
    assert us.refused("invoice", body)["code"] == "620"


@pytest.mark.parametrize("how", ["void", "delete", "unlink"])
def test_an_estimate_is_open_again(how: str, us: Client) -> None:
    key, made = estimated(us)
    body = {"Id": made, "SyncToken": "0"}
    if how == "unlink":
        us.make("Invoice", **body, **ANN, Line=[sold(10)])
    else:
        assert us.post("invoice", body, operation=how)[0] == 200
    now = us.read("Estimate", key)
    assert (now["TxnStatus"], now["LinkedTxn"]) == ("Pending", [])


def test_both_stay_linked_while_other_things_change(us: Client) -> None:
    key, made = estimated(us)
    link = {"TxnId": key, "TxnType": "Estimate"}
    assert us.make("Invoice", Id=made, SyncToken="0", sparse=True, PrivateNote="n")["LinkedTxn"] == [link]
    estimate = us.read("Estimate", key)
    full = us.make("Estimate", Id=key, SyncToken=estimate["SyncToken"], **ANN, Line=[sold(10)])
    assert full["LinkedTxn"] == [{"TxnId": made, "TxnType": "Invoice"}]


def test_an_order_knows_its_bill(us: Client) -> None:
    order = us.make("PurchaseOrder", **BOB, APAccountRef={"value": "33"}, Line=[spent(10)])
    bill = us.bill(10, LinkedTxn=[{"TxnId": order["Id"], "TxnType": "PurchaseOrder"}])
    link = {"TxnId": bill["Id"], "TxnType": "Bill"}
    assert us.read("PurchaseOrder", order["Id"])["LinkedTxn"] == [link]
    noted = us.make("Bill", **again(bill, **BOB, PrivateNote="n"))
    us.post("bill", {"Id": bill["Id"], "SyncToken": noted["SyncToken"]}, operation="delete")
    assert us.read("PurchaseOrder", order["Id"])["LinkedTxn"] == []
