"""Finding records by text, in long lists too: each source of candidates is entered by an index and bounded.

Row-level security keeps PostgreSQL from using indexes for pattern matching; ranges of text it may use.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.kinds import Kind
from billing.models import SearchWord
from billing.naming import BEYOND, sort_key, words
from billing.registers import register_of
from billing.registers.base import Register

CANDIDATES = 500
PARTIES = 200


def narrowed(register: Register, rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Return those of the rows that the text finds; of very many, the first thousand candidates."""
    if not text.strip():
        return rows
    if register.searched:
        return rows.filter(pk__in=by_words(register.kind, text, at_most=CANDIDATES))
    if not hasattr(register.model, "sort_key"):
        return rows.filter(pk__in=_documents(register, text))
    return rows.filter(_contains(register, text))


def by_words(kind: Kind, text: str, *, at_most: int) -> list[UUID]:
    """Return records of which every word of the text begins a word."""
    asked = words(text)
    if not asked:
        return []
    first, *others = sorted(asked, key=len, reverse=True)
    found = SearchWord.objects.filter(kind=kind, word__gte=first, word__lt=first + BEYOND)
    for word in others:
        same = SearchWord.objects.filter(
            record_id=OuterRef("record_id"), kind=kind, word__gte=word, word__lt=word + BEYOND
        )
        found = found.filter(Exists(same))
    rows: Iterable[UUID] = found.order_by("word", "record_id").values_list("record_id", flat=True)[:at_most]
    return list(dict.fromkeys(rows))


def _documents(register: Register, text: str) -> set[UUID]:
    """Return documents by how their number begins, and by whom they are with."""
    model: Any = register.model
    key = sort_key(text)
    found: set[UUID] = set()
    for column in ("number_key", "reference_key", "code"):
        if hasattr(model, column):
            value = text.strip().upper() if column == "code" else key
            begins = Q(**{f"{column}__gte": value, f"{column}__lt": value + BEYOND})
            rows = model.objects.filter(begins).order_by(column).values_list("pk", flat=True)
            found.update(rows[:CANDIDATES])
    for column, kind in (("customer", Kind.CUSTOMER), ("supplier", Kind.SUPPLIER)):
        if hasattr(model, column) and column in register.filters:
            parties = by_words(kind, text, at_most=PARTIES)
            rows = model.objects.filter(**{f"{column}__in": parties}).order_by("-day")
            found.update(rows.values_list("pk", flat=True)[:CANDIDATES] if parties else ())
    return found


def _contains(register: Register, text: str) -> Q:
    """Look through a short list."""
    asked = Q()
    for word in sort_key(text).split():
        asked &= Q(sort_key__contains=word)
    if "number" in register.fields:
        asked |= Q(number__startswith=text.strip())
    return asked


def choices(kind: Kind, text: str, *, at_most: int = 20) -> "list[Any]":
    """Return what a person typing into a field that names such a record may mean."""
    register = register_of(kind)
    rows = narrowed(register, register.model.objects.all(), text)
    if "is_active" in register.fields:
        rows = rows.filter(is_active=True)
    return list(rows.order_by(*register.sorts[:1], "pk")[:at_most])
