"""Who acts, through which door and from where: the first argument of everything that changes something."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    WEB = "web"
    API = "api"
    COMMAND = "command"
    WORKER = "worker"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, a service account or the system itself, with the request it came by."""

    id: UUID | None
    label: str
    channel: Channel
    address: str | None = None
    request_id: str = field(default="")

    @classmethod
    def system(cls, what: str, *, channel: Channel = Channel.WORKER) -> "Actor":
        return cls(id=None, label=what, channel=channel)
