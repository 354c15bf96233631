"""Doors to which Intuit sends people: back from authorising, after a disconnect there, from its app list."""

import re
from dataclasses import asdict, dataclass, replace

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from billing.frame import limits
from billing.frame.seat import Seat, seat_in_tenant
from billing.models import User
from billing.people.acting import actor_of, address_of
from billing.roles import Right
from billing.tenancy.scope import tenant_scope
from billing.wake import wake
from integrations.models import Purpose
from integrations.quickbooks_online import arriving, attempts
from integrations.quickbooks_online.going import browser_of
from integrations.services import connections

REALM = re.compile(r"[0-9]{1,32}")
# One look at a company after somebody said it was disconnected there; more are not needed.
LOOKED_EVERY = 300
# From one network address, within that time.
LOOKS = 20
# In the session: how the last way to Intuit and back ended.
ENDING = "quickbooks_ending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ended, for a page of its own: what happened, and what to do."""

    title: str
    text: str
    status: int = 400
    action: str = ""
    url: str = ""
    in_popup: bool = False
    done: bool = False


@transaction.non_atomic_requests
@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take somebody back from Intuit. Whatever they bring, they learn what came of it."""
    if not isinstance(request.user, User):
        return _shown(
            request,
            Ending(
                title="You are not signed in",
                text="Nothing was connected. Sign in to Tieout in this browser, then connect again from "
                "there.",
                action="Sign in", url=reverse("account_login"), status=401,
            ),
        )  # fmt: skip
    tenant_id = attempts.tenant_of(request.GET.get("state", ""))
    seat = seat_in_tenant(request.user, tenant_id=tenant_id) if tenant_id else None
    if seat is None or not seat.may(Right.MANAGE_CONNECTION):
        return _shown(
            request,
            Ending(
                title="This link leads nowhere",
                text=(
                    "It does not come from a connection that you began in Tieout. Nothing was connected. "
                    "Open your organisation and connect from there."
                ),
                action="My organisations", url=reverse("organisations"),
            ),
        )  # fmt: skip
    with tenant_scope(tenant_id=seat.tenant.id):
        return _shown(request, _ended(request, seat, request.user))


def _ended(request: HttpRequest, seat: Seat, user: User) -> Ending:
    back = Ending(
        title="Nothing was connected",
        text="",
        action="Back to the connection",
        url=reverse("accounting", args=[seat.tenant.slug]),
    )
    now = timezone.now()
    try:
        attempt = attempts.take(
            state=request.GET["state"], user_id=user.pk, browser=browser_of(request), now=now
        )
    except attempts.Invalid as problem:
        return replace(back, text=str(problem))
    back = replace(back, in_popup=attempt.in_popup)
    refusal = _refusal(request)
    if refusal is not None:
        return replace(back, title=refusal[0], text=refusal[1], status=refusal[2])
    try:
        arriving.arrive(
            connection_id=attempt.connection_id, code=request.GET["code"], realm=request.GET["realmId"],
            switch=attempt.purpose == Purpose.SWITCH, actor=actor_of(request), now=now,
        )  # fmt: skip
    except arriving.NotConnected as problem:
        return replace(back, title=problem.title, text=str(problem), status=502)
    except connections.WrongCompany as problem:
        return replace(back, title="That is another company", text=str(problem), status=409)
    except connections.Refused as problem:
        return replace(back, text=str(problem), status=409)
    return replace(back, title="Connected", text="Is this the right company?", status=200, done=True)


def _refusal(request: HttpRequest) -> tuple[str, str, int] | None:
    """Return title, text and status where Intuit sent no code.

    What it wrote is never shown: anybody may write it.
    """
    error = request.GET.get("error", "")
    if error == "access_denied":
        return (
            "You cancelled at Intuit",
            "Nothing was connected and nothing has changed. Connect again whenever you like.",
            200,
        )
    if error:
        return (
            "Intuit refused",
            "Intuit did not accept what Tieout asks for. Whoever runs Tieout has to look at its Intuit app.",
            400,
        )
    if not request.GET.get("code") or len(request.GET["code"]) > 2000:
        return ("Something is missing", "Intuit's answer has no code in it. Connect again from here.", 400)
    if not REALM.fullmatch(request.GET.get("realmId", "")):
        return (
            "No company was chosen",
            "Intuit's answer names no company. Connect again, and choose a company at Intuit.",
            400,
        )
    return None


def _shown(request: HttpRequest, ending: Ending) -> HttpResponse:
    """Lead to a page that says how it ended: nothing is shown at an address with a code of Intuit's in it."""
    if ending.done and not ending.in_popup:
        return redirect(ending.url)
    request.session[ENDING] = asdict(ending)
    return redirect("quickbooks-ended")


@never_cache
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Say how the last way to Intuit and back ended."""
    kept = request.session.get(ENDING)
    if kept is None:
        return redirect("organisations")
    ending = Ending(**kept)
    return render(request, "integrations/online/ending.html", {"ending": ending}, status=ending.status)


@never_cache
@require_safe
def disconnected(request: HttpRequest) -> HttpResponse:
    """Say to whoever disconnected the app in QuickBooks what that means. Anybody may open this page.

    It says nothing about any organisation; it only has the company looked at, which finds out the truth.
    """
    realm = request.GET.get("realmId", "")
    usage = limits.spend(f"disconnected:{address_of(request)}", limit=LOOKS, seconds=LOOKED_EVERY)
    if (
        REALM.fullmatch(realm)
        and not usage.exceeded
        and cache.add(f"quickbooks-disconnected:{realm}", 1, LOOKED_EVERY)
    ):
        wake("integrations.look_at_company", company_key=realm)
    return render(request, "integrations/online/disconnected.html")


@require_safe
def launch(request: HttpRequest) -> HttpResponse:
    """Bring somebody from Intuit's list of apps, or its reminder to reconnect, to their organisations."""
    return redirect("organisations")
