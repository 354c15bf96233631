"""Lists, terms, numbers, levels, words of faults and what is refused: 2.1 to 2.8, 4.3, 5.3 to 5.23."""

from typing import Any

import pytest

from tests.simulator.company.calling import ANN, BOB, Client, again, sold, spent


def chain(us: Client, *names: str) -> list[str]:
    """Make customers, each below the one before."""
    keys: list[str] = []
    for name in names:
        more = {"Job": True, "ParentRef": {"value": keys[-1]}} if keys else {}
        keys.append(us.make("Customer", DisplayName=name, **more)["Id"])
    return keys


@pytest.mark.parametrize("to_another", [True, False])
def test_balances_move_with_a_sub_customer(to_another: bool, us: Client) -> None:
    """5.3."""
    old, sub, under = chain(us, "Old", "Sub", "Under")
    new = us.make("Customer", DisplayName="New")["Id"]
    us.invoice(100, sub)
    us.invoice(7, under)
    above = {"Job": True, "ParentRef": {"value": new}} if to_another else {}
    us.make("Customer", Id=sub, SyncToken="0", DisplayName="Sub", **above)
    found = [us.read("Customer", one)["BalanceWithJobs"] for one in (old, new, sub)]
    assert found == [0, 107 if to_another else 0, 107]


def test_levels_come_along(us: Client) -> None:
    """4.3: 6180, for what is below too."""
    deep, moved = chain(us, "A", "B", "C", "D"), chain(us, "X", "Y")
    change = {"Job": True, "ParentRef": {"value": deep[3]}}
    assert us.refused("customer", again(us.read("Customer", moved[0]), **change))["code"] == "6180"
    us.make("Customer", **again(us.read("Customer", moved[0]), Job=True, ParentRef={"value": deep[2]}))
    below = us.read("Customer", moved[1])
    assert (below["Level"], below["FullyQualifiedName"]) == (4, "A:B:C:X:Y")
    assert below["ParentRef"] == {"value": moved[0], "name": "A:B:C:X"}
    us.make("Customer", Id=moved[0], SyncToken="1", DisplayName="X")
    assert us.read("Customer", moved[1])["Level"] == 1


def test_forms_show_the_names_of_today(us: Client) -> None:
    """2.3: what a reference is called is filled in, and is no new version of the form."""
    made = us.invoice(10)
    bought = us.make("Bill", **BOB, Line=[spent(5, CustomerRef={"value": "1"})])
    us.make("Customer", Id="1", SyncToken="0", sparse=True, DisplayName="Ann's Birds")
    us.make("Item", **again(us.read("Item", "1"), Name="Service"))
    now = us.read("Invoice", made["Id"])
    item = now["Line"][0]["SalesItemLineDetail"]["ItemRef"]
    assert (now["CustomerRef"]["name"], item["name"], now["SyncToken"]) == ("Ann's Birds", "Service", "0")
    below = us.read("Bill", bought["Id"])["Line"][0]["AccountBasedExpenseLineDetail"]
    assert below["CustomerRef"] == {"value": "1", "name": "Ann's Birds"}


# day of the month, days of grace, date, due
DATED = [
    (15, 0, "2026-11-14", "2026-11-15"), (15, 0, "2026-11-15", "2026-11-15"),
    (15, 0, "2026-11-20", "2026-12-15"), (15, 5, "2026-11-11", "2026-12-15"),
    (15, 5, "2026-11-10", "2026-11-15"), (31, 0, "2027-02-03", "2027-02-28"),
    (10, 0, "2026-12-20", "2027-01-10"), (10, 45, "2026-11-01", "2027-01-10"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "near", "day", "due"), DATED)
def test_terms_by_the_day_of_the_month(wanted: int, near: int, day: str, due: str, us: Client) -> None:
    """5.8."""
    term = us.make("Term", Name="Dated", DayOfMonthDue=wanted, DueNextMonthDays=near)
    assert us.invoice(10, TxnDate=day, SalesTermRef={"value": term["Id"]})["DueDate"] == due


@pytest.mark.parametrize(
    ("client", "longest"),
    [(lambda: Client("ca"), 20), (lambda: Client("au"), 20), (lambda: Client(account_number_longest=20), 20),
     (Client, 7)],
)  # fmt: skip
def test_long_account_numbers(client: Any, longest: int) -> None:
    """5.6."""
    one, fields = client(), {"Name": "Till", "AccountType": "Bank"}
    assert one.refused("account", {**fields, "AcctNum": "1" * (longest + 1)})["code"] == "2050"
    assert one.make("Account", **fields, AcctNum="1" * longest)["AcctNum"] == "1" * longest


@pytest.mark.parametrize("key", ["1", "3"])
def test_a_payment_method_sent_back(key: str, us: Client) -> None:
    """2.8."""
    one = us.read("PaymentMethod", key)
    assert us.make("PaymentMethod", **one)["Type"] == one["Type"]


def test_attachments_by_any_of_their_references(us: Client) -> None:
    """2.4, 5.23: what is asked for must be true of one and the same."""
    refs = [
        {"EntityRef": {"type": kind, "value": key}} for kind, key in (("Invoice", "101"), ("Bill", "103"))
    ]
    made = us.make("Attachable", Note="n", AttachableRef=refs)["Id"]
    for kind, key, found in (("Bill", "103", [made]), ("Invoice", "101", [made]), ("Invoice", "103", [])):
        wanted = f"AttachableRef.EntityRef.Type = '{kind}' and AttachableRef.EntityRef.value = '{key}'"
        rows = us.ask(f"select * from Attachable where {wanted}").get("Attachable", [])
        assert [one["Id"] for one in rows] == found


def test_what_an_operation_needs(us: Client) -> None:
    """2.1: an update says of what; what is created has no id yet."""
    assert us.refused("invoice", {**ANN, "Line": [sold(1)]}, operation="update")["element"] == "Id"
    one = {"Id": "1", "SyncToken": "0", "DisplayName": "Other"}
    items = [
        {"bId": "a", "operation": "update", "Customer": {"DisplayName": "Nobody"}},
        {"bId": "b", "operation": "create", "Customer": one},
    ]
    answer = us.post("batch", {"BatchItemRequest": items})[1]["BatchItemResponse"]
    assert [item["Fault"]["Error"][0]["code"] for item in answer] == ["2020", "2600"]
    assert us.read("Customer", "1")["SyncToken"] == "0"


LEAD = "The name supplied already exists. : "
OTHER = LEAD + "Another customer, vendor or employee is already using this name. Please use a different name."
PARSER = "Property Name:failed to parse json object; a property specified is unsupported or invalid"
WORDS = [
    ("invoice", {"Invoice": ANN}, PARSER),
    ("customer", {"DisplayName": "Cool Cars"}, LEAD + "Id=3"),
    ("vendor", {"DisplayName": "Cool Cars"}, OTHER),
]


@pytest.mark.parametrize(("path", "body", "detail"), WORDS)
def test_words_of_faults(path: str, body: Any, detail: str, us: Client) -> None:
    """4.3."""
    assert us.refused(path, body)["Detail"] == detail


NEGATIVE = {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": "-5"}
REFUND = {**ANN, "DepositToAccountRef": {"value": "35"}, "PrintStatus": "PrintComplete", "Line": [sold(5)]}
FROG = [{"EntityRef": {"type": "Frog", "value": "1"}}]
# path, body, code
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("invoice", {**ANN, "TxnDate": "2026-11-20garbage", "Line": [sold(5)]}, "2060"),
    ("invoice", {**ANN, "Deposit": 150, "Line": [sold(100)]}, "6000"),
    ("invoice", {**ANN, "Deposit": -1, "Line": [sold(100)]}, "2290"),
    ("invoice", {**ANN, "Line": [sold(100, code="TAX")], "TxnTaxDetail": NEGATIVE}, "2290"),
    ("item", {"Name": "G", "Type": "Group"}, "2120"),
    ("purchase", {"PaymentType": "Check", "AccountRef": {"value": "4"}, "Line": [spent(5)]}, "6430"),
    ("refundreceipt", REFUND, "2020"),
    ("taxagency", {"Id": "1", "SyncToken": "0", "DisplayName": "Another"}, "500"),
    ("attachable", {"Note": "n", "AttachableRef": FROG}, "6050"),
]


@pytest.mark.parametrize(("path", "body", "code"), REFUSED)
def test_refused(path: str, body: dict[str, Any], code: str, us: Client) -> None:
    """2.6, 4.3, 5.11 to 5.23."""
    assert us.refused(path, body)["code"] == code


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-20T08:00:00-08:00", "2026-11-20Z"])
def test_days_with_a_time(day: str, us: Client) -> None:
    assert us.invoice(5, TxnDate=day)["TxnDate"] == "2026-11-20"


def test_a_bill_is_never_numbered(us: Client) -> None:
    """5.13."""
    assert us.bill(DocNumber="AUTO_GENERATE")["DocNumber"] == "AUTO_GENERATE"
    assert us.invoice(DocNumber="AUTO_GENERATE")["DocNumber"].isdigit()
