"""On a demonstration machine only: the mails that were sent, since no mailbox receives them."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 50


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """List the last mails, newest first."""
    return render(
        request, "billing/outbox/list.html", {"letters": [_read(path) for path in _files()[:SHOWN]]}
    )


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail as its reader sees it."""
    found = next((path for path in _files() if path.name == name), None)
    if found is None:
        raise Http404
    return render(request, "billing/outbox/letter.html", {"letter": _read(found)})


def _files() -> list[Path]:
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "-")
    if not settings.DEMO or not folder.is_dir():
        raise Http404
    return sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _read(path: Path) -> dict[str, object]:
    kept = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(kept, EmailMessage):
        raise Http404
    body = kept.get_body(("plain",))
    return {
        "name": path.name,
        "to": str(kept["To"]),
        "subject": str(kept["Subject"]),
        "at": _sent_at(kept),
        "text": body.get_content() if body else "",
    }


def _sent_at(kept: EmailMessage) -> datetime | None:
    date = kept["Date"]
    # A date whose zone is unknown ("-0000") is in UTC.
    return None if date is None else date.datetime.replace(tzinfo=date.datetime.tzinfo or UTC)
