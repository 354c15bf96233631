"""Warning by mail, in good time, of the day after which an authorisation cannot be refreshed any more."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from billing.models import Membership, Role, Tenant
from integrations.models import Connection
from integrations.settings.catalogue import values

DAYS = (60, 30, 14, 7, 2)
FIRST = timedelta(days=DAYS[0])


def due(*, hard_until: datetime, warned_days: int | None, now: datetime) -> int | None:
    """Return the warning that is due, by its number of days, or None. Of several missed only the last."""
    reached = [days for days in DAYS if hard_until - now <= timedelta(days=days)]
    if not reached or hard_until <= now:
        return None
    last = reached[-1]
    return None if warned_days is not None and warned_days <= last else last


def warn(*, connection_id: UUID, now: datetime) -> bool:
    """Mail those who can reconnect; tell whether a warning was due."""
    with transaction.atomic():
        connection = Connection.objects.select_for_update().get(pk=connection_id)
        if connection.hard_until is None or not connection.is_authorised:
            return False
        days = due(hard_until=connection.hard_until, warned_days=connection.warned_days, now=now)
        if days is None:
            return False
        connection.warned_days = days
        connection.save(update_fields=["warned_days"])
        tenant = Tenant.objects.get()
        left = max(1, (connection.hard_until - now).days)
        for address in _recipients(connection):
            EmailMessage(
                subject=f"{tenant.name}: reconnect QuickBooks within {left} days",
                body=(
                    f"Intuit ends the authorisation of {connection} on {connection.hard_until:%d %B %Y}, "
                    "whatever happens, and only somebody who administers that company can renew it.\n\n"
                    "Open the connection and press Reconnect; it takes a minute, and nothing is lost:\n"
                    f"{settings.PUBLIC_URL}{reverse('accounting', args=[tenant.slug])}\n"
                ),
                to=[address],
            ).send()
    return True


def _recipients(connection: Connection) -> list[str]:
    """Return whom the settings name or, where they name nobody, who may reconnect."""
    named: list[str] = values(connection.settings)["notice_recipients"]
    if named:
        return named
    seats = Membership.objects.filter(
        role__in=[Role.OWNER, Role.ADMIN], suspended_at=None, user__is_active=True, user__is_service=False
    )
    return list(seats.order_by("user__email").values_list("user__email", flat=True))
