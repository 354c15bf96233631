"""A person's own name and address."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

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
