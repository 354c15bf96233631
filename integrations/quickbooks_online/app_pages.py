"""The page on which a tenant brings its own Intuit app."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing.frame.rights import requires, seat_in
from billing.people.acting import actor_of
from billing.roles import Right
from integrations.models import IntuitApp
from integrations.quickbooks_online import own_app
from integrations.quickbooks_online.going import redirect_uri
from integrations.vendors import Environment

WORLDS = [(one.value, one.label) for one in (Environment.PRODUCTION, Environment.SANDBOX)]


class KeysForm(forms.Form):
    environment = forms.ChoiceField(choices=WORLDS, label="Keys for")
    client_id = forms.CharField(
        label="Client ID", max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    client_secret = forms.CharField(
        label="Client secret", max_length=120, widget=forms.PasswordInput({"autocomplete": "off"})
    )


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Show which own apps there are, and take the keys of one."""
    form = KeysForm(request.POST if request.method == "POST" and "remove" not in request.POST else None)
    try:
        if request.method == "POST" and _done(request, form):
            return redirect("quickbooks-app", seat_in(request).tenant.slug)
    except own_app.Refused as problem:
        form.add_error(None, str(problem)) if form.is_bound else messages.error(request, str(problem))
    context = {
        "form": form,
        "apps": IntuitApp.objects.order_by("environment"),
        "redirect_uri": redirect_uri(),
    }
    return render(request, "integrations/online/app.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: KeysForm) -> bool:
    actor, now = actor_of(request), timezone.now()
    if "remove" in request.POST:
        if request.POST["remove"] not in dict(WORLDS):
            return False
        own_app.remove(environment=Environment(request.POST["remove"]), actor=actor, now=now)
        messages.success(
            request, "The keys are removed. The app of Tieout is used from now on, where there is one."
        )
        return True
    if not form.is_valid():
        return False
    held = form.cleaned_data
    own_app.save(
        environment=Environment(held["environment"]), client_id=held["client_id"],
        client_secret=held["client_secret"], actor=actor, now=now,
    )  # fmt: skip
    messages.success(request, "The keys are saved. The secret is not shown again.")
    return True
