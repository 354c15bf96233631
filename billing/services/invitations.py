"""Invitations: sending one, again, withdrawing it, accepting it by the link in the mail."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from billing.actors import Actor
from billing.models import Invitation, Membership, Role, Tenant, User
from billing.models.user import SERVICE_DOMAIN
from billing.services import audit, mail

LIFETIME = timedelta(days=7)
SALT = "billing.invitation"


class AlreadyMember(ValueError):
    """The person invited has a seat already."""


class ForPrograms(ValueError):
    """The address stands for a service account: nobody reads its mail, and it never signs in."""


class NotInvited(LookupError):
    """The link is no open invitation: forged, expired, withdrawn, used, or replaced by a newer one."""


class WrongPerson(PermissionError):
    """The invitation was sent to another address than the one signed in."""


@transaction.atomic
def invite(
    *, email: str, role: Role, modules: list[str], inviter: User, actor: Actor, now: datetime
) -> Invitation:
    """Invite an address to a seat. An open invitation to it is renewed instead of doubled."""
    tenant = Tenant.objects.select_for_update().get()
    if email.lower().endswith(f"@{SERVICE_DOMAIN}"):
        raise ForPrograms(f"{email} stands for a service account, which cannot sign in. Invite a person.")
    if Membership.objects.filter(user__email__iexact=email).exists():
        raise AlreadyMember(f"{email} has a seat here already.")
    open_one = Invitation.objects.filter(email__iexact=email, accepted_at=None, withdrawn_at=None).first()
    invitation = open_one or Invitation(email=email, serial=0)
    before = picture(open_one) if open_one else None
    invitation.role, invitation.modules, invitation.invited_by = role, sorted(modules), inviter
    _send(invitation, tenant=tenant, now=now)
    _record(invitation, "invitation.renewed" if before else "invitation.sent", actor, now, before=before)
    return invitation


@transaction.atomic
def send_again(*, invitation_id: UUID, actor: Actor, now: datetime) -> Invitation:
    """Send a new link and void the older ones; the time starts anew."""
    tenant = Tenant.objects.select_for_update().get()
    invitation = _open_or_raise(invitation_id)
    before = picture(invitation)
    _send(invitation, tenant=tenant, now=now)
    _record(invitation, "invitation.renewed", actor, now, before=before)
    return invitation


@transaction.atomic
def withdraw(*, invitation_id: UUID, actor: Actor, now: datetime) -> None:
    """Void an open invitation and its link."""
    Tenant.objects.select_for_update().get()
    invitation = _open_or_raise(invitation_id)
    before = picture(invitation)
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    _record(invitation, "invitation.withdrawn", actor, now, before=before)


@transaction.atomic
def accept(*, invitation_id: UUID, serial: int, person: User, actor: Actor, now: datetime) -> Membership:
    """Turn an open invitation into a seat for the person it was sent to; once, whoever clicks how often."""
    Tenant.objects.select_for_update().get()
    invitation = find(invitation_id=invitation_id, serial=serial, now=now)
    if person.is_service or invitation.email.lower() != person.email.lower():
        raise WrongPerson(f"This invitation was sent to {invitation.email}.")
    before = picture(invitation)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    seat, made = Membership.objects.get_or_create(
        user=person, defaults={"role": invitation.role, "modules": invitation.modules, "created_at": now}
    )
    _record(invitation, "invitation.accepted", actor, now, before=before)
    if made:
        audit.record(
            actor=actor,
            action="member.joined",
            kind="member",
            subject_id=seat.id,
            label=person.email,
            after={"role": seat.role, "modules": list(seat.modules)},
            now=now,
        )
    return seat


def find(*, invitation_id: UUID, serial: int, now: datetime) -> Invitation:
    """Return the open invitation that this link was sent for, or raise NotInvited."""
    found = Invitation.objects.select_related("invited_by", "tenant").filter(pk=invitation_id).first()
    if found is None or found.serial != serial or not found.is_open(now=now):
        raise NotInvited("This invitation is no longer open. Ask for a new one.")
    return found


def ticket_for(invitation: Invitation) -> str:
    """Return the signed text that stands in the link."""
    return signing.dumps([str(invitation.tenant_id), str(invitation.id), invitation.serial], salt=SALT)


def read_ticket(ticket: str) -> tuple[UUID, UUID, int]:
    """Return tenant, invitation and serial of a ticket that we signed, or raise NotInvited."""
    try:
        tenant_id, invitation_id, serial = signing.loads(ticket, salt=SALT, max_age=LIFETIME)
        return UUID(tenant_id), UUID(invitation_id), int(serial)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotInvited("This invitation is no longer open. Ask for a new one.") from None


def link_for(invitation: Invitation) -> str:
    return settings.PUBLIC_URL + reverse("invitation", args=[ticket_for(invitation)])


def picture(invitation: Invitation) -> dict[str, Any]:
    """Return the invitation as the audit trail shows it."""
    return {
        "role": invitation.role,
        "modules": list(invitation.modules),
        "expires_at": invitation.expires_at,
        "accepted_at": invitation.accepted_at,
        "withdrawn_at": invitation.withdrawn_at,
    }


def _open_or_raise(invitation_id: UUID) -> Invitation:
    found = Invitation.objects.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None).first()
    if found is None:
        raise NotInvited("This invitation was accepted or withdrawn in the meantime.")
    return found


def _send(invitation: Invitation, *, tenant: Tenant, now: datetime) -> None:
    invitation.serial += 1
    invitation.sent_at, invitation.expires_at = now, now + LIFETIME
    invitation.save()
    mail.post(
        template="mail/invitation",
        to=invitation.email,
        subject=f"{invitation.invited_by.name} invites you to {tenant.name} on Tieout",
        context={
            "inviter_name": invitation.invited_by.name,
            "tenant_name": tenant.name,
            "role_label": Role(invitation.role).label,
            "url": link_for(invitation),
            "expires_at": invitation.expires_at,
        },
    )


def _record(
    invitation: Invitation, action: str, actor: Actor, now: datetime, *, before: dict[str, Any] | None
) -> None:
    audit.record(
        actor=actor,
        action=action,
        kind="invitation",
        subject_id=invitation.id,
        label=invitation.email,
        before=before,
        after=picture(invitation),
        now=now,
    )
