"""People: who has a seat, in which role; inviting, changing, suspending, removing."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.frame.rights import requires, seat_in
from billing.models import Membership, User
from billing.people.acting import actor_of
from billing.queries import people as queries
from billing.queries.paging import Order, page_of
from billing.roles import Right, Role
from billing.services import invitations, members
from billing.web import access
from billing.web.forms import InvitationForm, RoleFields

SORTABLE = ("created_at", "role")


@requires(Right.LOOK)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the seats, and the invitations to those who may send them."""
    order = Order.chosen(request.GET.get("sort", ""), among=SORTABLE, default="created_at")
    page = page_of(queries.members(), order=order, query=request.GET)
    may_manage = seat_in(request).may(Right.MANAGE_PEOPLE)
    return render(
        request,
        "billing/people/list.html",
        {
            "page": page,
            "members": [_shown(row, request) for row in page.rows],
            "invited": queries.invited(now=timezone.now()) if may_manage else [],
            "may_manage": may_manage,
            "may_manage_api": seat_in(request).may(Right.MANAGE_API),
        },
    )


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"role": Role.VIEWER})
    if request.method == "POST" and form.is_valid():
        if not _may_send(request, form.cleaned_data["email"]):
            return _too_many(request)
        try:
            invitation = invitations.invite(
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                modules=form.cleaned_data["modules"],
                inviter=cast(User, request.user),
                actor=actor_of(request),
                now=timezone.now(),
            )
        except (invitations.AlreadyMember, invitations.ForPrograms) as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"The invitation to {invitation.email} is on its way.")
            return redirect("people", _slug(request))
    return render(request, "billing/people/invite.html", {"form": form}, status=422 if form.errors else 200)


@requires(Right.MANAGE_PEOPLE)
@require_POST
def send_again(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send an invitation anew."""
    if not _may_send(request, access.invitation(invitation_id=invitation_id).email):
        return _too_many(request)
    invitation = invitations.send_again(
        invitation_id=invitation_id, actor=actor_of(request), now=timezone.now()
    )
    messages.success(request, f"A new link is on its way to {invitation.email}. The old one no longer works.")
    return redirect("people", _slug(request))


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Ask, then withdraw an invitation."""
    invitation = access.invitation(invitation_id=invitation_id)
    if request.method == "POST":
        invitations.withdraw(invitation_id=invitation_id, actor=actor_of(request), now=timezone.now())
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
        return redirect("people", _slug(request))
    return _ask(
        request,
        title=f"Withdraw the invitation to {invitation.email}?",
        text="The link in the mail stops working at once.",
        stays="You can invite the same address again at any time.",
        verb="Withdraw",
    )


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Show one seat, and change its role."""
    seat = access.seat(seat_id=seat_id)
    form = RoleFields(
        request.POST if request.method == "POST" else None,
        initial={"role": seat.role, "modules": seat.modules},
    )
    if request.method == "POST" and form.is_valid():
        try:
            members.change_role(
                seat_id=seat_id,
                role=Role(form.cleaned_data["role"]),
                modules=form.cleaned_data["modules"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except members.LastOwner as problem:
            form.add_error("role", str(problem))
        else:
            messages.success(request, f"{seat.user.name} is now {Role(form.cleaned_data['role']).label}.")
            return redirect("people", _slug(request))
    return render(
        request,
        "billing/people/member.html",
        {"form": form, "member": _shown(seat, request)},
        status=422 if form.errors else 200,
    )


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Ask, then suspend a seat."""
    name = access.seat(seat_id=seat_id).user.name
    return _ask_then(
        request,
        lambda: members.suspend(seat_id=seat_id, actor=actor_of(request), now=timezone.now()),
        done=f"{name} is suspended.",
        title=f"Suspend {name}?",
        text="They can no longer open this organisation, from their next click on.",
        stays="Their role, and everything they did, stays. You can reinstate them at any time.",
        verb="Suspend",
    )


@requires(Right.MANAGE_PEOPLE)
@require_POST
def reinstate(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Open a suspended seat again."""
    seat = access.seat(seat_id=seat_id)
    members.reinstate(seat_id=seat_id, actor=actor_of(request), now=timezone.now())
    messages.success(request, f"{seat.user.name} is back as {seat.get_role_display()}.")
    return redirect("people", _slug(request))


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Ask, then remove a seat."""
    name = access.seat(seat_id=seat_id).user.name
    return _ask_then(
        request,
        lambda: members.remove(seat_id=seat_id, actor=actor_of(request), now=timezone.now()),
        done=f"{name} no longer has a seat here.",
        title=f"Remove {name}?",
        text="Their seat in this organisation goes. To come back they need a new invitation.",
        stays="Their account, their seats elsewhere and the audit trail stay.",
        verb="Remove",
    )


def _may_send(request: HttpRequest, address: str) -> bool:
    """Keep anybody from flooding one address, or many, with our mails."""
    return bool(ratelimit.consume(request, action="invite", key=address.lower(), user=request.user))


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/429.html", status=429)


def _ask_then(request: HttpRequest, act: Callable[[], Any], *, done: str, **question: str) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, **question)
    try:
        act()
    except members.LastOwner as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
        if not _still_seated(request):
            return redirect("organisations")
    return redirect("people", _slug(request))


def _still_seated(request: HttpRequest) -> bool:
    """Tell whether the person has not just closed their own seat."""
    return Membership.objects.filter(pk=seat_in(request).id, suspended_at=None).exists()


def _ask(request: HttpRequest, **question: str) -> HttpResponse:
    back = reverse("people", args=[_slug(request)])
    return render(request, "confirm.html", {**question, "action": request.path, "back_url": back})


def _shown(seat: Membership, request: HttpRequest) -> dict[str, Any]:
    return {
        "id": seat.id,
        "name": seat.user.name or seat.user.email,
        "email": seat.user.email,
        "initials": seat.user.initials,
        "role": seat.get_role_display(),
        "modules": queries.modules_in_words(seat.modules),
        "since": seat.created_at,
        "active": seat.is_active,
        "state": "Active" if seat.is_active else "Suspended",
        "two_factor": getattr(seat, "two_factor", None),
        "you": seat.user_id == request.user.pk,
        "is_service": seat.user.is_service,
    }


def _slug(request: HttpRequest) -> str:
    return seat_in(request).tenant.slug
