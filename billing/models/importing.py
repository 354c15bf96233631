"""A file whose rows are to become records: what was sent, how it is read, how far it is, what was refused."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from billing.kinds import Kind
from billing.models import columns
from billing.tenancy.models import TenantOwned


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "Uploaded"
    MATCHED = "matched", "Waiting to be checked"
    CHECKING = "checking", "Checking"
    CHECKED = "checked", "Checked"
    STARTED = "started", "Waiting to start"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Failed"
    STOPPED = "stopped", "Stopped"


CHECKS = (ImportState.MATCHED, ImportState.CHECKING)
RUNS = (ImportState.STARTED, ImportState.RUNNING)
WORKING = (*CHECKS, *RUNS)
ENDED = (ImportState.FINISHED, ImportState.FAILED, ImportState.STOPPED)


class Import(TenantOwned):
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    name = models.CharField("file", max_length=200)
    size = models.PositiveIntegerField()
    form = models.CharField(max_length=4)
    delimiter = models.CharField(max_length=1, blank=True)
    sheets = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    titles = models.JSONField(default=list)

    # Who sent it, without a key: the row stays true after the person is gone.
    by_id = models.UUIDField(null=True)
    by_label = models.CharField(max_length=254)
    uploaded_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    # Counts the ways in which it was to be read: what was seen of one is not started as another.
    version = models.PositiveIntegerField(default=1)
    matching = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    # What the check foresaw, and the first records of it.
    foreseen = models.JSONField(null=True)
    preview = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    rows = models.PositiveIntegerField(default=0)
    # How far it is: in which pass over the file, after how many of its records and rows.
    passes = models.PositiveSmallIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # Records, counted from 0, that name one which stands further down; and those that may now be tried.
    waiting = ArrayField(models.PositiveIntegerField(), default=list)
    again = ArrayField(models.PositiveIntegerField(), default=list)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=1000, blank=True)

    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)
    # Whose turn it is: one worker, until it has been silent for too long.
    worker = models.UUIDField(null=True)
    worker_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "uploaded_at", "id"], name="import_by_time"),
            models.Index(
                fields=["tenant", "worker_until"],
                name="import_at_work",
                condition=models.Q(state__in=[state.value for state in WORKING]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def of(self) -> Kind:
        return Kind(self.kind)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_check(self) -> bool:
        return self.state in CHECKS

    @property
    def counts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("created", "changed", "unchanged", "refused")}


class ImportPiece(TenantOwned):
    """So many bytes of a file, in order."""

    of = columns.reference(
        "billing.Import", optional=False, on_delete=models.CASCADE, related_name="pieces", editable=False
    )
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("of"),
            models.UniqueConstraint(fields=["tenant", "of", "position"], name="importpiece_once"),
        ]


class ImportBatch(TenantOwned):
    """Which records one transaction of an import created and changed."""

    of = columns.reference(
        "billing.Import", optional=False, on_delete=models.CASCADE, related_name="batches", editable=False
    )
    created = ArrayField(models.UUIDField(), default=list)
    changed = ArrayField(models.UUIDField(), default=list)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("of"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "of"], name="importbatch_of_import")
        ]


class ImportRefusal(TenantOwned):
    """One thing that is wrong with a record of the file, at its line and column."""

    of = columns.reference(
        "billing.Import", optional=False, on_delete=models.CASCADE, related_name="refusals", editable=False
    )
    # The lines of the whole record, all of which go into the file of errors.
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    message = models.TextField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("of"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "of", "first", "id"], name="importrefusal_by_line")
        ]
