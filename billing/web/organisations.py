"""The organisations a person belongs to: choose one, open a new one."""

from typing import cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing.frame.seat import INSIDE
from billing.models import User
from billing.people.acting import actor_of
from billing.queries.organisations import seats_of
from billing.services import tenants
from billing.web.forms import OrganisationForm


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the person's organisations; straight after a sign-in, go on to the only one."""
    seats = seats_of(cast(User, request.user))
    if request.headers.get("HX-Request"):
        inside = INSIDE.match(urlsplit(request.headers.get("HX-Current-URL", "")).path)
        here = inside["slug"] if inside else ""
        return render(request, "billing/organisations/list.html#switcher", {"seats": seats, "here": here})
    active = [seat for seat in seats if not seat.suspended]
    if len(active) == 1 and "all" not in request.GET:
        return redirect(active[0].url)
    return render(request, "billing/organisations/list.html", {"seats": seats})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an organisation and go to it."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tenant = tenants.open_tenant(
            name=form.cleaned_data["name"],
            owner=cast(User, request.user),
            actor=actor_of(request),
            now=timezone.now(),
        )
        return redirect("overview", tenant.slug)
    return render(
        request, "billing/organisations/new.html", {"form": form}, status=422 if form.errors else 200
    )
