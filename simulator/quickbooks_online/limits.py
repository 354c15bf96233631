"""How much an app may ask of a company: by the minute, by the second, at a time (3)."""

from collections import deque
from dataclasses import dataclass

from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.switches import Settings


class Window:
    """What happened within the last so many seconds."""

    __slots__ = ("_moments", "_span", "_total")

    def __init__(self, span: float) -> None:
        self._span, self._total = span, 0
        self._moments: deque[tuple[float, int]] = deque()

    def count(self, now: float) -> int:
        moments = self._moments
        while moments and moments[0][0] <= now - self._span:
            self._total -= moments.popleft()[1]
        return self._total

    def add(self, now: float, weight: int = 1) -> None:
        self._moments.append((now, weight))
        self._total += weight


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    span: float
    whose: str
    of: str


# Who is counted: the company alone, or the company and the app; and what: requests, batches, both.
RULES = (
    _Rule("requests_per_minute", 60.0, "realm", "requests"),
    _Rule("requests_per_second", 1.0, "both", "calls"),
    _Rule("batches_per_minute", 60.0, "both", "batches"),
    _Rule("realm_batches_per_minute", 60.0, "realm", "batches"),
    _Rule("combined_per_minute", 60.0, "both", "calls"),
    _Rule("mails_per_day", 86_400.0, "realm", "mails"),
)


@dataclass(frozen=True, slots=True)
class Load:
    """What one call asks of the limits."""

    batch_items: int = 0
    # Sent by a company of the sandbox; others may send as they like.
    is_mail: bool = False
    # Metered: an app has so many in a month, over all its companies.
    is_read: bool = False


class Limits:
    """Counts calls on the world's clock; what is refused is not counted."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock, self._settings = clock, settings
        self._windows: dict[tuple[str, ...], Window] = {}
        self._running: dict[tuple[str, str], int] = {}
        self._reads: dict[tuple[str, str], int] = {}

    def refusal(self, *, realm: str, app: str, load: Load) -> str:
        """Count the call, or name the limit it would pass."""
        if not self._settings["limits"]:
            return ""
        if self._running.get((realm, app), 0) >= self._settings["concurrent"]:
            return "concurrent"
        month = (app, self._clock.now().strftime("%Y-%m"))
        if load.is_read and self._reads.get(month, 0) >= self._settings["reads_per_month"]:
            return "reads_per_month"
        over = self._count(realm, app, load)
        if load.is_read and not over:
            self._reads[month] = self._reads.get(month, 0) + 1
        return over

    def _count(self, realm: str, app: str, load: Load) -> str:
        """Count it in every window, or in none and name the one that is full."""
        now = self._clock.seconds()
        counted: list[tuple[Window, int]] = []
        for rule in RULES:
            weight = self._weight(rule.of, load)
            if not weight:
                continue
            key = (rule.name, realm) if rule.whose == "realm" else (rule.name, realm, app)
            window = self._windows.get(key)
            if window is None:
                window = self._windows[key] = Window(rule.span)
            if window.count(now) + weight > self._settings[rule.name]:
                return rule.name
            counted.append((window, weight))
        for window, weight in counted:
            window.add(now, weight)
        return ""

    def enter(self, realm: str, app: str) -> None:
        self._running[realm, app] = self._running.get((realm, app), 0) + 1

    def leave(self, realm: str, app: str) -> None:
        self._running[realm, app] -= 1

    def clear(self) -> None:
        self._windows.clear()
        self._reads.clear()

    def _weight(self, of: str, load: Load) -> int:
        if of == "calls":
            return 1
        if of == "mails":
            return int(load.is_mail)
        if of == "batches":
            return 1 if load.batch_items else 0
        if not load.batch_items:
            return 1
        return {"none": 0, "one": 1, "items": load.batch_items}[self._settings["batch_counts"]]
