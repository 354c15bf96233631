"""Lists of records: filtered, searched and ordered as the registers allow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, ForeignKey, Q, QuerySet

from billing.kinds import Kind
from billing.models import InvoiceState
from billing.problems import Problem, Refused
from billing.queries import search
from billing.queries.imports import made_by
from billing.registers import register_of
from billing.registers.base import Register
from billing.tenancy.scope import tenant_scope

BATCH = 500
OVERDUE = "overdue"
OPEN = [InvoiceState.APPROVED.value, InvoiceState.SENT.value, InvoiceState.PART_PAID.value]
YES_OR_NO = {"true": True, "false": False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a list is asked for; everything empty means all of it."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    updated_since: datetime | None = None
    made_by: UUID | None = None
    today: date | None = None


def matching(kind: Kind, wanted: Wanted) -> "QuerySet[Any]":
    """Return the records asked for, unordered; or raise Refused naming the filter that does not fit."""
    register = register_of(kind)
    rows: QuerySet[Any] = register.model.objects.all()
    conditions = Q()
    for name, value in wanted.filters.items():
        if value:
            conditions &= _condition(register, name, value, wanted.today)
    if wanted.made_by:
        conditions &= Q(pk__in=made_by(wanted.made_by))
    if wanted.since:
        conditions &= Q(day__gte=wanted.since)
    if wanted.until:
        conditions &= Q(day__lte=wanted.until)
    if wanted.updated_since:
        conditions &= Q(updated_at__gte=wanted.updated_since)
    return search.narrowed(register, rows.filter(conditions), wanted.text)


def _condition(register: Register, name: str, value: str, today: date | None) -> Q:
    if name not in register.filters:
        raise Refused([_odd(name, f"Filters of this list are: {', '.join(register.filters)}.")])
    if name == "state":
        return _state(register, value, today)
    column: Any = register.field(name)
    if isinstance(column, BooleanField):
        if value.lower() not in YES_OR_NO:
            raise Refused([_odd(name, "This is either true or false.")])
        return Q(**{name: YES_OR_NO[value.lower()]})
    if isinstance(column, ForeignKey):
        try:
            return Q(**{name: UUID(value)})
        except ValueError:
            raise Refused([_odd(name, "Give the id of the record.")]) from None
    try:
        return Q(**{name: column.clean(value, None)})
    except ValidationError as problem:
        raise Refused([_odd(name, " ".join(problem.messages))]) from None


def _state(register: Register, value: str, today: date | None) -> Q:
    """Read one state or several with commas between; an invoice can also be overdue."""
    states = value.split(",")
    known = [key for key, _ in register.model._meta.get_field("state").output_field.choices]
    if states == [OVERDUE] and register.kind is Kind.INVOICE and today:
        return Q(state__in=OPEN, due_on__lt=today)
    if set(states) - set(known):
        raise Refused([_odd("state", f"States of this list are: {', '.join(known)}.")])
    return Q(state__in=states)


def _odd(name: str, message: str) -> Problem:
    return Problem(field=name, message=message, code="filter")


def stream(kind: Kind, wanted: Wanted, *, tenant_id: UUID, order: str) -> "Iterator[list[Any]]":
    """Yield a tenant's records in batches, each in a scope and a transaction of its own."""
    last: Any = None
    name, descending = order.lstrip("-"), order.startswith("-")
    sign, beyond = ("-", "lt") if descending else ("", "gt")
    while True:
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            rows = matching(kind, wanted)
            if last is not None:
                value = getattr(last, name)
                later = Q(**{f"{name}__{beyond}": value}) | Q(**{name: value, f"pk__{beyond}": last.pk})
                rows = rows.filter(later, **{f"{name}__{beyond}e": value})
            batch = list(rows.order_by(f"{sign}{name}", f"{sign}pk")[:BATCH])
            if batch:
                yield batch
        if len(batch) < BATCH:
            return
        last = batch[-1]
