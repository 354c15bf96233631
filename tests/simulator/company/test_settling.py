"""What payments settle stays so, whatever is written afterwards: 2.5, 2.6, 4.3, 5.13 to 5.20."""

from typing import Any

import pytest

from tests.simulator.company.calling import ANN, BOB, Client, again, applied, sold, spent


def bill_payment(us: Client, key: str, amount: Any) -> Any:
    return us.make(
        "BillPayment", **BOB, PayType="Check", TotalAmt=amount, PrivateNote="n",
        CheckPayment={"BankAccountRef": {"value": "35"}}, Line=[applied("Bill", key, amount)],
    )  # fmt: skip


def test_nothing_new_in_a_payment(us: Client) -> None:
    """2.5."""
    made = us.invoice(100)
    paid = us.pay(100, ("Invoice", made["Id"], 100))
    us.make("Payment", **again(paid, **ANN, TotalAmt=100))
    now = us.read("Invoice", made["Id"])
    assert (now["Balance"], now["LinkedTxn"]) == (0, [{"TxnId": paid["Id"], "TxnType": "Payment"}])


def test_nothing_new_in_a_bill_payment(us: Client) -> None:
    """2.5."""
    made = us.bill()
    us.make("BillPayment", **again(bill_payment(us, made["Id"], 100), PrivateNote="n"))
    assert us.read("Bill", made["Id"])["Balance"] == 0


def test_a_note_on_a_payment_leaves_the_invoice_alone(us: Client) -> None:
    """2.5."""
    made = us.invoice(100)
    paid = us.pay(40, ("Invoice", made["Id"], 40))
    us.told.clear()
    us.make("Payment", **{**paid, "PrivateNote": "n"})
    assert [(one.entity, one.verb) for one in us.told] == [("Payment", "Update")]
    assert us.read("Invoice", made["Id"])["SyncToken"] == "1"


def test_only_the_difference_is_applied(us: Client) -> None:
    """2.5: what a payment settles less, more or no longer changes, and nothing else."""
    kept, more, gone = us.invoice(100), us.invoice(100), us.invoice(100)
    parts = [("Invoice", one["Id"], 10) for one in (kept, more, gone)]
    paid = us.pay(30, *parts)
    lines = [applied("Invoice", kept["Id"], 10), applied("Invoice", more["Id"], 15)]
    now = us.make("Payment", Id=paid["Id"], SyncToken="0", **ANN, TotalAmt=30, Line=lines)
    found = [us.read("Invoice", one["Id"]) for one in (kept, more, gone)]
    assert [(one["Balance"], one["SyncToken"]) for one in found] == [(90, "1"), (85, "2"), (100, "2")]
    assert (now["UnappliedAmt"], found[2]["LinkedTxn"]) == (5, [])


def test_two_lines_for_one_invoice(us: Client) -> None:
    """5.16."""
    one, other = us.invoice(100), us.invoice(50)
    paid = us.pay(150, ("Invoice", one["Id"], 30), ("Invoice", one["Id"], 70), ("Invoice", other["Id"], 50))
    us.post("invoice", {"Id": other["Id"], "SyncToken": "1"}, operation="void")
    now = us.read("Payment", paid["Id"])
    assert ([part["Amount"] for part in now["Line"]], now["UnappliedAmt"]) == ([30, 70], 50)


@pytest.mark.parametrize("how", ["smaller", "gone"])
def test_a_credit_takes_back_what_it_paid(how: str, us: Client) -> None:
    """5.16: more than the money and the credit come to is never settled."""
    made, memo = us.invoice(60), us.make("CreditMemo", **ANN, Line=[sold(60)])
    paid = us.pay(0, ("Invoice", made["Id"], 60), ("CreditMemo", memo["Id"], 60))
    if how == "smaller":
        us.make("CreditMemo", Id=memo["Id"], SyncToken="1", **ANN, Line=[sold(20)])
    else:
        us.company.somebody("delete", entity="CreditMemo", id=memo["Id"])
    left = 20 if how == "smaller" else 0
    now = us.read("Payment", paid["Id"])
    assert (now["UnappliedAmt"], [part["Amount"] for part in now["Line"]]) == (0, [left, left][: left and 2])
    assert us.read("Invoice", made["Id"])["Balance"] == 60 - left


def test_links_of_what_was_paid_are_not_the_clients(us: Client) -> None:
    """5.13."""
    made = us.invoice(100)
    paid = us.pay(40, ("Invoice", made["Id"], 40))
    full = us.make("Invoice", Id=made["Id"], SyncToken="1", **ANN, Line=[sold(100)])
    lent = us.make("Invoice", **again(full, LinkedTxn=[{"TxnId": "9999", "TxnType": "Payment"}]))
    link = [{"TxnId": paid["Id"], "TxnType": "Payment"}]
    assert (full["Balance"], full["LinkedTxn"], lent["LinkedTxn"]) == (60, link, link)
    body = again(lent, LinkedTxn=[{"TxnId": "1", "TxnType": "Frog"}])
    assert us.refused("invoice", body)["code"] == "620"


def test_links_of_a_bill_that_was_paid(us: Client) -> None:
    """5.18."""
    made = us.bill()
    paid = bill_payment(us, made["Id"], 40)
    full = us.make("Bill", Id=made["Id"], SyncToken="1", **BOB, Line=[spent(100)])
    assert (full["Balance"], full["LinkedTxn"]) == (
        60, [{"TxnId": paid["Id"], "TxnType": "BillPaymentCheck"}]
    )  # fmt: skip


def test_an_invoice_from_which_all_was_taken_back(us: Client) -> None:
    """2.6."""
    made = us.invoice(100)
    paid = us.pay(100, ("Invoice", made["Id"], 100))
    now = us.make("Invoice", Id=made["Id"], SyncToken="1", sparse=True, Line=[sold(0)])
    left = us.read("Payment", paid["Id"])
    assert (now["LinkedTxn"], left["Line"], left["UnappliedAmt"]) == ([], [], 100)
    body = {"Id": made["Id"], "SyncToken": now["SyncToken"]}
    assert us.post("invoice", body, operation="delete")[0] == 200


def test_the_last_payment_gives_way_first(us: Client) -> None:
    """5.16: an invoice that becomes smaller than what was paid of it."""
    made = us.invoice(100)
    first, last = (us.pay(50, ("Invoice", made["Id"], 50)) for _ in range(2))
    now = us.make("Invoice", Id=made["Id"], SyncToken="2", sparse=True, Line=[sold(70)])
    assert (now["Balance"], len(now["LinkedTxn"])) == (0, 2)
    assert [us.read("Payment", one["Id"])["UnappliedAmt"] for one in (first, last)] == [0, 30]


def test_what_was_deposited_stays(us: Client) -> None:
    """4.3: 6540, 620."""
    made = us.invoice(10)
    paid = us.pay(10, ("Invoice", made["Id"], 10))
    receipt = us.make("SalesReceipt", **ANN, Line=[sold(10)])
    kind = {"DetailType": "DepositLineDetail"}
    lines = [applied("Payment", paid["Id"], 10, **kind), applied("SalesReceipt", receipt["Id"], 10, **kind)]
    into: dict[str, Any] = {"DepositToAccountRef": {"value": "35"}}
    assert us.refused("deposit", {**into, "Line": [lines[0], lines[0]]})["code"] == "620"
    assert us.refused("deposit", {**into, "Line": [{**lines[0], "Amount": 5000}]})["code"] == "6000"
    deposit = us.make("Deposit", **into, Line=lines)
    assert us.refused("salesreceipt", again(receipt, Line=[sold(99)]))["code"] == "6540"
    assert us.refused("deposit", {**into, "Line": lines[:1]})["code"] == "620"
    assert us.make("Deposit", **{**deposit, "PrivateNote": "n"})["TotalAmt"] == 20


def test_lines_of_a_payment_beyond_its_total(us: Client) -> None:
    """5.16."""
    key = us.invoice(5)["Id"]
    for amount, code in ((30, "6000"), (-3, "2290")):
        body = {**ANN, "TotalAmt": 5, "Line": [applied("Invoice", key, amount)]}
        assert us.refused("payment", body)["code"] == code


@pytest.mark.parametrize(("kind", "other"), [("Invoice", "CustomerRef"), ("Bill", "VendorRef")])
def test_a_paid_form_stays_with_its_name(kind: str, other: str, us: Client) -> None:
    """5.16: a payment never settles what somebody else owes."""
    made = us.invoice() if kind == "Invoice" else us.bill()
    paid = us.pay(40, ("Invoice", made["Id"], 40)) if kind == "Invoice" else bill_payment(us, made["Id"], 40)
    body = again({**made, "SyncToken": "1"}, **{other: {"value": "2" if kind == "Invoice" else "30"}})
    assert us.refused(kind.lower(), body)["code"] == "6000"
    us.post(f"{'bill' * (kind == 'Bill')}payment", {"Id": paid["Id"], "SyncToken": "0"}, operation="delete")
    assert us.status(kind.lower(), **{**body, "SyncToken": "2"}) == 200
