"""What is refused, with code, words and element: sections 4.3 to 4.5 and 5."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent
from tests.simulator.company.test_fields import shared

GONE = (
    "Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
C1 = {"CustomerRef": {"value": "1"}}
V = {"VendorRef": {"value": "56"}}


def invoice(*lines: Any, **fields: Any) -> dict[str, Any]:
    return {**C1, "Line": list(lines), **fields}


def off(**fields: Any) -> dict[str, Any]:
    detail = {key: fields.pop(key) for key in ("PercentBased", "DiscountPercent") if key in fields}
    return {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail, **fields}


CASES: list[tuple[str, str, Any, str, str | None, str | None]] = [
    # section, path, body, code, detail, element
    ("2.1", "invoice", {"Invoice": invoice(sold(1))}, "2010", None, None),
    ("4.3", "invoice", [1], "2010",
     "Property Name:failed to parse json object; a property specified is unsupported or invalid", ""),
    ("2.3", "invoice", invoice(sold(1), docNumber="1"), "2010", None, None),
    ("4.3", "invoice", invoice(sold(1), CustomerMemo="text"), "2010", None, None),
    ("4.3", "invoice", invoice(sold("ten")), "2010", None, None),
    ("4.3", "invoice", invoice(sold(1), PrintStatus="Sometimes"), "2010", None, None),
    ("6.4", "invoice", invoice(sold(1), GlobalTaxCalculation="TaxExclusive"), "2010", None, None),
    ("5.13", "invoice", invoice({"Amount": 1, "DetailType": "NoSuchDetail"}), "2010", None, None),
    ("4.3", "customer", {"DisplayName": "B", "Active": "perhaps"}, "2010", None, None),
    ("4.3", "customer", {"DisplayName": "B", "CustomerNotes": "x"}, "2010", None, None),
    ("5.0", "customer", {"DisplayName": "B", "BillAddr": {"Street": "1"}}, "2010", None, None),
    ("5.13", "bill", {**V, "Line": [spent(1, DepartmentRef={"value": "1"})]}, "2010", None, None),
    ("4.3", "invoice", invoice({"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}), "2020",
     "Required parameter Line.Amount is missing in the request", "Line.Amount"),
    ("5.14", "invoice", {**C1, "Line": []}, "2020", "Required parameter Line is missing in the request",
    "Line"),
    ("5.14", "invoice", invoice({"Amount": 1}), "2020", None, "Line.DetailType"),
    ("4.3", "invoice", {"Id": "1.5", "SyncToken": "0"}, "2030",
    "Id should be a valid number. Supplied value:1.5", "Id"),
    ("5.0", "customer", {"DisplayName": "A:B"}, "2040", None, "DisplayName"),
    ("5.0", "customer", {"DisplayName": "A\tB"}, "2040", None, "DisplayName"),
    ("5.0", "customer", {"DisplayName": "A\nB"}, "2040", None, "DisplayName"),
    ("5.5", "item", {"Name": "A:B", "Type": "Service", "IncomeAccountRef": {"value": "1"}}, "2040", None,
    "Name"),
    ("5.6", "account", {"Name": 'A "B"', "AccountType": "Income"}, "2040", None, "Name"),
    ("4.3", "invoice", invoice(sold(1), DocNumber="9" * 45), "2050",
     "String length specified does not match the supported length. Min:0 Max:21 supported. Supplied "
     "length:45",
     "DocNumber"),
    ("5.0", "invoice", invoice(sold(1), CustomerMemo={"value": "x" * 1001}), "2050",
     "String length specified does not match the supported length. Min:0 Max:1,000 supported. Supplied "
     "length:1,001",
     "Customer Memo"),
    ("5.13", "invoice", invoice({**sold(1), "Description": "x" * 4001}), "2050", None, "Description"),
    ("5.0", "customer", {"DisplayName": "B", "BillAddr": {"City": "x" * 256}}, "2050", None, "City"),
    ("5.0", "customer", {"DisplayName": "B", "BillAddr": {"Line1": "x" * 501}}, "2050", None, "Line1"),
    ("5.0", "customer", {"DisplayName": "B", "BillAddr": {"PostalCode": "x" * 31}}, "2050", None,
    "PostalCode"),
    ("5.0", "customer", {"DisplayName": "B", "PrimaryPhone": {"FreeFormNumber": "1" * 31}}, "2050", None,
    None),
    ("5.6", "account", {"Name": "B", "AccountType": "Income", "AcctNum": "12345678"}, "2050", None,
    "AcctNum"),
    ("4.3", "invoice", invoice(sold(1), TxnDate="20.11.2026"), "2060", None, "TxnDate"),
    ("4.3", "invoice", invoice(sold(1), TxnDate="2026-02-30"), "2070", None, "TxnDate"),
    ("5.5", "item", {"Name": "B", "Type": "Thing"}, "2120", None, "Type"),
    ("4.3", "invoice", invoice(sold(999999999999)), "2140", None, None),
    ("5.13", "bill", {**V, "Line": [spent(1, BillableStatus="HAS_BEEN_BILLED")]}, "2170",
     "Invalid Enumeration: HAS_BEEN_BILLED", None),
    ("5.13", "bill", {**V, "Line": [spent(1, BillableStatus="HasBeenBilled")]}, "2170",
     "Invalid Enumeration: HasBeenBilled", None),
    ("5.0", "customer", {"DisplayName": "B", "PrimaryEmailAddr": {"Address": "nobody"}}, "2210", None, None),
    ("5.8", "term", {"Name": "B", "DueDays": 1000}, "2240", None, "DueDays"),
    ("5.8", "term", {"Name": "B", "DayOfMonthDue": 32}, "2240", None, "DayOfMonthDue"),
    ("5.8", "term", {"Name": "B", "DueDays": 1, "DiscountPercent": 101}, "2240", None, "DiscountPercent"),
    ("5.16", "payment", {**C1, "TotalAmt": -1}, "2290", None, "TotalAmt"),
    ("4.3", "invoice", {"CustomerRef": {"value": "970"}, "Line": [sold(1)]}, "2500",
     "Invalid Reference Id : Names element id 970 not found", "Reference Id"),
    ("4.3", "invoice", invoice(sold(1, "970")), "2500",
    "Invalid Reference Id : Item element id 970 not found", None),
    ("4.3", "invoice", invoice(sold(1, ClassRef={"value": "970"})), "2500",
     "Invalid Reference Id : Klasses element id 970 not found", None),
    ("4.3", "bill", {**V, "Line": [spent(1, "970")]}, "2500",
     "Invalid Reference Id : Accounts element id 970 not found", "Reference Id"),
    ("4.3", "bill", {"VendorRef": {"value": "1"}, "Line": [spent(1)]}, "2500",
     "Invalid Reference Id : Names element id 1 not found", None),
    ("5.14", "invoice", invoice(sold(1), SalesTermRef={"value": "97"}), "2500", None, "Reference Id"),
    ("5.14", "invoice", invoice(sold(1), CustomField=[{"DefinitionId": "9"}]), "3000", None, "CustomField"),
    ("5.6", "account", {"Name": "B"}, "6010", None, None),
    ("5.13", "invoice", invoice(sold(1), off(PercentBased=True)), "6090", None, "DiscountPercent"),
    ("5.13", "invoice", invoice(sold(1), off()), "6090", None, "Amount"),
    ("5.13", "invoice", invoice(sold(1), off(Amount=1), off(Amount=1)), "2600", None, None),
    ("5.13", "invoice", invoice(sold(1), off(Amount=-1)), "2290", None, None),
    ("4.4", "invoice", invoice(off(Amount=1)), "6000",
     "Business Validation Error: You must set a transaction amount.", ""),
    ("5.14", "invoice", invoice(sold(-5)), "6000", None, None),
    ("4.5", "invoice", invoice(sold("1861.07", Qty="128.350", UnitPrice="14.50")), "6070",
     "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07", None),
    ("4.5", "invoice", invoice(sold(1000, Qty=7, UnitPrice=225)), "6070", None, None),
    ("5.0", "customer", {}, "6080", None, None),
    ("5.0", "customer", {"CompanyName": "Firm"}, "6080", None, None),
    ("6.2", "invoice", invoice(sold(1, code="2")), "6100",
     "Invalid line TaxCode in the request : Supplied value: 2", None),
    ("6.2", "invoice", invoice(sold(1, code="99")), "6100", None, None),
    ("5.3", "customer", {"DisplayName": "B", "ParentRef": {"value": "1"}}, "6150",
     "ParentRef is either required or not if Job is true or false.", "Job"),
    ("5.3", "customer", {"DisplayName": "B", "Job": True}, "6150", None, "Job"),
    ("5.3", "customer", {"DisplayName": "B", "PreferredDeliveryMethod": "Email"}, "6420", None, None),
    ("5.14", "invoice", invoice(sold(1), EmailStatus="NeedToSend"), "6420", None, "BillEmail"),
    ("5.3", "customer", {"DisplayName": "B", "CurrencyRef": {"value": "EUR"}}, "5030", None, None),
    ("4.4", "invoice", invoice(sold(1), CurrencyRef={"value": "EUR"}), "6000",
     "Business Validation Error: The currency of the transaction is invalid for customer/vendor/account.",
     None),
    ("5.22", "companycurrency", {"Code": "EUR"}, "5030", None, None),
    ("5.0", "customer", {"DisplayName": "amy's bird sanctuary"}, "6240", None, None),
    ("5.0", "vendor", {"DisplayName": "Amy's Bird Sanctuary"}, "6240", None, None),
    ("5.0", "employee", {"DisplayName": "Amy's Bird Sanctuary"}, "6240", None, None),
    ("5.0", "customer", {"DisplayName": "Emily Platt"}, "6240", None, None),
    ("5.5", "item", {"Name": "Hours", "Type": "Service", "IncomeAccountRef": {"value": "1"}}, "6240",
     "The name supplied already exists. : Id=2", None),
    ("5.6", "account", {"Name": "Checking", "AccountType": "Bank"}, "6240",
     "The name supplied already exists. : Id=35", None),
    ("5.8", "term", {"Name": "Net 30", "DueDays": 30}, "6240", None, None),
    ("4.3", "payment", {**C1, "TotalAmt": 1, "DepositToAccountRef": {"value": "7"}}, "6430", None, None),
    ("4.3", "bill", {**V, "APAccountRef": {"value": "35"}, "Line": [spent(1)]}, "6430", None, "APAccountRef"),
    ("5.19", "purchase", {"PaymentType": "CreditCard", "AccountRef": {"value": "35"}, "Line": [spent(1)]},
    "6430",
     None, None),
    ("5.19", "purchase", {"PaymentType": "Cash", "AccountRef": {"value": "42"}, "Line": [spent(1)]}, "6430",
    None, None),
    ("5.5", "item", {"Name": "B", "Type": "Inventory", "IncomeAccountRef": {"value": "79"}}, "2020", None,
    None),
    ("5.23", "attachable", {"FileName": "a.pdf"}, "6000",
     "Business Validation Error: You must have at least a note string or file attachment", None),
    ("4.4", "invoice", invoice(sold(1), LinkedTxn=[{"TxnId": "75", "TxnType": "Estimate"}]), "6000",
     "Business Validation Error: The entity Estimate 75 that you are trying to link does not exist.", None),
    ("5.16", "payment", {**C1, "TotalAmt": 1, "Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "9",
    "TxnType": "Bill"}]}]},
     "620", None, None),
    ("5.16", "payment",
     {**C1, "TotalAmt": 1, "Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "9", "TxnType": "Invoice"}]}]},
     "610", f"Object Not Found : {GONE}", None),
    ("2.6", "invoice", {"Id": "9999", "SyncToken": "0"}, "610", f"Object Not Found : {GONE}", None),
    ("2.6", "taxcode", {"Name": "B"}, "500", "Operation create is not supported.", "Operation"),
    ("2.6", "taxrate", {"Name": "B"}, "500", None, "Operation"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "path", "body", "code", "detail", "element"), CASES)
def test_refused(
    section: str, path: str, body: Any, code: str, detail: str | None, element: str | None
) -> None:
    error = shared().refused(path, body)
    assert error["code"] == code, error
    if detail is not None:
        assert error["Detail"] == detail
    if element is not None:
        assert error["element"] == element


def journal(*rows: tuple[str, str, Any]) -> dict[str, Any]:
    return {
        "Line": [
            {
                "Amount": amount,
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}},
            }
            for side, account, amount in rows
        ]
    }


JOURNALS = [
    (journal(("Debit", "35", 100), ("Credit", "36", 99)), "2300"),
    (journal(("Debit", "35", 100)), "2250"),
    (journal(("Debit", "84", 100), ("Credit", "36", 100)), "6000"),
    (journal(("Debit", "35", -1), ("Credit", "36", -1)), "2290"),
]


@pytest.mark.parametrize(("body", "code"), JOURNALS)
def test_journal_entries_balance(body: Any, code: str) -> None:
    """5.21."""
    assert shared().refused("journalentry", body)["code"] == code


def test_several_errors_are_all_told() -> None:
    """4.3."""
    _, body = shared().post("customer", {"DisplayName": "x" * 501, "Notes": "x" * 2001})
    assert [one["element"] for one in body["Fault"]["Error"]] == ["DisplayName", "Notes"]


def test_invalid_id_has_no_time() -> None:
    """4.1."""
    _, body = shared().post("invoice", {"Id": "1.5", "SyncToken": "0"})
    assert set(body) == {"Fault"}
    _, body = shared().post("invoice", {"Id": "9999", "SyncToken": "0"})
    assert set(body) == {"Fault", "time"}


def test_broken_json_and_wrong_content_type() -> None:
    """4.3."""
    assert b'"code":"2010"' in shared().raw("POST", "invoice", b"{").body
    assert b'"code":"1050"' in shared().raw("POST", "invoice", b"{}", "application/pdf").body
    assert b'"code":"500"' in shared().raw("POST", "invoice", b"\xff").body


def test_nowhere() -> None:
    """4.3: an unknown path is 400 with 500, not 404."""
    status, body = shared().get("customer/1/5")
    assert status == 400
    assert body["Fault"]["Error"][0] == {
        "Message": "Unsupported Operation",
        "Detail": "Operation Could not find resource for relative : "
        "/v3/company/9341452000000001/customer/1/5 "
        "of full path: /v3/company/9341452000000001/customer/1/5 is not supported.",
        "code": "500",
        "element": "Operation",
    }


TOGGLES = [
    ("3", "name_locked", True, "customer", {"DisplayName": "B"}, 400, "6000"),
    ("4.3", "subscription_ended", True, "customer", {"DisplayName": "B"}, 400, "6190"),
    ("4.3", "read_only_user", True, "customer", {"DisplayName": "B"}, 400, "5020"),
    ("4.3", "closed_through", "2026-11-20", "invoice", invoice(sold(1)), 400, "6210"),
    ("4.3", "closed_through", "2026-11-19", "invoice", invoice(sold(1)), 200, ""),
    ("5.7", "classes", "off", "class", {"Name": "B"}, 400, "5030"),
]


@pytest.mark.parametrize(("section", "setting", "value", "path", "body", "status", "code"), TOGGLES)
def test_switches(
    section: str, setting: str, value: Any, path: str, body: Any, status: int, code: str, us: Client
) -> None:
    us.company.set(setting, value)
    got, answer = us.post(path, body)
    assert got == status
    assert code == (answer["Fault"]["Error"][0]["code"] if status == 400 else "")


def test_subscription_may_end_with_200(us: Client) -> None:
    """4.2."""
    us.company.set("subscription_ended", value=True)
    us.company.set("subscription_status", 200)
    status, body = us.post("customer", {"DisplayName": "B"})
    assert (status, body["Fault"]["Error"][0]["code"]) == (200, "6190")
