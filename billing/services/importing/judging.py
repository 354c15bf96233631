"""One batch of records of a file: what becomes of each, written or only foreseen."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from psycopg.errors import NumericValueOutOfRange

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import Contact
from billing.naming import sort_key
from billing.problems import Problem
from billing.registers import register_of
from billing.registers.base import Draft
from billing.services.audit import differences
from billing.services.drafting import Change, drafted, picture
from billing.services.history import Names
from billing.services.importing.converting import Converter, Reading, clear, with_contacts
from billing.services.importing.gathering import Found, Wrong, shown
from billing.services.importing.plan import Plan
from billing.services.importing.recognising import recognise
from billing.services.writing import Result, rehearse, write

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What becomes of one record. Without a verb and problems it stays as it is, or waits for another."""

    found: Found
    id: UUID | None = None
    label: str = ""
    verb: Verb | None = None
    wrong: list[Wrong] = field(default_factory=list)
    waits: bool = False
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None

    def said(self) -> dict[str, Any]:
        """Return what the preview keeps of it."""
        before, after = self.before or {}, self.after or {}
        return {
            "line": self.found.first,
            "last": self.found.last,
            "label": self.label,
            "verb": "refused" if self.wrong else self.verb.value if self.verb else "unchanged",
            "values": [[name, before.get(name), after[name]] for name in after if name != "taxes"],
            "wrong": [[wrong.line, wrong.column, wrong.message] for wrong in self.wrong[:5]],
        }


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Judges the batches of one file."""

    plan: Plan
    home: str
    actor: Actor
    # Whether this text names a record that the file itself brings.
    is_coming: Callable[[str], bool] = lambda _: False
    # Whether a record may wait for one that stands further down.
    may_wait: bool = False

    @cached_property
    def converter(self) -> Converter:
        return Converter(self.plan, home=self.home)

    def check(self, founds: Sequence[Found], *, now: datetime, details: int = 0) -> list[Outcome]:
        """Say what would become of records; the first so many with what would change in them."""
        batch = _Batch(self, founds)
        changes = list(batch.changes.values())
        drafts = rehearse(kind=self.plan.kind, changes=changes, now=now) if changes else []
        again = [
            at for at, draft in zip(batch.changes, drafts, strict=True) if self._may_come(batch, at, draft)
        ]
        if again:
            # The record it names comes with the file; the rest of it is judged without that name.
            fewer = [self._without_own_kind(batch.changes[at]) for at in again]
            redone = dict(zip(again, rehearse(kind=self.plan.kind, changes=fewer, now=now), strict=True))
            drafts = [redone.get(at, draft) for at, draft in zip(batch.changes, drafts, strict=True)]
        for at, draft in zip(batch.changes, drafts, strict=True):
            self._foresee(batch, at, draft, details=at < details)
        return batch.outcomes

    def write(self, founds: Sequence[Found], *, now: datetime) -> list[Outcome]:
        """Write records, each whole or not at all. Called inside the transaction that counts them."""
        batch = _Batch(self, founds)
        results = self._written(list(batch.changes.values()), now=now)
        for at, result in zip(batch.changes, results, strict=True):
            outcome = batch.outcomes[at]
            if result.problems and self.may_wait and self._own_kind_only(result.problems):
                outcome.waits = True
            elif result.problems:
                outcome.wrong = batch.placed(at, result.problems)
            else:
                outcome.id, outcome.verb = result.record.pk, result.verb
        return batch.outcomes

    def _written(self, changes: Sequence[Change], *, now: datetime) -> list[Result]:
        """Write what the database takes; what it refuses, no rule having foreseen it, is refused alone.

        Halved until it stands alone: each attempt is undone whole, and the others come in all the same.
        """
        try:
            with transaction.atomic():
                return write(kind=self.plan.kind, changes=changes, actor=self.actor, now=now)
        except (DataError, IntegrityError) as problem:
            if len(changes) == 1:
                logger.warning("importing.refused_by_database", exc_info=problem)
                return [Result(record=None, problems=(_unfit(problem),))]
        half = len(changes) // 2
        return [*self._written(changes[:half], now=now), *self._written(changes[half:], now=now)]

    def _own_kind_only(self, problems: Sequence[Problem]) -> bool:
        return all(
            problem.code == "reference" and _plain(problem.field) in self.plan.own_kind
            for problem in problems
        )

    def _may_come(self, batch: "_Batch", at: int, draft: Draft) -> bool:
        if not draft.problems or not self._own_kind_only(draft.problems):
            return False
        places = self.plan.own_kind.values()
        cells = [shown(row.cells[place]) for row in batch.outcomes[at].found.rows for place in places]
        return any(self.is_coming(cell) for cell in cells if cell)

    def _without_own_kind(self, change: Change) -> Change:
        names = {name for name in self.plan.own_kind if "." not in name}
        groups = {name.partition(".")[0] for name in self.plan.own_kind if "." in name}
        given = {name: value for name, value in change.values.items() if name not in names | groups}
        if self.plan.kind is Kind.ITEM and groups & change.values.keys():
            # A bundle without its parts would be refused for that.
            given.pop("type", None)
        return replace(change, values=given)

    def _foresee(self, batch: "_Batch", at: int, draft: Draft, *, details: bool) -> None:
        outcome = batch.outcomes[at]
        if draft.problems:
            outcome.wrong = batch.placed(at, draft.problems)
            return
        after = picture(register_of(self.plan.kind), draft)
        if draft.is_new or after != draft.before:
            outcome.verb = Verb.CREATED if draft.is_new else Verb.CHANGED
        outcome.label = draft.row.label
        if details and outcome.verb:
            old, new = differences(draft.before or None, after)
            with transaction.atomic():
                names = Names(register_of(self.plan.kind), [side for side in (old, new) if side])
                outcome.before, outcome.after = names.put_in(old), names.put_in(new)


def _unfit(problem: Exception) -> Problem:
    """Say of a record that the database did not take it."""
    what = (
        "Its figures come to more than can be kept: lower its amounts, or spread them over several records."
        if isinstance(problem.__cause__, NumericValueOutOfRange)
        else "Compare its cells with those of records that went in, and enter it by hand if they are right; "
        "tell support if that is refused too."
    )
    return Problem(field="", message=f"The database did not take this record. {what}", code="unfit")


class _Batch:
    """The records of one batch on their way to changes."""

    def __init__(self, judge: Judge, founds: Sequence[Found]) -> None:
        plan = judge.plan
        self._converter = judge.converter
        self.readings = [self._converter.read(found) for found in founds]
        self.outcomes = [Outcome(found) for found in founds]
        with transaction.atomic():
            ids = recognise(plan, self.readings)
            contacts = _contacts_of(plan, ids.values())
        self.changes: dict[int, Change] = {}
        for at, reading in enumerate(self.readings):
            if reading.wrong:
                self.outcomes[at].wrong = reading.wrong
                continue
            record_id = ids.get(at)
            if record_id is not None and plan.options.clears:
                clear(reading, plan)
            if plan.contacts:
                with_contacts(reading, contacts.get(record_id, []) if record_id else [])
            self.changes[at] = Change(values=reading.values, id=record_id, version=reading.version)
        self._leave_out_what_stays(plan)

    def placed(self, at: int, problems: Sequence[Problem]) -> list[Wrong]:
        reading: Reading = self.readings[at]
        return [self._converter.title(reading, problem) for problem in problems]

    def _leave_out_what_stays(self, plan: Plan) -> None:
        """Take out what says nothing new: what is settled, void or closed may be sent back as it is."""
        known = {at: replace(change, version=None) for at, change in self.changes.items() if change.id}
        if not known:
            return
        register = register_of(plan.kind)
        with transaction.atomic():
            drafts = drafted(register, list(known.values()))
            for at, draft in zip(known, drafts, strict=True):
                if draft.is_fine and picture(register, draft) == draft.before:
                    self.outcomes[at].id, self.outcomes[at].label = draft.row.pk, draft.row.label
                    del self.changes[at]


def _contacts_of(plan: Plan, ids: Collection[UUID]) -> dict[UUID, list[Contact]]:
    found: dict[UUID, list[Contact]] = defaultdict(list)
    if plan.contacts and ids:
        for contact in Contact.objects.filter(customer__in=list(ids)).order_by("customer", "position"):
            found[contact.customer_id].append(contact)
    return found


def _plain(path: str) -> str:
    """Return a path without places: `parts.0.item` is `parts.item`."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


class Coming:
    """The names and numbers that a file brings, each as a number of eight bytes."""

    def __init__(self, plan: Plan) -> None:
        lookups = register_of(plan.kind).lookups
        self._places = [plan.at[name] for name in lookups if name in plan.at] if plan.own_kind else []
        self._keys: set[int] = set()

    def note(self, cells: Sequence[Any]) -> None:
        for place in self._places:
            if cells[place] is not None:
                self._keys.add(hash(sort_key(shown(cells[place]))))

    def __contains__(self, text: str) -> bool:
        return hash(sort_key(text)) in self._keys
