"""Writing the audit trail, in the same transaction as the change it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.models import AuditEntry, Membership
from billing.tenancy.scope import person_scope, tenant_scope


class OutsideTransaction(RuntimeError):
    """An audit entry was about to be written apart from the change it tells of."""


def record(
    *,
    actor: Actor,
    action: str,
    kind: str,
    subject_id: UUID | None,
    label: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """Append one entry to the current tenant's trail; what is equal before and after is left out."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("Open the transaction of the change first.")
    old, new = differences(before, after)
    return AuditEntry.objects.create(
        at=now,
        actor_id=actor.id,
        actor_label=actor.label[:254],
        channel=actor.channel,
        address=actor.address,
        request_id=actor.request_id,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        subject_label=label[:254],
        before=old,
        after=new,
    )


def record_everywhere(
    *,
    actor: Actor,
    person_id: UUID,
    action: str,
    label: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Tell every tenant in which this person has a seat; for what concerns the person and not one tenant."""
    with transaction.atomic():
        with person_scope(person_id=person_id):
            tenants = list(Membership.objects.values_list("tenant_id", flat=True))
        for tenant_id in tenants:
            with tenant_scope(tenant_id=tenant_id):
                record(
                    actor=actor,
                    action=action,
                    kind="person",
                    subject_id=person_id,
                    label=label,
                    now=now,
                    before=before,
                    after=after,
                )


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return both sides without the keys on which they agree."""
    if before is None or after is None:
        return (None if before is None else dict(before)), (None if after is None else dict(after))
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in sorted(changed)}, {key: after.get(key) for key in sorted(changed)}
