"""The file of what was refused: the person's own rows, whole records of them, with what is wrong beside."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from billing.files.error_file import ErrorFile
from billing.files.table import Problem
from billing.models import Import, ImportRefusal
from billing.services.importing import content

BATCH = 1_000


@dataclass(slots=True)
class _Refused:
    first: int
    last: int
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))


def write_errors(row: Import, out: IO[bytes]) -> int:
    """Write the rows of all refused records, as they came; return how many rows that were."""
    refused = _refused(row.pk)
    current = next(refused, None)
    with (
        content.fetched(row.pk) as file,
        content.opened(row, file) as table,
        ErrorFile(table, out) as errors,
    ):
        for each in table:
            while current is not None and each.number > current.last:
                current = next(refused, None)
            if current is None:
                break
            if each.number >= current.first:
                errors.add(each, current.problems.get(each.number, ()))
        return errors.count


def _refused(import_id: UUID) -> Iterator[_Refused]:
    current: _Refused | None = None
    for each in _refusals(import_id):
        if current is None or each.first != current.first:
            if current is not None:
                yield current
            current = _Refused(each.first, each.last)
        current.problems[each.line].append(Problem(each.column, each.message))
    if current is not None:
        yield current


def _refusals(import_id: UUID) -> Iterator[ImportRefusal]:
    """Yield them by line, each batch in a transaction of its own: neither waits for who takes the file."""
    last: ImportRefusal | None = None
    while True:
        with transaction.atomic():
            rows = ImportRefusal.objects.filter(of=import_id)
            if last is not None:
                rows = rows.filter(
                    Q(first__gt=last.first) | Q(first=last.first, pk__gt=last.pk), first__gte=last.first
                )
            batch = list(rows.order_by("first", "pk")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]
