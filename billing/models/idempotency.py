"""Answers that were given, kept so that the same request sent again is answered the same and done once."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from billing.models.application import ApiApplication
from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned

KEY_LENGTH = 255


class IdempotencyRecord(TenantOwned):
    """One answer, under the key that an application chose. It commits with what the request did."""

    application = models.ForeignKey(
        ApiApplication, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(max_length=KEY_LENGTH)
    # Of method, address and body: the same key with another request is a mistake.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(validators=[MinValueValidator(200), MaxValueValidator(499)])
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="billing_idempotencyrecord_application", field="application"),
            models.UniqueConstraint(fields=["tenant", "application", "key"], name="idempotency_key_once"),
        ]
