"""One call to a company's API and its answer, as values: what the gateway hands on and what it gets back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verb = Literal["Create", "Update", "Delete", "Merge", "Void", "Emailed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that passed the gateway: below /v3/company/{realm}/, which is left out of `path`."""

    method: str
    # As sent, decoded, without empty ends: ("invoice", "12", "pdf").
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""
    accept: str = "application/json"
    # Scheme and host the client reaches this service at; without the wire there is none.
    base: str = ""
    # Somebody else is writing names: those of this call are refused, one by one.
    names_locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back, without the headers that every answer has."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json;charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something changed in a company, by the API or by somebody in QuickBooks: what webhooks tell."""

    realm: str
    entity: str
    id: str
    verb: Verb
    at: datetime
    deleted_id: str = ""


# Told of each change once it is kept.
Listener = Callable[[Changed], None]
