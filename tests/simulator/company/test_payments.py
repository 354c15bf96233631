"""Payments and credits, and what they do to invoices, bills and customers: 2.5, 2.6 and 5.15 to 5.18."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, spent


def state(us: Client, kind: str, key: str) -> tuple[Any, str, list[Any]]:
    one = us.read(kind, key)
    return one["Balance"], one["SyncToken"], one["LinkedTxn"]


def test_a_payment_lowers_balance_and_raises_the_token(us: Client) -> None:
    made = us.invoice(100)
    paid = us.pay(40, ("Invoice", made["Id"], 40))
    assert (paid["TotalAmt"], paid["UnappliedAmt"]) == (40, 0)
    assert paid["DepositToAccountRef"]["value"] == "4"
    assert state(us, "Invoice", made["Id"]) == (60, "1", [{"TxnId": paid["Id"], "TxnType": "Payment"}])
    assert paid["Line"] == [
        {
            "Amount": 40,
            "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}],
            "LineEx": {
                "any": [
                    {"name": "{http://schema.intuit.com/finance/v3}NameValue", "nil": False,
                     "value": {"Name": "txnId", "Value": made["Id"]}}
                ]
            },
        }
    ]  # fmt: skip


def test_overpaying_is_accepted(us: Client) -> None:
    made = us.invoice(5)
    paid = us.pay(30, ("Invoice", made["Id"], 30))
    assert (paid["UnappliedAmt"], us.read("Invoice", made["Id"])["Balance"]) == (25, 0)


def test_more_applied_than_paid(us: Client) -> None:
    made = us.invoice(100)
    line = {"Amount": 50, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}
    error = us.refused("payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 40, "Line": [line]})
    assert error["code"] == "6000"
    assert state(us, "Invoice", made["Id"]) == (100, "0", [])


def test_a_credit_settles_an_invoice(us: Client) -> None:
    made = us.invoice(100)
    memo = us.make("CreditMemo", CustomerRef={"value": "1"}, Line=us.read("Invoice", made["Id"])["Line"])
    assert (memo["RemainingCredit"], memo["Balance"]) == (100, 100)
    paid = us.pay(0, ("Invoice", made["Id"], 60), ("CreditMemo", memo["Id"], 60))
    assert paid["UnappliedAmt"] == 0
    assert us.read("Invoice", made["Id"])["Balance"] == 40
    assert us.read("CreditMemo", memo["Id"])["RemainingCredit"] == 40


@pytest.mark.parametrize("how", ["delete", "void", "update"])
def test_undone(how: str, us: Client) -> None:
    made = us.invoice(100)
    paid = us.pay(100, ("Invoice", made["Id"], 100))
    if how == "update":
        body = {
            "Id": paid["Id"],
            "SyncToken": "0",
            "CustomerRef": {"value": "1"},
            "TotalAmt": 100,
            "Line": [],
        }
        changed = us.make("Payment", **body)
        assert changed["UnappliedAmt"] == 100
    else:
        assert us.post("payment", {"Id": paid["Id"], "SyncToken": "0"}, operation=how)[0] == 200
    assert state(us, "Invoice", made["Id"]) == (100, "2", [])


def test_voiding_a_paid_invoice_leaves_the_payment(us: Client) -> None:
    """2.6."""
    made = us.invoice(100)
    paid = us.pay(100, ("Invoice", made["Id"], 100))
    assert us.post("invoice", {"Id": made["Id"], "SyncToken": "1"}, operation="void")[0] == 200
    left = us.read("Payment", paid["Id"])
    assert (left["TotalAmt"], left["UnappliedAmt"], left["Line"]) == (100, 100, [])


def test_deleting_a_paid_invoice(us: Client) -> None:
    """2.6: the documents say unlink first; deleting has been seen to work."""
    made = us.invoice(100)
    us.pay(100, ("Invoice", made["Id"], 100))
    body = {"Id": made["Id"], "SyncToken": "1"}
    assert us.refused("invoice", body, operation="delete")["code"] == "6000"
    us.company.set("linked_invoices_deleted", value=True)
    assert us.post("invoice", body, operation="delete")[0] == 200


def test_paying_what_is_deleted_or_somebody_elses(us: Client) -> None:
    """5.16."""
    made = us.invoice(100)
    line = [{"Amount": 1, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}]
    assert (
        us.refused("payment", {"CustomerRef": {"value": "2"}, "TotalAmt": 1, "Line": line})["code"] == "620"
    )
    us.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert (
        us.refused("payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 1, "Line": line})["code"] == "610"
    )


def test_a_deposited_payment_is_fixed(us: Client) -> None:
    """6540."""
    paid = us.pay(10)
    line = {"Amount": 10, "DetailType": "DepositLineDetail", "DepositLineDetail": {},
            "LinkedTxn": [{"TxnId": paid["Id"], "TxnType": "Payment", "TxnLineId": "0"}]}  # fmt: skip
    deposit = us.make("Deposit", DepositToAccountRef={"value": "35"}, Line=[line])
    body = {"Id": paid["Id"], "SyncToken": "0", "CustomerRef": {"value": "1"}, "TotalAmt": 11}
    assert us.refused("payment", body)["code"] == "6540"
    assert us.refused("payment", {"Id": paid["Id"], "SyncToken": "0"}, operation="delete")["code"] == "6540"
    us.post("deposit", {"Id": deposit["Id"], "SyncToken": "0"}, operation="delete")
    assert us.post("payment", body)[0] == 200


def test_customers_owe_what_is_open(us: Client) -> None:
    """5.3: balances of sub-customers count above, tokens stay."""
    above = us.make("Customer", DisplayName="Above")
    below = us.make("Customer", DisplayName="Below", Job=True, ParentRef={"value": above["Id"]})
    made = us.invoice(100, customer=below["Id"])
    us.pay(30, ("Invoice", made["Id"], 30), customer=below["Id"])
    us.pay(5, customer=below["Id"])
    one, top = us.read("Customer", below["Id"]), us.read("Customer", above["Id"])
    assert (one["Balance"], one["BalanceWithJobs"], one["SyncToken"]) == (65, 65, "0")
    assert (top["Balance"], top["BalanceWithJobs"]) == (0, 65)


def test_bills_are_paid(us: Client) -> None:
    """5.18."""
    bill = us.make("Bill", VendorRef={"value": "56"}, Line=[spent("103.55")], SalesTermRef={"value": "2"})
    assert (bill["DueDate"], bill["APAccountRef"]["value"], "DocNumber" in bill) == (
        "2026-12-05",
        "33",
        False,
    )
    paid = us.make(
        "BillPayment", VendorRef={"value": "56"}, TotalAmt="100", PayType="Check",
        CheckPayment={"BankAccountRef": {"value": "35"}},
        Line=[{"Amount": 100, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}],
    )  # fmt: skip
    linked = [{"TxnId": paid["Id"], "TxnType": "BillPaymentCheck"}]
    assert [str(one) for one in state(us, "Bill", bill["Id"])[:2]] == ["3.55", "1"]
    assert state(us, "Bill", bill["Id"])[2] == linked
    body = {"Id": paid["Id"], "SyncToken": "0", "sparse": True}
    assert us.refused("billpayment", body, operation="void")["Detail"] == "Operation void is not supported."
    status, answer = us.post("billpayment", body, operation="update", include="void")
    assert (status, answer["BillPayment"]["TotalAmt"]) == (200, 0)


def test_an_invoice_from_an_estimate_closes_it(us: Client) -> None:
    """5.14."""
    made = us.invoice(10)
    estimate = us.make("Estimate", CustomerRef={"value": "1"}, Line=made["Line"])
    link = [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    invoice = us.invoice(10, LinkedTxn=link)
    closed = us.read("Estimate", estimate["Id"])
    assert (invoice["LinkedTxn"], closed["TxnStatus"]) == (link, "Closed")
    assert closed["LinkedTxn"] == [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    body = {"CustomerRef": {"value": "1"}, "Line": made["Line"], "LinkedTxn": link}
    assert us.refused("invoice", body)["code"] == "620"
