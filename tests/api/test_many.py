"""Many records in one request, and deeds to many: one result for each, and a number of queries that stays."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.kinds import Kind
from billing.models import Customer, Invoice, Tenant
from billing.tenancy.scope import tenant_scope
from tests.api.calling import pointers, problem

pytestmark = pytest.mark.django_db
LINES = [
    {"item": "Support hour", "quantity": "3"},
    {"description": "Travel", "price": "40.50", "tax_code": "TX"},
    {"item": "Support hour", "quantity": "1.5", "discount_percent": "10"},
    {"description": "Parts", "price": "12.99", "quantity": "7"},
]


def invoices(count: int) -> dict[str, Any]:
    return {"records": [{"customer": "C-1001", "day": "2026-11-20", "lines": LINES}] * count}


def test_each_record_gets_its_answer_in_order(api: Any, cedar: Tenant) -> None:
    ash = api.create(Kind.CUSTOMER, name="Ash", external_number="C-1")
    birch = api.create(Kind.CUSTOMER, name="Birch")
    sent = [
        {"name": "New", "contacts": [{"name": "Ada"}]},
        {"id": ash["id"], "version": 1, "company": "Ash Ltd"},
        {"id": birch["id"], "version": 7, "name": "Too late"},
        {"id": birch["id"]},
        {"name": "", "contacts": [{"email": "x@"}]},
        "text",
        {"id": str(uuid4()), "name": "Nobody"},
        {"id": "not an id", "version": "1"},
        {"name": "Same number", "external_number": "C-1"},
        {"a/b~c": 1, "name": "Odd", "contacts": [{"name": "B", "x.y": 1}]},
    ]

    answer = api.post("customers/bulk/", {"records": sent})

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["summary"] == {"total": 10, "created": 1, "changed": 1, "unchanged": 0, "refused": 8}
    assert [one["status"] for one in told["results"][:3]] == ["created", "changed", "refused"]
    assert told["results"][1] == {"status": "changed", "id": ash["id"], "version": 2}
    assert [pointers(one) for one in told["results"][2:]] == [
        [("/records/2/version", "stale")],
        [("/records/3/id", "missing")],
        [
            ("/records/4/name", "blank"),
            ("/records/4/contacts/0/email", "invalid"),
            ("/records/4/contacts/0/name", "required"),
        ],
        [("/records/5", "type")],
        [("/records/6/id", "missing")],
        [("/records/7/id", "type"), ("/records/7/version", "type")],
        [("/records/8/external_number", "taken")],
        [("/records/9/a~1b~0c", "unknown"), ("/records/9/contacts/0/x.y", "unknown")],
    ]
    with tenant_scope(tenant_id=cedar.id):
        assert sorted(Customer.objects.values_list("name", flat=True)) == ["Ash", "Birch", "New"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], ("", "type")),
        ({}, ("/records", "required")),
        ({"records": []}, ("/records", "required")),
        ({"records": {"name": "A"}}, ("/records", "type")),
        ({"records": [{"name": "A"}], "more": 1}, ("/more", "unknown")),
        ({"records": [{"name": "A"}] * 1001}, ("/records", "many")),
    ],
)
def test_what_is_no_list_of_records_is_refused_as_a_whole(
    body: Any, expected: tuple[str, str], api: Any, cedar: Tenant
) -> None:
    assert pointers(problem(api.post("customers/bulk/", body), 422, "invalid")) == [expected]
    with tenant_scope(tenant_id=cedar.id):
        assert not Customer.objects.exists()


def test_two_invoices_cost_as_many_queries_as_two_hundred(examples: Any, api: Any) -> None:
    counts = []
    for count in (2, 200):
        body = json.dumps(invoices(count))
        with CaptureQueriesContext(connection) as queries:
            answer = api.post("invoices/bulk/", body)
        assert answer.json()["summary"]["created"] == count
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 32


def test_deeds_to_two_hundred_cost_as_many_queries_as_to_two(examples: Any, api: Any) -> None:
    made = [one["id"] for one in api.post("invoices/bulk/", invoices(202)).json()["results"]]
    counts: dict[str, list[int]] = {}
    for deed in ("approve", "send", "void"):
        for ids in (made[:2], made[2:]):
            with CaptureQueriesContext(connection) as queries:
                answer = api.post("invoices/deeds/", {"deed": deed, "ids": ids})
            assert answer.json()["summary"] == {"total": len(ids), "done": len(ids), "refused": 0}
            counts.setdefault(deed, []).append(len(queries))

    assert all(few == many <= 20 for few, many in counts.values()), counts


def test_voiding_many_payments_asks_once_for_their_refunds(examples: Any, api: Any) -> None:
    sent = {"customer": "C-1001", "day": "2026-11-20", "amount": "10"}
    made = [one["id"] for one in api.post("payments/bulk/", {"records": [sent] * 22}).json()["results"]]
    counts = []
    for ids in (made[:2], [*made[2:], examples[Kind.PAYMENT]["id"]]):
        with CaptureQueriesContext(connection) as queries:
            told = api.post("payments/deeds/", {"deed": "void", "ids": ids}).json()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert told["summary"] == {"total": 21, "done": 20, "refused": 1}
    assert "is refunded. Void the refund first." in told["results"][-1]["errors"][0]["message"]


def test_deeds_are_judged_one_by_one(api: Any, examples: Any) -> None:
    draft = api.create(
        Kind.INVOICE, customer="C-1001", day="2026-11-20", lines=[{"description": "A", "price": 1}]
    )
    done = examples[Kind.INVOICE]["id"]

    told = api.post(
        "invoices/deeds/", {"deed": "approve", "ids": [draft["id"], done, "x", str(uuid4())]}
    ).json()

    assert told["summary"] == {"total": 4, "done": 1, "refused": 3}
    assert told["results"][0] == {"status": "done", "id": draft["id"], "version": 2}
    assert [pointers(one) for one in told["results"][1:]] == [
        [("/ids/1", "state")],
        [("/ids/2", "type")],
        [("/ids/3", "missing")],
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"ids": ["x"]}, ("/deed", "choice")),
        ({"deed": "close", "ids": ["x"]}, ("/deed", "choice")),
        ({"deed": ["approve"], "ids": ["x"]}, ("/deed", "choice")),
        ({"deed": "approve"}, ("/ids", "required")),
        ({"deed": "approve", "ids": "x"}, ("/ids", "type")),
        ({"deed": "approve", "ids": ["x"], "more": 1}, ("/more", "unknown")),
    ],
)
def test_a_deed_that_is_not_one_is_refused(body: Any, expected: tuple[str, str], api: Any) -> None:
    assert pointers(problem(api.post("invoices/deeds/", body), 422, "invalid")) == [expected]


def test_a_body_of_ten_megabytes_is_for_bulk_alone(api: Any, cedar: Tenant) -> None:
    padding = " " * 3_000_000
    body = json.dumps({"records": [{"name": "A"}]}) + padding

    assert api.post("customers/bulk/", body).json()["summary"]["created"] == 1
    problem(api.post("customers/", json.dumps({"name": "B"}) + padding), 413, "content_too_large")
    problem(api.post("customers/bulk/", body + " " * 7_500_000), 413, "content_too_large")
    with tenant_scope(tenant_id=cedar.id):
        assert Customer.objects.count() == 1
        assert not Invoice.objects.exists()
