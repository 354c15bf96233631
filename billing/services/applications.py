"""API applications: creating, changing, replacing the secret, revoking. A secret is returned once only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from billing import scopes as vocabulary
from billing.actors import Actor
from billing.models import ApiApplication, Membership, Tenant
from billing.services import accounts, audit, credentials

# How long the secret that is being replaced goes on working: as the form offers it.
GRACE = {
    "now": timedelta(0),
    "1h": timedelta(hours=1),
    "24h": timedelta(hours=24),
}


class NameTaken(ValueError):
    """Another application here has this name."""


class NotAServiceAccount(ValueError):
    """The seat is a person's, or there is none: an application acts as a service account only."""


class Revoked(PermissionError):
    """The application is revoked, which is final."""


class RotatedMeanwhile(PermissionError):
    """The secret was replaced since the question was asked, by somebody else or by sending the form twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an application is to be; its account is one that exists, or one to be made."""

    name: str
    account: UUID | accounts.Wanted
    scopes: tuple[str, ...]
    tracking_id: str = ""


@transaction.atomic
def create(
    *, wanted: Wanted, within: Collection[str], actor: Actor, now: datetime
) -> tuple[ApiApplication, str]:
    """Add an application and return it with its secret; `within`: the modules its maker is restricted to."""
    tenant = Tenant.objects.select_for_update().get()
    _refuse_taken(wanted.name)
    granted = vocabulary.normal(wanted.scopes)
    account = _account(wanted.account, within=within, actor=actor, now=now)
    application = ApiApplication(
        name=wanted.name,
        client_id=credentials.new_client_id(tenant_id=tenant.id),
        account=account,
        scopes=granted,
        tracking_id=wanted.tracking_id,
        created_at=now,
        secret_rotated_at=now,
    )
    secret = credentials.new_secret()
    application.secret = credentials.sealed(secret, application=application)
    application.save(force_insert=True)
    _record(application, "api.application_created", actor, now, before=None, after=picture(application))
    return application, secret


@transaction.atomic
def change(
    *, application_id: UUID, wanted: Wanted, within: Collection[str], actor: Actor, now: datetime
) -> ApiApplication:
    """Change name, account, scopes or tracking id; tokens that are out already feel it at once."""
    Tenant.objects.select_for_update().get()
    application = _locked(application_id)
    _refuse_taken(wanted.name, but=application)
    before = picture(application)
    accounts.refuse_beyond(application.account.modules, within=within)
    application.account = _account(wanted.account, within=within, actor=actor, now=now)
    application.name, application.tracking_id = wanted.name, wanted.tracking_id
    application.scopes = vocabulary.normal(wanted.scopes)
    if picture(application) != before:
        application.save(update_fields=["name", "account", "scopes", "tracking_id"])
        _record(application, "api.application_changed", actor, now, before=before, after=picture(application))
    return application


@transaction.atomic
def rotate(
    *,
    application_id: UUID,
    grace: timedelta,
    expected: datetime,
    within: Collection[str],
    actor: Actor,
    now: datetime,
) -> tuple[ApiApplication, str]:
    """Replace the secret and return the new one; the old one works for as long as the grace says.

    `expected` is when the secret was last replaced, as far as who asks has seen.
    """
    application = _locked(application_id)
    accounts.refuse_beyond(application.account.modules, within=within)
    if application.secret_rotated_at != expected:
        raise RotatedMeanwhile(
            f"The secret of {application.name} was replaced in the meantime, and nothing was changed now. "
            "Whoever replaced it has the new one; replace it again if nobody has."
        )
    before = {"old_secret_ends_at": application.old_secret_ends_at}
    secret = credentials.new_secret()
    application.old_secret, application.old_secret_ends_at = bytes(application.secret), now + grace
    application.secret = credentials.sealed(secret, application=application)
    application.secret_rotated_at = now
    application.save(update_fields=["secret", "old_secret", "old_secret_ends_at", "secret_rotated_at"])
    after = {"old_secret_ends_at": application.old_secret_ends_at}
    _record(application, "api.secret_rotated", actor, now, before=before, after=after)
    return application, secret


@transaction.atomic
def revoke(*, application_id: UUID, actor: Actor, now: datetime) -> ApiApplication:
    """End an application for good; tokens that are out stop working with their next request."""
    application = _locked(application_id)
    before = picture(application)
    application.revoked_at = now
    application.save(update_fields=["revoked_at"])
    _record(application, "api.application_revoked", actor, now, before=before, after=picture(application))
    return application


def picture(application: ApiApplication) -> dict[str, Any]:
    """Return the application as the audit trail shows it, without any secret."""
    return {
        "name": application.name,
        "client_id": application.client_id,
        "service_account": application.account.user.name,
        "scopes": list(application.scopes),
        "tracking_id": application.tracking_id,
        "revoked_at": application.revoked_at,
    }


def shares_account(application: ApiApplication) -> Iterable[str]:
    """Return the names of other applications that act as the same account; best practice is none."""
    others = ApiApplication.objects.filter(account=application.account_id, revoked_at=None)
    return others.exclude(pk=application.pk).order_by("name").values_list("name", flat=True)


def _account(
    wanted: UUID | accounts.Wanted, *, within: Collection[str], actor: Actor, now: datetime
) -> Membership:
    if isinstance(wanted, accounts.Wanted):
        return accounts.create(wanted=wanted, within=within, actor=actor, now=now)
    seat = Membership.objects.select_related("user").filter(pk=wanted, user__is_service=True).first()
    if seat is None:
        raise NotAServiceAccount(
            "An application acts as a service account, and this is not one. Choose a service account, or "
            "make one."
        )
    accounts.refuse_beyond(seat.modules, within=within)
    return seat


def _locked(application_id: UUID) -> ApiApplication:
    application = (
        ApiApplication.objects.select_related("account__user")
        .select_for_update(of=("self",))
        .get(pk=application_id)
    )
    if application.is_revoked:
        raise Revoked(f"{application.name} is revoked, and that is final. Create a new application instead.")
    return application


def _refuse_taken(name: str, *, but: ApiApplication | None = None) -> None:
    same = ApiApplication.objects.filter(name__iexact=name).first()
    if same is not None and same != but:
        ended = ", which is revoked" if same.is_revoked else ""
        raise NameTaken(f"There is an application {same.name} already{ended}. Choose another name.")


def _record(
    application: ApiApplication, action: str, actor: Actor, now: datetime, *, before: Any, after: Any
) -> None:
    audit.record(
        actor=actor,
        action=action,
        kind="API application",
        subject_id=application.id,
        label=application.name,
        before=before,
        after=after,
        now=now,
    )
