"""Service accounts: creating, changing, suspending, reinstating."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing.frame.rights import requires, seat_in
from billing.people.acting import actor_of
from billing.roles import Right
from billing.services import accounts
from billing.web import access
from billing.web.api_forms import AccountForm


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Create a service account."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, f"The service account {form.cleaned_data['name']} is made.")
        return redirect("api-applications", _slug(request))
    return _page(request, form, title="New service account")


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show one service account, and change its name, role or restriction."""
    account = access.account(account_id=account_id)
    initial = {"name": account.user.name, "role": account.role, "modules": account.modules}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, account_id=account_id):
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect("api-applications", _slug(request))
    return _page(request, form, title=account.user.name, account=account)


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask, then keep a service account out."""
    account = access.account(account_id=account_id)
    if request.method == "POST":
        accounts.suspend(account_id=account_id, actor=actor_of(request), now=timezone.now())
        messages.success(request, f"{account.user.name} is suspended.")
        return redirect("api-applications", _slug(request))
    return render(
        request,
        "confirm.html",
        {
            "title": f"Suspend {account.user.name}?",
            "text": "Every application that acts as it is refused from its next request on.",
            "stays": "Applications, secrets and scopes stay. You can reinstate it at any time.",
            "verb": "Suspend",
            "action": request.path,
            "back_url": reverse("api-applications", args=[_slug(request)]),
        },
    )


@requires(Right.MANAGE_API)
@require_POST
def reinstate(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let a suspended service account in again."""
    account = access.account(account_id=account_id)
    accounts.reinstate(account_id=account_id, actor=actor_of(request), now=timezone.now())
    messages.success(request, f"{account.user.name} is back as {account.get_role_display()}.")
    return redirect("api-applications", _slug(request))


def _saved(request: HttpRequest, form: AccountForm, *, account_id: UUID | None = None) -> bool:
    """Save what the form says, or put the refusal at the field it is about."""
    given: dict[str, Any] = {
        "wanted": form.wanted(),
        "within": seat_in(request).modules,
        "actor": actor_of(request),
        "now": timezone.now(),
    }
    try:
        if account_id is None:
            accounts.create(**given)
        else:
            accounts.change(account_id=account_id, **given)
    except accounts.NameTaken as problem:
        form.add_error("name", str(problem))
    except accounts.BeyondModules as problem:
        form.add_error("modules", str(problem))
    return not form.errors


def _page(request: HttpRequest, form: AccountForm, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "billing/api/account.html", {"form": form, **context}, status=status)


def _slug(request: HttpRequest) -> str:
    return seat_in(request).tenant.slug
