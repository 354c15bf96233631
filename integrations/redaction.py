"""Taking out of a log line, a message or an error what nobody may read there. Pure."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

REDACTED = "[redacted]"
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|api[_-]?key|private[_-]?key|field_keys|dsn|ticket"
    r"|session_?(id|key)|recovery_?code|[_-]seed$|^(code|state|otp|pin|key|seed)$",
    re.IGNORECASE,
)
PATTERNS = (
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), r"\1 " + REDACTED),
    # A password may hold what an address should have escaped: all of it goes, up to the last @.
    (
        re.compile(r"""\b([a-z][a-z0-9+.-]*://[^\s:/]*):[^\s@]+@(?:[^\s@"'<>]*@)*""", re.IGNORECASE),
        r"\1:" + REDACTED + "@",
    ),
    (
        re.compile(
            r"""(["']?(?<![\w-])[\w-]*(?:password|passwd|secret|token|authorization|api[_-]?key|code|sessionid)"""
            r"""["']?\s*[=:]\s*)"""
            # A string with its escaped quotes; the rest of the line, if it is cut short; or a bare word.
            r"""(?:[bru]{0,2}(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|["'][^\n]*)|[^\s&,;"'}]+)""",
            re.IGNORECASE | re.DOTALL,
        ),
        r"\1" + REDACTED,
    ),
    (re.compile(r"(/invitation/|/password/reset/key/|/confirm-email/)[^\s/\"']+"), r"\1" + REDACTED),
    (re.compile(r"\b[\w.%+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+\b", re.IGNORECASE), "[mail address]"),
)
PLAIN = (bool, int, float, Decimal, date, time, timedelta, UUID, type(None))


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
            return _redact_entries(value)
        case list() | tuple() | set() | frozenset():
            return [redact(item) for item in value]
        case BaseException():
            return redact_text(f"{type(value).__name__}: {value}")
    return value if isinstance(value, PLAIN) else redact_text(str(value))


def _redact_entries(entries: Mapping[Any, Any]) -> dict[Any, Any]:
    told: dict[Any, Any] = {}
    for key, item in entries.items():
        name = wanted = key if isinstance(key, PLAIN) else redact_text(str(key))
        copies = 1
        while name in told:
            copies += 1
            name = f"{wanted} {copies}"
        told[name] = redact(item, name=str(key))
    return told
