"""What leads where after two entries of a list became one: trap 43."""

from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent


def refs(value: Any) -> list[str]:
    """Return every reference below a value, as name and id."""
    if isinstance(value, list):
        return [one for part in value for one in refs(part)]
    if not isinstance(value, dict):
        return []
    own = [f"{name} {one['value']}" for name, one in value.items()
           if isinstance(one, dict) and "value" in one]  # fmt: skip
    return own + [one for part in value.values() for one in refs(part)]


def journal(us: Client, **entity: str) -> Any:
    lines = []
    for side, account in (("Debit", "84"), ("Credit", "7")):
        detail: dict[str, Any] = {"PostingType": side, "AccountRef": {"value": account}}
        if account == "84":
            detail["Entity"] = {"Type": entity["type"], "EntityRef": {"value": entity["value"]}}
        lines.append({"Amount": 5, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail})
    return us.make("JournalEntry", Line=lines)


EXPENSE = {"PaymentType": "Cash", "AccountRef": {"value": "35"}}
# list, from, into, what refers to it, the reference before and after
CASES = [
    ("Customer", "3", "1", lambda us: us.invoice(1, customer="3"), "CustomerRef"),
    ("Customer", "3", "1", lambda us: us.make("Purchase", **EXPENSE, Line=[
        spent(1, CustomerRef={"value": "3"})]), "CustomerRef"),
    ("Customer", "3", "1", lambda us: us.make("Purchase", **EXPENSE, Line=[spent(1)], EntityRef={
        "value": "3", "type": "Customer"}), "EntityRef"),
    ("Customer", "3", "1", lambda us: journal(us, type="Customer", value="3"), "EntityRef"),
    ("Customer", "3", "1", lambda us: us.invoice(1, ProjectRef={"value": "3"}), "ProjectRef"),
    ("Customer", "3", "1", lambda us: us.make("Attachable", Note="n", AttachableRef=[
        {"EntityRef": {"type": "Customer", "value": "3"}}]), "EntityRef"),
    ("Vendor", "30", "31", lambda us: us.make("Bill", VendorRef={"value": "30"}, Line=[spent(1)]),
     "VendorRef"),
    ("Vendor", "30", "31", lambda us: us.make("Item", Name="N", Type="Service", IncomeAccountRef={
        "value": "1"}, PrefVendorRef={"value": "30"}), "PrefVendorRef"),
    ("Account", "7", "13", lambda us: us.make("Bill", VendorRef={"value": "30"}, Line=[spent(1)]),
     "AccountRef"),
    ("Account", "35", "36", lambda us: us.make("BillPayment", VendorRef={"value": "30"}, TotalAmt=1,
        PayType="Check", CheckPayment={"BankAccountRef": {"value": "35"}}), "BankAccountRef"),
    ("Account", "35", "36", lambda us: us.make("Payment", CustomerRef={"value": "1"}, TotalAmt=1,
        DepositToAccountRef={"value": "35"}), "DepositToAccountRef"),
    ("Account", "48", "49", lambda us: us.read("Item", "3"), "IncomeAccountRef"),
    ("Item", "4", "6", lambda us: us.make("Invoice", CustomerRef={"value": "1"}, Line=[sold(1, "4")]),
     "ItemRef"),
    ("Item", "7", "6", lambda us: us.read("Item", "18"), "ItemRef"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "old", "into", "make", "name"), CASES)
def test_every_reference_leads_on(kind: str, old: str, into: str, make: Any, name: str, us: Client) -> None:
    made = make(us)
    owner = next(
        one for one in ("Invoice", "Purchase", "JournalEntry", "Attachable", "Bill", "Item", "BillPayment",
                        "Payment") if us.get(f"{one.lower()}/{made['Id']}")[0] == 200
        and us.read(one, made["Id"]) == made
    )  # fmt: skip
    assert f"{name} {old}" in refs(made)
    us.company.somebody("merge", entity=kind, id=old, into=into)
    after = refs(us.read(owner, made["Id"]))
    assert f"{name} {into}" in after
    assert f"{name} {old}" not in after
    assert us.get(f"{kind.lower()}/{old}")[0] == 400


def test_ids_of_other_lists_stay(us: Client) -> None:
    made = us.make("Invoice", CustomerRef={"value": "7"}, Line=[sold(1, "7")])
    us.company.somebody("merge", entity="Item", id="7", into="6")
    after = us.read("Invoice", made["Id"])
    assert after["CustomerRef"]["value"] == us.read("Customer", "8")["ParentRef"]["value"] == "7"
    assert after["Line"][0]["SalesItemLineDetail"]["ItemRef"] == {"value": "6", "name": "Gardening"}


def test_classes(us: Client) -> None:
    first, second = (us.make("Class", Name=name)["Id"] for name in ("A", "B"))
    line = sold(1, "4", ClassRef={"value": first})
    made = us.make("Invoice", CustomerRef={"value": "1"}, Line=[line])
    us.company.somebody("merge", entity="Class", id=first, into=second)
    detail = us.read("Invoice", made["Id"])["Line"][0]["SalesItemLineDetail"]
    assert detail["ClassRef"] == {"value": second, "name": "B"}


def test_what_is_below_comes_along(us: Client) -> None:
    """5.3, 5.6: names and totals of those above follow."""
    us.invoice(40, customer="8")
    before = {key: us.read("Customer", key)["BalanceWithJobs"] for key in ("7", "1")}
    us.company.somebody("merge", entity="Customer", id="7", into="1")
    child = us.read("Customer", "8")
    assert (child["ParentRef"]["value"], child["FullyQualifiedName"]) == (
        "1", "Amy's Bird Sanctuary:0969 Ocean View Road"
    )  # fmt: skip
    assert us.read("Customer", "1")["BalanceWithJobs"] == before["7"] + before["1"]


def test_accounts_and_stock_add_up(us: Client) -> None:
    before = {key: us.read("Account", key)["CurrentBalance"] for key in ("7", "13")}
    us.make("Purchase", **EXPENSE, Line=[spent(3), spent(4, "13")])
    us.company.somebody("merge", entity="Account", id="7", into="13")
    assert us.read("Account", "13")["CurrentBalance"] == before["7"] + before["13"] + 7
    us.company.somebody("merge", entity="Item", id="16", into="17")
    assert us.read("Item", "17")["QtyOnHand"] == 50
    assert sum(cents for (cents,) in us.company._store.db.execute("select amount from ledger")) == 0


@pytest.mark.parametrize(("kind", "old", "into"), [("Account", "7", "35"), ("Item", "11", "1")])
def test_only_of_a_kind(kind: str, old: str, into: str, us: Client) -> None:
    from simulator.quickbooks_online.api.refusals import Refused

    with pytest.raises(Refused):
        us.company.somebody("merge", entity=kind, id=old, into=into)
    assert us.get(f"{kind.lower()}/{old}")[0] == 200
