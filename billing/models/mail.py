"""A mail that waits to be sent, or was: written with the change that caused it, sent by a worker."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from billing.tenancy.identifiers import new_id


class Mail(models.Model):
    no_tenant: ClassVar[str] = "A password reset goes to a person, whatever the tenant."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The whole message, sealed: it may hold a link that lets its reader in.
    message = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["not_before"], name="mail_waiting", condition=models.Q(sent_at=None, given_up_at=None)
            )
        ]
