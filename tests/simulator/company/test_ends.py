"""Delete, void and retire: section 2.6 and the renames of 5.0."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent

DELETED = "Object Not Found : Another user has deleted this transaction."
GONE = "Object Not Found : Something you're trying to use has been made inactive. "
TRANSACTIONS: dict[str, Any] = {
    "Invoice": {"CustomerRef": {"value": "1"}, "Line": [sold(1)]},
    "CreditMemo": {"CustomerRef": {"value": "1"}, "Line": [sold(1)]},
    "SalesReceipt": {"CustomerRef": {"value": "1"}, "Line": [sold(1)]},
    "RefundReceipt": {
        "CustomerRef": {"value": "1"},
        "DepositToAccountRef": {"value": "35"},
        "Line": [sold(1)],
    },
    "Estimate": {"CustomerRef": {"value": "1"}, "Line": [sold(1)]},
    "Payment": {"CustomerRef": {"value": "1"}, "TotalAmt": 1},
    "Bill": {"VendorRef": {"value": "56"}, "Line": [spent(1)]},
    "VendorCredit": {"VendorRef": {"value": "56"}, "Line": [spent(1)]},
    "Purchase": {"PaymentType": "Cash", "AccountRef": {"value": "35"}, "Line": [spent(1)]},
    "PurchaseOrder": {"VendorRef": {"value": "56"}, "APAccountRef": {"value": "33"}, "Line": [spent(1)]},
    "TimeActivity": {"NameOf": "Employee", "EmployeeRef": {"value": "55"}, "Hours": 1},
    "Transfer": {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 1},
    "Attachable": {"Note": "n"},
}


@pytest.mark.parametrize("kind", TRANSACTIONS)
def test_deleted(kind: str, us: Client) -> None:
    made = us.make(kind, **TRANSACTIONS[kind])
    us.told.clear()
    status, body = us.post(kind.lower(), {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert (status, body[kind]) == (200, {"domain": "QBO", "status": "Deleted", "Id": made["Id"]})
    status, body = us.get(f"{kind.lower()}/{made['Id']}")
    assert (status, body["Fault"]["Error"][0]["code"]) == (400, "610")
    assert us.ask(f"select * from {kind} where Id = '{made['Id']}'") == {}
    assert [(one.entity, one.verb) for one in us.told] == [(kind, "Delete")]


@pytest.mark.parametrize(
    "kind", ["Customer", "Vendor", "Employee", "Item", "Account", "Term", "PaymentMethod", "TaxCode",
    "TaxRate",
             "TaxAgency", "CompanyInfo"]
)  # fmt: skip
def test_not_deleted(kind: str, us: Client) -> None:
    one = us.ask(f"select * from {kind} maxresults 1")[kind][0]
    error = us.refused(kind.lower(), {"Id": one["Id"], "SyncToken": one["SyncToken"]}, operation="delete")
    assert (error["code"], error["Detail"]) == ("500", "Operation delete is not supported.")


def test_attachable_needs_no_token(us: Client) -> None:
    made = us.make("Attachable", Note="n")
    assert us.post("attachable", {"Id": made["Id"]}, operation="delete")[0] == 200


def test_a_stale_token_deletes_nothing(us: Client) -> None:
    made = us.invoice()
    error = us.refused("invoice", {"Id": made["Id"], "SyncToken": "9"}, operation="delete")
    assert error["code"] == "5010"
    us.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert us.refused("invoice", {"Id": made["Id"], "SyncToken": "0"})["Detail"] == DELETED


VOIDS = [
    # kind, query, what happens
    ("Invoice", {"operation": "void"}, "void"),
    ("Payment", {"operation": "void"}, "void"),
    ("Payment", {"operation": "update", "include": "void"}, "void"),
    ("SalesReceipt", {"operation": "update", "include": "void"}, "void"),
    ("Purchase", {"operation": "void"}, "500"),
    ("CreditMemo", {"operation": "void"}, "500"),
    ("RefundReceipt", {"operation": "void"}, "500"),
    ("Estimate", {"operation": "void"}, "500"),
    ("PurchaseOrder", {"operation": "void"}, "500"),
    ("VendorCredit", {"operation": "void"}, "500"),
    ("TimeActivity", {"operation": "void"}, "500"),
    ("SalesReceipt", {"operation": "void"}, "500"),
]


@pytest.mark.parametrize(("kind", "query", "what"), VOIDS)
def test_void(kind: str, query: dict[str, str], what: str, us: Client) -> None:
    made = us.make(kind, **TRANSACTIONS[kind])
    us.told.clear()
    status, body = us.post(kind.lower(), {"Id": made["Id"], "SyncToken": "0", "sparse": True}, **query)
    if what == "void":
        assert status == 200
        one = body[kind]
        assert (one["TotalAmt"], one["PrivateNote"], one["SyncToken"]) == (0, "Voided", "1")
        assert us.told[-1].verb == "Void"
    else:
        assert (status, body["Fault"]["Error"][0]["Detail"]) == (400, "Operation void is not supported.")


def test_a_void_invoice_is_all_zero(us: Client) -> None:
    made = us.make(
        "Invoice", CustomerRef={"value": "1"}, Line=[sold(100, Qty=4, UnitPrice=25)], PrivateNote="before"
    )
    _, body = us.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    one = body["Invoice"]
    assert (one["Balance"], one["TotalAmt"], one["PrivateNote"]) == (0, 0, "Voided - before")
    assert (one["Line"][0]["Amount"], one["Line"][0]["SalesItemLineDetail"]["Qty"]) == (0, 0)


def test_two_odd_answers(us: Client) -> None:
    bill = us.make("Bill", **TRANSACTIONS["Bill"])
    assert us.post("bill", {"Id": bill["Id"], "SyncToken": "0"}, operation="void") == (
        200,
        {
            "Fault": {
                "Error": [
                    {
                        "Message": "An application error has occurred while processing your request",
                        "Detail": "System Failure Error: java.lang.UnsupportedOperationException",
                        "code": "10000",
                        "element": "SystemFailureError",
                    }
                ],
                "type": "SystemFault",
            },
            "time": "2026-11-20T12:00:00.000-08:00",
        },
    )
    lines = [
        {"Amount": 1, "DetailType": "JournalEntryLineDetail",
         "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}}}
        for side, account in (("Debit", "35"), ("Credit", "36"))
    ]  # fmt: skip
    entry = us.make("JournalEntry", Line=lines)
    assert us.post("journalentry", {"Id": entry["Id"], "SyncToken": "0"}, operation="void") == (
        200,
        {"BatchItemResponse": [], "time": "2026-11-20T12:00:00.000-08:00"},
    )
    assert us.read("JournalEntry", entry["Id"]) == entry


RETIRED = [
    ("Customer", {"DisplayName": "Gone"}), ("Vendor", {"DisplayName": "Gone"}), ("Employee",
    {"DisplayName": "Gone"}),
    ("Item", {"Name": "Gone", "Type": "Service", "IncomeAccountRef": {"value": "1"}}),
    ("Account", {"Name": "Gone", "AccountType": "Income"}), ("Class", {"Name": "Gone"}),
    ("Department", {"Name": "Gone"}), ("Term", {"Name": "Gone", "DueDays": 1}), ("PaymentMethod",
    {"Name": "Gone"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RETIRED)
def test_retired_names_are_free_again(kind: str, body: Any, us: Client) -> None:
    """5.0."""
    naming = next(iter(body))
    names = []
    for _ in range(2):
        made = us.make(kind, **body)
        one = us.make(kind, Id=made["Id"], SyncToken="0", sparse=True, Active=False)
        names.append(
            (one[naming], one.get("FullyQualifiedName", one[naming]), one["Active"], one["SyncToken"])
        )
    assert names == [
        ("Gone (deleted)", "Gone (deleted)", False, "1"),
        ("Gone (deleted 1)", "Gone (deleted 1)", False, "1"),
    ]
    assert us.ask(f"select * from {kind} where {naming} = 'Gone (deleted)'") == {}


def test_reactivating_keeps_the_suffix_unless_the_name_is_restored(us: Client) -> None:
    """5.0."""
    made = us.make("Vendor", DisplayName="Gone")
    us.make("Vendor", Id=made["Id"], SyncToken="0", sparse=True, Active=False)
    back = us.make("Vendor", Id=made["Id"], SyncToken="1", sparse=True, Active=True)
    assert back["DisplayName"] == "Gone (deleted)"
    back = us.make("Vendor", Id=made["Id"], SyncToken="2", sparse=True, DisplayName="Gone")
    assert (back["DisplayName"], back["PrintOnCheckName"]) == ("Gone", "Gone")
