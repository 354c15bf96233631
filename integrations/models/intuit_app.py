"""A tenant's own app at Intuit, where it does not use the deployment's."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from billing.tenancy.models import TenantOwned
from integrations.fields import EncryptedJSONField
from integrations.vendors import Environment


class IntuitApp(TenantOwned):
    environment = models.CharField(max_length=12, choices=Environment.choices)
    client_id = models.CharField(max_length=120)
    credentials = EncryptedJSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=254)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "environment"], name="intuit_app_once"),
        ]
