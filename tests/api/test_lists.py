"""Lists of the API: filtered, sorted, paged both ways, and followed without missing a change."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.api.books.asking import parameters_of, sorts_of
from billing.events import subscribe, unsubscribe
from billing.kinds import Kind
from billing.models import Payment, Tenant
from billing.registers import register_of
from billing.tenancy.scope import tenant_scope
from tests.api.calling import Api, problem


@pytest.fixture
def many(api: Any, examples: Any) -> list[str]:
    """Payments without a reference, most of them of one amount."""
    sent = [
        {"customer": "C-1001", "day": f"2026-11-{1 + n % 20:02}", "amount": 7 if n % 3 else n + 1}
        for n in range(24)
    ]
    told = api.post("payments/bulk/", {"records": sent}).json()
    return [one["id"] for one in told["results"]] + [examples[Kind.PAYMENT]["id"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sort", ["", *(s + n for n in sorts_of(register_of(Kind.PAYMENT)) for s in ("", "-"))]
)
def test_pages_lead_through_the_whole_list_and_back(sort: str, many: list[str], api: Any) -> None:
    url = f"payments/?limit=7{f'&sort={sort}' if sort else ''}"
    there: list[str] = []
    pages = []
    while url:
        page = api.get(url).json()
        pages.append([row["id"] for row in page["data"]])
        there += pages[-1]
        url, last = page["next"], page
    back = [pages[-1]]
    while last["previous"]:
        last = api.get(last["previous"]).json()
        back.insert(0, [row["id"] for row in last["data"]])

    assert sorted(there) == sorted(many)
    assert back == pages
    assert [len(page) for page in pages] == [7, 7, 7, 4]
    with tenant_scope(tenant_id=api.tenant.id):
        field = sorts_of(register_of(Kind.PAYMENT))[sort.removeprefix("-") or "updated_at"]
        sign = "-" if sort.startswith("-") else ""
        order = [
            str(pk)
            for pk in Payment.objects.order_by(f"{sign}{field}", f"{sign}pk").values_list("pk", flat=True)
        ]
    assert there == order


@pytest.mark.django_db
def test_filters_search_and_days(many: list[str], api: Any, examples: Any) -> None:
    def count(query: str, path: str = "payments/") -> int:
        answer = api.get(f"{path}?limit=200&{query}")
        assert answer.status_code == 200, answer.content
        return len(answer.json()["data"])

    assert count("") == 25
    assert count("state=applied,part_applied") == 0 + 1
    assert count("since=2026-11-20") == 2
    assert count("until=2026-11-01") == 2
    assert count("since=2026-11-02&until=2026-11-02") == 2
    assert count("q=TR-8") == 1
    assert count("q=ash") == 25
    assert count(f"customer={examples[Kind.CUSTOMER]['id']}&origin=online") == 0
    assert count("is_active=true&q=ash", "customers/") == 1
    assert count("is_active=false", "customers/") == 0
    assert count("state=overdue", "invoices/") in {0, 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        (
            "frob=1",
            "frob",
            "It knows: limit, after, before, sort, q, updated_since, since, until, state, customer",
        ),
        ("format=api", "format", "no parameter"),
        ("limit=0", "limit", "from 1 to 200"),
        ("limit=201", "limit", "from 1 to 200"),
        ("limit=x", "limit", "from 1 to 200"),
        ("limit=1&limit=2", "limit", "more than once"),
        ("sort=memo", "sort", "sorted by updated_at, day, number, due_on, total"),
        ("sort=number_key", "sort", "sorted by"),
        ("since=2026-13-01", "since", "2026-01-31"),
        ("until=yesterday", "until", "2026-01-31"),
        ("updated_since=2026-01-01", "updated_since", "with its time zone"),
        ("updated_since=2026-01-01T00:00:00", "updated_since", "with its time zone"),
        ("updated_since=2026-99-01T00:00:00Z", "updated_since", "with its time zone"),
        ("updated_since=0001-01-01T00:00:00%2B18:08", "updated_since", "with its time zone"),
        ("state=odd", "state", "States of this list are"),
        ("customer=Ash", "customer", "Give the id"),
        ("currency=euro", "currency", "three"),
        ("q=%00", "q", "can be shown"),
        (f"q={'x' * 201}", "q", "at most 200"),
        ("after=x&before=y", "before", "one of the two"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(query: str, parameter: str, said: str, api: Any) -> None:
    told = problem(api.get(f"invoices/?{query}"), 400, "bad_parameter")

    assert [error["parameter"] for error in told["errors"]] == [parameter]
    assert said in told["errors"][0]["message"]


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["x", "", "W10", "WyJcXHUwMDAwIiwgIjEiXQ"])
def test_a_place_that_no_page_printed_is_refused(place: str, api: Any) -> None:
    for sort in ("updated_at", "number", "total"):
        answer = api.get(f"invoices/?after={place}&sort={sort}")
        if place:
            problem(answer, 400, "bad_request")
        else:
            assert answer.status_code == 200


@pytest.mark.django_db
def test_a_time_zone_far_away_is_a_moment_like_others(api: Any) -> None:
    assert api.get("invoices/?updated_since=2026-01-01T00:00:00%2B18:08").status_code == 200
    place = base64.urlsafe_b64encode(
        json.dumps(["2026-01-01T00:00:00+18:08", str(uuid4())]).encode()
    ).decode()
    assert api.get(f"invoices/?after={place}").status_code == 200


@pytest.mark.django_db
def test_no_other_address_knows_a_parameter(api: Any, examples: Any) -> None:
    made = examples[Kind.CUSTOMER]["id"]
    for path in ("customers/?q=a", "customers/bulk/?x=1", f"customers/{made}/?x=1", "settings/?x=1"):
        method = "get" if path.startswith((f"customers/{made}", "settings")) else "post"
        told = problem(api.send(method, path, {"name": "A"}), 400, "bad_parameter")
        assert told["detail"].endswith("It knows none.")


@pytest.mark.django_db
def test_every_kind_answers_each_of_its_parameters(api: Any, examples: Any) -> None:
    good = {"limit": "1", "after": "", "before": "", "q": "a", "updated_since": "2026-01-01T00:00:00 02:00"}
    for kind in Kind:
        for name in parameters_of(register_of(kind)):
            value = good.get(name, "updated_at" if name == "sort" else "")
            answer = api.get(f"{kind.slug}/?{name}={quote(value)}")
            assert answer.status_code == 200, answer.content


@pytest.mark.django_db
def test_a_page_of_200_costs_as_many_queries_as_one_of_2(many: list[str], api: Any) -> None:
    counts = []
    for limit in (2, 200):
        with CaptureQueriesContext(connection) as queries:
            api.get(f"payments/?limit={limit}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 14


@pytest.mark.django_db
def test_changes_at_the_very_moment_come_again(api: Any, cedar: Tenant) -> None:
    made = api.create(Kind.CUSTOMER, name="Ash")
    later = datetime.fromisoformat(made["updated_at"]) + timedelta(microseconds=1)

    def since(moment: str) -> list[str]:
        return [row["id"] for row in api.get(f"customers/?updated_since={quote(moment)}").json()["data"]]

    assert since(made["updated_at"]) == [made["id"]]
    assert since(later.isoformat()) == []


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_missed_by_who_follows_changes(api: Any, cedar: Tenant) -> None:
    """A write that began first and commits last carries a time before those that were seen already."""
    begun, go_on = Event(), Event()

    def hold(events: Any) -> None:
        begun.set()
        go_on.wait(30)

    def write_late() -> dict[str, Any]:
        try:
            return Api(token=api.token).create(Kind.CUSTOMER, name="Late")
        finally:
            connection.close()

    subscribe(hold)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(write_late)
        try:
            assert begun.wait(30)
            unsubscribe(hold)
            early = api.create(Kind.CUSTOMER, name="Early")
            first = api.get("customers/").json()
        finally:
            go_on.set()
        missed = late.result(30)

    assert [row["id"] for row in first["data"]] == [early["id"]]
    assert missed["updated_at"] < early["updated_at"]
    until = datetime.fromisoformat(first["changes_until"])
    assert until < datetime.fromisoformat(missed["updated_at"])
    again = api.get(f"customers/?updated_since={quote(first['changes_until'])}").json()
    assert missed["id"] in [row["id"] for row in again["data"]]
    assert timezone.now() - datetime.fromisoformat(again["changes_until"]) < timedelta(seconds=60)
