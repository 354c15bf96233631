"""Codes that need something to be there first, and those of hours, numbers and charges: section 4.3."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent

HOURS = {"NameOf": "Employee", "EmployeeRef": {"value": "55"}}
START, END = "2026-11-20T09:00:00-08:00", "2026-11-20T10:00:00-08:00"
BILLABLE = {"BillableStatus": "Billable"}
FORM = {"CustomerRef": {"value": "1"}}


def off(percent: Any) -> dict[str, Any]:
    detail = {"PercentBased": True, "DiscountPercent": percent}
    return {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail}


REFUSED = [
    ("timeactivity", {"NameOf": "Employee", "Hours": 1}, "6290"),
    ("timeactivity", {"NameOf": "Vendor", "EmployeeRef": {"value": "55"}, "Hours": 1}, "6290"),
    ("timeactivity", {**HOURS, "VendorRef": {"value": "56"}, "Hours": 1}, "6300"),
    ("timeactivity", {**HOURS, **BILLABLE, "HourlyRate": 5, "Hours": 1}, "6310"),
    ("timeactivity", {**HOURS, **BILLABLE, **FORM, "Hours": 1}, "6320"),
    ("timeactivity", {**HOURS, "HourlyRate": -1, "Hours": 1}, "6330"),
    ("timeactivity", HOURS, "6340"),
    ("timeactivity", {**HOURS, "StartTime": START}, "6350"),
    ("timeactivity", {**HOURS, "EndTime": END}, "6350"),
    ("timeactivity", {**HOURS, "StartTime": START, "EndTime": END, "Hours": 1}, "6360"),
    ("timeactivity", {**HOURS, "StartTime": END, "EndTime": START}, "6370"),
    ("timeactivity", {**HOURS, "Hours": 8761}, "6380"),
    ("timeactivity", {**HOURS, "Hours": 1, "Minutes": 60}, "6380"),
    ("timeactivity", {**HOURS, "Hours": 1, "BreakHours": 2}, "6390"),
    ("timeactivity", {**HOURS, "Hours": "1.5"}, "2080"),
    ("timeactivity", {**HOURS, "Hours": 2**31}, "2090"),
    ("invoice", {**FORM, "Line": [sold("1e3")]}, "2100"),
    ("invoice", {**FORM, "Line": [sold("NaN")]}, "2110"),
    ("invoice", {**FORM, "Line": [sold(1), off(101)]}, "2150"),
    ("invoice", {**FORM, "Line": [sold(1), off(-1)]}, "2150"),
    ("invoice", {**FORM, "Line": [sold(1)], "TxnDate": "20.11.2026"}, "2060"),
    ("invoice", {**FORM, "Line": [sold(1)], "TxnDate": "2026-02-30"}, "2070"),
    ("customer", {"DisplayName": "W", "WebAddr": {"URI": "no site"}}, "2200"),
    ("customer", {"DisplayName": "W", "Taxable": "yes"}, "2230"),
    ("attachable", {"Note": "n", "AttachableRef": [{"EntityRef": {"type": "Term", "value": "1"}}]}, "6050"),
    ("account", {"Name": "Till", "AccountType": "Bank", "SubAccount": True, "ParentRef": {"value": "7"}},
     "700"),
    ("deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [{"Amount": 1, "DetailType":
     "DepositLineDetail", "DepositLineDetail": {}}]}, "6440"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "code"), REFUSED)
def test_refused(path: str, body: Any, code: str, us: Client) -> None:
    assert us.refused(path, body)["code"] == code


TAKEN = [
    ("timeactivity", {**HOURS, **BILLABLE, **FORM, "HourlyRate": 20, "Hours": 8, "Minutes": 59}),
    ("timeactivity", {**HOURS, "StartTime": START, "EndTime": END, "BreakMinutes": 60}),
    ("customer", {"DisplayName": "W", "WebAddr": {"URI": "http://example.com"}}),
    ("customer", {"DisplayName": "W", "WebAddr": {"URI": "example.com/a"}}),
    ("invoice", {**FORM, "Line": [sold(1), off(100)]}),
    ("attachable", {"Note": "n", "AttachableRef": [{"EntityRef": {"type": "Invoice", "value": "1"}}]}),
]


@pytest.mark.parametrize(("path", "body"), TAKEN)
def test_taken(path: str, body: Any, us: Client) -> None:
    assert us.post(path, body)[0] == 200


def _expense(us: Client) -> Any:
    line = spent(12, BillableStatus="Billable", CustomerRef={"value": "5"})
    return us.make("Purchase", PaymentType="Cash", AccountRef={"value": "35"}, Line=[line])


def test_customer_with_unbilled_charges(us: Client) -> None:
    """6280."""
    made = _expense(us)
    retire = {"Id": "5", "SyncToken": "0", "sparse": True, "Active": False}
    assert us.refused("customer", retire)["code"] == "6280"
    us.post("purchase", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    us.make("TimeActivity", **HOURS, **BILLABLE, CustomerRef={"value": "5"}, HourlyRate=1, Hours=1)
    assert us.refused("customer", retire)["code"] == "6280"


@pytest.mark.parametrize(("kind", "key"), [("Customer", "5"), ("Vendor", "30")])
def test_name_with_a_balance(kind: str, key: str, us: Client) -> None:
    """6220; somebody at the screen may."""
    if kind == "Customer":
        us.invoice(10, customer=key)
    else:
        us.make("Bill", VendorRef={"value": key}, Line=[spent(10)])
    retire = {"Id": key, "SyncToken": "0", "sparse": True, "Active": False}
    assert us.refused(kind.lower(), retire)["code"] == "6220"
    assert us.company.somebody("deactivate", entity=kind, id=key)["Active"] is False


def test_who_is_billed_stays_once_there_are_invoices(us: Client) -> None:
    """6130."""
    change = {"Id": "9", "SyncToken": "0", "sparse": True, "BillWithParent": False}
    us.invoice(10, customer="7")
    assert us.refused("customer", change)["code"] == "6130"
    assert us.post("customer", {**change, "BillWithParent": True, "Notes": "n"})[0] == 200
    other = {"Id": "23", "SyncToken": "0", "sparse": True, "BillWithParent": False}
    assert us.post("customer", other)[0] == 200


@pytest.mark.parametrize("kind", ["Purchase", "TimeActivity"])
def test_billed_expense_stays(kind: str, us: Client) -> None:
    """6400, until the invoice is gone."""
    if kind == "Purchase":
        made, link = _expense(us), "ReimburseCharge"
    else:
        made, link = (
            us.make(kind, **HOURS, **BILLABLE, CustomerRef={"value": "5"}, HourlyRate=1, Hours=1),
            kind,
        )
    billed = us.make(
        "Invoice", CustomerRef={"value": "5"}, Line=[sold(12)],
        LinkedTxn=[{"TxnId": made["Id"], "TxnType": link}],
    )  # fmt: skip
    assert '"HasBeenBilled"' in us.raw("GET", f"{kind.lower()}/{made['Id']}").body.decode()
    ends = {"Id": made["Id"], "SyncToken": "1"}
    assert us.refused(kind.lower(), ends, operation="delete")["code"] == "6400"
    us.post("invoice", {"Id": billed["Id"], "SyncToken": "0"}, operation="delete")
    assert us.post(kind.lower(), {**ends, "SyncToken": "2"}, operation="delete")[0] == 200


def test_processed_card_payment(us: Client) -> None:
    """6110, 6120, 6450."""
    made = us.make("Payment", CustomerRef={"value": "1"}, TotalAmt=5, ProcessPayment=True)
    ends = {"Id": made["Id"], "SyncToken": "0"}
    assert us.refused("payment", {**made, **ends, "TotalAmt": 6})["code"] == "6110"
    assert us.refused("payment", ends, operation="delete")["code"] == "6120"
    assert us.refused("payment", ends, operation="void")["code"] == "6450"


def test_tax_code_of_the_old_days(us: Client) -> None:
    """6160."""
    rate = {"TaxRateId": "3", "TaxApplicableOn": "Sales"}
    _, made = us.post("taxservice/taxcode", {"TaxCode": "CustomSalesTax", "TaxRateDetails": [rate]})
    detail = {"TxnTaxCodeRef": {"value": made["TaxCodeId"]}}
    body = {**FORM, "Line": [sold(1, "14")], "TxnTaxDetail": detail}
    assert us.refused("invoice", body)["code"] == "6160"


@pytest.mark.parametrize("code", ["610", "6250"])
def test_inactive_customer(code: str) -> None:
    client = Client(inactive_customer_code=code)
    client.make("Customer", Id="5", SyncToken="0", sparse=True, Active=False)
    error = client.refused("invoice", {"CustomerRef": {"value": "5"}, "Line": [sold(1)]})
    assert error["code"] == code


def test_inactive_stock(us: Client) -> None:
    """4.4."""
    us.make("Item", Id="16", SyncToken="0", sparse=True, Active=False)
    error = us.refused("item", {"Id": "16", "SyncToken": "1", "sparse": True, "QtyOnHand": 3})
    assert "you need to activate this item before updating the quantity" in error["Detail"]
