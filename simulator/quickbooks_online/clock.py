"""What time it is in the stand-in: the machine's own, or one that is set and moved on from outside."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus a shift or, once it is frozen, a time that only moves when it is told to."""

    def __init__(self, frozen_at: datetime | None = None) -> None:
        self._frozen = frozen_at
        self._shift = timedelta()

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None

    def now(self) -> datetime:
        return self._frozen if self._frozen is not None else datetime.now(UTC) + self._shift

    def seconds(self) -> float:
        """Return a number of seconds that limits measure by: real, unless the clock is frozen."""
        return self._frozen.timestamp() if self._frozen is not None else time.monotonic()

    def freeze(self, at: datetime) -> None:
        self._frozen = at

    def run(self) -> None:
        """Go on in real time from where the clock stands."""
        if self._frozen is not None:
            self._shift, self._frozen = self._frozen - datetime.now(UTC), None

    def move(self, by: timedelta) -> None:
        if self._frozen is not None:
            self._frozen += by
        else:
            self._shift += by

    async def sleep(self, seconds: float) -> None:
        """Wait so long in real time; with a frozen clock move it on instead."""
        if self._frozen is not None:
            self.move(timedelta(seconds=seconds))
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(seconds)
