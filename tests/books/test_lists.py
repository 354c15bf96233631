"""The rules of lists: items, bundles, tax codes, currencies, suppliers, and what may be deleted."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import Bookkeeping, Currency, Customer, Invoice, Item, SearchWord, Supplier, Tenant
from billing.problems import Refused
from billing.services import deeds
from billing.services.writing import Change, preview, write
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "values", "field", "words"),
    [
        (Kind.ITEM, {"income_account": "1000"}, "income_account", "1000 Checking is of the type Bank."),
        (Kind.ITEM, {"asset_account": "4000"}, "asset_account", "Choose an other current asset."),
        (Kind.ITEM, {"type": "bundle"}, "parts", "A bundle needs at least one part."),
        (Kind.ITEM, {"parts": [{"item": "Hour"}]}, "parts", "Only a bundle has parts."),
        (Kind.ITEM, {"type": "bundle", "parts": [{"item": "Goods"}]}, "parts.0.item", "Goods is a category."),
        (Kind.ITEM, {"parent": "Hour"}, "parent", "Hour is not a category."),
        (Kind.ITEM, {"price": "0.0000001"}, "price", "6 decimal places"),
        (Kind.TERMS, {"basis": "day_of_month"}, "day_of_month", "Say on which day of the month"),
        (Kind.TERMS, {"due_days": 1000}, "due_days", "less than or equal to 999"),
        (Kind.TERMS, {"due_days": "soon"}, "due_days", "whole number"),
        (Kind.TERMS, {"due_days": True}, "due_days", "Write this as a whole number."),
        (
            Kind.TERMS,
            {"due_days": 10, "discount_percent": 2, "discount_days": 11},
            "discount_days",
            "end after the due date",
        ),
        (Kind.TAX_CODE, {"rates": [{"name": "A"}, {"percent": 5}]}, "rates.1.name", "Give the name."),
        (Kind.TAX_CODE, {"rates": [{"name": "A", "compound": True}]}, "rates.0.compound", "none above it"),
        (
            Kind.TAX_CODE,
            {"rates": [{"name": "A", "starts_on": "2026-02-01", "ends_on": "2026-01-31"}]},
            "rates.0.ends_on",
            "end before it starts",
        ),
    ],
)
def test_each_refusal_names_its_field(
    kind: Kind, values: dict[str, Any], field: str, words: str, put: Put
) -> None:
    put(Kind.ITEM, name="Hour")
    put(Kind.ITEM, name="Goods", type="category")

    with pytest.raises(Refused) as told:
        put(kind, **{"name": "New"} | values)

    assert [problem.field for problem in told.value.problems] == [field]
    assert words in str(told.value)


def test_inventory_takes_the_usual_asset_account_and_stays_inventory(put: Put) -> None:
    item = put(Kind.ITEM, name="Box", type="inventory")

    with pytest.raises(Refused, match="An inventory item stays one"):
        put(Kind.ITEM, item.pk, type="service")
    Bookkeeping.objects.update(asset_account=None)
    with pytest.raises(Refused, match="needs an other current asset account"):
        put(Kind.ITEM, name="Crate", type="inventory")

    assert Item.objects.get().asset_account.name == "Inventory"


def test_a_bundle_of_a_bundle_is_refused(put: Put) -> None:
    put(Kind.ITEM, name="Hour")
    put(Kind.ITEM, name="Pack", type="bundle", parts=[{"item": "Hour", "quantity": "2"}])

    with pytest.raises(Refused, match="Pack is a bundle"):
        put(Kind.ITEM, name="Set", type="bundle", parts=[{"item": "Pack"}])


def test_the_home_currency_has_no_rate_and_a_day_has_one(put: Put) -> None:
    with pytest.raises(Refused, match="USD is the home currency"):
        put(Kind.CURRENCY, code="USD")
    with pytest.raises(Refused, match="USD is the home currency"):
        put(Kind.EXCHANGE_RATE, currency="USD", day="2026-01-01", rate="1")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-01-01", rate="1.1")
    with pytest.raises(Refused, match="There is a rate for EUR on 2026-01-01 already"):
        put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-01-01", rate="1.2")


def test_what_is_not_taxable_or_has_a_code_of_its_own_is_taxed_so(put: Put, customer: Any) -> None:
    usual = put(Kind.TAX_CODE, name="Usual", rates=[{"name": "U", "percent": "10"}])
    own = put(Kind.TAX_CODE, name="Own", rates=[{"name": "O", "percent": "20"}])
    Bookkeeping.objects.update(sales_tax_code=usual)
    for name, values in (
        ("free", {"is_taxable": False, "tax_code": own}),
        ("own", {"tax_code": own}),
        ("usual", {}),
    ):
        put(Kind.ITEM, name=name, price="100", **values)

    made = put(
        Kind.INVOICE,
        customer=customer,
        day="2026-11-20",
        lines=[{"item": "free"}, {"item": "own"}, {"item": "usual"}, {"description": "x", "price": "100"}],
    )

    lines = Invoice.objects.get(pk=made.pk).lines.order_by("position").values_list("tax", flat=True)
    assert list(lines) == [0, 20, 10, 10]


def test_what_is_used_stays_and_what_is_not_goes_with_its_words(
    put: Put, customer: Any, actor: Actor
) -> None:
    parent = put(Kind.CUSTOMER, name="Parent")
    put(Kind.CUSTOMER, customer.pk, parent=parent)
    free = put(Kind.CUSTOMER, name="Free")

    results = deeds.remove(kind=Kind.CUSTOMER, ids=[parent.pk, free.pk], actor=actor, now=NOW)

    assert [result.verb for result in results] == [None, Verb.REMOVED]
    assert results[0].problems[0].message == ("Parent is used by a customer. Make it inactive instead.")
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Ash & Sons", "Parent"]
    assert set(SearchWord.objects.values_list("record_id", flat=True)) == {customer.pk, parent.pk}


def test_a_renamed_record_is_found_by_its_new_words_only(put: Put, customer: Any) -> None:
    put(Kind.CUSTOMER, customer.pk, name="Oak")

    assert list(SearchWord.objects.values_list("word", flat=True)) == ["oak"]


def test_of_two_alike_the_active_one_is_meant(put: Put) -> None:
    old = put(Kind.CUSTOMER, name="Twin")
    put(Kind.CUSTOMER, old.pk, is_active=False)
    active = put(Kind.CUSTOMER, name="Twin")

    assert put(Kind.CUSTOMER, name="Branch", parent="Twin").parent_id == active.pk


def test_a_record_named_twice_in_a_batch_is_changed_once(customer: Any, actor: Actor) -> None:
    changes = [Change(id=customer.pk, values={"name": name}) for name in ("First", "Second")]

    results = write(kind=Kind.CUSTOMER, changes=changes, actor=actor, now=NOW)

    assert [result.verb for result in results] == [Verb.CHANGED, None]
    assert "named twice" in results[1].problems[0].message
    assert Customer.objects.get().name == "First"


def test_a_preview_computes_and_leaves_nothing(customer: Any, put: Put) -> None:
    values = {"customer": customer, "day": "2026-11-20", "lines": [{"description": "A", "price": "5"}]}

    draft = preview(kind=Kind.INVOICE, change=Change(values=values), now=NOW)
    changed = preview(kind=Kind.CUSTOMER, change=Change(id=customer.pk, values={"name": "X"}), now=NOW)

    assert (draft.row.total, changed.row.name) == (5, "X")
    assert not Invoice.objects.exists()
    assert Customer.objects.get().name == "Ash & Sons"


def test_a_supplier_with_documents_keeps_its_currency(put: Put) -> None:
    put(Kind.CURRENCY, code="EUR")
    paper = put(Kind.SUPPLIER, name="Paper", expense_account="6000")
    put(Kind.EXPENSE, supplier=paper, day="2026-11-20", lines=[{"description": "A", "price": "1"}])

    with pytest.raises(Refused, match="Add a second supplier for EUR"):
        put(Kind.SUPPLIER, paper.pk, currency="EUR")

    assert Supplier.objects.get().currency == "USD"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_the_same_number_at_once_one_succeeds(books: Tenant, actor: Actor) -> None:
    """The number is free when each of them looks; the database has the last word."""
    outcomes: list[str] = []
    ready = threading.Barrier(6)

    def attempt() -> None:
        with tenant_scope(tenant_id=books.id):
            ready.wait()
            with transaction.atomic():
                change = Change(values={"name": "A", "external_number": "C-1"})
                (result,) = write(kind=Kind.CUSTOMER, changes=[change], actor=actor, now=NOW)
            outcomes.append(result.problems[0].code if result.problems else "written")
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["taken"] * 5 + ["written"]
    with transaction.atomic():
        assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_a_record_at_once_none_is_lost(books: Tenant, actor: Actor, put: Put) -> None:
    """Each adds to the notes what it saw there; only those who saw the latest get through."""
    with transaction.atomic():
        ash = put(Kind.CUSTOMER, name="A")
    written: list[str] = []

    def attempt(name: str) -> None:
        with tenant_scope(tenant_id=books.id):
            for _ in range(40):
                with transaction.atomic():
                    seen = Customer.objects.get(pk=ash.pk)
                    change = Change(id=ash.pk, version=seen.version, values={"notes": seen.notes + name})
                    (result,) = write(kind=Kind.CUSTOMER, changes=[change], actor=actor, now=NOW)
                if not result.problems:
                    written.append(name)
                    break
        connection.close()

    threads = [threading.Thread(target=attempt, args=[name]) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with transaction.atomic():
        kept = Customer.objects.get()
    assert sorted(kept.notes) == sorted(written)
    assert kept.version == 1 + len(written)
    assert len(written) == 6


def test_money_is_kept_in_accounts_that_hold_some(put: Put, customer: Any) -> None:
    income = put(Kind.ACCOUNT, name="Sales", type="income")
    with pytest.raises(Refused, match="of the type Income. Choose a bank account"):
        put(Kind.PAYMENT_METHOD, name="Cheque", deposit_account=income)

    bank = put(Kind.ACCOUNT, name="Current", type="bank")
    method = put(Kind.PAYMENT_METHOD, name="Cheque", deposit_account=bank)
    with pytest.raises(Refused, match="Money is kept in Current"):
        put(Kind.ACCOUNT, bank.pk, type="income")
    put(Kind.ACCOUNT, bank.pk, type="credit_card")
    put(Kind.PAYMENT_METHOD, method.pk, deposit_account=None)
    put(Kind.ACCOUNT, bank.pk, type="income")
    assert put(Kind.ACCOUNT, bank.pk, name="Was one").type == "income"


@pytest.mark.parametrize("kind", [Kind.CUSTOMER, Kind.SUPPLIER])
def test_a_currency_that_somebody_is_billed_in_stays(put: Put, actor: Actor, kind: Kind) -> None:
    euro, pound = put(Kind.CURRENCY, code="EUR"), put(Kind.CURRENCY, code="GBP")
    put(kind, name="Oak", currency="EUR")

    kept, gone = deeds.remove(kind=Kind.CURRENCY, ids=[euro.pk, pound.pk], actor=actor, now=NOW)

    assert [problem.code for problem in kept.problems] == ["in_use"]
    assert f"used by a {kind.label}" in kept.problems[0].message
    assert (gone.problems, [row.code for row in Currency.objects.all()]) == ((), ["EUR"])
