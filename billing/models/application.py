"""A program that uses the API: its client id, its secret, the service account it acts as, and its scopes."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from billing.models.membership import Membership
from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from billing.text import SingleLine


class Authentication(models.TextChoices):
    CLIENT_SECRET = "client_secret", "Client ID and secret (services)"


class ApiApplication(TenantOwned):
    name = models.CharField(max_length=80, validators=[SingleLine()])
    # Carries the tenant's id, so that the tenant is known before any of its rows can be seen.
    client_id = models.CharField(max_length=64, unique=True, editable=False)
    authentication = models.CharField(
        "authentication method",
        max_length=20,
        choices=Authentication.choices,
        default=Authentication.CLIENT_SECRET,
    )
    account = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    tracking_id = models.CharField(
        "tracking ID",
        max_length=80,
        blank=True,
        validators=[SingleLine()],
        help_text="Names the integration in the audit trail and in the API's logs.",
    )
    # Digests, sealed: see billing.services.credentials.
    secret = models.BinaryField()
    old_secret = models.BinaryField(null=True)
    old_secret_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)
    secret_rotated_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        verbose_name = "API application"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="billing_apiapplication_account", field="account"),
            models.UniqueConstraint("tenant", Lower("name"), name="application_name_once"),
            models.CheckConstraint(
                condition=models.Q(authentication__in=Authentication.values),
                name="application_authentication_known",
            ),
            models.CheckConstraint(
                condition=models.Q(old_secret=None) | models.Q(old_secret_ends_at__isnull=False),
                name="application_old_secret_ends",
            ),
        ]

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def old_secret_works(self, *, now: datetime) -> bool:
        """Tell whether the secret before the last rotation is still taken."""
        return self.old_secret_ends_at is not None and now < self.old_secret_ends_at
