"""Imports: receiving a file, saying how it is read, starting, forgetting. `importing` does the work."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import IO
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.files.reading import open_table
from billing.files.table import Table
from billing.kinds import Kind
from billing.models import ENDED, WORKING, Import, ImportBatch, ImportPiece, ImportRefusal, ImportState
from billing.problems import Missing, Problem, Refused, Stale
from billing.services import audit
from billing.services.importing import content, working
from billing.services.importing.plan import Options, recognisers
from billing.services.importing.sampling import Sample
from billing.services.importing.table import columns_of, proposed
from billing.tenancy.scope import across_tenants, current_tenant_id, tenant_scope
from billing.wake import wake

TASK = "billing.work_on_import"
KEPT_FOR = timedelta(days=14)
SAMPLE = 2_000


@transaction.atomic
def receive(*, kind: Kind, name: str, file: IO[bytes], actor: Actor, now: datetime) -> Import:
    """Keep a file, or raise billing.files.table.Refused with what is wrong with it."""
    with open_table(file, name=name, limits=content.limits()) as table:
        size = file.seek(0, 2)
        titles = [column.title for column in table.columns]
        row = Import(
            kind=kind,
            name=name[-200:],
            size=size,
            form=table.form.value,
            delimiter=table.delimiter or "",
            sheets=[sheet.name[:100] for sheet in table.sheets if not sheet.hidden],
            titles=titles,
            matching=_proposal(kind, titles),
            options=_usual(kind, titles, sheet=table.sheet or "").kept(),
            by_id=actor.id,
            by_label=actor.label[:254],
            uploaded_at=now,
        )
    row.save()
    file.seek(0)
    content.keep(row, iter(lambda: file.read(content.PIECE), b""))
    return row


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str) -> Import:
    """Read another sheet of the workbook, or raise billing.files.table.Refused; the matching begins anew."""
    row = _locked(import_id)
    _refuse_begun(row)
    row.options = row.options | {"sheet": sheet}
    with _table(row) as table:
        row.titles = [column.title for column in table.columns]
    row.matching = _proposal(row.of, row.titles)
    row.options = _usual(row.of, row.titles, sheet=sheet).kept()
    _begin_again(row, ImportState.UPLOADED)
    return row


@transaction.atomic
def match(
    *, import_id: UUID, matching: Mapping[str, str], options: Options, version: int, now: datetime
) -> Import:
    """Say how the file is read, and have it checked; or raise Refused with what does not fit."""
    row = _locked(import_id)
    _refuse_begun(row)
    _refuse_older(row, version)
    kept = {title: name for title, name in matching.items() if name and title in row.titles}
    problems = _problems(row.of, kept, options)
    if problems:
        raise Refused(problems)
    row.matching, row.options = kept, options.kept()
    _begin_again(row, ImportState.MATCHED)
    _wake(row)
    return row


@transaction.atomic
def start(*, import_id: UUID, version: int, actor: Actor, now: datetime) -> Import:
    """Have what was checked written."""
    row = _locked(import_id)
    _refuse_older(row, version)
    if row.state != ImportState.CHECKED or row.purged_at:
        raise Refused([_no("This file is not checked, or was started already. Look at where it stands.")])
    foreseen = row.foreseen
    _begin_again(row, ImportState.STARTED)
    row.foreseen, row.started_at = foreseen, now
    # What is written is written for whoever presses the button.
    row.by_id, row.by_label = actor.id, actor.label[:254]
    row.save()
    audit.record(
        actor=actor,
        action="import.started",
        kind="import",
        subject_id=row.pk,
        label=row.name,
        after={"kind": row.of.plural, "rows": row.rows, **(foreseen or {})},
        now=now,
    )
    _wake(row)
    return row


def stop(*, import_id: UUID, now: datetime) -> bool:
    """Stop what is at work, between two batches; False where nothing was."""
    return working.stop(import_id=import_id, now=now) is not None


@contextmanager
def sampled(row: Import) -> Iterator[Sample]:
    """Read the first rows of the file."""
    with _table(row) as table:
        yield Sample(rows=list(islice(table, SAMPLE)))


def sweep(*, now: datetime) -> int:
    """Ring for work that nobody is at, and forget files that are long done. Return how many were rung for."""
    with transaction.atomic(), across_tenants(reason="work of all tenants that no worker is at"):
        waiting = list(
            Import.objects.filter(state__in=WORKING)
            .exclude(worker_until__gt=now)
            .values_list("tenant_id", "pk")
        )
        old = list(
            Import.objects.filter(purged_at=None, uploaded_at__lt=now - KEPT_FOR)
            .exclude(state__in=WORKING)
            .exclude(ended_at__gt=now - KEPT_FOR)
            .values_list("tenant_id", "pk")[:200]
        )
    for tenant_id, import_id in waiting:
        with transaction.atomic():
            wake(TASK, tenant_id=str(tenant_id), import_id=str(import_id))
    for tenant_id, import_id in old:
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            _forget(import_id, now=now)
    return len(waiting)


def _forget(import_id: UUID, *, now: datetime) -> None:
    """Let go of the bytes and the refusals; that there was an import, and its counts, stay."""
    row = Import.objects.select_for_update().get(pk=import_id)
    ImportPiece.objects.filter(of=row).delete()
    ImportRefusal.objects.filter(of=row).delete()
    row.purged_at, row.preview = now, []
    if row.state not in ENDED:
        row.state, row.ended_at, row.problem = ImportState.STOPPED, now, "It was never started."
    row.save()


def _locked(import_id: UUID) -> Import:
    row = Import.objects.select_for_update().filter(pk=import_id).first()
    if row is None:
        raise Missing([_no("There is no such import here.")])
    return row


def _refuse_begun(row: Import) -> None:
    if row.started_at or row.state in ENDED or row.purged_at:
        raise Refused([_no("This import has begun or is over. Upload the file again to read it otherwise.")])


def _refuse_older(row: Import, version: int) -> None:
    if version != row.version:
        raise Stale(
            [_no("Somebody changed how this file is read meanwhile. Look at it again before you go on.")]
        )


def _begin_again(row: Import, state: ImportState) -> None:
    """Forget what was found out so far; whoever is at work on it leaves."""
    ImportRefusal.objects.filter(of=row).delete()
    ImportBatch.objects.filter(of=row).delete()
    row.state, row.version = state, row.version + 1
    row.foreseen, row.problem, row.passes = None, "", 1
    if state != ImportState.STARTED:
        row.preview = []
    row.done = row.rows_done = row.created = row.changed = row.unchanged = row.refused = row.tries = 0
    row.waiting, row.again, row.worker, row.worker_until = [], [], None, None
    row.save()


def _wake(row: Import) -> None:
    wake(TASK, tenant_id=str(current_tenant_id()), import_id=str(row.pk))


@contextmanager
def _table(row: Import) -> Iterator[Table]:
    with content.fetched(row.pk) as file, content.opened(row, file) as table:
        yield table


def _proposal(kind: Kind, titles: Sequence[str]) -> dict[str, str]:
    return {titles[at]: column.name for at, column in proposed(kind, list(titles)).items()}


def _usual(kind: Kind, titles: Sequence[str], *, sheet: str) -> Options:
    """Return the options that fit a file as it was matched."""
    matched = set(_proposal(kind, titles).values())
    ways = [way for way, names in recognisers(kind).items() if matched.issuperset(names)]
    return Options(by=ways[0] if ways else "id", sheet=sheet, updates=bool(ways))


def _problems(kind: Kind, matching: Mapping[str, str], options: Options) -> list[Problem]:
    problems: list[Problem] = []
    columns = {column.name: column for column in columns_of(kind)}
    taken: dict[str, str] = {}
    for title, name in matching.items():
        if name not in columns:
            problems.append(Problem(field=title, message="Choose one of the fields offered.", code="unknown"))
        elif name in taken:
            problems.append(
                Problem(
                    field=title,
                    message=f"“{taken[name][:60]}” is meant for {columns[name].label} already. "
                    "Choose another field, or leave this column out.",
                    code="twice",
                )
            )
        taken.setdefault(name, title)
    groups = {columns[name].group for name in taken if name in columns}
    for column in columns.values():
        is_asked = column.group in groups if column.group else not (options.updates and "id" in taken)
        if column.required and is_asked and column.name not in taken and column.group != "contacts":
            problems.append(
                Problem(
                    field="",
                    message=f"No column is meant for {column.label}, which every {kind.label} needs. "
                    "Choose it for the column that has it, or add the column to the file.",
                    code="required",
                )
            )
    names = recognisers(kind).get(options.by, ())
    if options.updates and not set(names) <= taken.keys():
        wanted = " and ".join(columns[name].label for name in names)
        problems.append(
            Problem(
                field="by",
                message=f"To know existing records by {wanted}, the file needs that column.",
                code="required",
            )
        )
    return problems


def _no(message: str) -> Problem:
    return Problem(field="", message=message, code="state")
