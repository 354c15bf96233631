"""The log of requests: what arrived, what went back, how long it took. Tokens are never in it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

# Of a body no more is kept than a person reads.
SHOWN = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    number: int
    at: datetime
    realm: str
    app: str
    method: str
    path: str
    query: str
    status: int
    milliseconds: float
    requestid: str
    intuit_tid: str
    fault: str
    asked: bytes
    answered: bytes

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "at": self.at.isoformat(),
            "asked": text_of(self.asked),
            "answered": text_of(self.answered),
        }


class Journal:
    """The latest requests, newest last."""

    def __init__(self, size: int = 2000) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self._number = 0

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def newest(self, *, realm: str = "", limit: int = 100) -> Iterator[Entry]:
        """Give the newest first."""
        for entry in reversed(self._entries):
            if limit <= 0:
                return
            if not realm or entry.realm == realm:
                limit -= 1
                yield entry

    def find(self, number: int) -> Entry | None:
        return next((entry for entry in self._entries if entry.number == number), None)

    def clear(self) -> None:
        self._entries.clear()


def text_of(body: bytes) -> str:
    """Return a body as a person can read it."""
    if b"\0" in body[:200] or body[:5] == b"%PDF-":
        return f"({len(body):,} bytes that are no text)"
    return body[:SHOWN].decode("utf-8", "replace")
