"""What is told of a write: its entries in the audit trail, and its events."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey

from billing.actors import Actor
from billing.events import Happened, Verb, publish
from billing.models import AuditEntry, Record
from billing.registers.base import Draft, Register
from billing.services.audit import differences

LINES_SHOWN = 50


def tell(
    *,
    register: Register,
    drafts: Sequence[Draft],
    pictures: Sequence[dict[str, Any]],
    actor: Actor,
    now: datetime,
) -> None:
    """Enter what was created and changed, and publish it."""
    told = []
    for draft, after in zip(drafts, pictures, strict=True):
        old, new = differences(draft.before or None, after)
        verb = Verb.CREATED if draft.is_new else Verb.CHANGED
        told.append((draft.row, verb, old, _without_empty(new) if draft.is_new else new))
    names = Names(register, [side for _, _, old, new in told for side in (old, new) if side])
    record_all(
        entries=[(row, verb, names.put_in(old), names.put_in(new)) for row, verb, old, new in told],
        actor=actor,
        now=now,
    )


def record_all(
    *,
    entries: Iterable[tuple[Record, Verb, Mapping[str, Any] | None, Mapping[str, Any] | None]],
    actor: Actor,
    now: datetime,
) -> None:
    """Append an entry for each record and publish the events, in the transaction of the write."""
    entries = list(entries)
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=now,
                actor_id=actor.id,
                actor_label=actor.label[:254],
                channel=actor.channel,
                address=actor.address,
                request_id=actor.request_id,
                action=f"{row.kind.value}.{verb.value}",
                subject_kind=row.kind.value,
                subject_id=row.pk,
                subject_label=row.label[:254],
                before=before,
                after=after,
            )
            for row, verb, before, after in entries
        ],
        batch_size=1000,
    )
    publish(
        [
            Happened(kind=row.kind, record_id=row.pk, verb=verb, version=row.version, channel=actor.channel)
            for row, verb, _, _ in entries
        ]
    )


def plain(value: Any) -> Any:
    """Return a value as the trail keeps it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


class Names:
    """Puts the names of records in the place of their ids, read in one query for each kind."""

    def __init__(self, register: Register, pictures: Sequence[Mapping[str, Any]]) -> None:
        self._register = register
        self._labels: dict[tuple[str, UUID], str] = {}
        self._children = {children.name: children for children in register.children}
        for name in register.fields:
            column = register.field(name)
            ids = {picture[name] for picture in pictures if picture.get(name)}
            if isinstance(column, ForeignKey) and ids:
                model: Any = column.related_model
                for row in model.objects.filter(pk__in=ids):
                    self._labels[name, row.pk] = row.label

    def put_in(self, picture: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if picture is None:
            return None
        return {name: self._said(name, value) for name, value in picture.items()}

    def _said(self, name: str, value: Any) -> Any:
        if name in self._children:
            names = (*self._children[name].fields, *self._children[name].shown)
            return [_line(names, row) for row in (value or [])[:LINES_SHOWN]]
        if isinstance(value, UUID):
            return self._labels.get((name, value), str(value))
        return plain(value)


def _line(names: Sequence[str], row: Sequence[Any]) -> str:
    """Say a child in one line; which records it names is left out."""
    said = [
        f"{name.replace('_', ' ')} {plain(value)}"
        for name, value in zip(names, row, strict=True)
        if value not in {None, "", False} and value != 0 and not isinstance(value, UUID)
    ]
    return ", ".join(said)


def _without_empty(picture: dict[str, Any] | None) -> dict[str, Any] | None:
    """Leave out of a new record what nobody filled in."""
    if picture is None:
        return None
    return {name: value for name, value in picture.items() if value not in (None, "", [], False)}
