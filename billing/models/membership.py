"""A person's seat in a tenant: which role, which modules."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from billing.models.user import User
from billing.roles import Module, Role
from billing.tenancy.constraints import TenantIsolation
from billing.tenancy.managers import TenantManager
from billing.tenancy.models import TenantOwned


class Membership(TenantOwned):
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    modules = ArrayField(
        models.CharField(max_length=20, choices=Module.choices),
        default=list,
        blank=True,
        help_text="The modules this seat is restricted to; none means all of them.",
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[TenantManager[Self]] = TenantManager(person="user_id")

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            TenantIsolation(name="billing_membership_tenant_id_id", person="user_id = {person}"),
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]
        indexes: ClassVar[list[models.Index]] = []

    @property
    def is_active(self) -> bool:
        return self.suspended_at is None
