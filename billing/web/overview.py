"""The landing page of an organisation."""

from collections.abc import Iterator
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.frame.rights import requires, seat_in
from billing.frame.seat import Seat
from billing.frame.steps import Step, steps_of
from billing.models import Invitation, Membership, User
from billing.queries import audit as trail
from billing.queries.waiting import waiting as waiting_in
from billing.roles import Right


@requires(Right.LOOK)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how far the set-up is, and what happened last."""
    seat = seat_in(request)
    members, waiting = _people()
    steps = steps_of(request, seat, first=_first_steps(request, seat, people=members + waiting))
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


def _first_steps(request: HttpRequest, seat: Seat, *, people: int) -> Iterator[Step]:
    """Yield what people do about themselves and each other."""
    yield Step(
        title="Protect your sign-in",
        text="A code from your phone beside your password keeps others out of the books.",
        done=is_mfa_enabled(cast(User, request.user)),
        url=reverse("mfa_index"),
        action="Set up two-factor",
    )
    if seat.may(Right.MANAGE_PEOPLE):
        yield Step(
            title="Invite your colleagues",
            text="Bookkeeper, accountant, whoever repairs a sync: each with the role that fits.",
            done=people > 1,
            url=reverse("people-invite", args=[seat.tenant.slug]),
            action="Invite somebody",
        )


def _people() -> tuple[int, int]:
    """Count the seats that are taken and the invitations that are open, in one query."""
    seats = Membership.objects.filter(suspended_at=None).order_by().values_list(Value(1))
    invited = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by().values_list(Value(0))
    found = [taken for (taken,) in seats.union(invited, all=True)]
    return sum(found), len(found) - sum(found)
