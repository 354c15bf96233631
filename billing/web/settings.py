"""The organisation's own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing.frame.rights import requires, seat_in
from billing.models import Tenant
from billing.people.acting import actor_of
from billing.roles import Right
from billing.services import tenants
from billing.web.forms import TenantSettingsForm


@requires(Right.MANAGE_ORGANISATION)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """Show and change name, time zone, currency and what sign-in demands."""
    tenant = Tenant.objects.get(pk=seat_in(request).tenant.pk)
    form = TenantSettingsForm(request.POST if request.method == "POST" else None, instance=tenant)
    if request.method == "POST" and form.is_valid():
        try:
            tenants.change_settings(
                tenant=tenant, changes=form.changes(), actor=actor_of(request), now=timezone.now()
            )
        except tenants.CurrencyInUse as problem:
            form.add_error("currency", str(problem))
        else:
            messages.success(request, "The settings are saved.")
            return redirect("organisation", tenant.slug)
    return render(
        request, "billing/organisations/settings.html", {"form": form}, status=422 if form.errors else 200
    )
