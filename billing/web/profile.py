"""What a person keeps in order about themselves: their name, and where they are signed in."""

from typing import cast

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing.models import User
from billing.people.acting import actor_of
from billing.services import people
from billing.web.forms import ProfileForm


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change the person's name."""
    person = User.objects.get(pk=cast(User, request.user).pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        people.rename(
            person_id=person.pk, name=form.cleaned_data["name"], actor=actor_of(request), now=timezone.now()
        )
        messages.success(request, "Your name is saved.")
        return redirect("profile")
    return render(request, "billing/account/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one of the person's other browsers out."""
    found = UserSession.objects.filter(user=cast(User, request.user), pk=session_id).first()
    if found is None or found.is_current():
        raise Http404
    get_adapter().end_sessions([found])
    messages.success(request, "That browser is signed out.")
    return redirect("usersessions_list")
