"""Where the signed-in person is signed in, and signing out there."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from billing.models import User
from billing.people import sessions as people_sessions

SHOWN = 100


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List the browsers in which the person is signed in."""
    found = list(people_sessions.open_sessions(cast(User, request.user))[:SHOWN])
    return render(
        request, "billing/account/sessions.html", {"sessions": found, "here": request.session.session_key}
    )


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one other browser out."""
    person = cast(User, request.user)
    found = people_sessions.open_sessions(person).filter(pk=session_id).first()
    if found is None or found.session_key == request.session.session_key:
        raise Http404
    people_sessions.end([found], person=person)
    messages.success(request, "That browser is signed out.")
    return redirect("sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign every other browser out."""
    person = cast(User, request.user)
    others = people_sessions.open_sessions(person).exclude(session_key=request.session.session_key)
    people_sessions.end(list(others), person=person)
    messages.success(request, "You are signed out everywhere else.")
    return redirect("sessions")
