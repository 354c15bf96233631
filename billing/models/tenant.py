"""An organisation using Tieout."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from billing.tenancy.constraints import TenantIsolation
from billing.tenancy.identifiers import new_id
from billing.tenancy.managers import TenantManager
from billing.text import SingleLine


class Tenant(models.Model):
    no_tenant: ClassVar[str] = "It is the tenant; its rows are scoped by their own id."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120, validators=[SingleLine()])
    slug = models.SlugField(max_length=60, unique=True, help_text="Names the organisation in addresses.")
    time_zone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField("home currency", max_length=3, default="USD")
    requires_two_factor = models.BooleanField(
        "require two-factor sign-in",
        default=False,
        help_text="Members without it are asked to set it up first.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[TenantManager[Self]] = TenantManager(column="id")

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            TenantIsolation(
                name="billing_tenant_own",
                column="id",
                person="id in (select tenant_id from billing_membership where user_id = {person})",
            )
        ]

    def __str__(self) -> str:
        return self.name
