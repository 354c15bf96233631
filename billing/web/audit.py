"""The audit trail: read, filter, export."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.models import AuditEntry
from billing.queries import audit as queries
from billing.queries.paging import Order, page_of
from billing.roles import Right
from billing.services import audit as service
from billing.web.actors import actor_of
from billing.web.export import csv_response, json_response
from billing.web.forms import AuditFilterForm
from billing.web.rights import requires, seat_in

HEAD = ("at", "who", "what", "action", "subject", "before", "after", "channel", "address", "request")


@requires(Right.READ_AUDIT)
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Show one page of the trail."""
    form, wanted = _wanted(request)
    order = Order.chosen(request.GET.get("sort", ""), among=("at",), default="-at")
    page = page_of(queries.matching(wanted), order=order, query=request.GET)
    return render(
        request,
        "billing/audit/trail.html",
        {
            "form": form,
            "page": page,
            "entries": [_shown(entry) for entry in page.rows],
            "areas": queries.AREAS,
            "filtered": any(request.GET.get(name) for name in ("area", "q", "since", "until")),
            "query": request.GET.urlencode(),
        },
        status=422 if form.errors else 200,
    )


@requires(Right.READ_AUDIT)
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Stream what the filter shows as CSV or JSON lines, and enter that in the trail."""
    if form not in {"csv", "json"}:
        raise Http404
    _, wanted = _wanted(request)
    tenant = seat_in(request).tenant
    service.record(
        actor=actor_of(request),
        action="audit.exported",
        kind="organisation",
        subject_id=tenant.id,
        label=tenant.name,
        after={
            "form": form,
            "area": wanted.area,
            "text": wanted.text,
            "from": wanted.since,
            "to": wanted.until,
        },
        now=timezone.now(),
    )
    name = f"audit-{tenant.slug}-{timezone.localdate():%Y-%m-%d}"

    def rows() -> Iterator[dict[str, Any]]:
        return (_exported(entry) for entry in queries.stream(wanted))

    if form == "json":
        return json_response(name=f"{name}.jsonl", tenant_id=tenant.id, rows=rows)

    def cells() -> Iterator[tuple[Any, ...]]:
        return (tuple(row.values()) for row in rows())

    return csv_response(
        name=f"{name}.csv",
        tenant_id=tenant.id,
        head=HEAD,
        rows=lambda: (tuple(row.values()) for row in rows()),
    )


def _wanted(request: HttpRequest) -> tuple[AuditFilterForm, queries.Filter]:
    form = AuditFilterForm(request.GET)
    good = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Filter(
        area=good.get("area", ""),
        text=good.get("q", ""),
        since=good.get("since"),
        until=good.get("until"),
        zone=seat_in(request).tenant.time_zone,
    )
    return form, wanted


def _shown(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at,
        "who": entry.actor_label,
        "what": queries.in_words(entry.action),
        "whom": entry.subject_label,
        "changes": queries.changes(entry),
        "channel": entry.channel,
        "address": entry.address or "",
        "request_id": entry.request_id,
    }


def _exported(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "who": entry.actor_label,
        "what": queries.in_words(entry.action),
        "action": entry.action,
        "subject": entry.subject_label,
        "before": entry.before,
        "after": entry.after,
        "channel": entry.channel,
        "address": entry.address,
        "request": entry.request_id,
    }
