"""Logs are events with fields: JSON in production, one readable line at a desk. Redacted in either case."""

from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from integrations.redaction import redact


def without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take credentials and mail addresses out of every field, tracebacks included."""
    return {
        name: value
        if name.startswith("_") or name in {"timestamp", "level", "logger"}
        else redact(value, name=name)
        for name, value in event.items()
    }


def without_paths(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Let Django's own lines name neither path nor request object; the request's id says which one it was."""
    if event.get("logger") == "django.request":
        event["event"] = "request.failed"
    if not isinstance(event.get("request", ""), str):
        del event["request"]
    if "status_code" in event:
        event["status"] = event.pop("status_code")
    return event


def logging_config(*, log_format: str, level: str) -> dict[str, Any]:
    """Return the configuration for the standard library's logging."""
    json = log_format == "json"
    renderer: Any = (
        structlog.processors.JSONRenderer(default=str)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, timestamp_key="timestamp")
    )
    clock = (
        structlog.processors.TimeStamper(fmt="iso", utc=True)
        if json
        else structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.stdlib.ExtraAdder(),
                    without_paths,
                    structlog.contextvars.merge_contextvars,
                    clock,
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_secrets,
                    renderer,
                ],
            }
        },
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "events", "stream": "ext://sys.stdout"}
        },
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},  # 4xx are answers, and the request's own line tells of them
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # likewise, and anybody can send one
            "django.security.csrf": {"level": "ERROR"},
            "celery": {"level": "INFO" if level == "DEBUG" else "WARNING"},
            "kombu": {"level": "WARNING"},
            # It would tell every address asked, and with it whom a query looks for.
            "httpx2": {"level": "WARNING"},
            "redbeat": {"level": "WARNING"},
            "opentelemetry": {"level": "ERROR"},
            # Of each PDF they would tell which tables of a font they read, and which letters it lacks.
            "fontTools": {"level": "WARNING"},
            "fpdf": {"level": "ERROR"},
        },
    }
