"""The pages of the Web Connector inside an organisation: setting it up, its password, its file, its state."""

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.frame.rights import requires, seat_in
from billing.people.acting import actor_of
from billing.roles import Right
from integrations.models import Connection, Connector
from integrations.quickbooks_desktop import qwc, setup, showing
from integrations.quickbooks_desktop.forms import PasswordForm, SetUpForm
from integrations.quickbooks_desktop.steps import DOWNLOAD, STEPS
from integrations.services import connections
from integrations.services.connections import Refused
from integrations.vendors import Vendor

HOME = "accounting-desktop"
WORD = "replace"


@requires(Right.MANAGE_CONNECTION)
@require_safe
def desktop(request: HttpRequest) -> HttpResponse:
    """Show how the connector stands, or offer to set one up."""
    found = _found()
    if found is None:
        return _set_up_page(request, SetUpForm(initial=_initial()))
    context = showing.all_of(*found, now=timezone.now()) | {
        "form": SetUpForm(initial=SetUpForm.initial_of(found[1]))
    }
    return render(request, "integrations/desktop/connector.html", context)


@requires(Right.MANAGE_CONNECTION)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer the line that asks every few seconds; once it changed, the whole page is asked for."""
    found = _found()
    if found is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = showing.live(*found, now=timezone.now())
    response = render(request, "integrations/desktop/live.html", context)
    if not context["waits"]:
        response["HX-Refresh"] = "true"
    return response


@requires(Right.MANAGE_CONNECTION)
@require_POST
def generate(request: HttpRequest) -> HttpResponseBase:
    """Set the connector up, and show its password: this once."""
    form = SetUpForm(request.POST)
    if not form.is_valid():
        return _set_up_page(request, form, status=422)
    try:
        connection = connections.choose(
            vendor=Vendor.QUICKBOOKS_DESKTOP, actor=actor_of(request), now=timezone.now()
        )
        if connection is None:
            return redirect(HOME, _slug(request))
        connector, password = setup.generate(
            connection_id=connection.pk,
            minutes=form.cleaned_data["minutes"],
            note=form.cleaned_data["note"],
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect(HOME, _slug(request))
    return _shown_once(request, connector, password, heading="The Web Connector is set up")


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Ask, then make a new password and show it: this once."""
    found = _found()
    if found is None:
        return _not_set_up(request)
    connector = found[1]
    form = PasswordForm(
        request.POST if request.method == "POST" else None,
        initial={"expected": connector.password_made_at.isoformat()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = setup.new_password(
                connection_id=found[0].pk,
                expected=form.cleaned_data["expected"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except Refused as problem:
            messages.error(request, str(problem))
            return redirect(HOME, _slug(request))
        return _shown_once(request, *made, heading="The new password")
    context = {"form": form, "connector": connector}
    return render(request, "integrations/desktop/password.html", context, status=422 if form.errors else 200)


@requires(Right.MANAGE_CONNECTION)
@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """Send the file for the Web Connector."""
    found = _found()
    if found is None:
        return _not_set_up(request)
    name, content = setup.download(connection_id=found[0].pk, actor=actor_of(request), now=timezone.now())
    return HttpResponse(
        content,
        content_type=qwc.CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )


@requires(Right.MANAGE_CONNECTION)
@require_POST
def change(request: HttpRequest) -> HttpResponseBase:
    """Change interval and note."""
    found = _found()
    if found is None:
        return _not_set_up(request)
    form = SetUpForm(request.POST)
    if not form.is_valid():
        context = showing.all_of(*found, now=timezone.now()) | {"form": form}
        return render(request, "integrations/desktop/connector.html", context, status=422)
    setup.change(
        connection_id=found[0].pk,
        minutes=form.cleaned_data["minutes"],
        note=form.cleaned_data["note"],
        actor=actor_of(request),
        now=timezone.now(),
    )
    messages.success(
        request,
        "Saved. The Web Connector keeps its own interval: set Every-Min on the line of Tieout to the same.",
    )
    return redirect(HOME, _slug(request))


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest) -> HttpResponseBase:
    """Lead through replacing the file; only a word that is typed makes another pair of ids."""
    found = _found()
    if found is None:
        return _not_set_up(request)
    wrong = ""
    if request.method == "POST":
        if request.POST.get("word", "").strip().lower() == WORD:
            setup.replace_file(connection_id=found[0].pk, actor=actor_of(request), now=timezone.now())
            messages.success(
                request,
                "The file is replaced. Download the new one and add it; the password stays as it is.",
            )
            return redirect(HOME, _slug(request))
        wrong = f"Type the word {WORD} to make a new file. Nothing was changed."
    context = {"connector": found[1], "word": WORD, "wrong": wrong}
    return render(request, "integrations/desktop/replace.html", context, status=422 if wrong else 200)


@requires(Right.MANAGE_CONNECTION)
@require_POST
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Note that it is the right company."""
    found = _found()
    if found is None:
        return _not_set_up(request)
    try:
        generation = request.POST.get("generation", "")
        connections.confirm(
            connection_id=found[0].pk,
            company_key=request.POST.get("company", ""),
            generation=int(generation) if generation.isdecimal() else -1,
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Confirmed. QuickBooks is connected.")
    return redirect(HOME, _slug(request))


@requires(Right.MANAGE_CONNECTION)
@require_safe
def sheet(request: HttpRequest) -> HttpResponseBase:
    """Show one page to print, for the person at the computer with QuickBooks."""
    found = _found()
    if found is None:
        return _not_set_up(request)
    context = {
        "connector": found[1],
        "steps": STEPS[:8],
        "download": DOWNLOAD,
        "help_url": django_settings.PUBLIC_URL + reverse("qbwc-help"),
    }
    return render(request, "integrations/desktop/sheet.html", context)


def _found() -> tuple[Connection, Connector] | None:
    """Return connection and connector where one is set up."""
    connection = connections.current()
    if connection is None or connection.vendor != Vendor.QUICKBOOKS_DESKTOP or connection.set_up_at is None:
        return None
    connector = setup.connector_of(connection)
    return None if connector is None else (connection, connector)


def _initial() -> dict[str, object]:
    connection = connections.current()
    return SetUpForm.initial_of(setup.connector_of(connection)) if connection else {}


def _set_up_page(request: HttpRequest, form: SetUpForm, *, status: int = 200) -> HttpResponse:
    connection = connections.current()
    other = connection is not None and connection.vendor != Vendor.QUICKBOOKS_DESKTOP and connection.is_held
    context = {"form": form, "held_by": connection if other else None}
    return render(request, "integrations/desktop/set_up.html", context, status=status)


def _not_set_up(request: HttpRequest) -> HttpResponse:
    messages.error(request, "The Web Connector is not set up yet. Set it up here first.")
    return redirect(HOME, _slug(request))


def _shown_once(request: HttpRequest, connector: Connector, password: str, *, heading: str) -> HttpResponse:
    """Show a password in the answer itself, which nobody keeps: not the session, no cache, no history."""
    context = {"connector": connector, "password": password, "title": heading}
    response = render(request, "integrations/desktop/shown_once.html", context)
    response["Cache-Control"] = "no-store, private"
    response["Pragma"] = "no-cache"
    return response


def _slug(request: HttpRequest) -> str:
    return seat_in(request).tenant.slug
