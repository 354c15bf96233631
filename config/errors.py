"""Error reports to Sentry or its like, where SENTRY_DSN says so. Redacted before they leave."""

from typing import Any, cast

import sentry_sdk
from django.conf import settings
from sentry_sdk.types import Event, Hint

from billing.tenancy import logcontext
from integrations.redaction import redact


def start() -> None:
    """Report unexpected errors of this process from now on, if a DSN is set."""
    if settings.SENTRY_DSN:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            before_send=clean,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,  # among them are keys, and what they open
        )


def clean(event: Event, _: Hint) -> Event:
    """Take out what nobody may read, and add the ids that the log lines carry."""
    told: dict[str, Any] = redact(dict(event))
    told["tags"] = {**(told.get("tags") or {}), **logcontext.bound()}
    return cast(Event, told)
