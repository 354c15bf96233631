"""What accounts come to: section 5.6, and that debits are always credits."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.quickbooks_online.entities.postings import Sheet
from tests.simulator.company.calling import Client, again, sold, spent

D = Decimal
CASH = {"PaymentType": "Cash", "AccountRef": {"value": "35"}}
CUSTOMER, VENDOR = {"CustomerRef": {"value": "1"}}, {"VendorRef": {"value": "56"}}


def balances(client: Client) -> dict[str, Decimal]:
    found = client.ask("select * from Account where Active in (true, false) maxresults 1000")["Account"]
    return {one["Id"]: D(one["CurrentBalance"]) for one in found}


def journal(amount: Any, debit: str, credit: str) -> dict[str, Any]:
    def line(side: str, account: str) -> dict[str, Any]:
        detail = {"PostingType": side, "AccountRef": {"value": account}}
        return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}

    return {"Line": [line("Debit", debit), line("Credit", credit)]}


TAX = {"TxnTaxCodeRef": {"value": "2"}}
OFF = {"Amount": 10, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
PUMPS = sold(30, "11", Qty=2, UnitPrice=15)
# kind, body, by how much each account changes; debits are positive
POSTED = [
    ("Invoice", {**CUSTOMER, "Line": [sold(100)]}, {"84": 100, "1": -100}),
    ("Invoice", {**CUSTOMER, "Line": [sold(100), OFF]}, {"84": 90, "1": -100, "86": 10}),
    ("Invoice", {**CUSTOMER, "Line": [sold(100, "14")], "TxnTaxDetail": TAX},
     {"84": 108, "49": -100, "89": -8}),
    ("Invoice", {**CUSTOMER, "Line": [sold(100)], "Deposit": 30}, {"84": 70, "4": 30, "1": -100}),
    ("Invoice", {**CUSTOMER, "Line": [PUMPS]}, {"84": 30, "79": -30, "80": 20, "81": -20}),
    ("CreditMemo", {**CUSTOMER, "Line": [PUMPS]}, {"84": -30, "79": 30, "80": -20, "81": 20}),
    ("SalesReceipt", {**CUSTOMER, "Line": [sold(50)]}, {"4": 50, "1": -50}),
    ("RefundReceipt", {**CUSTOMER, "DepositToAccountRef": {"value": "35"}, "Line": [sold(50)]},
     {"35": -50, "1": 50}),
    ("Estimate", {**CUSTOMER, "Line": [sold(50)]}, {}),
    ("Payment", {**CUSTOMER, "TotalAmt": 40}, {"4": 40, "84": -40}),
    ("Payment", {**CUSTOMER, "TotalAmt": 40, "DepositToAccountRef": {"value": "35"}}, {"35": 40, "84": -40}),
    ("Bill", {**VENDOR, "Line": [spent(25), spent(5, "13")]}, {"7": 25, "13": 5, "33": -30}),
    ("VendorCredit", {**VENDOR, "Line": [spent(25)]}, {"7": -25, "33": 25}),
    ("BillPayment", {**VENDOR, "TotalAmt": 9, "PayType": "Check",
                     "CheckPayment": {"BankAccountRef": {"value": "35"}}}, {"33": 9, "35": -9}),
    ("BillPayment", {**VENDOR, "TotalAmt": 9, "PayType": "CreditCard",
                     "CreditCardPayment": {"CCAccountRef": {"value": "42"}}}, {"33": 9, "42": -9}),
    ("Purchase", {**CASH, "Line": [spent(12)]}, {"7": 12, "35": -12}),
    ("Purchase", {**CASH, "Line": [spent(12)], "Credit": True}, {"7": -12, "35": 12}),
    ("PurchaseOrder", {**VENDOR, "APAccountRef": {"value": "33"}, "Line": [spent(1)]}, {}),
    ("JournalEntry", journal(77, "7", "36"), {"7": 77, "36": -77}),
    ("Transfer", {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 8},
     {"35": -8, "36": 8}),
    ("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [
        {"Amount": 6, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "5"}}}
    ]}, {"35": 6, "5": -6}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "changes"), POSTED)
def test_posted_and_taken_back(kind: str, body: Any, changes: dict[str, int], us: Client) -> None:
    """5.6."""
    before = balances(us)
    made = us.make(kind, **body)
    after = balances(us)
    assert {key: after[key] - before[key] for key in after if after[key] != before[key]} == changes
    us.post(kind.lower(), {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert balances(us) == before


def test_deposited_payment_leaves_undeposited_funds(us: Client) -> None:
    """5.16."""
    paid = us.pay(40)
    before = balances(us)
    line = {"Amount": 40, "LinkedTxn": [{"TxnId": paid["Id"], "TxnType": "Payment"}]}
    us.make(
        "Deposit", DepositToAccountRef={"value": "35"}, Line=[{**line, "DetailType": "DepositLineDetail"}]
    )
    after = balances(us)
    assert (after["4"] - before["4"], after["35"] - before["35"]) == (-40, 40)


def test_updates_and_voids_post_anew(us: Client) -> None:
    before = balances(us)
    made = us.invoice(100)
    us.make("Invoice", Id=made["Id"], SyncToken="0", CustomerRef={"value": "1"}, Line=[sold(30, "4")])
    assert (balances(us)["84"] - before["84"], balances(us)["45"] - before["45"]) == (30, -30)
    us.post("invoice", {"Id": made["Id"], "SyncToken": "1"}, operation="void")
    assert balances(us) == before


def test_parents_show_what_is_below(us: Client) -> None:
    """5.6."""
    before = us.read("Account", "45")["CurrentBalanceWithSubAccounts"]
    us.make("Invoice", CustomerRef={"value": "1"}, Line=[sold(10, "3"), sold(5, "4")])
    after = us.read("Account", "45")
    assert after["CurrentBalanceWithSubAccounts"] - before == -15
    assert (
        us.read("Account", "48")["CurrentBalance"]
        == us.read("Account", "48")["CurrentBalanceWithSubAccounts"]
    )
    token = us.read("Account", "48")["SyncToken"]
    assert token == "0"


def test_deactivated_with_a_balance(us: Client) -> None:
    """5.6: no error, a new name, and it reads nought; the history stays."""
    made = us.make("Account", Name="Till", AccountType="Bank")
    us.make("Transfer", FromAccountRef={"value": "35"}, ToAccountRef={"value": made["Id"]}, Amount=8)
    assert us.read("Account", made["Id"])["CurrentBalance"] == 8
    gone = us.make("Account", Id=made["Id"], SyncToken="0", sparse=True, Active=False)
    assert (gone["Name"], gone["CurrentBalance"]) == ("Till (deleted)", 0)
    back = us.make("Account", Id=made["Id"], SyncToken="1", sparse=True, Active=True, Name="Till")
    assert back["CurrentBalance"] == 8


@pytest.mark.parametrize(("sign", "shown"), [("debit", -30), ("natural", 30)])
def test_the_side_is_a_setting(sign: str, shown: int) -> None:
    client = Client(account_balances=sign, seeded=False)
    client.make("Vendor", DisplayName="V")
    client.make("Bill", VendorRef={"value": "1"}, Line=[spent(30)])
    assert client.read("Account", "33")["CurrentBalance"] == shown


def test_opening_balance(us: Client) -> None:
    """4.3: 6060."""
    new = {"Name": "Till", "AccountType": "Bank", "OpeningBalance": 12}
    assert us.refused("account", new)["code"] == "6060"
    made = us.make("Account", **new, OpeningBalanceDate="2026-11-01")
    assert made["CurrentBalance"] == 12
    assert sum(balances(us).values()) == 0


def test_gain_and_loss_between_rates() -> None:
    """5.13: what was sold at one rate and paid at another."""
    client = Client(multi_currency=True, seeded=False)
    client.company.seed()
    made = client.make("Customer", DisplayName="E", CurrencyRef={"value": "EUR"})
    owed = client.make(
        "Invoice", CustomerRef={"value": made["Id"]}, Line=[sold(100)], ExchangeRate="1.10",
        CurrencyRef={"value": "EUR"},
    )  # fmt: skip
    before = balances(client)
    line = {"Amount": 100, "LinkedTxn": [{"TxnId": owed["Id"], "TxnType": "Invoice"}]}
    client.make(
        "Payment", CustomerRef={"value": made["Id"]}, TotalAmt=100, ExchangeRate="1.25", Line=[line],
        CurrencyRef={"value": "EUR"},
    )  # fmt: skip
    after = balances(client)
    assert {key: after[key] - before[key] for key in after if after[key] != before[key]} == {
        "4": D(125), "84": D(-110), "88": D(-15)
    }  # fmt: skip


def test_of_a_large_seed(us: Client) -> None:
    before = balances(us)
    us.company.seed("large", customers=3, invoices=10)
    after = balances(us)
    assert {key: after[key] - before[key] for key in after if after[key] != before[key]} == {
        "84": 58, "4": 87, "1": -145
    }  # fmt: skip
    assert sum(after.values()) == 0
    made = us.ask("select * from Invoice orderby Id desc maxresults 10")["Invoice"]
    owed = [one["Balance"] for one in made]
    assert sum(owed) == 58
    # What is open stays so, whatever is written afterwards.
    assert [us.make("Invoice", **again(one, PrivateNote="n"))["Balance"] for one in made] == owed
    assert balances(us) == after


AMOUNT = st.integers(1, 99999).map(lambda cents: D(cents) / 100)
STEP = st.tuples(st.integers(0, 15).map(lambda n: min(n, 13)), AMOUNT, st.integers(0, 30))


def _step(client: Client, made: list[tuple[str, str]], step: tuple[int, Decimal, int]) -> None:
    which, amount, pick = step
    code = {} if client.company.profile == "us" else {"TaxCodeRef": {"value": "2"}}
    party = "1" if client.company.profile == "us" else "58"
    line = {"Line": [sold(amount, ("1", "14", "4")[pick % 3], **code), PUMPS | {
        "SalesItemLineDetail": {**PUMPS["SalesItemLineDetail"], **code}}]}  # fmt: skip
    form = {"CustomerRef": {"value": party}, "ExchangeRate": "1.2345", **line}
    expense = {"Line": [spent(amount, ("7", "13")[pick % 2], **code)]}
    bodies = [
        ("Invoice", form), ("CreditMemo", form), ("SalesReceipt", form),
        ("RefundReceipt", {**form, "DepositToAccountRef": {"value": "35"}}),
        ("Bill", {**VENDOR, **expense}), ("VendorCredit", {**VENDOR, **expense}),
        ("Purchase", {**CASH, **expense, "Credit": pick % 2 == 0}),
        ("JournalEntry", journal(amount, "7", "36")),
        ("Transfer", {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": amount}),
        ("Invoice", {**form, "Deposit": 1, "TxnTaxDetail": TAX}),
    ]  # fmt: skip
    if which < len(bodies):
        _keep(made, client, *bodies[which])
    elif which == 10:
        invoices = [key for kind, key in made if kind == "Invoice"]
        for key in invoices[pick % len(invoices) :][:2] if invoices else []:
            link = [{"Amount": amount, "LinkedTxn": [{"TxnId": key, "TxnType": "Invoice"}]}]
            body = {"CustomerRef": {"value": party}, "TotalAmt": amount, "Line": link, "ExchangeRate": "1.5"}
            _keep(made, client, "Payment", body)
    elif made:
        kind, key = made.pop(pick % len(made)) if which == 11 else made[pick % len(made)]
        _, body = client.get(f"{kind.lower()}/{key}")
        ends = {"Id": key, "SyncToken": body[kind]["SyncToken"]}
        if which == 11:
            client.post(kind.lower(), ends, operation="delete")
        elif which == 12:
            client.post(kind.lower(), ends, operation="update", include="void")
        else:
            client.post(kind.lower(), {**dict(bodies).get(kind, body[kind]), **ends})


def _keep(made: list[tuple[str, str]], client: Client, kind: str, body: Any) -> None:
    status, answer = client.post(kind.lower(), body)
    if status == 200:
        made.append((kind, answer[kind]["Id"]))


@pytest.mark.parametrize("profile", ["us", "uk"])
@given(steps=st.lists(STEP, max_size=20))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_debits_are_credits_after_anything(profile: str, steps: Any) -> None:
    """5.6: in the home currency, whatever was made, changed, voided and deleted."""
    client = Client(profile, multi_currency=profile == "uk")
    if profile == "uk":
        client.make("Customer", DisplayName="E", CurrencyRef={"value": "EUR"})
    made: list[tuple[str, str]] = []
    for step in steps:
        _step(client, made, step)
    found = balances(client)
    assert sum(found.values()) == 0
    db = client.company._store.db
    kept = dict(db.execute("select account, sum(amount) from postings group by account").fetchall())
    assert {int(key): int(value * 100) for key, value in found.items() if value} == {
        key: cents for key, cents in kept.items() if cents
    }


@pytest.mark.parametrize(
    ("rate", "missing", "refused"), [(1, "0.01", True), ("1.25", "0.02", False), ("1.25", "1", True)]
)
def test_a_posting_that_is_missing_is_not_made_up(us: Client, rate: Any, missing: str, refused: bool) -> None:
    """5.6: only what rounding leaves goes to the last account."""
    made = Sheet(us.company._books, {"ExchangeRate": rate})
    made.add(84, D(100))
    made.add(1, D(missing) - 100)
    if refused:
        with pytest.raises(ArithmeticError, match="a posting is missing"):
            made.close(1)
    else:
        made.close(1)
        assert sum(made.cents.values()) == 0
