"""Every longest text refuses one character more (5); what is unknown is refused (2.3, 4.3)."""

import pytest

from simulator.quickbooks_online.entities.fields import Field, Kind
from simulator.quickbooks_online.entities.kinds import KINDS
from tests.simulator.company.calling import Client, sold, spent

BODIES = {
    "Customer": {"DisplayName": "A"},
    "Vendor": {"DisplayName": "A"},
    "Employee": {"DisplayName": "A"},
    "Item": {"Name": "A", "Type": "Service", "IncomeAccountRef": {"value": "1"}},
    "Account": {"Name": "A", "AccountType": "Income"},
    "Class": {"Name": "A"},
    "Department": {"Name": "A"},
    "Term": {"Name": "A", "DueDays": 7},
    "PaymentMethod": {"Name": "A"},
    "TaxAgency": {"DisplayName": "A"},
    "Attachable": {"Note": "A"},
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
    "Transfer": {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 1},
    "TimeActivity": {"NameOf": "Employee", "EmployeeRef": {"value": "55"}, "Hours": 1},
}
LONG = [
    (kind, field)
    for kind in KINDS.values()
    for field in kind.fields.values()
    if field.longest
    and field.type in {"text", "name", "memo"}
    and not field.read_only
    and kind.name in BODIES
]
CLIENT: list[Client] = []


def shared() -> Client:
    """Return one company for all that is refused, since a refusal leaves nothing behind."""
    if not CLIENT:
        CLIENT.append(Client())
    return CLIENT[0]


@pytest.mark.parametrize(("kind", "field"), LONG, ids=lambda one: one.name)
def test_one_character_too_many(kind: Kind, field: Field) -> None:
    text = "x" * (field.longest + 1)
    error = shared().refused(
        kind.name.lower(),
        {**BODIES[kind.name], field.name: {"value": text} if field.type == "memo" else text},
    )
    assert (error["code"], error["element"], error["Detail"]) == (
        "2050",
        field.label or field.name,
        f"String length specified does not match the supported length. Min:0 Max:{field.longest:,} "
        f"supported. "
        f"Supplied length:{field.longest + 1:,}",
    )


@pytest.mark.parametrize("name", BODIES)
def test_minimum_is_enough(name: str, us: Client) -> None:
    client = us
    status, body = client.post(name.lower(), BODIES[name])
    made = body[name]
    assert status == 200
    assert (made["SyncToken"], made["domain"], made["sparse"]) == ("0", "QBO", False)
    assert client.read(name, made["Id"]) == made


@pytest.mark.parametrize("name", BODIES)
def test_unknown_property_is_refused(name: str) -> None:
    error = shared().refused(name.lower(), {**BODIES[name], "BadJson": 1})
    known = KINDS[name].fields
    assert error["code"] == "2010"
    assert error["Message"] == "Request has invalid or unsupported property"
    assert error["Detail"].startswith(
        f'Property Name:Unrecognized field "BadJson" (class com.intuit.schema.finance.v3.{name}), '
        f'not marked as ignorable ({len(known)} known properties: "'
    )
    assert error["Detail"].endswith("])\n specified is unsupported or invalid")


REQUIRED = [
    ("5.5", "Item", "Name"), ("5.6", "Account", "Name"), ("5.7", "Class", "Name"), ("5.7", "Department",
    "Name"),
    ("5.8", "Term", "Name"), ("5.8", "Term", "DueDays"), ("5.11", "TaxAgency", "DisplayName"),
    ("5.5", "Item", "IncomeAccountRef"), ("5.14", "Invoice", "CustomerRef"), ("5.14", "Invoice", "Line"),
    ("5.15", "CreditMemo", "CustomerRef"), ("5.15", "CreditMemo", "Line"), ("5.17", "SalesReceipt", "Line"),
    ("5.17", "RefundReceipt", "DepositToAccountRef"), ("5.17", "RefundReceipt", "Line"),
    ("5.16", "Payment", "CustomerRef"), ("5.16", "Payment", "TotalAmt"), ("5.18", "Bill", "VendorRef"),
    ("5.18", "Bill", "Line"), ("5.19", "Purchase", "PaymentType"), ("5.19", "Purchase", "AccountRef"),
    ("5.19", "Purchase", "Line"), ("5.20", "PurchaseOrder", "APAccountRef"), ("5.20", "PurchaseOrder",
    "VendorRef"),
    ("5.20", "PurchaseOrder", "Line"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "name", "field"), REQUIRED)
def test_required_is_required(section: str, name: str, field: str) -> None:
    body = {key: value for key, value in BODIES[name].items() if key != field}
    error = shared().refused(name.lower(), body)
    assert (error["code"], error["element"]) == ("2020", field)
    assert error["Detail"] == f"Required parameter {field} is missing in the request"
