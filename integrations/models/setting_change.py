"""One saving of a connection's settings: what was what before and after. Only grows."""

from typing import ClassVar

from django.db import models

from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from integrations.models.connection import Connection


class Cause(models.TextChoices):
    EDITED = "edited", "Edited"
    ROLLED_BACK = "rolled_back", "Taken back"
    IMPORTED = "imported", "From a file"
    CARRIED_OVER = "carried_over", "Carried over"


class SettingChange(TenantOwned):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    cause = models.CharField(max_length=16, choices=Cause.choices, default=Cause.EDITED)
    # By name, the value before and after; null stands for the default.
    changes = models.JSONField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="integrations_settingchange_connection", field="connection"),
            models.UniqueConstraint(
                fields=["tenant", "connection", "version"], name="setting_change_version_once"
            ),
        ]
