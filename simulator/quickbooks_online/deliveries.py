"""What apps are still to be told: changes being gathered, deliveries waiting for their turn."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from simulator.quickbooks_online.calls import Changed


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One POST to one app, with what became of it."""

    client_id: str
    url: str
    body: bytes
    due: datetime
    began: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    tries: list[dict[str, Any]] = field(default_factory=list)
    state: str = "waiting"

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "client_id": self.client_id, "url": self.url, "state": self.state,
            "due": self.due.isoformat(), "began": self.began.isoformat(), "tries": self.tries,
            "body": self.body.decode(),
        }  # fmt: skip


class Deliveries:
    """The queues of all apps."""

    def __init__(self) -> None:
        self.gathered: dict[str, list[tuple[datetime, Changed]]] = {}
        self._queues: dict[str, deque[Delivery]] = {}
        self.past: deque[Delivery] = deque(maxlen=500)

    def note(self, client_id: str, at: datetime, changed: Changed) -> None:
        self.gathered.setdefault(client_id, []).append((at, changed))

    def ripe(self, now: datetime, delay: timedelta) -> dict[str, list[Changed]]:
        """Take, by app, what was gathered long enough."""
        found = [client_id for client_id, held in self.gathered.items() if now - held[0][0] >= delay]
        return {client_id: [changed for _, changed in self.gathered.pop(client_id)] for client_id in found}

    def add(self, delivery: Delivery) -> None:
        self._queues.setdefault(delivery.client_id, deque()).append(delivery)

    def due(self, now: datetime, *, hold: bool) -> list[Delivery]:
        """Return what is to be sent now: of each app the first or, where nothing is held back, all."""
        found: list[Delivery] = []
        for queue in self._queues.values():
            candidates = list(queue)[:1] if hold else list(queue)
            found += [delivery for delivery in candidates if delivery.due <= now]
        return found

    def finish(self, delivery: Delivery, state: str) -> None:
        delivery.state = state
        queue = self._queues.get(delivery.client_id)
        if queue is not None and delivery in queue:
            queue.remove(delivery)
        self.past.append(delivery)

    def waiting(self) -> list[Delivery]:
        return [delivery for queue in self._queues.values() for delivery in queue]

    def clear(self) -> None:
        self.gathered.clear()
        self._queues.clear()
        self.past.clear()
