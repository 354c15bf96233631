"""A strict stand-in of each country, with what documents name in it, and a wire between it and the vendor."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from billing.documents import Ref
from billing.taxes import Rate
from integrations.contracts import Accepted, Company, Intent, Message, Outcome, Reply, TaxRate
from simulator.quickbooks_online.calls import Call
from tests.integrations.online.mapping import papers
from tests.integrations.online.mapping.papers import FREE, OTHER, STANDARD, VENDOR
from tests.simulator.company.calling import Client

HOMES = {"us": "USD", "us-ast": "USD", "ca": "CAD", "uk": "GBP", "au": "AUD"}
COUNTRIES = {"us": "US", "us-ast": "US", "ca": "CA", "uk": "GB", "au": "AU"}
MODES = {"us": "manual", "us-ast": "automated"}
# By profile: the codes that stand for our standard one, another one and none; see the stand-in's charts.
CODES: Mapping[str, tuple[str, str, str]] = {
    "us": ("2", "3", "NON"), "us-ast": ("2", "3", "NON"), "ca": ("9", "7", "2"), "uk": ("2", "3", "4"),
    "au": ("2", "3", "4"),
}  # fmt: skip
_GST, _QST = Rate(name="GST", percent=Decimal(5)), Rate(name="QST", percent=Decimal("9.975"))
RATES: Mapping[str, dict[Ref | None, tuple[Rate, ...]]] = {
    "us": {STANDARD: (Rate(name="California", percent=Decimal(8)),),
           OTHER: (Rate(name="AZ", percent=Decimal("7.1")), Rate(name="Tucson", percent=Decimal(2)))},
    "ca": {STANDARD: (Rate(name="HST", percent=Decimal(13)),), OTHER: (_GST, _QST)},
    "uk": {STANDARD: (Rate(name="20%", percent=Decimal(20)),), OTHER: (Rate(name="5%", percent=Decimal(5)),)},
    "au": {STANDARD: (Rate(name="GST", percent=Decimal(10)),), OTHER: ()},
}  # fmt: skip


class Stand:
    """One company of theirs, and everything that the documents of these tests name."""

    def __init__(self, profile: str, **settings: Any) -> None:
        self.profile, self.country = profile, COUNTRIES[profile]
        more = {"automated_tax_override": True} if profile == "us-ast" else {}
        self.books = Client(profile, seeded=False, **{"multi_currency": True, **more, **settings})
        self.home = HOMES[profile]
        make = self.books.make
        both = {"IncomeAccountRef": {"value": "1"}, "ExpenseAccountRef": {"value": "7"}}
        customer = make("Customer", DisplayName="Cedar Ltd", CurrencyRef={"value": self.home})["Id"]
        self.keys = {
            papers.CUSTOMER: customer,
            papers.SUPPLIER: make("Vendor", DisplayName="Mill Supply")["Id"],
            papers.ITEM: make("Item", Name="Hours", Type="Service", Taxable=True, **both)["Id"],
            papers.EAST: make("Class", Name="East")["Id"],
            papers.NORTH: make("Department", Name="North")["Id"],
            **dict(zip((STANDARD, OTHER, FREE), CODES[profile], strict=True)),
        }
        self.roles = {
            "no_tax_code": CODES[profile][2], "tax_code": CODES[profile][0], "payable_account": "33",
            "default_item": self.keys[papers.ITEM], "refund_item": self.keys[papers.ITEM],
            "refund_account": "35", "discount_account": "86", "income_account": "1", "expense_account": "7",
            "cost_account": "80", "asset_account": "81",
        }  # fmt: skip
        rates = self._rates()
        self.company = Company(
            country=self.country, home_currency=self.home, multi_currency=True, classes="line",
            locations=True, tax_mode=MODES.get(profile, "worldwide"), sales_rates=rates,
            purchase_rates=rates, card_accounts=frozenset({"41", "42"}),
        )  # fmt: skip

    def _rates(self) -> dict[str, tuple[TaxRate, ...]]:
        percents = {
            one["Id"]: Decimal(one["RateValue"]) for one in self.books.ask("select * from TaxRate")["TaxRate"]
        }
        return {
            one["Id"]: tuple(
                TaxRate(key=held["TaxRateRef"]["value"], percent=percents[held["TaxRateRef"]["value"]])
                for held in one["SalesTaxRateList"]["TaxRateDetail"]
            )
            for one in self.books.ask("select * from TaxCode")["TaxCode"]
            if "SalesTaxRateList" in one
        }

    @property
    def rates(self) -> dict[Ref | None, tuple[Rate, ...]]:
        return RATES["us" if self.profile == "us-ast" else self.profile]

    def intent(self, document: Any, **more: Any) -> Intent:
        return papers.intent(document, {**self.keys, **more.pop("keys", {})}, **{"roles": self.roles, **more})

    def send(self, message: Message) -> Reply:
        """Carry a message there and its answer back."""
        request = message.request
        answer = self.books.company.answer(
            Call(
                method=request["method"], path=(request["path"],), query=request["query"],
                body=request["body"].encode(), content_type=request["content_type"],
            )
        )  # fmt: skip
        return Reply(status=answer.status, body=answer.body)

    def outcome(self, one: Intent, **settings: Any) -> Outcome:
        message = VENDOR.encode([one], key=str(uuid4()), company=self.company, settings=settings)
        return VENDOR.decode(message, self.send(message))[one.id]

    def put(self, document: Any, *, settings: Mapping[str, Any] | None = None, **more: Any) -> Accepted:
        """Send a document and return what was taken: without a difference, or this fails."""
        outcome = self.outcome(self.intent(document, **more), **(settings or {}))
        assert isinstance(outcome, Accepted), outcome
        assert not outcome.differences, outcome.differences
        return outcome

    def look(self, *intents: Intent, **settings: Any) -> list[Outcome]:
        message = VENDOR.locate(intents, key="k", company=self.company, settings=settings)
        found = VENDOR.decode(message, self.send(message))
        return [found[one.id] for one in intents]


@cache
def stand(profile: str) -> Stand:
    """Return a company that many documents go to: numbers may repeat there."""
    return Stand(profile, duplicate_numbers_refused=False)
