"""API applications: who they are, what they may do, their secrets, and their end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing import scopes
from billing.frame.rights import requires, seat_in
from billing.models import ApiApplication, Role
from billing.people.acting import actor_of
from billing.queries import applications as queries
from billing.roles import Right
from billing.services import accounts, applications
from billing.web import access
from billing.web.api_forms import ApplicationFields, NewApplicationForm, RotationForm

REFUSALS: dict[type[Exception], str] = {
    applications.NameTaken: "name",
    applications.NotAServiceAccount: "account",
    accounts.NameTaken: "account_name",
    accounts.NotForPrograms: "account_role",
    accounts.BeyondModules: "account",
}


@requires(Right.MANAGE_API)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the applications and the service accounts."""
    context = {"applications": queries.applications(), "accounts": queries.accounts()}
    return render(request, "billing/api/list.html", context)


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Create an application, with its account if it has none yet, and show its secret: this once."""
    form = NewApplicationForm(
        request.POST if request.method == "POST" else None, accounts=queries.service_accounts()
    )
    if request.method == "POST" and form.is_valid():
        made = _tried(
            form,
            lambda: applications.create(
                wanted=form.wanted(),
                within=seat_in(request).modules,
                actor=actor_of(request),
                now=timezone.now(),
            ),
        )
        if made is not None:
            return _shown_once(request, *made, heading="Application created")
    status = 422 if form.errors else 200
    return render(request, "billing/api/new.html", {"form": form}, status=status)


@requires(Right.MANAGE_API)
@require_safe
def one(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show what an application may do in effect, what is unwise about it, and how it gets a token."""
    application = access.application(application_id=application_id)
    return render(
        request, "billing/api/application.html", {"application": application, **_about(application)}
    )


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Change name, account, scopes and tracking id."""
    application = access.application(application_id=application_id)
    if application.is_revoked:
        return _over(request, application)
    form = ApplicationFields(
        request.POST if request.method == "POST" else None,
        accounts=queries.service_accounts(),
        initial=ApplicationFields.initial_of(application),
    )
    if request.method == "POST" and form.is_valid():
        changed = _tried(
            form,
            lambda: applications.change(
                application_id=application_id,
                wanted=form.wanted(),
                within=seat_in(request).modules,
                actor=actor_of(request),
                now=timezone.now(),
            ),
        )
        if changed is not None:
            messages.success(request, f"{changed.name} is changed, for tokens that are out already too.")
            return redirect("api-applications-one", _slug(request), application_id)
    context = {"form": form, "application": application}
    return render(request, "billing/api/edit.html", context, status=422 if form.errors else 200)


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def rotate(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Ask until when the old secret works, then replace it and show the new one: this once."""
    application = access.application(application_id=application_id)
    if application.is_revoked:
        return _over(request, application)
    form = RotationForm(
        request.POST if request.method == "POST" else None,
        initial={"expected": _exactly(application.secret_rotated_at)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = applications.rotate(
                application_id=application_id,
                grace=applications.GRACE[form.cleaned_data["grace"]],
                expected=form.cleaned_data["expected"],
                within=seat_in(request).modules,
                actor=actor_of(request),
                now=timezone.now(),
            )
        except (applications.RotatedMeanwhile, accounts.BeyondModules) as problem:
            messages.error(request, str(problem))
            return redirect("api-applications-one", _slug(request), application_id)
        return _shown_once(request, *made, heading="Secret replaced")
    context = {"form": form, "application": application}
    return render(request, "billing/api/rotate.html", context, status=422 if form.errors else 200)


@requires(Right.MANAGE_API)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Ask, then end an application for good."""
    application = access.application(application_id=application_id)
    if application.is_revoked:
        return _over(request, application)
    if request.method == "POST":
        applications.revoke(application_id=application_id, actor=actor_of(request), now=timezone.now())
        messages.success(request, f"{application.name} is revoked. Nothing it sends is taken any more.")
        return redirect("api-applications", _slug(request))
    return render(
        request,
        "confirm.html",
        {
            "title": f"Revoke {application.name}?",
            "text": "Its secret and every token it holds stop working with the next request. This is final.",
            "stays": "What it did stays in the audit trail. Its service account stays too.",
            "verb": "Revoke",
            "action": request.path,
            "back_url": reverse("api-applications-one", args=[_slug(request), application_id]),
        },
    )


def _tried(form: Form, act: Callable[[], Any]) -> Any:
    """Return what came of it, or None with the refusal at the field it is about."""
    try:
        return act()
    except tuple(REFUSALS) as problem:
        field = REFUSALS[type(problem)]
        form.add_error(field if field in form.fields else None, str(problem))
    except applications.Revoked as problem:
        form.add_error(None, str(problem))
    return None


def _over(request: HttpRequest, application: ApiApplication) -> HttpResponse:
    messages.error(request, f"{application.name} is revoked, and that is final.")
    return redirect("api-applications-one", _slug(request), application.id)


def _about(application: ApiApplication) -> dict[str, Any]:
    account = application.account
    role, modules, granted = Role(account.role), account.modules, application.scopes
    now = timezone.now()
    return {
        "listed": queries.listed(application),
        "table": scopes.effective(role=role, modules=modules, scopes=granted).values(),
        "warnings": scopes.warnings(role=role, modules=modules, scopes=granted),
        "shared_with": list(applications.shares_account(application)),
        "old_secret_until": application.old_secret_ends_at if application.old_secret_works(now=now) else None,
        "token_url": settings.PUBLIC_URL + reverse("api-token"),
        "api_url": settings.PUBLIC_URL + reverse("api-self"),
    }


def _shown_once(
    request: HttpRequest, application: ApiApplication, secret: str, *, heading: str
) -> HttpResponse:
    """Show a secret in the answer itself, which nobody keeps: not the session, no cache, no history."""
    context = {"application": application, "secret": secret, "title": heading, **_about(application)}
    response = render(request, "billing/api/secret.html", context)
    response["Cache-Control"] = "no-store, private"
    response["Pragma"] = "no-cache"
    return response


def _exactly(moment: datetime) -> str:
    return moment.isoformat()


def _slug(request: HttpRequest) -> str:
    return seat_in(request).tenant.slug
