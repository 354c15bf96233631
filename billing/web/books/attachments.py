"""Files on records: adding, taking away, downloading."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from billing.frame.rights import seat_in
from billing.kinds import Kind
from billing.models import AttachmentContent
from billing.people.acting import actor_of
from billing.problems import Missing, Refused
from billing.roles import Right
from billing.services import attachments as service
from billing.web.books.guard import of_kind


@of_kind(Right.KEEP_BOOKS)
@require_POST
def add(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Hang the chosen files on a record."""
    files = request.FILES.getlist("file")
    if not files:
        messages.warning(request, "Choose a file first.")
    for file in files:
        if file.size is not None and file.size > service.LARGEST:
            messages.error(request, f"{file.name} is larger than {service.LARGEST // 1_000_000} MB.")
            continue
        try:
            made = service.add(
                kind=kind,
                record_id=record_id,
                name=file.name or "",
                content=file.read(),
                actor=actor_of(request),
                now=timezone.now(),
            )
        except Missing:
            raise Http404 from None
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{made.name} is added.")
    return redirect("record", seat_in(request).tenant.slug, kind, record_id)


@of_kind(Right.KEEP_BOOKS)
@require_POST
def remove(request: HttpRequest, kind: Kind, record_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a file off a record."""
    try:
        name = service.remove(
            attachment_id=attachment_id,
            kind=kind,
            record_id=record_id,
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Missing:
        raise Http404 from None
    messages.success(request, f"{name} is taken off.")
    return redirect("record", seat_in(request).tenant.slug, kind, record_id)


@of_kind(Right.LOOK)
@require_safe
def download(request: HttpRequest, kind: Kind, record_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Send a file, to be saved and never to be shown as a page of ours."""
    wanted = {"attachment": attachment_id, "attachment__kind": kind, "attachment__record_id": record_id}
    found = AttachmentContent.objects.select_related("attachment").filter(**wanted).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.attachment.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    response["Content-Disposition"] = content_disposition_header(True, found.attachment.name)  # noqa: FBT003
    return response
