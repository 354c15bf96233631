"""What allauth reports about a person's credentials, entered in the audit trail of each of their tenants."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import Signal
from django.utils import timezone

from billing.models import User
from billing.services import audit
from billing.web.actors import actor_of

ACTIONS: dict[str, Signal] = {
    "person.signed_in": account.user_logged_in,
    "person.password_changed": account.password_changed,
    "person.password_set": account.password_set,
    "person.password_reset": account.password_reset,
    "person.email_changed": account.email_changed,
    "person.two_factor_on": mfa.authenticator_added,
    "person.two_factor_off": mfa.authenticator_removed,
    "person.recovery_codes_renewed": mfa.authenticator_reset,
}


def subscribe() -> None:
    """Enter each of these reports in the audit trail."""
    for action, signal in ACTIONS.items():
        signal.connect(_entry_for(action), weak=False, dispatch_uid=f"audit.{action}")


def _entry_for(action: str) -> Any:
    def enter(*, request: Any, user: User, **_: Any) -> None:
        audit.record_everywhere(
            actor=actor_of(request, user),
            person_id=user.id,
            action=action,
            label=user.email,
            now=timezone.now(),
        )

    return enter
