"""How many calls a company was asked in this minute, counted over all processes."""

from datetime import datetime

from django.core.cache import cache

PER_MINUTE = 500
KEPT = 180


def note_call(company_key: str, *, now: datetime) -> None:
    name = _name(company_key, now)
    cache.add(name, 0, KEPT)
    try:
        cache.incr(name)
    except ValueError:
        # It expired between the two, which is no reason to fail.
        cache.set(name, 1, KEPT)


def used(company_key: str, *, now: datetime) -> int:
    return int(cache.get(_name(company_key, now), 0))


def _name(company_key: str, now: datetime) -> str:
    return f"quickbooks:{company_key}:{now:%Y%m%d%H%M}"
