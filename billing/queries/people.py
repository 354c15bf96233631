"""Who has a seat here, and who is invited to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from billing.models import Invitation, Membership
from billing.roles import Module


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    id: UUID
    email: str
    role: str
    invited_by: str
    sent_at: datetime
    expires_at: datetime
    expired: bool


def members() -> QuerySet[Membership]:
    """Return the seats with their people and whether each person has a second factor."""
    second_factor = Authenticator.objects.filter(user_id=OuterRef("user_id"), type=Authenticator.Type.TOTP)
    queryset: QuerySet[Membership] = Membership.objects.select_related("user").annotate(
        two_factor=Exists(second_factor)
    )
    return queryset


def invited(*, now: datetime) -> Sequence[Invited]:
    """Return the open invitations and the ones that ran out unused, newest first."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")
    return [
        Invited(
            id=row.id,
            email=row.email,
            role=row.get_role_display(),
            invited_by=row.invited_by.name,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            expired=not row.is_open(now=now),
        )
        for row in waiting.order_by("-sent_at", "-id")[:200]
    ]


def modules_in_words(modules: Sequence[str]) -> str:
    """Say which modules a seat is restricted to."""
    return ", ".join(Module(module).label for module in modules) or "All modules"
