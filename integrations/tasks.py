"""Doors for the worker: named, keyword-only, safe to run twice and late."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from billing.tenancy.scope import across_tenants
from billing.tenancy.tasks import TenantTask
from billing.wake import wake
from integrations.models import Connection, Revocation
from integrations.quickbooks_online import keeping, looking, revoking, warning
from integrations.services import connections
from integrations.vendors import Vendor

# One that somebody uses is refreshed before its token ends; an idle one often enough never to lapse.
IN_USE = timedelta(days=1)
IDLE = keeping.IDLE
AT_ONCE = 500


@shared_task(name="integrations.keep_connections", acks_late=True)
def keep_connections(**_: Any) -> None:
    """Ring for every connection whose token is due."""
    now = timezone.now()
    with transaction.atomic(), across_tenants(reason="tokens of all tenants that are due"):
        rows = Connection.objects.filter(
            vendor=Vendor.QUICKBOOKS_ONLINE,
            authorised_at__isnull=False,
        ).exclude(trouble_code=connections.RECONNECT)
        due = rows.filter(access_until__lt=now + keeping.AHEAD, used_at__gt=now - IN_USE)
        idle = rows.filter(refreshed_at__lt=now - IDLE)
        # Who was tried longest ago goes first: those that cannot be refreshed keep nobody waiting.
        turn = (F("tried_at").asc(nulls_first=True), "access_until")
        found = list((due | idle).order_by(*turn).values_list("tenant_id", "pk")[:AT_ONCE])
    _ring("integrations.keep_connection", "connection_id", found)


@shared_task(name="integrations.keep_connection", base=TenantTask, acks_late=True)
def keep_connection(*, connection_id: str, **_: Any) -> None:
    """Refresh one connection's token, ahead of need."""
    keeping.keep_alive(connection_id=UUID(connection_id), now=timezone.now())


@shared_task(name="integrations.sweep_revocations", acks_late=True)
def sweep_revocations(**_: Any) -> None:
    """Ring for what Intuit has not been told yet."""
    with transaction.atomic(), across_tenants(reason="what Intuit was not told, of all tenants"):
        due = Revocation.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
        found = list(due.values_list("tenant_id", "pk")[:AT_ONCE])
    _ring("integrations.revoke", "revocation_id", found)


@shared_task(name="integrations.revoke", base=TenantTask, acks_late=True)
def revoke(*, revocation_id: str, **_: Any) -> None:
    """Tell Intuit that a grant was given up."""
    revoking.revoke(revocation_id=UUID(revocation_id), now=timezone.now())


@shared_task(name="integrations.look_at_company", acks_late=True)
def look_at_company(*, company_key: str, **_: Any) -> None:
    """Find out whether a company that is said to have disconnected Tieout has done so."""
    with transaction.atomic(), across_tenants(reason="Intuit names a company, not an organisation"):
        rows = Connection.objects.filter(
            vendor=Vendor.QUICKBOOKS_ONLINE, company_key=company_key, authorised_at__isnull=False
        )
        found = list(rows.values_list("tenant_id", "pk"))
    _ring("integrations.look_at_connection", "connection_id", found)


@shared_task(name="integrations.look_at_connection", base=TenantTask, acks_late=True)
def look_at_connection(*, connection_id: str, **_: Any) -> None:
    """Try one connection, and end it where QuickBooks has."""
    looking.look(connection_id=UUID(connection_id), now=timezone.now())


@shared_task(name="integrations.warn_of_ends", acks_late=True)
def warn_of_ends(**_: Any) -> None:
    """Ring for connections whose authorisation ends for good before long."""
    with transaction.atomic(), across_tenants(reason="authorisations of all tenants that end before long"):
        rows = Connection.objects.filter(
            authorised_at__isnull=False, hard_until__lt=timezone.now() + warning.FIRST
        )
        found = list(rows.values_list("tenant_id", "pk"))
    _ring("integrations.warn_of_end", "connection_id", found)


@shared_task(name="integrations.warn_of_end", base=TenantTask, acks_late=True)
def warn_of_end(*, connection_id: str, **_: Any) -> None:
    """Mail those who can reconnect, as often as is due."""
    warning.warn(connection_id=UUID(connection_id), now=timezone.now())


def _ring(task: str, name: str, found: list[tuple[UUID, UUID]]) -> None:
    for tenant_id, row_id in found:
        with transaction.atomic():
            wake(task, tenant_id=str(tenant_id), **{name: str(row_id)})
