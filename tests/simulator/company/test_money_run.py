"""After any sequence of writes the sums of the books agree: lines, totals, payments, balances, names: 5."""

import random
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold, spent

# Everything is added up after some steps each: that takes longer than the steps.
TURNS, STEPS = 15, 8
CENT = Decimal("0.01")
CREDITS = {"CreditMemo", "VendorCredit"}
PAID_BY = {
    "Invoice": "Payment",
    "CreditMemo": "Payment",
    "Bill": "BillPayment",
    "VendorCredit": "BillPayment",
}
Problems = Iterator[tuple[Any, ...]]


class Run:
    """One company in which chance writes."""

    def __init__(self, profile: str, seed: int, *, several: bool) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - not a secret
        self.company = Client(profile, multi_currency=several)
        self.code = None if profile.startswith("us") else "2"
        self.several, self.profile = several, profile
        parent = self.company.make("Customer", DisplayName="Parent")["Id"]
        child = self.company.make("Customer", DisplayName="Child", Job=True, ParentRef={"value": parent})[
            "Id"
        ]
        self.customers = {parent: "", child: "", "4": ""}
        if several:
            euro = self.company.make("Customer", DisplayName="Euro Shop", CurrencyRef={"value": "EUR"})["Id"]
            self.customers[euro] = "EUR"

    def all(self, kind: str) -> list[Any]:
        found: list[Any] = self.company.ask(f"select * from {kind} maxresults 1000").get(kind, [])
        return found

    def amount(self) -> Decimal:
        return Decimal(self.chance.randrange(1, 20_000)) / 100

    def step(self) -> str:
        deeds: list[Callable[[], None]] = [
            self.sell, self.sell, self.credit, self.pay, self.pay, self.pay, self.buy, self.pay_bill,
            self.change, self.note, self.note_paid, self.end, self.void,
        ]  # fmt: skip
        deed = self.chance.choice(deeds)
        deed()
        return deed.__name__

    def write(self, kind: str, body: dict[str, Any], **query: str) -> None:
        status, answer = self.company.post(kind.lower(), body, **query)
        assert status in {200, 400}, answer

    def whose(self) -> tuple[str, dict[str, Any]]:
        key = self.chance.choice(list(self.customers))
        return key, {"CustomerRef": {"value": key}, **self.currency(self.customers[key])}

    def currency(self, code: str = "") -> dict[str, Any]:
        code = code or self.company.company.settings["home_currency"]
        return {"CurrencyRef": {"value": code}} if self.several else {}

    def form(self) -> dict[str, Any]:
        codes = [self.code] if self.code else ["TAX", "NON"]
        count = self.chance.randrange(1, 4)
        lines = [sold(self.amount(), code=self.chance.choice(codes)) for _ in range(count)]
        if self.chance.random() < 0.3:
            below = {"PercentBased": True, "DiscountPercent": self.chance.choice([5, "33.3"])}
            lines.append({"DetailType": "DiscountLineDetail", "DiscountLineDetail": below})
        body: dict[str, Any] = {"Line": lines}
        if self.profile == "us" and self.chance.random() < 0.6:
            body["TxnTaxDetail"] = {"TxnTaxCodeRef": {"value": self.chance.choice("23")}}
        if self.code and self.chance.random() < 0.4:
            body["GlobalTaxCalculation"] = "TaxInclusive"
        return body

    def sell(self) -> None:
        self.write("Invoice", {**self.whose()[1], **self.form()})

    def credit(self) -> None:
        self.write("CreditMemo", {**self.whose()[1], **self.form()})

    def buy(self) -> None:
        code = {"TaxCodeRef": {"value": self.code}} if self.code else {}
        kind = self.chance.choice(["Bill", "Bill", "VendorCredit"])
        body = {"VendorRef": {"value": "56"}, **self.currency()}
        self.write(kind, {**body, "Line": [spent(self.amount(), **code)]})

    def parts(self, kind: str, open_ones: list[Any], most: int) -> list[dict[str, Any]]:
        chosen = self.chance.sample(open_ones, min(len(open_ones), self.chance.randrange(most + 1)))
        return [
            {
                "Amount": self.chance.choice([one["Balance"], one["Balance"] / 2, self.amount()]),
                "LinkedTxn": [{"TxnId": one["Id"], "TxnType": kind}],
            }
            for one in chosen
            for _ in range(self.chance.choice([1, 1, 1, 2]))
        ]

    def pay(self) -> None:
        key, body = self.whose()

        def owing(kind: str) -> list[Any]:
            return [one for one in self.all(kind) if one["CustomerRef"]["value"] == key and one["Balance"]]

        lines = self.parts("Invoice", owing("Invoice"), 2) + self.parts("CreditMemo", owing("CreditMemo"), 1)
        self.write(
            "Payment", {**body, "TotalAmt": self.amount() + 100, "Line": lines, **self.perhaps("Payment")}
        )

    def perhaps(self, kind: str) -> dict[str, Any]:
        """Now and then change one that is there instead of making another."""
        there = self.all(kind)
        if not there or self.chance.random() < 0.7:
            return {}
        one = self.chance.choice(there)
        return {"Id": one["Id"], "SyncToken": one["SyncToken"]}

    def pay_bill(self) -> None:
        lines = [
            part
            for kind in ("Bill", "VendorCredit")
            for part in self.parts(kind, [one for one in self.all(kind) if one["Balance"]], 2)
        ]
        paid = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": "35"}}, "Line": lines}
        body = {"VendorRef": {"value": "56"}, **self.currency(), "TotalAmt": self.amount() + 200, **paid}
        self.write("BillPayment", {**body, **self.perhaps("BillPayment")})

    def any_of(self, *kinds: str) -> tuple[str, Any]:
        found = [(kind, one) for kind in kinds for one in self.all(kind)]
        return self.chance.choice(found)

    def change(self) -> None:
        kind, one = self.any_of("Invoice", "CreditMemo")
        self.write(kind, {**one, **self.form()})

    def note(self) -> None:
        kind, one = self.any_of("Invoice", "CreditMemo")
        before = one["TotalAmt"]
        body = {"Id": one["Id"], "SyncToken": one["SyncToken"], "sparse": True, "PrivateNote": str(before)}
        self.write(kind, body)
        assert self.company.read(kind, one["Id"])["TotalAmt"] == before, (kind, one)

    def note_paid(self) -> None:
        kind, one = self.any_of("Payment", "BillPayment")
        self.write(kind, {**one, "sparse": True})

    def end(self) -> None:
        kind, one = self.any_of("Invoice", "CreditMemo", "Payment", "Bill", "VendorCredit", "BillPayment")
        self.write(kind, {"Id": one["Id"], "SyncToken": one["SyncToken"]}, operation="delete")

    def void(self) -> None:
        kind, one = self.any_of("Invoice", "Payment", "BillPayment")
        body = {"Id": one["Id"], "SyncToken": one["SyncToken"], "sparse": True}
        self.write(kind, body, operation="update", include="void")


def problems(run: Run) -> Problems:
    books = {kind: run.all(kind) for kind in (*PAID_BY, "Payment", "BillPayment", "Customer", "Vendor")}
    for kind in PAID_BY:
        for one in books[kind]:
            yield from _form(kind, one, several=run.several)
            yield from _applied(kind, one, books[PAID_BY[kind]])
    for one in books["Payment"]:
        signs = ((part, -1 if part["LinkedTxn"][0]["TxnType"] in CREDITS else 1) for part in one["Line"])
        rest = one["TotalAmt"] - sum(part["Amount"] * sign for part, sign in signs)
        if rest != one["UnappliedAmt"] or rest < 0:
            yield "Payment", one["Id"], one["UnappliedAmt"], rest
    yield from _names(books)


def _form(kind: str, one: Any, *, several: bool) -> Problems:
    total = Decimal(one.get("TxnTaxDetail", {}).get("TotalTax", 0))
    for line in one["Line"]:
        if line["DetailType"] not in {"SubTotalLineDetail", "DescriptionOnly"}:
            total += line["Amount"] * (-1 if line["DetailType"] == "DiscountLineDetail" else 1)
    if total != one["TotalAmt"] or not 0 <= one["Balance"] <= total:
        yield kind, one["Id"], "total", total, one["TotalAmt"], one["Balance"]
    if several:
        rate = Decimal(one["ExchangeRate"])
        for name, home in (("TotalAmt", "HomeTotalAmt"), ("Balance", "HomeBalance")):
            if one[home] != (one[name] * rate).quantize(CENT, ROUND_HALF_UP):
                yield kind, one["Id"], home, one[home], one[name], rate


def _applied(kind: str, one: Any, payments: list[Any]) -> Problems:
    link = {"TxnId": one["Id"], "TxnType": kind}
    parts = [
        (pay["Id"], part["Amount"]) for pay in payments for part in pay["Line"] if link in part["LinkedTxn"]
    ]
    if one["TotalAmt"] - sum(amount for _, amount in parts) != one["Balance"]:
        yield kind, one["Id"], "applied", one["TotalAmt"], parts, one["Balance"]
    known = {held["TxnId"] for held in one.get("LinkedTxn", []) if "Payment" in held["TxnType"]}
    if known != {key for key, _ in parts}:
        yield kind, one["Id"], "links", known, parts


def _names(books: dict[str, list[Any]]) -> Problems:
    owed: dict[tuple[str, str], Decimal] = {}
    for kind, party, name, sign in (
        ("Invoice", "Customer", "Balance", 1), ("CreditMemo", "Customer", "Balance", -1),
        ("Payment", "Customer", "UnappliedAmt", -1), ("Bill", "Vendor", "Balance", 1),
        ("VendorCredit", "Vendor", "Balance", -1),
    ):  # fmt: skip
        for one in books[kind]:
            key = party, one[f"{party}Ref"]["value"]
            owed[key] = owed.get(key, Decimal(0)) + one[name] * sign
    for party in ("Customer", "Vendor"):
        for one in books[party]:
            if one["Balance"] != owed.get((party, one["Id"]), 0):
                yield party, one["Id"], one["Balance"], owed.get((party, one["Id"]), 0)
    for one in books["Customer"]:
        below = [child for child in books["Customer"] if child.get("ParentRef", {}).get("value") == one["Id"]]
        if one["BalanceWithJobs"] != one["Balance"] + sum(child["BalanceWithJobs"] for child in below):
            yield "Customer", one["Id"], "with jobs", one["BalanceWithJobs"]


@pytest.mark.parametrize(
    ("profile", "several"),
    [("us", False), ("us", True), ("us-ast", False), ("ca", False), ("uk", True), ("au", False)],
)
@pytest.mark.parametrize("seed", range(4))
def test_money_agrees(profile: str, several: bool, seed: int) -> None:
    run = Run(profile, seed, several=several)
    for _ in range(TURNS):
        did = [run.step() for _ in range(STEPS)]
        assert next(problems(run), None) is None, did
