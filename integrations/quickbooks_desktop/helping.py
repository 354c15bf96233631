"""Help for whoever stands before QuickBooks: every step, every code. Inside, and without sign-in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.frame.rights import requires
from billing.roles import Right
from integrations.quickbooks_desktop import catalogue
from integrations.quickbooks_desktop.codes_connector import CONNECTOR
from integrations.quickbooks_desktop.codes_quickbooks import QUICKBOOKS
from integrations.quickbooks_desktop.steps import DOWNLOAD, STEPS

LONGEST = 100


@requires(Right.LOOK)
@require_safe
def inside(request: HttpRequest) -> HttpResponse:
    """Show the help within the frame of the organisation."""
    return render(request, "integrations/desktop/help.html", _found(request))


@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    """Show the same to anybody: the Web Connector fetches this page itself, and opens it for people."""
    return render(request, "integrations/desktop/help_outside.html", _found(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip()[:LONGEST]
    connector, quickbooks = catalogue.found(asked, CONNECTOR), catalogue.found(asked, QUICKBOOKS)
    return {
        "asked": asked,
        "steps": () if asked else STEPS,
        "groups": [
            group
            for group in (
                ("web-connector", "Codes of the Web Connector", connector),
                ("quickbooks", "Codes of QuickBooks", quickbooks),
            )
            if group[2]
        ],
        "download": DOWNLOAD,
    }
