"""What happens to a person's credentials in allauth, entered in the audit trail of each of their tenants.

In the transaction of the change itself. What allauth reports only after its commit (authenticators) is
therefore taken from the rows it writes.
"""

from typing import Any

from allauth.account import signals as account
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from django.utils import timezone

from billing.actors import Actor
from billing.models import User
from billing.people.acting import actor_of
from billing.services import audit

REPORTED: dict[str, Signal] = {
    "person.signed_in": account.user_logged_in,
    "person.password_changed": account.password_changed,
    "person.password_set": account.password_set,
    "person.password_reset": account.password_reset,
}
ADDED = {
    Authenticator.Type.TOTP: "person.two_factor_on",
    Authenticator.Type.RECOVERY_CODES: "person.recovery_codes_made",
}


def subscribe() -> None:
    """Enter each of these in the audit trail."""
    for action, signal in REPORTED.items():
        signal.connect(_entry_for(action), weak=False, dispatch_uid=f"audit.{action}")
    mfa.authenticator_used.connect(_authenticator_used, dispatch_uid="audit.authenticator_used")
    account.email_changed.connect(_email_changed, dispatch_uid="audit.email_changed")
    post_save.connect(_authenticator_saved, sender=Authenticator, dispatch_uid="audit.authenticator_saved")
    post_delete.connect(_authenticator_gone, sender=Authenticator, dispatch_uid="audit.authenticator_gone")


def _entry_for(action: str) -> Any:
    def entry(*, user: User, **_: Any) -> None:
        enter(action, user)

    return entry


def _email_changed(*, user: User, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    if from_email_address is not None:  # the first address was not changed but proven
        enter("person.email_changed", user, before=from_email_address.email, after=to_email_address.email)


def _authenticator_used(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        enter("person.recovery_code_used", user)


def _authenticator_saved(*, instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.type in ADDED:
        enter(ADDED[instance.type], instance.user)


def _authenticator_gone(*, instance: Authenticator, **_: Any) -> None:
    if instance.type == Authenticator.Type.TOTP:
        enter("person.two_factor_off", instance.user)


def enter(action: str, user: User, *, before: str = "", after: str = "") -> None:
    """Enter what happened to this person's credentials, by whoever makes the running request."""
    request = context.request
    audit.record_everywhere(
        actor=actor_of(request, user) if request else Actor.system("Tieout"),
        person_id=user.id,
        action=action,
        label=user.email,
        now=timezone.now(),
        before={"address": before} if before else None,
        after={"address": after} if after else None,
    )
