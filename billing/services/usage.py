"""What refers to a record, so that nothing is deleted from below something else."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CASCADE, ForeignKey, Model

from billing.kinds import Kind
from billing.models import Attachment, Currency, Customer, SearchWord, Supplier
from billing.registers import register_of


def of(kind: Kind, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return, for each of these records that something refers to, one thing that does, in words."""
    used: dict[UUID, str] = {}
    for model, column in _referring(register_of(kind).model):
        rows = model.objects.filter(**{f"{column.name}__in": ids})
        for found in rows.order_by().values_list(column.attname, flat=True).distinct():
            used.setdefault(found, _in_words(model))
    if kind is Kind.CURRENCY:
        used |= _currencies(ids)
    return used


def _currencies(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return who is billed or bills in these: a code stands on them, not a reference."""
    codes = dict(Currency.objects.filter(pk__in=ids).values_list("code", "pk"))
    used: dict[UUID, str] = {}
    for model in (Customer, Supplier):
        rows: Any = model.objects.filter(currency__in=codes)
        for code in rows.order_by().values_list("currency", flat=True).distinct():
            used.setdefault(codes[code], _in_words(model))
    return used


def forget(ids: Iterable[UUID]) -> None:
    """Take away what hangs on records that are about to go."""
    gone = list(ids)
    SearchWord.objects.filter(record_id__in=gone).delete()
    Attachment.objects.filter(record_id__in=gone).delete()


def _referring(model: type[Model]) -> Iterator[tuple[Any, Any]]:
    """Yield the references to this model that would not go with it."""
    for relation in model._meta.get_fields(include_hidden=True):
        column = getattr(relation, "field", None)
        if isinstance(column, ForeignKey) and column.remote_field.on_delete is not CASCADE:
            yield relation.related_model, column


def _in_words(model: Any) -> str:
    name = str(model._meta.verbose_name)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
