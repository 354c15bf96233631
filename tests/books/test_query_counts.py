"""How many queries a batch takes: as many for a thousand records as for two."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Invoice, Tenant
from billing.services.writing import Change, write
from tests.books.conftest import NOW, Put

pytestmark = pytest.mark.django_db
LINES = [{"description": "Work", "price": "1"}]


def test_a_thousand_records_take_as_many_queries_as_two(
    books: Tenant, actor: Actor, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def changes(count: int) -> list[Change]:
        return [
            Change(values={"name": f"C{n}", "terms": "Net 30", "contacts": [{"name": "Ada"}]})
            for n in range(count)
        ]

    with django_assert_max_num_queries(16) as few:
        write(kind=Kind.CUSTOMER, changes=changes(2), actor=actor, now=NOW)
    with django_assert_num_queries(len(few)):
        write(kind=Kind.CUSTOMER, changes=changes(1000), actor=actor, now=NOW)


def queries_of(kind: Kind, changes: list[Change], actor: Actor) -> int:
    with CaptureQueriesContext(connection) as found:
        results = write(kind=kind, changes=changes, actor=actor, now=NOW)
    assert [result.problems for result in results if result.problems] == []
    return len(found)


def test_a_hundred_days_of_rates_take_as_many_queries_as_two(put: Put, actor: Actor) -> None:
    put(Kind.CURRENCY, code="EUR")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2024-01-01", rate="1.1")
    put(Kind.EXCHANGE_RATE, currency="EUR", day="2026-02-01", rate="1.2")
    oak = put(Kind.CUSTOMER, name="Oak", currency="EUR")

    def days(first: int, count: int) -> list[Change]:
        start = date(2026, 1, 1) + timedelta(days=first)
        return [
            Change(values={"customer": oak, "day": (start + timedelta(days=n)).isoformat(), "lines": LINES})
            for n in range(count)
        ]

    queries_of(Kind.INVOICE, days(0, 1), actor)  # begins the series of numbers
    assert queries_of(Kind.INVOICE, days(1, 2), actor) == queries_of(Kind.INVOICE, days(3, 100), actor)
    rates = dict(Invoice.objects.values_list("day", "exchange_rate"))
    assert (rates[date(2026, 1, 31)], rates[date(2026, 2, 1)]) == (Decimal("1.1"), Decimal("1.2"))


def test_a_hundred_new_parents_take_as_many_queries_as_two(put: Put, actor: Actor) -> None:
    top = put(Kind.CUSTOMER, name="Top")
    made = write(
        kind=Kind.CUSTOMER,
        changes=[Change(values={"name": f"c{n}"}) for n in range(102)],
        actor=actor,
        now=NOW,
    )
    moves = [Change(id=result.record.pk, values={"parent": top}) for result in made]

    assert queries_of(Kind.CUSTOMER, moves[:2], actor) == queries_of(Kind.CUSTOMER, moves[2:], actor)


def test_twenty_bundles_take_as_many_queries_as_two(put: Put, actor: Actor) -> None:
    parts = [{"item": put(Kind.ITEM, name=f"i{n}"), "quantity": "1"} for n in range(5)]
    bundles = [
        put(Kind.ITEM, name=f"b{n}", type="bundle", parts=[parts[n % 5], parts[(n + 1) % 5]])
        for n in range(22)
    ]
    changes = [Change(id=row.pk, values={"description": "New"}) for row in bundles]

    assert queries_of(Kind.ITEM, changes[:2], actor) == queries_of(Kind.ITEM, changes[2:], actor)
