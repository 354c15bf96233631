"""The page of the settings, their history, and taking them in and out as a file."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing.frame.rights import requires, seat_in
from billing.people.acting import actor_of
from billing.roles import Right
from integrations.models import Cause, Connection, SettingChange
from integrations.services import connections, settings
from integrations.settings import catalogue
from integrations.web.settings_form import SettingsForm

LARGEST_FILE = 200_000
HISTORY = 100


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the settings, and save them."""
    connection = connections.current()
    if connection is None:
        return _nothing_chosen(request)
    values = catalogue.values(connection.settings)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        vendor=connection.vendor, values=values, version=connection.settings_version,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _saved(request, form, connection):
        messages.success(request, "The settings are saved.")
        return redirect("sync-settings", seat_in(request).tenant.slug)
    context = {
        "form": form,
        "connection": connection,
        "sections": list(form.sections(_last_changes(connection))),
    }
    return render(request, "integrations/settings.html", context, status=422 if form.errors else 200)


@requires(Right.MANAGE_CONNECTION)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Show who changed what, the newest first."""
    connection = connections.current()
    if connection is None:
        return _nothing_chosen(request)
    changes = SettingChange.objects.filter(connection=connection).order_by("-version")[:HISTORY]
    context = {"connection": connection, "versions": [_in_words(change) for change in changes]}
    return render(request, "integrations/settings_history.html", context)


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest, version: int) -> HttpResponse:
    """Show what going back to a version changes; on yes, go back."""
    slug = seat_in(request).tenant.slug
    connection = connections.current()
    if connection is None:
        return _nothing_chosen(request)
    if version > connection.settings_version:
        messages.error(request, "There is no such version of the settings.")
        return redirect("sync-settings-history", slug)
    if request.method == "POST":
        try:
            settings.roll_back(
                connection_id=connection.pk, to=version, version=_seen(request),
                actor=actor_of(request), now=timezone.now(),
            )  # fmt: skip
        except (settings.ChangedMeanwhile, settings.Unfit) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"The settings are as they were after version {version}.")
        return redirect("sync-settings-history", slug)
    now_held = catalogue.values(connection.settings)
    then = settings.as_of(connection_id=connection.pk, version=version)
    changes = {name: [now_held[name], then[name]] for name in then if now_held[name] != then[name]}
    context = {"connection": connection, "version": version, "changes": _lines(changes)}
    return render(request, "integrations/settings_roll_back.html", context)


@requires(Right.MANAGE_CONNECTION)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the whole configuration as a file."""
    connection = connections.current()
    if connection is None:
        return _nothing_chosen(request)
    response = JsonResponse(settings.exported(connection), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="tieout-settings.json"'
    response["Cache-Control"] = "no-store"
    return response


class FileForm(forms.Form):
    file = forms.FileField(label="File of settings")
    seen = forms.IntegerField(widget=forms.HiddenInput)


@requires(Right.MANAGE_CONNECTION)
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take settings from a file, all of them or none."""
    connection = connections.current()
    if connection is None:
        return _nothing_chosen(request)
    form = FileForm(
        request.POST if request.method == "POST" else None, request.FILES or None,
        initial={"seen": connection.settings_version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            settings.change(
                connection_id=connection.pk, cause=Cause.IMPORTED,
                given=_read(form.cleaned_data["file"], connection.vendor),
                version=form.cleaned_data["seen"], actor=actor_of(request), now=timezone.now(),
            )  # fmt: skip
        except settings.Unfit as problem:
            for name, text in problem.problems.items():
                label = catalogue.BY_NAME[name].label if name in catalogue.BY_NAME else name[:60]
                form.add_error("file", f"{label}: {text}")
        except (settings.NotOurs, settings.ChangedMeanwhile) as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, "The settings of the file hold now.")
            return redirect("sync-settings-history", seat_in(request).tenant.slug)
    context = {"form": form, "connection": connection}
    return render(request, "integrations/settings_import.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest) -> int:
    """Return the version that the page showed; what is no number is none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def _read(file: Any, vendor: str) -> dict[str, Any]:
    if file.size > LARGEST_FILE:
        raise settings.NotOurs(
            "This file is far larger than one of settings. Choose the one Tieout exported."
        )
    try:
        document = json.loads(file.read())
    except (ValueError, RecursionError):
        raise settings.NotOurs("This is not a file of settings that Tieout exported.") from None
    return settings.imported(document, vendor=vendor)


def _saved(request: HttpRequest, form: SettingsForm, connection: Connection) -> bool:
    try:
        settings.change(
            connection_id=connection.pk, given=form.given(), version=form.cleaned_data["version"],
            actor=actor_of(request), now=timezone.now(),
        )  # fmt: skip
    except settings.Unfit as problem:
        form.refuse(problem.problems)
    except settings.ChangedMeanwhile as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _last_changes(connection: Connection) -> dict[str, tuple[str, Any]]:
    """Return by name who changed a setting last, and when."""
    found: dict[str, tuple[str, Any]] = {}
    for change in SettingChange.objects.filter(connection=connection).order_by("version"):
        found |= dict.fromkeys(change.changes, (change.by, change.at))
    return found


def _in_words(change: SettingChange) -> dict[str, Any]:
    return {
        "version": change.version,
        "at": change.at,
        "by": change.by,
        "cause": change.get_cause_display(),
        "lines": _lines(change.changes),
        "before": change.version - 1,
    }


def _lines(changes: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for name, (old, new) in changes.items():
        setting = catalogue.BY_NAME.get(name)
        shown = setting.shown if setting else str
        found.append({"label": setting.label if setting else name, "old": shown(old), "new": shown(new)})
    return found


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Choose an accounting vendor first; its settings are here then.")
    return redirect(reverse("accounting", args=[seat_in(request).tenant.slug]))
