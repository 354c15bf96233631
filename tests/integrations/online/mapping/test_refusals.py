"""What cannot be sent says why, all of it at once, before anything is sent."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from billing.documents import Address, Applied, Person
from billing.kinds import Kind
from integrations.contracts import Company, Deed, Intent, Missing, Remote, Unfit
from tests.integrations.online.mapping import papers
from tests.integrations.online.mapping.papers import (
    BANK,
    CREDIT,
    CUSTOMER,
    DAY,
    EAST,
    INVOICE,
    ITEM,
    NET30,
    OTHER,
    STANDARD,
    US,
    VENDOR,
    D,
    bought,
    charge,
    customer,
    encoded,
    intent,
    item,
    money,
    sale,
    supplier,
    terms,
)
from tests.integrations.online.mapping.test_payloads import (
    BY_DOCUMENT,
    CA,
    CODES,
    EIGHT,
    NORTHERN,
    OFF,
    THERE,
)

LONG = "x" * 22
TOP = papers.named(Kind.CUSTOMER, "Top")


@pytest.mark.parametrize(
    ("document", "company", "refs", "roles"),
    [
        (sale([charge(code=STANDARD, item=None)], EIGHT, terms=NET30), US,
         (NET30, CUSTOMER, STANDARD), ("default_item",)),
        (sale([charge(), charge(code=OTHER)], NORTHERN, currency="CAD"), CA,
         (CUSTOMER, ITEM, OTHER), ("no_tax_code",)),
        (bought([charge(item=None)], supplier=None, employee="Ana"), US, (),
         ("expense_account", "employee.Ana")),
        (bought([charge()], kind=Kind.PURCHASE_ORDER, type="order"), US, (papers.SUPPLIER, ITEM),
         ("payable_account",)),
        (money(applied=(Applied(invoice=INVOICE, amount=D(1), day=DAY),), account=BANK), US,
         (BANK, CUSTOMER, INVOICE), ()),
        (money(Kind.REFUND), US, (CUSTOMER,), ("refund_item", "refund_account")),
        (customer(parent=TOP, terms=NET30), US, (NET30, TOP), ()),
        (item(type="inventory"), US, (), ("income_account", "cost_account", "asset_account")),
        (item(), CA, (), ("income_account", "expense_account")),
    ],
)  # fmt: skip
def test_everything_that_is_missing_is_named_at_once(
    document: Any, company: Company, refs: tuple[Any, ...], roles: tuple[str, ...]
) -> None:
    one = replace(intent(document), refs={})
    with pytest.raises(Missing) as caught:
        encoded(one, company, refunds="refund_receipt")
    assert set(caught.value.refs) == set(refs)
    assert set(caught.value.roles) == set(roles)
    assert caught.value.intent == one.id


def test_in_a_batch_it_is_said_of_which() -> None:
    good, bad = intent(sale([charge()]), id=uuid4()), intent(sale([charge()], number=LONG), id=uuid4())
    with pytest.raises(Unfit) as caught:
        VENDOR.encode([good, bad], key="k", company=US, settings={})
    assert caught.value.intent == bad.id


HOME = Company(country="US", home_currency="USD", tax_mode="manual")
UNFIT: list[tuple[str, str, Intent, Company, dict[str, Any]]] = [
    ("number_length", "number", intent(sale([charge()], number=LONG)), US, {}),
    ("number_length", "number", intent(sale([charge()], number="x" * 20)), US,
     {"numbering": "prefixed", "number_prefix": "T-"}),
    ("too_long", "number", intent(bought([charge()], number=LONG)), US, {}),
    ("too_long", "memo", intent(sale([charge()], memo="x" * 4001)), US, {}),
    ("too_long", "customer_message", intent(sale([charge()], message="x" * 1001)), US, {}),
    ("too_long", "lines.0.description", intent(sale([charge(description="x" * 4001)])), US, {}),
    ("too_long", "email_to", intent(sale([charge()], email_to=", ".join(["a" * 60 + "@b.example"] * 3))), US,
     {}),
    ("mail_address", "email_to", intent(sale([charge()], email_to="nobody")), US, {}),
    ("no_mail_address", "email_to", intent(sale([charge()])), US, {"email_status": "to_be_sent"}),
    ("draft", "state", intent(sale([charge()], is_draft=True)), US, {}),
    ("void", "state", intent(sale([charge()], is_void=True)), US, {}),
    ("void", "state", intent(money(is_void=True)), US, {}),
    ("opening", "is_opening", intent(sale([charge()], is_opening=True)), US, {}),
    ("negative", "lines", intent(sale([charge("-1")])), US, {}),
    ("no_lines", "lines", intent(sale([])), US, {}),
    ("no_lines", "lines", intent(bought([])), US, {}),
    ("currency", "currency", intent(sale([charge()], currency="EUR")), US, {}),
    ("currency", "currency", intent(customer(currency="EUR")), US, {}),
    ("digits", "lines.0.price", intent(sale([charge("1.234")], currency="KWD")), CA, {}),
    ("tax_off", "tax", intent(sale([charge(code=STANDARD)], EIGHT), CODES), OFF, {}),
    ("several_tax_codes", "lines",
     intent(sale([charge(code=STANDARD), charge(code=OTHER)], {**EIGHT, OTHER: EIGHT[STANDARD]}), CODES), US,
     {}),
    ("several_classes", "lines",
     intent(sale([charge(tracking_class=EAST), charge(tracking_class=papers.named(Kind.CLASS, "West"))]),
            {papers.named(Kind.CLASS, "West"): "8"}), BY_DOCUMENT, {"use_classes": True}),
    ("negative_discount", "discount_percent", intent(sale([charge("-5"), charge("1", code=STANDARD)],
     {STANDARD: EIGHT[STANDARD]}, percent=10, total=D(0))), OFF, {"who_computes_tax": "quickbooks"}),
    ("over_applied", "allocations",
     intent(money(applied=(Applied(invoice=INVOICE, amount=D(101), day=DAY),))), US, {}),
    ("refunds_off", "refunds", intent(money(Kind.REFUND)), US, {}),
    ("journal", "expense_target", intent(bought([charge()], type="purchase")), US,
     {"expense_target": "journal"}),
    ("name_characters", "name", intent(customer(name="Acme: West")), US, {}),
    ("name_characters", "name", intent(supplier(name="Acme\tWest")), US, {}),
    ("name_characters", "name", intent(item(name="a:b")), US, {}),
    ("too_long", "name", intent(customer(name="x" * 501)), US, {}),
    ("too_long", "name", intent(item(name="x" * 101)), US, {}),
    ("too_long", "name", intent(terms(name="x" * 32)), US, {}),
    ("too_long", "company", intent(customer(company="x" * 101)), US, {}),
    ("too_long", "contacts", intent(customer(primary=Person(phone="1" * 31))), US, {}),
    ("too_long", "billing", intent(customer(billing=Address(postcode="1" * 31))), US, {}),
    ("no_name", "name", intent(customer(name=" ")), US, {}),
    ("no_name", "name", intent(terms(name=" ")), US, {}),
    ("inactive", "is_active", intent(customer(is_active=False)), US, {}),
    ("detach", "parent", intent(customer(), remote=THERE, theirs={"ParentRef": {"value": "9"}}), US, {}),
    ("bundle", "type", intent(item(type="bundle")), US, {}),
    ("too_large", "price", intent(item(price=D(10) ** 11)), US, {}),
    ("discount_days", "discount_days",
     intent(terms(by_day_of_month=True, day_of_month=1, discount_percent=D(1), discount_days=40)), US, {}),
    ("not_there", "state", intent(sale([charge()]), deed=Deed.DELETE), US, {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "field", "one", "company", "chosen"), UNFIT)
def test_what_cannot_be_said(
    code: str, field: str, one: Intent, company: Company, chosen: dict[str, Any]
) -> None:
    with pytest.raises(Unfit) as caught:
        encoded(one, company, **chosen)
    assert (caught.value.code, caught.value.field_name, caught.value.intent) == (code, field, one.id)
    sentence = str(caught.value)
    assert sentence.startswith(f"{one.document.label}: ")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    "document",
    [sale([charge()], number=""), money(), money(amount=D(0), of=CREDIT), bought([charge()], number="")],
)
def test_what_nothing_is_known_of_cannot_be_looked_for(document: Any) -> None:
    one = intent(document)
    with pytest.raises(Unfit) as caught:
        VENDOR.locate([one], key="k", company=US, settings={})
    assert (caught.value.code, caught.value.intent) == ("unfindable", one.id)


def test_stock_begins_after_a_closed_period() -> None:
    made = item(type="inventory", income_account=BANK, expense_account=BANK, asset_account=BANK)
    body = encoded(intent(made), replace(US, closed_through="2026-12-31")).request["body"]
    assert f'"InvStartDate":"{date(2027, 1, 1)}"' in body


def test_lists_and_voids_travel_alone() -> None:
    plain = intent(sale([charge()]), id=uuid4())
    void = intent(sale([charge()]), id=uuid4(), deed=Deed.VOID, remote=Remote(key="1", revision="0"))
    for other in (intent(customer()), void):
        assert VENDOR.alone(other, company=US, settings={})
        with pytest.raises(ValueError, match="travel alone"):
            VENDOR.encode([plain, other], key="k", company=US, settings={})
    assert not VENDOR.alone(plain, company=US, settings={})
