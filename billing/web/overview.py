"""The landing page of an organisation."""

from dataclasses import dataclass, replace
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.frame.rights import requires, seat_in
from billing.models import Invitation, Membership, User
from billing.queries import audit as trail
from billing.queries.waiting import waiting as waiting_in
from billing.roles import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the set-up list."""

    title: str
    text: str
    done: bool
    url: str
    action: str
    next: bool = False


@requires(Right.LOOK)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how far the set-up is, and what happened last."""
    seat = seat_in(request)
    slug = seat.tenant.slug
    members, waiting = _people()
    steps = [
        Step(
            title="Protect your sign-in",
            text="A code from your phone beside your password keeps others out of the books.",
            done=is_mfa_enabled(cast(User, request.user)),
            url=reverse("mfa_index"),
            action="Set up two-factor",
        ),
    ]
    if seat.may(Right.MANAGE_PEOPLE):
        steps.append(
            Step(
                title="Invite your colleagues",
                text="Bookkeeper, accountant, whoever repairs a sync: each with the role that fits.",
                done=members + waiting > 1,
                url=reverse("people-invite", args=[slug]),
                action="Invite somebody",
            )
        )
    for index, step in enumerate(steps):
        if not step.done and step.url:
            steps[index] = replace(step, next=True)
            break
    recent = trail.open_to(seat.modules).order_by("-at", "-id")[:8] if seat.may(Right.READ_AUDIT) else []
    return render(
        request,
        "billing/overview.html",
        {
            "tenant": seat.tenant,
            "books": waiting_in(
                today=timezone.localdate(), modules=seat.modules, may_keep=seat.may(Right.KEEP_BOOKS)
            ),
            "members": members,
            "waiting": waiting,
            "steps": steps,
            "done": sum(step.done for step in steps),
            "left": sum(not step.done for step in steps),
            "may_read_audit": seat.may(Right.READ_AUDIT),
            "recent": [
                {
                    "at": entry.at,
                    "who": entry.actor_label,
                    "what": trail.in_words(entry.action),
                    "whom": entry.subject_label,
                }
                for entry in recent
            ],
        },
    )


def _people() -> tuple[int, int]:
    """Count the seats that are taken and the invitations that are open, in one query."""
    seats = Membership.objects.filter(suspended_at=None).order_by().values_list(Value(1))
    invited = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by().values_list(Value(0))
    found = [taken for (taken,) in seats.union(invited, all=True)]
    return sum(found), len(found) - sum(found)
