"""The audit trail: who did what, when, from where, and what it was before and after."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from billing.tenancy.constraints import AppendOnly
from billing.tenancy.models import TenantOwned


class AuditEntry(TenantOwned):
    at = models.DateTimeField(default=timezone.now, editable=False)
    # Ids without foreign keys, labels beside them: an entry stays true and whole after its subject is gone.
    actor_id = models.UUIDField(null=True, editable=False)
    actor_label = models.CharField(max_length=254, editable=False)
    channel = models.CharField(max_length=20, editable=False)
    address = models.GenericIPAddressField(null=True, editable=False)
    request_id = models.CharField(max_length=36, blank=True, editable=False)
    action = models.CharField(max_length=60, editable=False)
    subject_kind = models.CharField(max_length=40, editable=False)
    subject_id = models.UUIDField(null=True, editable=False)
    subject_label = models.CharField(max_length=254, editable=False)
    before = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)

    class Meta(TenantOwned.Meta):
        verbose_name_plural = "audit entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            AppendOnly(name="billing_auditentry_append_only"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "at", "id"], name="audit_by_time"),
            models.Index(fields=["tenant", "actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["tenant", "subject_id", "at"], name="audit_by_subject"),
        ]
