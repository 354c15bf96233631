"""Files that hang on documents: receipts, contracts, time sheets."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from billing.kinds import Kind
from billing.models import columns
from billing.tenancy.models import TenantOwned


class Attachment(TenantOwned):
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    record_id = models.UUIDField()
    name = columns.line_of_text(max_length=200, blank=False)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "record_id", "added_at"], name="attachment_of_record")
        ]


class AttachmentContent(TenantOwned):
    """The bytes, apart, so that lists never read them."""

    attachment = columns.reference(
        "billing.Attachment", optional=False, on_delete=models.CASCADE, related_name="contents"
    )
    content = models.BinaryField()

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("attachment"),
            models.UniqueConstraint(fields=["tenant", "attachment"], name="attachmentcontent_once"),
        ]
