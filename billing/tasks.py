"""Doors for the worker: named, keyword-only, safe to run twice and late."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from billing import health
from billing.people import sessions
from billing.services import idempotency, imports, mail
from billing.services.importing import working
from billing.tenancy.scope import current_tenant_id
from billing.tenancy.tasks import TenantTask
from billing.wake import wake


@shared_task(name="billing.send_waiting_mail", acks_late=True)
def send_waiting_mail(**_: Any) -> None:
    """Send the mail that is due."""
    mail.send_due(now=timezone.now())


@shared_task(name="billing.clear_expired_sessions", acks_late=True)
def clear_expired_sessions(**_: Any) -> None:
    """Forget sessions that have ended by themselves."""
    SessionStore.clear_expired()
    sessions.forget_ended()


@shared_task(name="billing.forget_kept_answers", acks_late=True)
def forget_kept_answers(**_: Any) -> None:
    """Forget answers of the API that nobody may ask for again."""
    idempotency.purge(now=timezone.now())


@shared_task(name="billing.note_pulse", acks_late=True)
def note_pulse(**_: Any) -> None:
    """Show that the schedule fires and a worker takes what it fires."""
    health.note_schedule_pulse()


@shared_task(name="billing.work_on_import", base=TenantTask, acks_late=True)
def work_on_import(*, import_id: str, **_: Any) -> None:
    """Check or write a file; where the turn is over before the work is, ring for the next one."""
    if working.work(import_id=UUID(import_id)):
        with transaction.atomic():
            wake("billing.work_on_import", tenant_id=str(current_tenant_id()), import_id=import_id)


@shared_task(name="billing.sweep_imports", acks_late=True)
def sweep_imports(**_: Any) -> None:
    """Find imports whose bell was not heard or whose worker died, and forget old files."""
    imports.sweep(now=timezone.now())
