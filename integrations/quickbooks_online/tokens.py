"""What the token endpoint says, read before anything is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

LONGEST = 8_000
# Where an answer does not say (1.5 of Intuit's rules: a hundred days).
REFRESH_SECONDS = 8_640_000


class Nonsense(ValueError):
    """The answer is not one of a token endpoint; nothing of it may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_until: datetime
    refresh_until: datetime
    hard_until: datetime | None = None


def read(answer: Any, *, now: datetime) -> Tokens:
    """Read an answer. Raises Nonsense, which names the part and never a value."""
    if not isinstance(answer, Mapping):
        raise Nonsense("the answer is no object")
    hard = answer.get("x_refresh_token_hard_expires_in")
    return Tokens(
        access_token=_token(answer, "access_token"),
        refresh_token=_token(answer, "refresh_token"),
        access_until=now + _span(answer, "expires_in", 0),
        refresh_until=now + _span(answer, "x_refresh_token_expires_in", REFRESH_SECONDS),
        hard_until=None if hard is None else now + _span(answer, "x_refresh_token_hard_expires_in", 0),
    )


def _token(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    # A client once wrote "undefined" over its tokens.
    if not isinstance(value, str) or not 16 <= len(value) <= LONGEST or not value.isascii():
        raise Nonsense(f"{name} is missing or no token")
    if not value.isprintable() or " " in value:
        raise Nonsense(f"{name} is no token")
    return value


def _span(answer: Mapping[str, Any], name: str, default: int) -> timedelta:
    value = answer.get(name, default)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 20 * 366 * 86_400:
        raise Nonsense(f"{name} is no number of seconds")
    return timedelta(seconds=value)
