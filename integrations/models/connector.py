"""The Web Connector of one connection, and its visits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from integrations.fields import EncryptedJSONField
from integrations.models.connection import Connection


class Connector(TenantOwned):
    """Made once for a connection, and kept: another pair of ids would lock the company file against it."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    user_name = models.CharField(max_length=60)
    app_name = models.CharField(max_length=80)
    owner_id = models.UUIDField()
    file_id = models.UUIDField()
    minutes = models.PositiveSmallIntegerField(default=15)
    # What a person wrote about where the company file is, for whoever stands before that computer.
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # Digests: of the password that counts, and of the last few before it, to tell old from wrong.
    secret = EncryptedJSONField()
    password_made_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    # The last call that came with the right password, and by which version of the Web Connector.
    heard_at = models.DateTimeField(null=True)
    client_version = models.CharField(max_length=40, blank=True)
    # What QuickBooks said of itself and of the company file when it was last asked.
    facts = models.JSONField(default=dict)
    facts_at = models.DateTimeField(null=True)
    # What is wrong, by its code; the words are made when a page shows it.
    trouble_code = models.CharField(max_length=40, blank=True)
    trouble_detail = models.CharField(max_length=300, blank=True)
    trouble_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="integrations_connector_connection", field="connection"),
            models.UniqueConstraint(fields=["tenant", "connection"], name="connector_once"),
            models.UniqueConstraint(fields=["tenant", "user_name"], name="connector_user_name_once"),
            models.UniqueConstraint(fields=["owner_id", "file_id"], name="connector_pair_once"),
        ]


class Outcome(models.TextChoices):
    OPEN = "open", "Running"
    DONE = "done", "Finished"
    NOTHING = "nothing", "Nothing to do"
    BUSY = "busy", "Turned away: busy"
    OLD_PASSWORD = "old_password", "Old password"
    WRONG_PASSWORD = "wrong_password", "Wrong password"
    SWITCHED_OFF = "switched_off", "Turned away: disconnected"
    FAILED = "failed", "Failed"
    BROKEN_OFF = "broken_off", "Broken off"


class Visit(TenantOwned):
    """One call on us by a connector, from its password to its good-bye; or the attempt at one."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="+")
    # The digest of the ticket; none was given to who was turned away.
    ticket = models.BinaryField(null=True)
    address = models.CharField(max_length=64, blank=True)
    client_version = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # A question was handed out, and its answer has not come.
    asked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.OPEN)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            SameTenant(name="integrations_visit_connector", field="connector"),
            models.UniqueConstraint(fields=["tenant", "ticket"], name="visit_ticket_once"),
            # Two at once would each be handed the same work.
            models.UniqueConstraint(
                fields=["tenant", "connector"], condition=Q(ended_at__isnull=True), name="visit_one_at_once"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="visit_outcome_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "connector", "-begun_at"], name="visit_newest"),
        ]
