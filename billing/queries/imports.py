"""Imports as pages show them, and which records one of them made."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import F, Func, QuerySet, UUIDField

from billing.models import Import, ImportBatch, ImportRefusal
from billing.roles import closed_to


class _Each(Func):
    function = "unnest"
    set_returning = True


def of_modules(modules: Collection[str]) -> QuerySet[Import]:
    """Return the imports of all kinds that a seat restricted to these modules may deal with."""
    return Import.objects.exclude(kind__in=closed_to(modules)).defer("preview", "waiting", "again")


def refusals_of(row: Import) -> QuerySet[ImportRefusal]:
    return ImportRefusal.objects.filter(of=row)


def made_by(import_id: UUID, *, what: str = "created") -> QuerySet[Any]:
    """Return the ids of what an import created, or changed, as a condition for lists."""
    each = _Each(F(what), output_field=UUIDField())
    found: QuerySet[Any] = ImportBatch.objects.filter(of=import_id).annotate(each=each).values("each")
    return found
