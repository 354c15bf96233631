"""A worker that dies, two at once, one that is stopped: nothing is written twice, nothing is left out."""

import io
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from billing.actors import Actor, Channel
from billing.kinds import Kind
from billing.models import (
    AuditEntry,
    Customer,
    Import,
    ImportPiece,
    ImportRefusal,
    ImportState,
    Membership,
    Role,
    Tenant,
    User,
)
from billing.problems import Refused, Stale
from billing.services import imports
from billing.services.importing import working
from billing.services.importing.plan import Options
from billing.tasks import sweep_imports, work_on_import
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW
from tests.imports.conftest import Send, wrong
from tests.operations.processes import run_in_a_process

pytestmark = pytest.mark.django_db
TWELVE = "name,number\n" + "".join(f"Customer {n},C-{n:02d}\n" for n in range(12))
NAMES = [f"Customer {n}" for n in range(12)]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "BATCH", 5)


class Struck(BaseException):
    """The worker ends here, as if its process was killed."""


def struck_after(batches: int) -> Callable[[], Any]:
    """Make a clock that strikes a worker down in the transaction of the batch after so many."""
    asked = iter(range(10_000))

    def clock() -> Any:
        # Asked when claiming, when beginning, and twice for each batch: before it and inside it.
        if next(asked) >= 3 + 2 * batches:
            raise Struck
        return NOW

    return clock


def names() -> list[str]:
    return sorted(Customer.objects.values_list("name", flat=True), key=lambda name: int(name.split()[1]))


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_stopped(
    batches: int, send: Send, keeper: Actor
) -> None:
    row = send(Kind.CUSTOMER, TWELVE)
    imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)

    with pytest.raises(Struck):
        working.work(import_id=row.pk, clock=struck_after(batches))
    row.refresh_from_db()
    assert (row.state, row.done, row.created) == (ImportState.RUNNING, 5 * batches, 5 * batches)
    assert names() == NAMES[: 5 * batches]
    assert working.work(import_id=row.pk, clock=lambda: NOW) is False
    assert names() == NAMES[: 5 * batches], "its turn is not over yet"
    working.work(import_id=row.pk, clock=lambda: NOW + timedelta(minutes=2))

    row.refresh_from_db()
    assert (row.state, row.created, row.refused) == (ImportState.FINISHED, 12, 0)
    assert names() == NAMES
    assert AuditEntry.objects.filter(action="customer.created").count() == 12


@pytest.mark.usefixtures("small_batches")
def test_a_check_that_dies_counts_nothing_twice(send: Send, keeper: Actor) -> None:
    row = send(Kind.CUSTOMER, TWELVE + "Again,C-01\n")
    assert row.foreseen == {"created": 12, "changed": 0, "unchanged": 0, "refused": 1}
    again = imports.match(
        import_id=row.pk,
        matching=row.matching,
        options=Options.read(row.options),
        version=row.version,
        now=NOW,
    )

    with pytest.raises(Struck):
        working.work(import_id=again.pk, clock=struck_after(2))
    working.work(import_id=again.pk, clock=lambda: NOW + timedelta(minutes=2))

    row.refresh_from_db()
    assert row.foreseen == {"created": 12, "changed": 0, "unchanged": 0, "refused": 1}
    assert len(wrong(row)) == 1


@pytest.mark.usefixtures("small_batches")
def test_it_is_stopped_between_two_batches_and_what_was_written_stays(send: Send, keeper: Actor) -> None:
    row = send(Kind.CUSTOMER, TWELVE)
    imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
    asked = iter(range(10_000))

    def clock() -> Any:
        if next(asked) == 4:
            assert imports.stop(import_id=row.pk, now=NOW)
        return NOW

    assert working.work(import_id=row.pk, clock=clock) is False

    row.refresh_from_db()
    assert (row.state, row.created) == (ImportState.STOPPED, 5)
    assert names() == NAMES[:5]
    assert working.work(import_id=row.pk, clock=lambda: NOW) is False
    assert not imports.stop(import_id=row.pk, now=NOW)
    assert AuditEntry.objects.get(action="import.stopped").after["created"] == 5


@pytest.mark.usefixtures("small_batches")
def test_a_long_one_gives_others_a_turn_and_the_next_worker_goes_on_at_once(
    send: Send, keeper: Actor
) -> None:
    row = send(Kind.CUSTOMER, TWELVE)
    imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
    asked = iter(range(10_000))

    def clock() -> Any:
        return NOW + (working.TURN + timedelta(seconds=1)) * (next(asked) > 3)

    assert working.work(import_id=row.pk, clock=clock) is True
    row.refresh_from_db()
    assert (row.state, row.done, row.worker) == (ImportState.RUNNING, 5, None)
    assert working.work(import_id=row.pk, clock=lambda: NOW) is False

    assert names() == NAMES


def test_what_cannot_be_got_past_is_given_up_with_a_word(
    send: Send, keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = send(Kind.CUSTOMER, TWELVE)
    imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
    for minute in range(working.TRIES):
        with pytest.raises(Struck):
            at = NOW + timedelta(minutes=2 * minute)
            asked = iter(range(100))
            working.work(import_id=row.pk, clock=lambda at=at, asked=asked: _strike(asked, at))

    working.work(import_id=row.pk, clock=lambda: NOW + timedelta(hours=1))

    row.refresh_from_db()
    assert row.state == ImportState.FAILED
    assert row.problem.startswith("Tieout could not get past 0 rows, several times.")
    assert Customer.objects.count() == 0
    assert AuditEntry.objects.filter(action="import.failed").count() == 1


def _strike(asked: Iterator[int], at: Any) -> Any:
    if next(asked) >= 3:
        raise Struck
    return at


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"suspended_at": NOW}, "owner@people.test may no longer keep the books, so the import was ended."),
        ({"role": Role.VIEWER}, "owner@people.test may no longer keep the books, so the import was ended."),
    ],
)
def test_who_lost_the_right_meanwhile_writes_nothing_more(
    change: dict[str, Any], said: str, send: Send, keeper: Actor
) -> None:
    row = send(Kind.CUSTOMER, TWELVE)
    imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
    Membership.objects.update(**change)

    assert working.work(import_id=row.pk, clock=lambda: NOW) is False

    row.refresh_from_db()
    assert (row.state, row.problem) == (ImportState.FAILED, said)
    assert Customer.objects.count() == 0


def test_what_was_seen_in_one_way_is_not_started_in_another(send: Send, keeper: Actor) -> None:
    row = send(Kind.CUSTOMER, TWELVE)
    seen = row.version
    options = Options.read(row.options)
    imports.match(import_id=row.pk, matching=row.matching, options=options, version=seen, now=NOW)
    working.work(import_id=row.pk, clock=lambda: NOW)

    with pytest.raises(Stale):
        imports.start(import_id=row.pk, version=seen, actor=keeper, now=NOW)
    with pytest.raises(Stale):
        imports.match(import_id=row.pk, matching=row.matching, options=options, version=seen, now=NOW)
    row.refresh_from_db()
    imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
    row.refresh_from_db()
    with pytest.raises(Refused, match="started already"):
        imports.start(import_id=row.pk, version=row.version, actor=keeper, now=NOW)
    with pytest.raises(Refused, match="has begun"):
        imports.match(import_id=row.pk, matching={}, options=options, version=row.version, now=NOW)

    assert Customer.objects.count() == 0


def test_the_schedule_finds_what_no_worker_is_at_and_forgets_old_files(
    run: Send, send: Send, books: Tenant, keeper: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    done = run(Kind.CUSTOMER, TWELVE + "Bad,C-01\n")
    waiting = send(Kind.CUSTOMER, "name\nBirch\n")
    imports.start(import_id=waiting.pk, version=waiting.version, actor=keeper, now=NOW)

    with django_capture_on_commit_callbacks() as rung:
        assert imports.sweep(now=NOW) == 1
    assert len(rung) == 1
    done.refresh_from_db()
    assert done.purged_at is None
    work_on_import(tenant_id=str(books.id), import_id=str(waiting.pk))
    later = NOW + imports.KEPT_FOR + timedelta(days=30)
    assert imports.sweep(now=later) == 0

    for row in Import.objects.all():
        assert row.purged_at == later
    assert (ImportPiece.objects.count(), ImportRefusal.objects.count()) == (0, 0)
    done.refresh_from_db()
    assert done.counts == {"created": 12, "changed": 0, "unchanged": 0, "refused": 1}
    assert done.batches.count() == 1
    sweep_imports()


@contextmanager
def inside(tenant: Tenant) -> Iterator[None]:
    with transaction.atomic(), tenant_scope(tenant_id=tenant.id):
        yield


def started(tenant: Tenant, owner: User, text: str) -> Import:
    """Bring a file to the point at which it is to be written, for good."""

    actor = Actor(id=owner.id, label=owner.email, channel=Channel.WEB)
    with inside(tenant):
        row = imports.receive(
            kind=Kind.CUSTOMER, name="t.csv", file=io.BytesIO(text.encode()), actor=actor, now=NOW
        )
        options = Options.read(row.options)
        imports.match(import_id=row.pk, matching=row.matching, options=options, version=1, now=NOW)
    with tenant_scope(tenant_id=tenant.id):
        working.work(import_id=row.pk)
    with inside(tenant):
        row.refresh_from_db()
        return imports.start(import_id=row.pk, version=row.version, actor=actor, now=NOW)


MANY = "name,number\n" + "".join(f"Customer {n},C-{n:04d}\n" for n in range(1500))


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_works_and_the_other_leaves(cedar: Tenant, owner: User) -> None:
    row = started(cedar, owner, MANY)
    together, left = threading.Barrier(2), []

    def one() -> None:
        try:
            with tenant_scope(tenant_id=cedar.id):
                together.wait()
                left.append(working.work(import_id=row.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with inside(cedar):
        row.refresh_from_db()
        assert left == [False, False]
        assert (row.state, row.created) == (ImportState.FINISHED, 1500)
        assert Customer.objects.count() == 1500
        assert AuditEntry.objects.filter(action="import.finished").count() == 1


KILLED = """
import os, signal, django
from datetime import timedelta
from uuid import UUID

django.setup()
from billing.services.importing import working
from billing.tenancy.scope import tenant_scope
from tests.books.conftest import NOW

asked = iter(range(10_000))


def clock():
    # Inside the transaction of the second batch.
    if next(asked) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return NOW


with tenant_scope(tenant_id=UUID("{tenant}")):
    working.work(import_id=UUID("{row}"), clock=clock)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_whole_batches_and_another_goes_on(
    cedar: Tenant, owner: User
) -> None:
    row = started(cedar, owner, MANY)
    dead = run_in_a_process(KILLED.format(tenant=cedar.id, row=row.pk))
    assert dead.returncode == -signal.SIGKILL, dead.stderr

    with inside(cedar):
        assert Customer.objects.count() == 500
    with tenant_scope(tenant_id=cedar.id):
        working.work(import_id=row.pk, clock=lambda: NOW + timedelta(minutes=5))

    with inside(cedar):
        row.refresh_from_db()
        assert (row.state, row.created) == (ImportState.FINISHED, 1500)
        assert Customer.objects.values("external_number").distinct().count() == 1500
        assert working.work(import_id=uuid4()) is False
