"""Lists of records: search, filters, order, pages, files of what is filtered."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.frame.rights import seat_in
from billing.kinds import Kind
from billing.people.acting import actor_of
from billing.problems import Problem, Refused
from billing.queries import balances
from billing.queries.paging import Order, page_of
from billing.queries.records import OPEN, OVERDUE, Wanted, matching, stream
from billing.queries.representing import represent
from billing.registers import register_of
from billing.roles import Right
from billing.services import audit
from billing.web.books import columns
from billing.web.books.deeds import BULK
from billing.web.books.files import FILES, with_lines
from billing.web.books.guard import of_kind
from billing.web.export import TooManyExports

# What chips offer beside the states of a kind.
ACTIVE = (("true", "Active"), ("false", "Inactive"))


@of_kind(Right.LOOK)
@require_safe
def records(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show one page of the records that the address asks for."""
    register, seat = register_of(kind), seat_in(request)
    today = timezone.localdate()
    problems: tuple[Problem, ...] = ()
    try:
        rows = matching(kind, wanted(request, kind, today))
    except Refused as refused:
        rows, problems = register.model.objects.none(), refused.problems
    default = columns.default_order(kind)
    order = Order.chosen(request.GET.get("sort", ""), among=register.sorts, default=default)
    page = page_of(rows, order=order, query=request.GET)
    shown_columns = columns.columns_for(kind, seat)
    shown = _shown(kind, shown_columns, page.rows, today, home=seat.tenant.currency)
    return render(
        request,
        "billing/books/list.html",
        {
            "kind": kind,
            "page": page,
            "rows": shown,
            "columns": shown_columns,
            "default": default,
            "filters": _filters(kind),
            "problems": problems,
            "text": request.GET.get("q", "")[:200],
            "has_lines": with_lines(kind),
            "has_days": "day" in register.fields,
            "filtered": any(value for name, value in request.GET.items() if name not in {"sort", "after"}),
            "query": request.GET.urlencode(),
            "tabs": columns.tabs_of(kind),
            "may_keep": seat.may(Right.KEEP_BOOKS),
            "bulk": BULK.get(kind, ()) if seat.may(Right.KEEP_BOOKS) else (),
        },
        status=422 if problems else 200,
    )


@of_kind(Right.LOOK)
@require_safe
def export(request: HttpRequest, kind: Kind, form: str) -> HttpResponseBase:
    """Stream the records that the address asks for as a file, and enter that in the trail."""
    if form not in FILES or (form.startswith("lines.") and not with_lines(kind)):
        raise Http404
    seat, now = seat_in(request), timezone.now()
    asked = wanted(request, kind, timezone.localdate())
    try:
        matching(kind, asked)
    except Refused as refused:
        raise BadRequest(f"{refused} Filter the list, then export it.") from refused
    order = Order.chosen(
        request.GET.get("sort", ""), among=register_of(kind).sorts, default=columns.default_order(kind)
    )
    sign = "-" if order.descending else ""
    batches = stream(kind, asked, tenant_id=seat.tenant.id, order=f"{sign}{order.field}")
    name = f"{kind.slug}-{seat.tenant.slug}-{timezone.localdate(now):%Y-%m-%d}"
    try:
        response = FILES[form](name, kind, batches)
    except TooManyExports as problem:
        messages.warning(request, str(problem))
        return redirect("records", seat.tenant.slug, kind)
    audit.record(
        actor=actor_of(request),
        action="books.exported",
        kind="organisation",
        subject_id=seat.tenant.id,
        label=kind.heading,
        after={"form": form, **_said(asked)},
        now=now,
    )
    return response


def wanted(request: HttpRequest, kind: Kind, today: date) -> Wanted:
    """Read the filters out of the address."""
    register = register_of(kind)
    return Wanted(
        text=request.GET.get("q", "")[:200].replace("\x00", ""),
        filters={name: request.GET[name] for name in register.filters if request.GET.get(name)},
        since=_day(request, "since") if "day" in register.fields else None,
        until=_day(request, "until") if "day" in register.fields else None,
        today=today,
        made_by=_id(request, "import"),
    )


def _said(asked: Wanted) -> dict[str, Any]:
    """Return what was asked for as the trail keeps it: what was understood, not whatever stood there."""
    said = {
        **asked.filters,
        "q": asked.text,
        "since": asked.since,
        "until": asked.until,
        "import": asked.made_by,
    }
    return {name: str(value) for name, value in said.items() if value}


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _shown(
    kind: Kind, shown: tuple[columns.Column, ...], rows: list[Any], today: date, *, home: str
) -> list[dict[str, Any]]:
    values = represent(kind, rows, with_children=False, only=columns.needed(kind))
    is_owed = kind is Kind.CUSTOMER and "balance" in {column.field for column in shown}
    owed = balances.of_customers([row.pk for row in rows], today=today) if is_owed else {}
    for row in values:
        if is_owed:
            row["balance"] = owed[row["id"]].balance
        row["is_overdue"] = kind is Kind.INVOICE and row["state"] in OPEN and row["due_on"] < today
    return [
        {
            "id": row["id"],
            "version": row["version"],
            "title": columns.row_title(kind, row),
            "first": columns.cell(kind, shown[0], row, home=home),
            "cells": [(column, columns.cell(kind, column, row, home=home)) for column in shown[1:]],
        }
        for row in values
    ]


def _filters(kind: Kind) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rows of chips: a field, and its values with their words."""
    register = register_of(kind)
    if "state" in register.filters:
        states = list(register.field("state").output_field.choices)  # type: ignore[attr-defined]  # generated
        overdue = [(OVERDUE, "Overdue"), (",".join(OPEN), "All open")] if kind is Kind.INVOICE else []
        return [("state", [*overdue, *states])]
    if "is_active" in register.filters:
        return [("is_active", [*ACTIVE])]
    return []
