"""The page of the connection: what is chosen, how it stands, and the one next step."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.frame.border import leading_to
from billing.frame.rights import requires, seat_in
from billing.frame.widgets import RadioCards
from billing.people.acting import actor_of
from billing.roles import Right
from billing.wake import wake
from integrations import registry
from integrations.models import Connection
from integrations.services import connections
from integrations.vendors import Environment, Vendor

MEANING = {
    "": "Keep books here and nowhere else. Whatever was synced before stays readable.",
    "quickbooks_online": "In the browser, at Intuit. Connected with a click.",
    "quickbooks_desktop": "A company file on a Windows computer, reached by Intuit's Web Connector.",
}
WORLDS = {
    Environment.PRODUCTION: "",
    Environment.SANDBOX: " · Intuit sandbox",
    Environment.SIMULATOR: " · simulator",
}


GIVEN_BACK = {
    "quickbooks_online": "Access is given back at Intuit; what is in QuickBooks stays as it is.",
    "quickbooks_desktop": (
        "The Web Connector's password stops working; remove Tieout there when you like. "
        "What is in QuickBooks stays as it is."
    ),
}


class ChoiceForm(forms.Form):
    """Which accounting vendor, by which connection, in which world."""

    choice = forms.ChoiceField(label="Accounting vendor and connection type", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = offered()
        field = self.fields["choice"]
        field.choices = list(offers.items())  # type: ignore[attr-defined]  # of a choice field
        field.widget = RadioCards(notes={key: MEANING[key.partition(":")[0]] for key in offers})
        field.widget.choices = list(offers.items())

    def wanted(self) -> tuple[Vendor | None, str]:
        vendor, _, environment = self.cleaned_data["choice"].partition(":")
        return (Vendor(vendor) if vendor else None), environment


def offered() -> dict[str, str]:
    """Return what can be chosen here, by key."""
    found: dict[str, str] = {}
    for doors in registry.all_doors():
        worlds = doors.environments()
        found |= {f"{doors.vendor}:{one}": f"{doors.vendor.label}{WORLDS[one]}" for one in worlds}
        if not worlds and doors.vendor is Vendor.QUICKBOOKS_DESKTOP:
            found[f"{doors.vendor}:"] = doors.vendor.label
    return found | {"": "None"}


@requires(Right.LOOK)
@require_safe
def accounting(request: HttpRequest) -> HttpResponse:
    """Show how the connection stands."""
    connection, now = connections.current(), timezone.now()
    context: dict[str, Any] = {
        "connection": connection,
        "standing": registry.standing_of(connection, now=now),
        "may_manage": seat_in(request).may(Right.MANAGE_CONNECTION),
        "form": ChoiceForm(initial={"choice": _key(connection)}),
        "earlier": Connection.objects.exclude(retired_at=None).order_by("-retired_at")[:20],
    }
    leads_to: tuple[str, ...] = ()
    if connection is not None:
        panel = registry.doors_of(connection).panel(connection, now)
        leads_to = panel.leads_to
        world = Environment(connection.environment).label if connection.environment else ""
        context |= {"panel": panel.template, "environment": world, **panel.context}
    return leading_to(leads_to, render(request, "integrations/connection.html", context))


@requires(Right.MANAGE_CONNECTION)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Choose with what the books are kept in agreement."""
    slug = seat_in(request).tenant.slug
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That cannot be chosen here. Choose one of those on the page.")
        return redirect("accounting", slug)
    vendor, environment = form.wanted()
    try:
        with transaction.atomic():
            chosen = connections.choose(
                vendor=vendor, environment=environment, actor=actor_of(request), now=timezone.now()
            )
    except connections.Held as problem:
        messages.error(request, str(problem))
        return redirect("accounting", slug)
    what = f"{chosen.get_vendor_display()} is chosen." if chosen else "Nothing is synced any more."
    messages.success(request, what)
    return redirect("accounting", slug)


def _key(connection: Connection | None) -> str:
    return f"{connection.vendor}:{connection.environment}" if connection else ""


def _deed(act: Any, said: str) -> Any:
    """Make a door that does one thing to the connection and says so."""

    @requires(Right.MANAGE_CONNECTION)
    @require_POST
    def door(request: HttpRequest) -> HttpResponse:
        connection = connections.current()
        if connection is None:
            messages.error(request, "No accounting vendor is chosen, so there is nothing to change.")
            return redirect("accounting", seat_in(request).tenant.slug)
        try:
            act(connection_id=connection.pk, actor=actor_of(request), now=timezone.now())
        except connections.Refused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, said)
        return redirect("accounting", seat_in(request).tenant.slug)

    return door


pause = _deed(connections.pause, "Paused. Changes are collected and sent once somebody resumes.")
resume = _deed(connections.resume, "Resumed. What was collected goes out.")


@requires(Right.MANAGE_CONNECTION)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """It is the right company: the one that was shown, and no other that came meanwhile."""
    connection = connections.current()
    try:
        if connection is not None:
            connections.confirm(
                connection_id=connection.pk, actor=actor_of(request), now=timezone.now(), **seen_in(request)
            )
            messages.success(request, "Confirmed. Set up what is synced, then go live.")
    except connections.Refused as problem:
        messages.error(request, str(problem))
    return redirect("accounting", seat_in(request).tenant.slug)


def seen_in(request: HttpRequest) -> dict[str, Any]:
    """Return which company, authorised which time, the page showed."""
    generation = request.POST.get("generation", "")
    return {
        "company_key": request.POST.get("company", ""),
        "generation": int(generation) if generation.isdecimal() else -1,
    }


@requires(Right.MANAGE_CONNECTION)
@require_POST
def deny(request: HttpRequest) -> HttpResponse:
    """It is not the right company: end it, and forget which one it was."""
    connection = connections.current()
    if connection is not None and connection.is_authorised and connection.confirmed_at is None:
        try:
            revocation = connections.disconnect(
                connection_id=connection.pk, forget_company=True, actor=actor_of(request), now=timezone.now()
            )
        except connections.Refused as problem:
            messages.error(request, str(problem))
        else:
            _tell_vendor(revocation)
            messages.success(
                request, "Nothing of that company was read or changed. Connect to the right one."
            )
    return redirect("accounting", seat_in(request).tenant.slug)


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def disconnect(request: HttpRequest) -> HttpResponse:
    """Say what stops and what stays; on the company's name, end it."""
    slug = seat_in(request).tenant.slug
    connection = connections.current()
    if connection is None or not connection.is_held:
        messages.error(request, "Nothing is connected, so there is nothing to disconnect.")
        return redirect("accounting", slug)
    word = connection.company_name or connection.get_vendor_display()
    if request.method == "POST":
        if request.POST.get("word", "").strip() != word:
            messages.error(request, f"Not disconnected: the name typed was not {word}.")
            return redirect("accounting", slug)
        try:
            revocation = connections.disconnect(
                connection_id=connection.pk, actor=actor_of(request), now=timezone.now()
            )
        except connections.Refused as problem:
            messages.error(request, str(problem))
            return redirect("accounting", slug)
        _tell_vendor(revocation)
        messages.success(request, f"{word} is disconnected. Settings, mappings and history are kept.")
        return redirect("accounting", slug)
    return render(
        request,
        "confirm.html",
        {
            "title": f"Disconnect {word}?",
            "text": (
                "Nothing is sent to QuickBooks or read from it any more, at once. "
                "Work that waits is held, not failed, and goes on after you reconnect."
            ),
            "stays": f"Settings, mappings, links and history stay. {GIVEN_BACK[connection.vendor]}",
            "word": word,
            "verb": "Disconnect",
            "action": request.path,
            "back_url": reverse("accounting", args=[slug]),
        },
    )


def _tell_vendor(revocation: Any) -> None:
    if revocation is not None:
        wake("integrations.revoke", tenant_id=str(revocation.tenant_id), revocation_id=str(revocation.pk))
