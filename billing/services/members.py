"""Seats: changing a role, suspending, removing. An organisation never loses its last owner."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.models import Membership, Role, Tenant
from billing.services import audit


class ServiceAccount(PermissionError):
    """The seat is a service account's, which is managed with the API applications."""


class LastOwner(PermissionError):
    """The change would leave the organisation without an active owner."""


@transaction.atomic
def change_role(*, seat_id: UUID, role: Role, modules: list[str], actor: Actor, now: datetime) -> Membership:
    """Give a seat another role or restriction, or raise LastOwner."""
    seat = _locked(seat_id)
    before = picture(seat)
    if seat.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(seat)
    seat.role, seat.modules = role, sorted(modules)
    if picture(seat) != before:
        seat.save(update_fields=["role", "modules"])
        _record(seat, "member.role_changed", actor, now, before=before, after=picture(seat))
    return seat


@transaction.atomic
def suspend(*, seat_id: UUID, actor: Actor, now: datetime) -> Membership:
    """Close a seat without forgetting it, or raise LastOwner."""
    seat = _locked(seat_id)
    if seat.is_active:
        _keep_an_owner(seat)
        before = picture(seat)
        seat.suspended_at = now
        seat.save(update_fields=["suspended_at"])
        _record(seat, "member.suspended", actor, now, before=before, after=picture(seat))
    return seat


@transaction.atomic
def reinstate(*, seat_id: UUID, actor: Actor, now: datetime) -> Membership:
    """Open a suspended seat again, as it was."""
    seat = _locked(seat_id)
    if not seat.is_active:
        before = picture(seat)
        seat.suspended_at = None
        seat.save(update_fields=["suspended_at"])
        _record(seat, "member.reinstated", actor, now, before=before, after=picture(seat))
    return seat


@transaction.atomic
def remove(*, seat_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a seat away, or raise LastOwner. What the person did stays in the audit trail."""
    seat = _locked(seat_id)
    _keep_an_owner(seat)
    _record(seat, "member.removed", actor, now, before=picture(seat), after=None)
    seat.delete()


def picture(seat: Membership) -> dict[str, Any]:
    """Return the seat as the audit trail shows it."""
    return {"role": seat.role, "modules": list(seat.modules), "active": seat.is_active}


def _locked(seat_id: UUID) -> Membership:
    # Every change of seats takes the tenant's row first, so that two owners cannot remove each other at once.
    Tenant.objects.select_for_update().get()
    seat = Membership.objects.select_related("user").get(pk=seat_id)
    if seat.user.is_service:
        raise ServiceAccount(
            f"{seat.user.name} is a service account. It is changed under Organisation > API applications."
        )
    return seat


def _keep_an_owner(leaving: Membership) -> None:
    if leaving.role != Role.OWNER or not leaving.is_active:
        return
    others = Membership.objects.filter(
        role=Role.OWNER, suspended_at=None, user__is_active=True, user__is_service=False
    )
    if not others.exclude(pk=leaving.pk).exists():
        raise LastOwner("An organisation needs at least one owner. Make somebody else an owner first.")


def _record(seat: Membership, action: str, actor: Actor, now: datetime, *, before: Any, after: Any) -> None:
    audit.record(
        actor=actor,
        action=action,
        kind="member",
        subject_id=seat.id,
        label=seat.user.email,
        before=before,
        after=after,
        now=now,
    )
