"""The audit trail: read, filter, export."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.frame.rights import requires, seat_in
from billing.models import AuditEntry
from billing.people.acting import actor_of
from billing.queries import audit as queries
from billing.queries.paging import Order, page_of
from billing.roles import Right
from billing.services import audit as service
from billing.web.export import TooManyExports, csv_response, json_response, xlsx_response
from billing.web.forms import AuditFilterForm

HEAD = ("at", "who", "what", "action", "subject", "before", "after", "channel", "address", "request")


@requires(Right.READ_AUDIT)
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Show one page of the trail."""
    form = AuditFilterForm(request.GET)
    entries = queries.matching(_wanted(form, request)) if form.is_valid() else AuditEntry.objects.none()
    order = Order.chosen(request.GET.get("sort", ""), among=("at",), default="-at")
    page = page_of(entries, order=order, query=request.GET)
    return render(
        request,
        "billing/audit/trail.html",
        {
            "form": form,
            "page": page,
            "entries": [_shown(entry) for entry in page.rows],
            "areas": queries.AREAS,
            "problems": [*form.errors.get("area", []), *form.non_field_errors()],
            "filtered": any(request.GET.get(name) for name in form.fields),
            "query": request.GET.urlencode(),
        },
        status=422 if form.errors else 200,
    )


@requires(Right.READ_AUDIT)
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Stream what the filter shows as CSV, JSON lines or a workbook, and enter that in the trail."""
    if form not in {"csv", "json", "xlsx"}:
        raise Http404
    asked = AuditFilterForm(request.GET)
    if not asked.is_valid():
        raise BadRequest(
            "The filter in this address is not one the page offers. Filter the trail, then export it."
        )
    wanted = _wanted(asked, request)
    tenant, now = seat_in(request).tenant, timezone.now()
    entries = queries.stream(wanted, tenant_id=tenant.id)
    name = f"audit-{tenant.slug}-{timezone.localdate(now):%Y-%m-%d}"
    try:
        response = _file(form, name=name, entries=entries, zone=tenant.time_zone)
    except TooManyExports as problem:
        messages.warning(request, str(problem))
        return redirect("audit", tenant.slug)
    asked_for = {"area": wanted.area, "text": wanted.text, "from": wanted.since, "to": wanted.until}
    service.record(
        actor=actor_of(request),
        action="audit.exported",
        kind="organisation",
        subject_id=tenant.id,
        label=tenant.name,
        after={"form": form, **asked_for},
        now=now,
    )
    return response


def _file(form: str, *, name: str, entries: Iterable[AuditEntry], zone: str) -> HttpResponseBase:
    if form == "json":
        return json_response(name=f"{name}.jsonl", rows=map(_exported, entries))
    if form == "csv":
        rows = (tuple(_exported(entry).values()) for entry in entries)
        return csv_response(name=f"{name}.csv", head=HEAD, rows=rows)
    # A workbook sorts and filters real times only, and those have no zone: the head names it.
    place = ZoneInfo(zone)
    timed = (
        tuple({**_exported(entry), "at": timezone.make_naive(entry.at, place)}.values()) for entry in entries
    )
    return xlsx_response(name=f"{name}.xlsx", head=(f"at ({zone})", *HEAD[1:]), rows=timed)


def _wanted(form: AuditFilterForm, request: HttpRequest) -> queries.Filter:
    good = form.cleaned_data
    return queries.Filter(
        area=good["area"],
        text=good["q"],
        since=good["since"],
        until=good["until"],
        zone=seat_in(request).tenant.time_zone,
        modules=seat_in(request).modules,
    )


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
