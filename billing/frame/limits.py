"""How much of something is used up in the running minute (or so): counted in the cache, for all processes."""

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used of a limit, and in how many seconds it starts anew."""

    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """Return the headers by which a program paces itself."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


def spend(name: str, *, limit: int, seconds: int, amount: int = 1) -> Usage:
    """Use up some of a limit that starts anew every so many seconds; an amount of 0 only looks."""
    window, passed = divmod(int(time.time()), seconds)
    # A name may hold what anybody sent.
    key = f"api:{hashlib.sha256(name.encode()).hexdigest()}:{window}"
    if amount:
        cache.add(key, 0, timeout=2 * seconds)
        used = cache.incr(key, amount)
    else:
        used = cache.get(key, 0)
    return Usage(limit=limit, used=used, reset=seconds - passed)
