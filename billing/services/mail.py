"""Mail: kept with the change that caused it, sent by a worker, tried again until it is gone."""

import base64
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from billing.models import Mail
from billing.tenancy import keyring
from billing.wake import wake

logger = logging.getLogger(__name__)
CONTEXT = "billing.mail.message"
GIVE_UP_AFTER = 12


def post(
    *,
    template: str,
    to: str | Sequence[str],
    subject: str,
    context: dict[str, Any],
    reply_to: str = "",
    files: Sequence[tuple[str, bytes, str]] = (),
) -> None:
    """Put one mail, rendered from its text and HTML templates, into the outbox of the current transaction."""
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"{template}.txt", context),
        to=[to] if isinstance(to, str) else list(to),
        reply_to=[reply_to] if reply_to else None,
    )
    for name, content, kind in files:
        message.attach(name, content, kind)
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend for the whole application: keeps the message, wakes a worker after the commit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            Mail.objects.bulk_create(Mail(message=_sealed(message)) for message in email_messages)
            wake("billing.send_waiting_mail")
        return len(email_messages)


def send_due(*, now: datetime, most: int = 50) -> int:
    """Send what is due, and return how many were tried. One mail is claimed, sent and settled at a time."""
    for tried in range(most):
        claimed = _claim(now=now)
        if claimed is None:
            return tried
        _settle(claimed, _relay(claimed), now=timezone.now())
    return most


def opened(mail: Mail) -> EmailMultiAlternatives:
    """Return the kept message, ready to be sent."""
    kept = json.loads(keyring.open_sealed(bytes(mail.message), context=CONTEXT))
    html, files = kept.pop("html"), kept.pop("files", [])
    message = EmailMultiAlternatives(**kept)
    for name, content, kind in files:
        message.attach(name, base64.b64decode(content), kind)
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _sealed(message: EmailMessage) -> bytes:
    if message.cc or message.bcc:
        raise ValueError("The outbox keeps no copies: name everybody in `to`.")
    html = [content for content, kind in getattr(message, "alternatives", []) if kind == "text/html"]
    kept = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": message.to,
        "headers": message.extra_headers,
        "reply_to": message.reply_to,
        "files": [_packed(attachment) for attachment in message.attachments],
        "html": html[0] if html else "",
    }
    return keyring.seal(json.dumps(kept).encode(), context=CONTEXT)


def _packed(attachment: Any) -> tuple[str, str, str]:
    if not isinstance(attachment, tuple) or not isinstance(attachment[1], bytes):
        raise TypeError("The outbox keeps files of bytes, each with its name and type.")
    name, content, kind = attachment
    return str(name), base64.b64encode(content).decode(), str(kind)


def _claim(*, now: datetime) -> Mail | None:
    with transaction.atomic():
        waiting = Mail.objects.filter(sent_at=None, given_up_at=None, not_before__lte=now).order_by(
            "not_before"
        )
        mail = waiting.select_for_update(skip_locked=True).first()
        if mail is not None:
            mail.tries += 1
            # Nobody else takes it meanwhile; if this worker dies, it comes up again by itself.
            mail.not_before = now + timedelta(minutes=min(2**mail.tries, 240))
            mail.save(update_fields=["tries", "not_before"])
    return mail


def _relay(mail: Mail) -> str:
    try:
        transport = get_connection(backend=settings.MAIL_TRANSPORT, fail_silently=False)
        transport.send_messages([opened(mail)])
    except Exception as problem:  # noqa: BLE001  # whatever is wrong with one mail must not hold up the others
        return f"{type(problem).__name__}: {problem}"[:500]
    return ""


def _settle(mail: Mail, problem: str, *, now: datetime) -> None:
    mail.problem = problem
    if not problem:
        mail.sent_at = now
        mail.message = b""  # the link in it has no business lying here any longer
        logger.info("mail.sent", extra={"mail": str(mail.id), "tries": mail.tries})
    elif mail.tries >= GIVE_UP_AFTER:
        mail.given_up_at = now
        logger.error("mail.given_up", extra={"mail": str(mail.id), "tries": mail.tries, "problem": problem})
    else:
        logger.warning("mail.delayed", extra={"mail": str(mail.id), "tries": mail.tries, "problem": problem})
    mail.save(update_fields=["problem", "message", "sent_at", "given_up_at"])
