"""One tenant's agreement with one company at one vendor: what was chosen, where it leads, how it fares."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from billing.tenancy.models import TenantOwned
from integrations.fields import EncryptedJSONField
from integrations.vendors import Environment, Vendor


class Connection(TenantOwned):
    """Outlives a disconnect: settings, mappings and history hang on it.

    `authorised_at` is set while credentials open the company's books, and no longer. `generation` rises
    whenever that begins or ends; work that was begun under another generation is not sent.
    """

    vendor = models.CharField(max_length=24, choices=Vendor.choices)
    environment = models.CharField(max_length=12, choices=Environment.choices, blank=True)
    generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Another company, vendor or none took its place; everything it has stays readable.
    retired_at = models.DateTimeField(null=True)

    # Their key of the company: the realm of QuickBooks Online, the FileID stamped into a company file.
    company_key = models.CharField(max_length=64, blank=True)
    company = models.JSONField(default=dict)
    # The app it was authorised for, of vendors that know apps: a grant belongs to a company and an app.
    client_id = models.CharField(max_length=120, blank=True)
    # A person has said that it is the right company.
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=254, blank=True)

    # A connector was made for it, which may call from now on; of vendors that are polled.
    set_up_at = models.DateTimeField(null=True)
    authorised_at = models.DateTimeField(null=True)
    authorised_by = models.CharField(max_length=254, blank=True)
    disconnected_at = models.DateTimeField(null=True)
    disconnected_by = models.CharField(max_length=254, blank=True)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=254, blank=True)
    # What keeps it from working, as a person reads it; `trouble_code` is what programs go by.
    trouble = models.CharField(max_length=500, blank=True)
    trouble_code = models.CharField(max_length=40, blank=True)
    trouble_since = models.DateTimeField(null=True)

    credentials = EncryptedJSONField(null=True)
    access_until = models.DateTimeField(null=True)
    # The refresh token's, moved by every refresh, and the day after which nobody can move it any more.
    refresh_until = models.DateTimeField(null=True)
    hard_until = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    # When the schedule tried last to refresh it, whatever came of that.
    tried_at = models.DateTimeField(null=True)
    # When somebody last needed a token, to the nearest ten minutes.
    used_at = models.DateTimeField(null=True)
    # Days before `hard_until` of the last warning that was mailed.
    warned_days = models.PositiveSmallIntegerField(null=True)

    checks = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)

    # What differs from the defaults, by the names of the catalogue.
    settings = models.JSONField(default=dict)
    settings_version = models.PositiveIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(vendor__in=Vendor.values), name="connection_vendor_known"),
            models.CheckConstraint(
                condition=Q(environment__in=["", *Environment.values]), name="connection_environment_known"
            ),
            # One company is kept in agreement with one tenant: two would undo each other's work.
            models.UniqueConstraint(
                fields=["vendor", "environment", "company_key"],
                condition=Q(authorised_at__isnull=False),
                name="connection_company_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant", "access_until"],
                condition=Q(authorised_at__isnull=False),
                name="connection_due",
            ),
        ]

    def __str__(self) -> str:
        return self.company_name or Vendor(self.vendor).label

    @property
    def company_name(self) -> str:
        return str(self.company.get("name", ""))

    @property
    def is_authorised(self) -> bool:
        return self.authorised_at is not None

    @property
    def is_held(self) -> bool:
        """Tell whether vendor and type are locked: something is, or may be, connected."""
        return self.is_authorised or self.set_up_at is not None
