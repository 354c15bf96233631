"""The ids that every log line of the running request or task carries."""

import structlog


def bind(**ids: str) -> None:
    """Add ids (request, tenant, connection, operation) to the log lines from here on."""
    structlog.contextvars.bind_contextvars(**ids)


def clear() -> None:
    structlog.contextvars.clear_contextvars()


def bound() -> dict[str, str]:
    return {name: str(value) for name, value in structlog.contextvars.get_contextvars().items()}
