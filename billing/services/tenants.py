"""Organisations: opening one, changing its settings."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from billing.actors import Actor
from billing.models import (
    CreditNote,
    Expense,
    Invoice,
    Membership,
    Payment,
    PurchaseOrder,
    Role,
    Tenant,
    User,
)
from billing.services import audit, opening
from billing.tenancy.identifiers import new_id
from billing.tenancy.scope import tenant_scope

SETTINGS = ("name", "time_zone", "currency", "requires_two_factor")
SLUG_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class CurrencyInUse(ValueError):
    """What documents are worth at home is computed in this currency; it cannot be another one now."""


@transaction.atomic
def open_tenant(*, name: str, owner: User, actor: Actor, now: datetime) -> Tenant:
    """Open an organisation with its first owner, and enter both in its audit trail."""
    tenant_id = new_id()
    with tenant_scope(tenant_id=tenant_id):
        tenant = _insert(Tenant(id=tenant_id, name=name, created_at=now))
        seat = Membership.objects.create(user=owner, role=Role.OWNER, created_at=now)
        audit.record(
            actor=actor,
            action="organisation.opened",
            kind="organisation",
            subject_id=tenant.id,
            label=tenant.name,
            after=settings_of(tenant),
            now=now,
        )
        audit.record(
            actor=actor,
            action="member.joined",
            kind="member",
            subject_id=seat.id,
            label=owner.email,
            after={"role": seat.role, "modules": []},
            now=now,
        )
        opening.open_books(now=now)
    return tenant


@transaction.atomic
def change_settings(*, tenant: Tenant, changes: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Write the changed settings and what they were; nothing is entered when nothing changed."""
    kept = Tenant.objects.select_for_update().get(pk=tenant.pk)
    before = settings_of(kept)
    for name in SETTINGS:
        setattr(kept, name, changes.get(name, before[name]))
    after = settings_of(kept)
    if after == before:
        return
    if after["currency"] != before["currency"] and _has_documents():
        raise CurrencyInUse(
            f"The books hold documents, so {before['currency']} stays their home currency. "
            "Open another organisation for books in another currency."
        )
    kept.save(update_fields=SETTINGS)
    audit.record(
        actor=actor,
        action="organisation.changed",
        kind="organisation",
        subject_id=kept.id,
        label=kept.name,
        before=before,
        after=after,
        now=now,
    )


def settings_of(tenant: Tenant) -> dict[str, Any]:
    """Return the settings as the audit trail shows them."""
    return {name: getattr(tenant, name) for name in SETTINGS}


def _has_documents() -> bool:
    kept = (Invoice, CreditNote, Payment, Expense, PurchaseOrder)
    return any(model.objects.exists() for model in kept)


def _insert(tenant: Tenant) -> Tenant:
    stem = slugify(tenant.name)[:50] or "organisation"
    tenant.slug = stem
    while True:
        try:
            with transaction.atomic():
                tenant.save(force_insert=True)
        except IntegrityError:
            # Another organisation has this address; which one is nobody's business.
            tenant.slug = f"{stem}-{get_random_string(4, SLUG_ALPHABET)}"
        else:
            return tenant
