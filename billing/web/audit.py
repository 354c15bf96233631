"""The audit trail: read, filter, export."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.models import AuditEntry
from billing.people.acting import actor_of
from billing.queries import audit as queries
from billing.queries.paging import Order, page_of
from billing.roles import Right
from billing.services import audit as service
from billing.web.export import TooManyExports, csv_response, json_response
from billing.web.forms import AuditFilterForm
from billing.web.rights import requires, seat_in

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
    """Stream what the filter shows as CSV or JSON lines, and enter that in the trail."""
    if form not in {"csv", "json"}:
        raise Http404
    asked = AuditFilterForm(request.GET)
    if not asked.is_valid():
        raise BadRequest(
            "The filter in this address is not one the page offers. Filter the trail, then export it."
        )
    wanted = _wanted(asked, request)
    tenant, now = seat_in(request).tenant, timezone.now()
    rows = (_exported(entry) for entry in queries.stream(wanted, tenant_id=tenant.id))
    name = f"audit-{tenant.slug}-{timezone.localdate(now):%Y-%m-%d}"
    try:
        if form == "json":
            response = json_response(name=f"{name}.jsonl", rows=rows)
        else:
            response = csv_response(name=f"{name}.csv", head=HEAD, rows=(tuple(row.values()) for row in rows))
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


def _wanted(form: AuditFilterForm, request: HttpRequest) -> queries.Filter:
    good = form.cleaned_data
    return queries.Filter(
        area=good["area"],
        text=good["q"],
        since=good["since"],
        until=good["until"],
        zone=seat_in(request).tenant.time_zone,
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
