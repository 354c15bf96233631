"""Working through a file: checked first, then written, batch by batch, so that it can end at any moment.

Each batch is one transaction that also moves the counter. Whoever comes after a worker that died goes on
behind the last batch that was committed, and nothing is written twice.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from billing.actors import Actor, Channel
from billing.events import Verb
from billing.files.table import Refused, Table
from billing.models import (
    RUNS,
    WORKING,
    Import,
    ImportBatch,
    ImportRefusal,
    ImportState,
    Membership,
    Tenant,
)
from billing.roles import RIGHTS, Right, Role, open_to
from billing.services import audit
from billing.services.importing import content
from billing.services.importing.gathering import Found, batches, gathered
from billing.services.importing.judging import Coming, Judge, Outcome
from billing.services.importing.plan import Options, Plan
from billing.tenancy.identifiers import new_id

logger = logging.getLogger(__name__)
BATCH = 500
LEASE = timedelta(minutes=1)
# A worker gives others a turn after so long; the work itself goes on at once.
TURN = timedelta(seconds=90)
TRIES, PASSES = 5, 8
PREVIEWED = 25
ROWS_BETWEEN_SIGNS = 20_000
ACTIONS = {
    ImportState.FINISHED: "import.finished",
    ImportState.FAILED: "import.failed",
    ImportState.STOPPED: "import.stopped",
}
Clock = Callable[[], datetime]


def work(*, import_id: UUID, clock: Clock = timezone.now) -> bool:
    """Work on an import until it is done, stopped, or the turn is over; tell whether there is more to do.

    Where another worker is at it, nothing is done.
    """
    claimed = _claim(import_id, now=clock())
    if claimed is None:
        return False
    row, tenant = claimed
    began = clock()
    try:
        with content.fetched(import_id) as file, content.opened(row, file) as table:
            worker = _Worker(row, tenant, table, clock=clock)
            while worker.row.state in WORKING:
                if not worker.go_on(until=began + TURN):
                    return worker.give_back()
    except Refused as problem:
        _fail(import_id, str(problem), now=clock())
    except _Gone:
        logger.info("importing.left", extra={"import_id": str(import_id)})
    return False


class _Gone(Exception):
    """The import was stopped, or somebody else works on it by now."""


def _claim(import_id: UUID, *, now: datetime) -> tuple[Import, Tenant] | None:
    """Take the turn; None where there is nothing to do, or it is somebody else's."""
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(pk=import_id, state__in=WORKING).first()
        if row is None or (row.worker_until and row.worker_until > now):
            return None
        row.tries += 1
        tenant = Tenant.objects.get()
        problem = _forbidden(row)
        if row.tries > TRIES:
            problem = (
                f"Tieout could not get past {row.rows_done:,} rows, several times. What was written stays. "
                "Send the rest as a file of its own, and tell support if it happens again."
            )
        if problem:
            _end(row, ImportState.FAILED, problem, now=now)
            return None
        row.state = ImportState.CHECKING if row.is_check else ImportState.RUNNING
        row.worker, row.worker_until = new_id(), now + LEASE
        row.save(update_fields=["tries", "state", "worker", "worker_until"])
    return row, tenant


def _forbidden(row: Import) -> str:
    """Return why the person may no longer do this, or nothing."""
    seats = Membership.objects.filter(suspended_at=None, user__is_active=True)
    seat = seats.filter(user_id=row.by_id).first() if row.by_id else None
    if seat is None or Right.KEEP_BOOKS not in RIGHTS[Role(seat.role)]:
        return f"{row.by_label} may no longer keep the books, so the import was ended."
    if not open_to(row.of, modules=seat.modules):
        return f"{row.by_label} may no longer deal with {row.of.heading.lower()}, so the import was ended."
    return ""


@dataclass
class _Worker:
    """One worker's turn at one import."""

    row: Import
    tenant: Tenant
    table: Table
    clock: Clock

    def __post_init__(self) -> None:
        row = self.row
        self.plan = Plan.made(row.of, row.titles, row.matching, Options.read(row.options))
        self.judge = Judge(plan=self.plan, home=self.tenant.currency, actor=actor_of(row))
        if row.is_check:
            self._count()

    def go_on(self, *, until: datetime) -> bool:
        """Make one pass over the file; tell whether it came to its end."""
        row = self.row
        again = set(row.again) if row.passes > 1 else None
        self.judge = replace(self.judge, may_wait=bool(self.plan.own_kind) and row.passes < PASSES)
        # Closed before the file is: what is left of a broken-off reading would still want it.
        with closing(iter(self.table)) as rows:
            founds = islice(gathered(self.plan, rows), row.done, None)
            for batch, passed in batches(founds, again, size=BATCH):
                if self.clock() > until:
                    return False
                self._one(batch, passed)
        with transaction.atomic():
            self._lock()
            self._pass_ended()
        return True

    def give_back(self) -> bool:
        """Let the next worker go on at once."""
        with transaction.atomic():
            self._lock()
            self.row.worker = self.row.worker_until = None
            self.row.save(update_fields=["worker", "worker_until"])
        return True

    def _count(self) -> None:
        """Read the file to its end first: what cannot be read is said before anything is judged."""
        self.coming, count = Coming(self.plan), 0
        with closing(iter(self.table)) as rows:
            for each in rows:
                count += 1
                self.coming.note(each.cells)
                if not count % ROWS_BETWEEN_SIGNS:
                    self._sign_of_life()
        self.judge = replace(self.judge, is_coming=self.coming.__contains__)
        with transaction.atomic():
            self._lock()
            self.row.rows = count
            self.row.save(update_fields=["rows"])

    def _sign_of_life(self) -> None:
        with transaction.atomic():
            self._lock()
            self.row.worker_until = self.clock() + LEASE
            self.row.save(update_fields=["worker_until"])

    def _one(self, founds: Sequence[Found], passed: tuple[int, int]) -> None:
        """Do one batch and move the counter, in one transaction."""
        with transaction.atomic():
            self._lock()
            row, now = self.row, self.clock()
            if row.is_check:
                room = max(0, PREVIEWED - len(row.preview))
                outcomes = self.judge.check(founds, now=now, details=room)
                row.preview += [outcome.said() for outcome in outcomes[:room]]
            else:
                outcomes = self.judge.write(founds, now=now)
                self._note(outcomes)
            self._refuse(outcomes)
            row.waiting += [outcome.found.ordinal for outcome in outcomes if outcome.waits]
            for verb, name in ((Verb.CREATED, "created"), (Verb.CHANGED, "changed")):
                setattr(row, name, getattr(row, name) + sum(each.verb is verb for each in outcomes))
            row.refused += sum(bool(each.wrong) for each in outcomes)
            row.unchanged += sum(not (each.verb or each.wrong or each.waits) for each in outcomes)
            row.done, row.rows_done = row.done + passed[0], row.rows_done + passed[1]
            row.tries, row.worker_until = 0, now + LEASE
            row.save()

    def _lock(self) -> None:
        """Take the row, as it stands in the database, or leave."""
        fresh = Import.objects.select_for_update().filter(pk=self.row.pk, worker=self.row.worker).first()
        if fresh is None or fresh.state not in WORKING:
            raise _Gone
        self.row = fresh

    def _note(self, outcomes: Sequence[Outcome]) -> None:
        of = {
            verb: [each.id for each in outcomes if each.verb is verb and each.id]
            for verb in (Verb.CREATED, Verb.CHANGED)
        }
        if any(of.values()):
            ImportBatch.objects.create(of=self.row, created=of[Verb.CREATED], changed=of[Verb.CHANGED])

    def _refuse(self, outcomes: Sequence[Outcome]) -> None:
        ImportRefusal.objects.bulk_create(
            [
                ImportRefusal(
                    of=self.row,
                    first=each.found.first,
                    last=each.found.last,
                    line=wrong.line,
                    column=wrong.column[:200],
                    message=wrong.message,
                )
                for each in outcomes
                for wrong in each.wrong
            ]
        )

    def _pass_ended(self) -> None:
        """Begin another pass for those that wait, or end."""
        row, now = self.row, self.clock()
        if row.waiting:
            # Without any progress the last pass refuses what is left, each with its reason.
            stuck = row.passes > 1 and len(row.waiting) == len(row.again)
            row.passes = PASSES if stuck else row.passes + 1
            row.again, row.waiting, row.done, row.rows_done = row.waiting, [], 0, 0
            row.save()
        elif row.is_check:
            row.state, row.foreseen, row.worker, row.worker_until = (
                ImportState.CHECKED,
                row.counts,
                None,
                None,
            )
            row.save()
        else:
            _end(row, ImportState.FINISHED, "", now=now)


def actor_of(row: Import) -> Actor:
    """Return the person who started it, through the door of files."""
    return Actor(id=row.by_id, label=row.by_label, channel=Channel.FILE)


def _fail(import_id: UUID, problem: str, *, now: datetime) -> None:
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(pk=import_id, state__in=WORKING).first()
        if row is not None:
            _end(row, ImportState.FAILED, problem[:1000], now=now)


def _end(row: Import, state: ImportState, problem: str, *, now: datetime) -> None:
    """End an import and tell the trail, if it came to writing."""
    wrote = row.state in RUNS
    row.state, row.problem, row.ended_at = state, problem, now
    row.worker = row.worker_until = None
    row.save()
    if wrote:
        audit.record(
            actor=actor_of(row),
            action=ACTIONS[state],
            kind="import",
            subject_id=row.pk,
            label=row.name,
            after={"kind": row.of.plural, **row.counts, **({"problem": problem} if problem else {})},
            now=now,
        )


def stop(*, import_id: UUID, now: datetime) -> Import | None:
    """Stop between two batches; None where there is nothing to stop."""
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(pk=import_id, state__in=WORKING).first()
        if row is not None:
            _end(row, ImportState.STOPPED, "", now=now)
    return row
