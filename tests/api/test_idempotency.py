"""Idempotency-Key: sent again, done once, answered the same; held while worked on; forgotten in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from billing.events import subscribe, unsubscribe
from billing.models import AuditEntry, Customer, IdempotencyRecord, Tenant
from billing.tasks import forget_kept_answers
from billing.tenancy.scope import tenant_scope
from config.schedule import SCHEDULE
from tests.api.calling import Api, problem

ASH = {"name": "Ash", "contacts": [{"name": "Ada"}]}


def counted(tenant: Tenant) -> tuple[int, int, int]:
    with transaction.atomic(), tenant_scope(tenant_id=tenant.id):
        entries = AuditEntry.objects.filter(action="customer.created")
        return Customer.objects.count(), entries.count(), IdempotencyRecord.objects.count()


@pytest.mark.django_db
def test_the_same_request_is_answered_the_same_and_done_once(api: Any, cedar: Tenant) -> None:
    first = api.post("customers/", ASH, Idempotency_Key="a")
    again = api.post("customers/", ASH, Idempotency_Key="a")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    for header in ("Content-Type", "ETag", "Location"):
        assert again[header] == first[header]
    assert counted(cedar) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["customers/", "customers/bulk/", "customers/deeds/", "invoices/{id}/approve/"]
)
def test_nothing_is_posted_without_a_key(path: str, api: Any, cedar: Tenant) -> None:
    url = path.format(id="01980c3e-7a10-7c00-8000-000000000001")

    told = problem(api.post(url, ASH, Idempotency_Key=""), 400, "idempotency_key_missing")
    assert told["errors"][0]["header"] == "Idempotency-Key"
    for key in ("a b", "a" * 256, "ü", "a\tb"):
        problem(api.post(url, ASH, Idempotency_Key=key), 400, "idempotency_key_invalid")
    assert counted(cedar) == (0, 0, 0)


@pytest.mark.django_db
def test_the_longest_key_is_taken(api: Any) -> None:
    assert api.post("customers/", ASH, Idempotency_Key="~" * 255).status_code == 201


@pytest.mark.django_db
def test_the_key_of_another_request_is_refused(api: Any, cedar: Tenant) -> None:
    api.post("customers/", ASH, Idempotency_Key="a")

    other_body = api.post("customers/", {"name": "Birch"}, Idempotency_Key="a")
    other_path = api.post("suppliers/", ASH, Idempotency_Key="a")

    for answer in (other_body, other_path):
        assert problem(answer, 422, "idempotency_key_reused")["errors"][0]["header"] == "Idempotency-Key"
    assert counted(cedar) == (1, 1, 1)


@pytest.mark.django_db
def test_each_application_has_its_own_keys(api: Any, program: Any, cedar: Tenant) -> None:
    other = Api(token=program("Other", scopes=("customers.write",)).token())

    assert api.post("customers/", ASH, Idempotency_Key="a").status_code == 201
    answer = other.post("customers/", {"name": "Birch"}, Idempotency_Key="a")

    assert answer.status_code == 201
    assert counted(cedar) == (2, 2, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "status"), [({"name": ""}, 422), ("{", 400), ({"a": 1}, 422)])
def test_a_refusal_is_kept_too_and_nothing_is_written(
    body: Any, status: int, api: Any, cedar: Tenant
) -> None:
    first = api.post("customers/", body, Idempotency_Key="a")
    again = api.post("customers/", body, Idempotency_Key="a")

    assert (first.status_code, again.status_code) == (status, status)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert again["Content-Type"] == "application/problem+json"
    assert counted(cedar) == (0, 0, 1)


@pytest.mark.django_db
def test_what_fails_unforeseen_keeps_nothing(api: Any, cedar: Tenant) -> None:
    def fail(events: Any) -> None:
        raise ZeroDivisionError

    subscribe(fail)
    try:
        problem(api.post("customers/", ASH, Idempotency_Key="a"), 500, "internal_server_error")
    finally:
        unsubscribe(fail)
    assert counted(cedar) == (0, 0, 0)
    assert api.post("customers/", ASH, Idempotency_Key="a").status_code == 201


@pytest.mark.django_db
def test_what_the_limit_or_the_rights_refuse_is_not_kept(
    api: Any, program: Any, cedar: Tenant, settings: Any
) -> None:
    weak = Api(token=program("Weak", scopes=("customers.read",)).token())
    problem(weak.post("customers/", ASH, Idempotency_Key="a"), 403, "scope_missing")
    settings.API_RATE = 0
    problem(api.post("customers/", ASH, Idempotency_Key="a"), 429, "too_many_requests")

    assert counted(cedar) == (0, 0, 0)


@pytest.mark.django_db
def test_after_a_day_a_key_is_new_again(api: Any, program: Any, cedar: Tenant) -> None:
    api.post("customers/", ASH, Idempotency_Key="a")
    with tenant_scope(tenant_id=cedar.id):
        IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))

    answer = api.post("customers/", {"name": "Birch"}, Idempotency_Key="a")

    assert answer.status_code == 201
    assert counted(cedar) == (2, 2, 1)


@pytest.mark.django_db
def test_the_schedule_forgets_what_is_a_day_old_everywhere(
    api: Any, program: Any, cedar: Tenant, harbour: Tenant
) -> None:
    other = Api(token=program("Other", tenant=harbour).token())
    for caller in (api, other):
        caller.post("customers/", ASH, Idempotency_Key="old")
        caller.post("customers/", ASH, Idempotency_Key="new")
    for tenant in (cedar, harbour):
        with tenant_scope(tenant_id=tenant.id):
            old = IdempotencyRecord.objects.filter(key="old")
            old.update(created_at=timezone.now() - timedelta(hours=24))

    forget_kept_answers()

    assert SCHEDULE["forget-kept-answers"]["task"] == forget_kept_answers.name
    for tenant in (cedar, harbour):
        with tenant_scope(tenant_id=tenant.id):
            assert [kept.key for kept in IdempotencyRecord.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_make_one_record(api: Any, cedar: Tenant) -> None:
    barrier = Barrier(8)

    def send(_: int) -> Any:
        barrier.wait(30)
        try:
            return Api(token=api.token).post("customers/", ASH, Idempotency_Key="one")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in made}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in made) == 1
    for answer in (answer for answer in answers if answer.status_code != 201):
        problem(answer, 409, "in_flight")
        assert answer["Retry-After"] == "1"
    assert counted(cedar) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_worked_on_the_second_is_told_to_wait(api: Any, cedar: Tenant) -> None:
    begun, go_on = Event(), Event()

    def hold(events: Any) -> None:
        begun.set()
        go_on.wait(30)

    def send() -> Any:
        try:
            return Api(token=api.token).post("customers/", ASH, Idempotency_Key="one")
        finally:
            connection.close()

    subscribe(hold)
    try:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(send)
            assert begun.wait(30)
            second = api.post("customers/", ASH, Idempotency_Key="one")
            go_on.set()
            assert first.result(30).status_code == 201
    finally:
        go_on.set()
        unsubscribe(hold)

    problem(second, 409, "in_flight")
    third = api.post("customers/", ASH, Idempotency_Key="one")
    assert third["Idempotent-Replayed"] == "true"
    assert counted(cedar) == (1, 1, 1)
