"""Service accounts: seats that programs act as, with a name and a role. They never sign in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.models import Membership, Role, Tenant, User
from billing.models.user import SERVICE_DOMAIN
from billing.roles import roles_for_accounts
from billing.services import audit
from billing.tenancy.identifiers import new_id


class NameTaken(ValueError):
    """Another service account here has this name."""


class NotForPrograms(ValueError):
    """The role is not one that a service account may hold."""


class BeyondModules(PermissionError):
    """Somebody restricted to some modules was about to open others to a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a service account is to be."""

    name: str
    role: Role
    modules: tuple[str, ...] = ()


@transaction.atomic
def create(*, wanted: Wanted, within: Collection[str], actor: Actor, now: datetime) -> Membership:
    """Add a service account; `within` holds the modules that its maker is restricted to, if any."""
    Tenant.objects.select_for_update().get()
    _refuse(wanted, within=within)
    account_id = new_id()
    user = User.objects.create_user(
        email=f"{account_id.hex}@{SERVICE_DOMAIN}",
        name=wanted.name,
        id=account_id,
        is_service=True,
        created_at=now,
    )
    seat = Membership.objects.create(
        user=user, role=wanted.role, modules=_modules(wanted, within=within), created_at=now
    )
    _record(seat, "api.account_created", actor, now, before=None, after=picture(seat))
    return seat


@transaction.atomic
def change(
    *, account_id: UUID, wanted: Wanted, within: Collection[str], actor: Actor, now: datetime
) -> Membership:
    """Give a service account another name, role or restriction; its applications feel it at once."""
    seat = _locked(account_id)
    refuse_beyond(seat.modules, within=within)
    _refuse(wanted, within=within, but=seat)
    before = picture(seat)
    seat.role, seat.modules = wanted.role, _modules(wanted, within=within)
    seat.user.name = wanted.name
    if picture(seat) != before:
        seat.user.save(update_fields=["name"])
        seat.save(update_fields=["role", "modules"])
        _record(seat, "api.account_changed", actor, now, before=before, after=picture(seat))
    return seat


@transaction.atomic
def suspend(*, account_id: UUID, actor: Actor, now: datetime) -> Membership:
    """Keep a service account out, and with it every application that acts as it, from the next request on."""
    seat = _locked(account_id)
    if seat.is_active:
        before = picture(seat)
        seat.suspended_at = now
        seat.save(update_fields=["suspended_at"])
        _record(seat, "api.account_suspended", actor, now, before=before, after=picture(seat))
    return seat


@transaction.atomic
def reinstate(*, account_id: UUID, actor: Actor, now: datetime) -> Membership:
    """Let a suspended service account in again, as it was."""
    seat = _locked(account_id)
    if not seat.is_active:
        before = picture(seat)
        seat.suspended_at = None
        seat.save(update_fields=["suspended_at"])
        _record(seat, "api.account_reinstated", actor, now, before=before, after=picture(seat))
    return seat


def picture(seat: Membership) -> dict[str, Any]:
    """Return the account as the audit trail shows it."""
    return {
        "name": seat.user.name,
        "role": seat.role,
        "modules": list(seat.modules),
        "active": seat.is_active,
    }


def refuse_beyond(modules: Collection[str], *, within: Collection[str]) -> None:
    """Raise BeyondModules unless who is restricted so may hand out an account open to these modules."""
    if within and (not modules or set(modules) - set(within)):
        raise BeyondModules(
            "Your own seat is restricted to some modules, and this service account reaches others. Choose "
            "one with the same restriction, or ask an owner."
        )


def _modules(wanted: Wanted, *, within: Collection[str]) -> list[str]:
    return sorted(wanted.modules or within)


def _refuse(wanted: Wanted, *, within: Collection[str], but: Membership | None = None) -> None:
    if wanted.role not in roles_for_accounts():
        raise NotForPrograms(
            f"The role {wanted.role.label} is for people only. Choose another for {wanted.name}."
        )
    refuse_beyond(_modules(wanted, within=within), within=within)
    others = Membership.objects.filter(user__is_service=True, user__name__iexact=wanted.name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NameTaken(f"There is a service account {wanted.name} already. Choose another name.")


def _locked(account_id: UUID) -> Membership:
    # The tenant's row first, as with every change of seats.
    Tenant.objects.select_for_update().get()
    return Membership.objects.select_related("user").get(pk=account_id, user__is_service=True)


def _record(seat: Membership, action: str, actor: Actor, now: datetime, *, before: Any, after: Any) -> None:
    audit.record(
        actor=actor,
        action=action,
        kind="service account",
        subject_id=seat.id,
        label=seat.user.name,
        before=before,
        after=after,
        now=now,
    )
