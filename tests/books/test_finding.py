"""Lists: searched, filtered, ordered, paged and streamed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Customer, Tenant
from billing.problems import Refused
from billing.queries import records
from billing.queries.records import Wanted, matching, stream
from billing.queries.representing import represent
from billing.queries.search import choices
from billing.services import deeds
from billing.services.writing import Change, write
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def names(text: str, kind: Kind = Kind.CUSTOMER) -> list[str]:
    return sorted(row.name for row in matching(kind, Wanted(text=text)))


def test_customers_are_found_by_the_beginnings_of_their_words(put: Put) -> None:
    for name, number in (("Ash Bakery", "C-1"), ("The Ash & Öl Works", "C-22"), ("Birch", "X-9")):
        put(Kind.CUSTOMER, name=name, external_number=number, company="Holding" if number == "X-9" else "")

    assert names("ash") == ["Ash Bakery", "The Ash & Öl Works"]
    assert names("ASH ol") == ["The Ash & Öl Works"]
    assert names("ash bake") == ["Ash Bakery"]
    assert names("ash birch") == []
    assert names("c-22") == ["The Ash & Öl Works"]
    assert names("hold") == ["Birch"]
    assert names("sh") == []
    assert names("  ") == ["Ash Bakery", "Birch", "The Ash & Öl Works"]
    assert names("%_'\\") == []


def test_documents_are_found_by_number_and_by_whom_they_are_with(
    put: Put, invoice: Make, customer: Any
) -> None:
    other = put(Kind.CUSTOMER, name="Birch")
    invoice("1", number="2026-77")
    invoice("1", number="A-1", customer=other)

    def numbers(text: str) -> list[str]:
        return sorted(row.number for row in matching(Kind.INVOICE, Wanted(text=text)))

    assert numbers("2026") == ["2026-77"]
    assert numbers("a-1") == ["A-1"]
    assert numbers("birch") == ["A-1"]
    assert numbers("sons") == ["2026-77"]
    assert numbers("77") == []


def test_short_lists_are_looked_through(books: Tenant) -> None:
    assert names("net", Kind.TERMS) == ["Net 15", "Net 30", "Net 60"]
    assert names("receipt", Kind.TERMS) == ["Due on receipt"]
    assert names("60", Kind.ACCOUNT) == ["Office"]


def test_what_is_offered_while_typing_is_active(put: Put) -> None:
    put(Kind.CUSTOMER, name="Ash 2")
    old = put(Kind.CUSTOMER, name="Ash 1")
    put(Kind.CUSTOMER, old.pk, is_active=False)

    assert [row.name for row in choices(Kind.CUSTOMER, "ash")] == ["Ash 2"]


def test_filters_say_what_they_mean(invoice: Make, put: Put, actor: Actor, customer: Any) -> None:
    other = put(Kind.CUSTOMER, name="Birch")
    late, due = invoice("1", day="2026-01-01"), invoice("2", day="2026-11-20")
    invoice("3", day="2026-11-21", customer=other)
    deeds.approve(kind=Kind.INVOICE, ids=[late.pk, due.pk], actor=actor, now=NOW)

    def found(**filters: str) -> list[str]:
        wanted = Wanted(filters=filters, today=date(2026, 11, 20))
        return sorted(row.number for row in matching(Kind.INVOICE, wanted))

    assert found(state="overdue") == ["1001"]
    assert found(state="draft,void") == ["1003"]
    assert found(state="approved") == ["1001", "1002"]
    assert found(customer=str(other.pk)) == ["1003"]
    assert found(currency="EUR") == []
    dated = Wanted(since=date(2026, 11, 20), until=date(2026, 11, 20))
    assert [row.number for row in matching(Kind.INVOICE, dated)] == ["1002"]


@pytest.mark.parametrize(
    ("kind", "filters", "words"),
    [
        (Kind.INVOICE, {"state": "odd"}, "States of this list are: draft, approved"),
        (Kind.INVOICE, {"memo": "x"}, "Filters of this list are: state, customer, currency."),
        (Kind.INVOICE, {"customer": "x"}, "Give the id of the record."),
        (Kind.CUSTOMER, {"is_active": "maybe"}, "either true or false"),
        (Kind.ACCOUNT, {"type": "odd"}, "not a valid choice"),
        (Kind.CUSTOMER, {"currency": "\x00"}, "three capital letters"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(
    kind: Kind, filters: dict[str, str], words: str, books: Tenant
) -> None:
    with pytest.raises(Refused) as told:
        matching(kind, Wanted(filters=filters))

    assert told.value.problems[0].field == next(iter(filters))
    assert words in str(told.value)


def test_changes_since_a_moment_include_that_moment(put: Put, customer: Any) -> None:
    at = Customer.objects.get().updated_at

    assert matching(Kind.CUSTOMER, Wanted(updated_since=at)).count() == 1
    assert matching(Kind.CUSTOMER, Wanted(updated_since=at + timedelta(microseconds=1))).count() == 0


@pytest.mark.parametrize("order", ["sort_key", "-sort_key"])
def test_a_stream_has_everything_once_and_in_order(
    order: str, books: Tenant, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [Change(values={"name": f"N {number % 5}"}) for number in range(23)]
    write(kind=Kind.CUSTOMER, changes=changes, actor=actor, now=NOW)
    monkeypatch.setattr(records, "BATCH", 4)

    batches = list(stream(Kind.CUSTOMER, Wanted(), tenant_id=books.id, order=order))

    rows = [row for batch in batches for row in batch]
    keys = [(row.sort_key, row.pk) for row in rows]
    assert keys == sorted(keys, reverse=order.startswith("-"))
    assert len({row.pk for row in rows}) == 23
    assert [len(batch) for batch in batches] == [4, 4, 4, 4, 4, 3]


def test_records_are_represented_with_names_beside_ids_and_figures_as_text(
    invoice: Make, customer: Any, django_assert_num_queries: Any
) -> None:
    made = [invoice("1.5") for _ in range(3)]

    with django_assert_num_queries(4):  # the rows, their lines, customers, terms
        rows = represent(Kind.INVOICE, [*type(made[0]).objects.order_by("number")])

    assert (rows[0]["customer"], rows[0]["customer_name"]) == (customer.pk, "Ash & Sons")
    assert (rows[0]["total"], rows[0]["exchange_rate"], rows[0]["state"]) == ("1.50", "1", "draft")
    assert [line["amount"] for line in rows[0]["lines"]] == ["1.50"]
    assert rows[0]["lines"][0]["price"] == "1.5"
