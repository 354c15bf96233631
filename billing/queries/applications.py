"""API applications and service accounts, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from billing.models import ApiApplication, Membership, Role
from billing.queries.people import modules_in_words
from billing.roles import MEANING

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    id: UUID
    name: str
    account: str
    scopes: str
    tracking_id: str
    last_used_at: datetime | None
    state: str
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    id: UUID
    name: str
    role: str
    meaning: str
    modules: str
    applications: int
    since: datetime
    active: bool


def applications() -> Sequence[Listed]:
    """Return the applications by name, the revoked ones last."""
    rows = ApiApplication.objects.select_related("account__user").order_by("name", "id")[:MOST]
    return [listed(row) for row in sorted(rows, key=lambda row: row.is_revoked)]


def listed(row: ApiApplication) -> Listed:
    """Return one application as the list shows it."""
    suspended = not (row.account.is_active and row.account.user.is_active)
    return Listed(
        id=row.id,
        name=row.name,
        account=row.account.user.name,
        scopes=in_short(row.scopes),
        tracking_id=row.tracking_id,
        last_used_at=row.last_used_at,
        state="Revoked" if row.is_revoked else "Account suspended" if suspended else "Active",
        revoked=row.is_revoked,
    )


def in_short(scopes: Sequence[str]) -> str:
    """Name the first few scopes, and how many more there are."""
    if not scopes:
        return "None"
    shown, more = list(scopes[:3]), len(scopes) - 3
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def service_accounts() -> QuerySet[Membership]:
    """Return the service accounts by name, each with how many applications act as it."""
    using = ApiApplication.objects.filter(account=OuterRef("pk"), revoked_at=None).order_by()
    count = Subquery(using.values("account").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    accounts: QuerySet[Membership] = Membership.objects.filter(user__is_service=True)
    return (
        accounts.select_related("user").annotate(applications=Coalesce(count, 0)).order_by("user__name", "id")
    )


def accounts() -> Sequence[Account]:
    """Return the service accounts as their card shows them."""
    return [
        Account(
            id=row.id,
            name=row.user.name,
            role=row.get_role_display(),
            meaning=MEANING[Role(row.role)],
            modules=modules_in_words(row.modules),
            applications=getattr(row, "applications", 0),
            since=row.created_at,
            active=row.is_active,
        )
        for row in service_accounts()[:MOST]
    ]
