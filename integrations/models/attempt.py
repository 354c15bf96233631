"""Somebody was sent to Intuit to authorise a connection, and may come back once."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from integrations.models.connection import Connection


class Purpose(models.TextChoices):
    CONNECT = "connect", "Connect"
    SWITCH = "switch", "Switch company"


class Attempt(TenantOwned):
    """Bound to the person and to the browser; the state itself is kept as its digest."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    user_id = models.UUIDField()
    browser = models.BinaryField()
    state = models.BinaryField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    in_popup = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="integrations_attempt_connection", field="connection"),
            models.UniqueConstraint(fields=["tenant", "state"], name="attempt_state_once"),
        ]
