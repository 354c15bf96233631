"""Names: composed, nested, unique; sections 5.0, 5.3 and 5.5 to 5.7."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client

COMPOSED = [
    ({"GivenName": "Ana"}, "Ana"),
    ({"GivenName": "Ana", "FamilyName": "Ruiz"}, "Ana Ruiz"),
    (
        {"Title": "Ms", "GivenName": "Ana", "MiddleName": "B", "FamilyName": "Ruiz", "Suffix": "Jr"},
        "Ms Ana B Ruiz Jr",
    ),
    ({"Suffix": "Jr"}, "Jr"),
    ({"DisplayName": "Shown", "GivenName": "Ana"}, "Shown"),
    ({"DisplayName": "  Shown  "}, "Shown"),
    ({"DisplayName": "", "FamilyName": "Ruiz"}, "Ruiz"),
]


@pytest.mark.parametrize("kind", ["Customer", "Vendor", "Employee"])
@pytest.mark.parametrize(("fields", "name"), COMPOSED)
def test_composed(kind: str, fields: Any, name: str, us: Client) -> None:
    made = us.make(kind, **fields)
    assert (made["DisplayName"], made["PrintOnCheckName"]) == (name, name)


def test_customer_defaults(us: Client) -> None:
    """5.3."""
    made = us.make("Customer", DisplayName="Doe, Jane")
    assert made == {
        "Taxable": True, "Job": False, "BillWithParent": False, "Balance": 0, "BalanceWithJobs": 0,
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"}, "PreferredDeliveryMethod": "Print",
        "Active": True, "domain": "QBO", "sparse": False, "Id": "58", "SyncToken": "0",
        "MetaData": {"CreateTime": "2026-11-20T12:00:00-08:00",
        "LastUpdatedTime": "2026-11-20T12:00:00-08:00"},
        "FullyQualifiedName": "Doe, Jane", "DisplayName": "Doe, Jane", "PrintOnCheckName": "Doe, Jane",
        "DefaultTaxCodeRef": {"value": "2"},
    }  # fmt: skip


def test_one_sequence_for_people(us: Client) -> None:
    """5.0."""
    made = [
        us.make(kind, DisplayName=kind)["Id"]
        for kind in ("Customer", "Vendor", "Employee", "Customer"[:8])[:3]
    ]
    assert made == ["58", "59", "60"]


TREES: list[tuple[str, Any, str, str]] = [
    ("Customer", {}, "DisplayName", "Job"),
    ("Item", {"Type": "Service", "IncomeAccountRef": {"value": "1"}}, "Name", "SubItem"),
    ("Account", {"AccountType": "Income"}, "Name", "SubAccount"),
    ("Class", {}, "Name", "SubClass"),
    ("Department", {}, "Name", "SubDepartment"),
]


@pytest.mark.parametrize(("kind", "fields", "naming", "sub"), TREES)
def test_below_each_other(kind: str, fields: Any, naming: str, sub: str, us: Client) -> None:
    """5.3, 5.5 to 5.7: the full name follows, five levels at most, leaves may repeat, renames go down."""
    parent = us.make(kind, **fields, **{naming: "L1"})
    first = parent
    for level in range(2, 6):
        parent = us.make(
            kind, **fields, **{naming: f"L{level}", sub: True, "ParentRef": {"value": parent["Id"]}}
        )
    assert parent["FullyQualifiedName"] == "L1:L2:L3:L4:L5"
    body = {**fields, naming: "L6", sub: True, "ParentRef": {"value": parent["Id"]}}
    assert us.refused(kind.lower(), body)["code"] == "6180"
    us.make(kind, **fields, **{naming: "L5"})
    us.make(kind, Id=first["Id"], SyncToken="0", sparse=True, **{naming: "Top"})
    assert us.read(kind, parent["Id"])["FullyQualifiedName"] == "Top:L2:L3:L4:L5"
    us.make(kind, **fields, **{naming: "L1"})


def test_nobody_is_below_himself(us: Client) -> None:
    one = us.make("Customer", DisplayName="A")
    two = us.make("Customer", DisplayName="B", Job=True, ParentRef={"value": one["Id"]})
    body = {"Id": one["Id"], "SyncToken": "0", "sparse": True, "Job": True, "ParentRef": {"value": two["Id"]}}
    assert us.refused("customer", body)["code"] == "900"


def test_a_name_stays_taken_while_inactive_under_it(us: Client) -> None:
    """5.0: the inactive ones count too."""
    made = us.make("Customer", DisplayName="A")
    us.make("Customer", Id=made["Id"], SyncToken="0", sparse=True, Active=False)
    assert us.refused("vendor", {"DisplayName": "A (deleted)"})["code"] == "6240"
    assert us.make("Vendor", DisplayName="A")["Id"] == "59"


TYPES = [
    ({"AccountType": "Income"}, "Revenue", "Income", "ServiceFeeIncome"),
    ({"AccountSubType": "SalesOfProductIncome"}, "Revenue", "Income", "SalesOfProductIncome"),
    ({"AccountSubType": "Inventory"}, "Asset", "Other Current Asset", "Inventory"),
    ({"AccountType": "Bank"}, "Asset", "Bank", "Checking"),
    ({"AccountType": "Credit Card"}, "Liability", "Credit Card", "CreditCard"),
    ({"AccountType": "Cost of Goods Sold"}, "Expense", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ({"AccountType": "Equity"}, "Equity", "Equity", "OpeningBalanceEquity"),
]


@pytest.mark.parametrize(("fields", "classification", "kind", "sub"), TYPES)
def test_accounts_are_classified(fields: Any, classification: str, kind: str, sub: str, us: Client) -> None:
    """5.6."""
    made = us.make("Account", Name="New", **fields)
    assert (made["Classification"], made["AccountType"], made["AccountSubType"]) == (
        classification,
        kind,
        sub,
    )


def test_large_ids(us: Client) -> None:
    """5.7, 5.23: classes and attachables have ids of 19 digits."""
    assert us.make("Class", Name="N")["Id"] == "5000000000000007281"
    assert us.make("Attachable", Note="n")["Id"] == "5000000000000503624"
    made = us.make("Class", Name="M")
    assert us.read("Class", made["Id"]) == made


def test_vendors(us: Client) -> None:
    """5.4: the tax identifier is masked, terms are ignored when it is made."""
    made = us.make("Vendor", DisplayName="V", TaxIdentifier="123456789", TermRef={"value": "3"})
    assert (made["TaxIdentifier"], "TermRef" in made) == ("XXXXXX6789", False)
    made = us.make("Vendor", Id=made["Id"], SyncToken="0", sparse=True, TermRef={"value": "3"})
    assert made["TermRef"]["value"] == "3"


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [("Élan", "éLAN", True), ("Élan", "Elan", False), ("Žofie", "žofie", True), ("Élan", "Élana", False)],
)
def test_capitals_of_any_letter(first: str, second: str, taken: bool, us: Client) -> None:
    """5.0: names are compared without regard to capitals."""
    key = us.make("Vendor", DisplayName=first)["Id"]
    assert us.status("customer", DisplayName=second) == (400 if taken else 200)
    assert us.status("vendor", Id=key, SyncToken="0", sparse=True, DisplayName=first.upper()) == 200
