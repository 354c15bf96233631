"""Doors within an organisation: setting out to Intuit, switching company, testing."""

import secrets
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing.frame.border import leading_to
from billing.frame.rights import requires, seat_in
from billing.models import User
from billing.people.acting import actor_of
from billing.roles import Right
from integrations.models import Connection, Purpose
from integrations.quickbooks_online import attempts, checks, oauth, worlds
from integrations.services import connections
from integrations.vendors import Vendor

# In the session: what tells this browser from another of the same person.
BROWSER = "quickbooks_browser"


@requires(Right.MANAGE_CONNECTION)
@require_POST
def connect(request: HttpRequest) -> HttpResponse:
    """Send the person to Intuit, to sign in there and let Tieout into a company."""
    return _set_out(request, Purpose.CONNECT)


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Say what it means to go on with another company; on yes, send the person to Intuit."""
    if request.method == "POST":
        return _set_out(request, Purpose.SWITCH)
    connection = _current()
    if connection is None or not connection.company_key:
        return redirect("accounting", seat_in(request).tenant.slug)
    response = render(request, "integrations/online/switch.html", {"connection": connection})
    return leading_to(worlds.origins(connection.environment), response)


@transaction.non_atomic_requests
@requires(Right.MANAGE_CONNECTION)
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Try everything that can be tried, and show it."""
    slug = seat_in(request).tenant.slug
    with transaction.atomic():
        connection = _current()
    if connection is None or not connection.is_authorised:
        messages.error(
            request, "Nothing is connected, so there is nothing to test. Connect to QuickBooks first."
        )
        return redirect("accounting", slug)
    found = checks.run(connection_id=connection.pk, actor=actor_of(request), now=timezone.now())
    failed = [check for check in found if not check.ok]
    if failed:
        messages.error(request, f"{failed[0].label}: no. {failed[0].fix}")
    else:
        messages.success(request, "The connection works.")
    return redirect("accounting", slug)


def redirect_uri() -> str:
    return settings.PUBLIC_URL + reverse("quickbooks-callback")


def browser_of(request: HttpRequest) -> str:
    """Return what this browser's session is known by here, or nothing."""
    return str(request.session.get(BROWSER, ""))


def _set_out(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    slug = seat_in(request).tenant.slug
    connection = _current()
    if connection is None:
        messages.error(request, "QuickBooks Online is not chosen any more. Choose it first.")
        return redirect("accounting", slug)
    try:
        world = worlds.world(connection.environment)
    except worlds.NoKeys as problem:
        messages.error(request, str(problem))
        return redirect("accounting", slug)
    if not browser_of(request):
        request.session[BROWSER] = secrets.token_urlsafe(24)
    state = attempts.begin(
        connection=connection, user_id=cast(User, request.user).pk, browser=browser_of(request),
        purpose=purpose, in_popup=request.POST.get("popup") == "1", now=timezone.now(),
    )  # fmt: skip
    return redirect(oauth.authorize_url(world, redirect_uri=redirect_uri(), state=state))


def _current() -> Connection | None:
    connection = connections.current()
    return connection if connection and connection.vendor == Vendor.QUICKBOOKS_ONLINE else None
