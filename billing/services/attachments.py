"""Files on records: receipts on expenses, contracts on invoices."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Attachment, AttachmentContent
from billing.problems import Missing, Problem, Refused
from billing.registers import register_of
from billing.services import audit
from billing.text import SingleLine

LARGEST = 10_000_000
AT_MOST = 20
KINDS = {
    Kind.CUSTOMER,
    Kind.SUPPLIER,
    Kind.INVOICE,
    Kind.CREDIT_NOTE,
    Kind.PAYMENT,
    Kind.REFUND,
    Kind.PURCHASE_ORDER,
    Kind.EXPENSE,
}
# What a file may be, and how its bytes begin where that is known. It is told by both, never by what was sent.
TYPES: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", lambda head: head.startswith(b"%PDF-")),
    "png": ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    "gif": ("image/gif", lambda head: head.startswith((b"GIF87a", b"GIF89a"))),
    "webp": ("image/webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda head: head[:2] == b"PK",
    ),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda head: head[:2] == b"PK",
    ),
    "csv": ("text/csv", lambda head: b"\x00" not in head),
    "txt": ("text/plain", lambda head: b"\x00" not in head),
    "eml": ("message/rfc822", lambda head: b"\x00" not in head),
}


@transaction.atomic
def add(*, kind: Kind, record_id: UUID, name: str, content: bytes, actor: Actor, now: datetime) -> Attachment:
    """Hang a file on a record, or raise Refused saying what about it does not fit."""
    record = register_of(kind).model.objects.select_for_update(of=("self",)).filter(pk=record_id).first()
    if record is None or kind not in KINDS:
        raise Missing(
            [Problem(field="id", message=f"There is no {kind.label} with this id here.", code="missing")]
        )
    name = PurePosixPath(name.replace("\\", "/")).name.strip()[-200:]
    content_type = _judged(name, content)
    there = Attachment.objects.filter(record_id=record_id)
    sha256 = hashlib.sha256(content).hexdigest()
    if there.filter(sha256=sha256).exists():
        raise _no(f"The very same file is on {record.label} already.")
    if there.count() >= AT_MOST:
        raise _no(f"{record.label} has {AT_MOST} files, and no more fit. Take one off first.")
    made = Attachment.objects.create(
        kind=kind,
        record_id=record_id,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=sha256,
        added_at=now,
    )
    AttachmentContent.objects.create(attachment=made, content=content)
    _tell("attachment.added", record, made, actor, now)
    return made


@transaction.atomic
def remove(*, attachment_id: UUID, kind: Kind, record_id: UUID, actor: Actor, now: datetime) -> str:
    """Take a file off its record and return its name, or raise Missing."""
    found = Attachment.objects.filter(pk=attachment_id, kind=kind, record_id=record_id).first()
    record = register_of(kind).model.objects.filter(pk=record_id).first()
    if found is None or record is None:
        raise Missing([Problem(field="id", message="There is no such file here.", code="missing")])
    _tell("attachment.removed", record, found, actor, now)
    name: str = found.name
    found.delete()
    return name


def _judged(name: str, content: bytes) -> str:
    """Return the type of a file that may be kept."""
    try:
        SingleLine()(name)
    except ValidationError as problem:
        raise _no(f"The file's name cannot be kept. {problem.messages[0]}") from None
    ending = name.rpartition(".")[2].lower()
    if not content:
        raise _no(f"{name or 'The file'} is empty.")
    if len(content) > LARGEST:
        raise _no(f"{name} has {len(content) / 1e6:.1f} MB, and {LARGEST / 1e6:.0f} MB is the most.")
    if "." not in name or ending not in TYPES:
        raise _no(f"{name or 'The file'} is of a type that is not kept here. Possible: {', '.join(TYPES)}.")
    content_type, fits = TYPES[ending]
    if not fits(content[:4096]):
        raise _no(f"{name} is not what its name says: what is in it is no .{ending} file. Save it anew.")
    return content_type


def _tell(action: str, record: object, attachment: Attachment, actor: Actor, now: datetime) -> None:
    said = {"file": attachment.name, "size": attachment.size}
    audit.record(
        actor=actor,
        action=action,
        kind=attachment.kind,
        subject_id=attachment.record_id,
        label=getattr(record, "label", ""),
        before=said if action.endswith("removed") else None,
        after=None if action.endswith("removed") else said,
        now=now,
    )


def _no(message: str) -> Refused:
    return Refused([Problem(field="file", message=message)])
