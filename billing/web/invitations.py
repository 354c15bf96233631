"""The page behind the link in an invitation's mail."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from billing.models import Invitation, User
from billing.people.acting import actor_of
from billing.people.forms import INVITED_ADDRESS
from billing.services import invitations
from billing.tenancy.scope import tenant_scope


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show who invites to what, and let the person it was sent to accept."""
    try:
        tenant_id, invitation_id, serial = invitations.read_ticket(ticket)
        with tenant_scope(tenant_id=tenant_id):
            found = invitations.find(invitation_id=invitation_id, serial=serial, now=timezone.now())
            if request.method == "POST" and isinstance(request.user, User):
                invitations.accept(
                    invitation_id=invitation_id,
                    serial=serial,
                    person=request.user,
                    actor=actor_of(request),
                    now=timezone.now(),
                )
                request.session.pop(INVITED_ADDRESS, None)
                messages.success(request, f"Welcome to {found.tenant.name}.")
                return redirect("overview", found.tenant.slug)
            return _shown(request, found)
    except invitations.NotInvited as problem:
        return render(request, "billing/invitation/closed.html", {"reason": str(problem)}, status=410)
    except invitations.WrongPerson as problem:
        return render(request, "billing/invitation/closed.html", {"reason": str(problem)}, status=409)


def _shown(request: HttpRequest, found: Invitation) -> HttpResponse:
    person = request.user if isinstance(request.user, User) else None
    if person is None:
        # Who holds the link has read the mail: the address needs no second proof when they sign up with it.
        get_adapter().stash_verified_email(request, found.email)
        request.session[INVITED_ADDRESS] = found.email
    known = User.objects.filter(email__iexact=found.email, is_service=False).exists()
    come_back = urlencode({"next": request.path})
    return render(
        request,
        "billing/invitation/open.html",
        {
            "tenant_name": found.tenant.name,
            "inviter_name": found.invited_by.name,
            "role": found.get_role_display(),
            "email": found.email,
            "expires_at": found.expires_at,
            "signed_in": person is not None,
            "right_person": person is not None and person.email.lower() == found.email.lower(),
            "known": known,
            "sign_in_url": f"{reverse('account_login')}?{come_back}",
            "sign_up_url": f"{reverse('account_signup')}?{come_back}",
        },
    )
