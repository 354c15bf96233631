"""A grant that was given up here while the vendor could not be told: it is told later."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from integrations.fields import EncryptedJSONField
from integrations.models.connection import Connection


class Revocation(TenantOwned):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    # As they were when it was authorised: the connection may lead elsewhere by the time the vendor is told.
    environment = models.CharField(max_length=12)
    company_key = models.CharField(max_length=64, blank=True)
    client_id = models.CharField(max_length=120, blank=True)
    credentials = EncryptedJSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="integrations_revocation_connection", field="connection"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "due_at"], name="revocation_due")
        ]
