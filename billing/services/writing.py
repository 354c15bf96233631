"""Writing records of the books: one way in for pages, API and files. One record is a batch of one.

Every step goes over the whole batch, so that a thousand records cost as many queries as one.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from psycopg.errors import ForeignKeyViolation, NumericValueOutOfRange, UniqueViolation

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import Listed, Record, SearchWord
from billing.problems import Missing, Problem, Refused, Stale
from billing.registers import register_of
from billing.registers.base import Draft, Register
from billing.registers.books import Books, hold_ground
from billing.services import history, numbering, uniqueness
from billing.services.drafting import Change, drafted

__all__ = ["Change", "Result", "write", "write_one"]

logger = logging.getLogger(__name__)
BATCH = 1000
# What hangs on a batch of records, as their lines, in one statement.
ROWS = 20_000


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one change. `verb` is None where there was nothing to change, or it was refused."""

    record: Any
    verb: Verb | None = None
    problems: tuple[Problem, ...] = ()


def write(*, kind: Kind, changes: Sequence[Change], actor: Actor, now: datetime) -> list[Result]:
    """Write what is in order and say what is wrong with the rest, in the order of the changes."""
    register = register_of(kind)
    results: list[Result] = []
    for start in range(0, len(changes), BATCH):
        results += _write_batch(register, changes[start : start + BATCH], actor, now)
    return results


def write_one(
    *,
    kind: Kind,
    values: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    record_id: UUID | None = None,
    version: int | None = None,
) -> Any:
    """Write one record and return it, or raise Refused, Stale or Missing."""
    change = Change(values=values, id=record_id, version=version)
    (result,) = write(kind=kind, changes=[change], actor=actor, now=now)
    if result.problems:
        raise refusal(result.problems)
    return result.record


def preview(*, kind: Kind, change: Change, now: datetime) -> Draft:
    """Return what a change would come to, with its problems; nothing is written."""
    with transaction.atomic():
        (draft,) = drafted(register_of(kind), [change])
        _judge(register_of(kind), [draft], Books(now=now))
        transaction.set_rollback(True)
    return draft


def rehearse(*, kind: Kind, changes: Sequence[Change], now: datetime) -> list[Draft]:
    """Judge changes as `write` would, and write nothing. No lock stays behind."""
    register, books = register_of(kind), Books(now=now)
    with transaction.atomic():
        drafts = _judged(register, changes, books)
        transaction.set_rollback(True)
    return drafts


def refusal(problems: Sequence[Problem]) -> Refused:
    """Return the exception for these problems."""
    codes = {problem.code for problem in problems}
    return (Stale if "stale" in codes else Missing if "missing" in codes else Refused)(problems)


def _write_batch(register: Register, changes: Sequence[Change], actor: Actor, now: datetime) -> list[Result]:
    """Write a batch; where the database refuses it, halve it until what it refuses stands alone.

    Each attempt is undone whole, so that the others are written as if the guilty one had not been there.
    """
    try:
        with transaction.atomic():
            return _written(register, changes, actor, now)
    except (DataError, IntegrityError) as problem:
        if len(changes) == 1:
            return [Result(record=None, problems=(_refused_by_database(problem),))]
    half = len(changes) // 2
    return [
        *_write_batch(register, changes[:half], actor, now),
        *_write_batch(register, changes[half:], actor, now),
    ]


def _refused_by_database(problem: Exception) -> Problem:
    """Say of a record that the database did not take it: somebody was faster, or no rule foresaw it."""
    cause = problem.__cause__
    told = next((told for race, told in _RACES.items() if isinstance(cause, race)), None)
    if told is not None:
        return told
    logger.error("writing.refused_by_database", exc_info=problem)
    what = (
        "Its figures come to more than can be kept: lower its amounts, or spread them over several records."
        if isinstance(cause, NumericValueOutOfRange)
        else "Compare it with records that were written; if it is right, tell support."
    )
    return Problem(field="", message=f"The database did not take this record. {what}", code="unfit")


_TAKEN = Problem(
    field="",
    message="Somebody wrote a record with the same name or number just now. Try again.",
    code="taken",
)
_GONE = Problem(
    field="",
    message="A record that this one names was deleted just now. Name another one.",
    code="reference",
)
_RACES: dict[type[Exception], Problem] = {UniqueViolation: _TAKEN, ForeignKeyViolation: _GONE}


def _written(register: Register, changes: Sequence[Change], actor: Actor, now: datetime) -> list[Result]:
    hold_ground_of(register, changes)
    drafts = _judged(register, changes, Books(now=now))
    fine = [draft for draft in drafts if draft.is_fine]
    numbering.assign(register, [draft for draft in fine if draft.is_new])
    pictures = {id(draft): draft.picture() for draft in fine}
    changed = [draft for draft in fine if draft.is_new or pictures[id(draft)] != draft.before]
    _save(register, changed, now)
    history.tell(
        register=register,
        drafts=changed,
        pictures=[pictures[id(draft)] for draft in changed],
        actor=actor,
        now=now,
    )
    settled = _touched(changed)
    history.record_all(
        entries=[(row, Verb.SETTLED, None, {"settled": history.plain(row.settled)}) for row in settled],
        actor=actor,
        now=now,
    )
    done = {id(draft): Verb.CREATED if draft.is_new else Verb.CHANGED for draft in changed}
    return [
        Result(
            record=draft.row if draft.is_fine else None,
            verb=done.get(id(draft)),
            problems=tuple(draft.problems),
        )
        for draft in drafts
    ]


def hold_ground_of(register: Register, changes: Sequence[Change]) -> None:
    """Keep still what documents rest on while they are written, or wait for them where it is to change."""
    if "day" in register.fields:
        hold_ground()
    elif register.kind in {Kind.CUSTOMER, Kind.SUPPLIER} and _moves_currency(register, changes):
        hold_ground(to_change=True)


def _moves_currency(register: Register, changes: Sequence[Change]) -> bool:
    given = {change.id: change.values["currency"] for change in changes if "currency" in change.values}
    rows = register.model.objects.filter(pk__in=given.keys() - {None})
    return any(given[pk] != currency for pk, currency in rows.values_list("pk", "currency"))


def _judged(register: Register, changes: Sequence[Change], books: Books) -> list[Draft]:
    drafts = drafted(register, changes)
    _judge(register, drafts, books)
    return drafts


def _judge(register: Register, drafts: Sequence[Draft], books: Books) -> None:
    for rule in (*register.rules, _stands_once, register.settles):
        fine = [draft for draft in drafts if draft.is_fine]
        if fine and rule:
            rule(fine, books)


def _stands_once(drafts: Sequence[Draft], books: Books) -> None:
    for draft in drafts:
        draft.row.prepare()
    uniqueness.check(drafts[0].register, drafts)


def _save(register: Register, drafts: Sequence[Draft], now: datetime) -> None:
    for draft in drafts:
        draft.row.updated_at = now
        if draft.is_new:
            draft.row.created_at = now
        else:
            draft.row.version += 1
    insert(register.model, [draft.row for draft in drafts if draft.is_new])
    update(register.model, [draft.row for draft in drafts if not draft.is_new])
    for row in _touched(drafts):
        row.updated_at = now
        row.version += 1
    by_model: dict[type[Record], list[Record]] = {}
    for row in _touched(drafts):
        by_model.setdefault(type(row), []).append(row)
    for model, rows in by_model.items():
        update(model, rows, only=("settled", "version", "updated_at"))
    for children in register.children:
        _save_children(children.model, children.parent, children.name, drafts)
    if register.searched:
        _save_words(register, drafts)


def _touched(drafts: Sequence[Draft]) -> list[Any]:
    return list({row.pk: row for draft in drafts for row in draft.touched}.values())


def insert(model: Any, rows: Sequence[Model]) -> None:
    if rows:
        model.objects.bulk_create(rows, batch_size=ROWS)


def update(model: Any, rows: Sequence[Model], *, only: Sequence[str] = ()) -> None:
    """Write existing rows, all columns or only these, in one statement for many."""
    if not rows:
        return
    columns = only or [
        column.name
        for column in model._meta.local_concrete_fields
        if not column.generated and column.name not in {"id", "tenant", "created_at"}
    ]
    model.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )


def _save_children(model: Any, parent: str, name: str, drafts: Sequence[Draft]) -> None:
    kept: list[Any] = []
    for draft in drafts:
        for position, row in enumerate(draft.children[name]):
            row.position = position
            setattr(row, parent, draft.row)
            kept.append(row)
    old = [draft.row.pk for draft in drafts if not draft.is_new]
    if old:
        model.objects.filter(**{f"{parent}__in": old}).delete()
    insert(model, kept)


def _save_words(register: Register, drafts: Sequence[Draft]) -> None:
    old = [draft.row.pk for draft in drafts if not draft.is_new]
    if old:
        SearchWord.objects.filter(record_id__in=old).delete()
    insert(SearchWord, search_words([draft.row for draft in drafts]))


def search_words(rows: Sequence[Listed]) -> list[SearchWord]:
    """Return the words by which these records are found."""
    return [
        SearchWord(kind=row.kind, word=word, record_id=row.pk) for row in rows for word in row.search_words()
    ]
