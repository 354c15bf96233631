"""Taking out of a log line, a message or an error what nobody may read there. Pure."""

import re
from collections.abc import Mapping
from typing import Any

REDACTED = "[redacted]"
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|api[_-]?key|private[_-]?key|field_keys|dsn|ticket"
    r"|^(code|state|otp|pin)$",
    re.IGNORECASE,
)
PATTERNS = (
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), r"\1 " + REDACTED),
    (re.compile(r"\b([a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s@/]+@", re.IGNORECASE), r"\1:" + REDACTED + "@"),
    (
        re.compile(
            r"""(["']?\b[\w-]*(?:password|passwd|secret|token|authorization|api_?key|code|sessionid)["']?\s*[=:]\s*)"""
            r"""(?:"[^"]*"|'[^']*'|[^\s&,;"'}]+)""",
            re.IGNORECASE,
        ),
        r"\1" + REDACTED,
    ),
    (re.compile(r"(/invitation/|/password/reset/key/|/confirm-email/)[^\s/\"']+"), r"\1" + REDACTED),
    (re.compile(r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\b"), "[mail address]"),
)


def redact_text(text: str) -> str:
    """Return the text without credentials and mail addresses."""
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def redact(value: Any, *, name: str = "") -> Any:
    """Return a copy of a value, however nested, without credentials and mail addresses."""
    if name and SECRET_NAME.search(name):
        return REDACTED if value else value
    match value:
        case str():
            return redact_text(value)
        case bytes():
            return redact_text(value.decode("utf-8", "replace"))
        case Mapping():
            return {key: redact(item, name=str(key)) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redact(item) for item in value]
        case BaseException():
            return redact_text(f"{type(value).__name__}: {value}")
    return value
