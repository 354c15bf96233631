"""An invitation to a seat, open until it is accepted, withdrawn or too old."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from billing.models.user import User
from billing.roles import Module, Role
from billing.tenancy.models import TenantOwned
from billing.text import SingleLine


class Invitation(TenantOwned):
    email = models.EmailField(max_length=254, validators=[SingleLine()])
    role = models.CharField(max_length=20, choices=Role.choices)
    modules = ArrayField(models.CharField(max_length=20, choices=Module.choices), default=list, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Which sending of this invitation counts: sending it again makes the older links void.
    serial = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                "tenant",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
        ]

    def is_open(self, *, now: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at
