"""What the engine and a vendor say to each other. Pure: no database, no network, no clock.

The engine hands a vendor intents; the vendor makes one message of them. The message is kept as it is (sealed)
before it is sent, so that in doubt the very same bytes can be sent again. Whatever comes back, the vendor
says of each intent what became of it, in a vocabulary chosen by what happens next.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from billing.documents import Document, Ref
from billing.kinds import Kind


class Delivery(StrEnum):
    PUSH = "push"
    POLL = "poll"


class Deed(StrEnum):
    """What is to be so at the vendor's: a copy equal to ours, a void one, none."""

    PUT = "put"
    VOID = "void"
    DELETE = "delete"


class Trouble(StrEnum):
    """Why it did not work, by what happens next."""

    TRANSIENT = "transient"  # certainly not done; again later
    THROTTLED = "throttled"  # certainly not done; again later, and slower
    AMBIGUOUS = "ambiguous"  # done or not, nobody knows: repeat the sealed bytes, or look
    STALE = "stale"  # they have a newer revision: read it, then again
    UNAUTHORISED = "unauthorised"  # the connection has to be mended by a person
    REFUSED = "refused"  # a person has to change something


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A record of theirs: its id and the revision we know of."""

    key: str
    revision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """One rate of a tax code of theirs; `on_top` counts on the amount with the taxes before it."""

    key: str
    percent: Decimal
    on_top: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What of the company decides how a payload is made; see the facts a connection keeps."""

    country: str
    home_currency: str
    multi_currency: bool = False
    # off, manual, automated, worldwide
    tax_mode: str = "off"
    # off, document, line
    classes: str = "off"
    locations: bool = False
    own_numbers: bool = False
    closed_through: str = ""
    # Which rates each of their tax codes is made of, for what is sold and for what is bought: a tax that is
    # to be ours to the cent is given rate by rate. Codes that are not here are sent without.
    sales_rates: Mapping[str, tuple["TaxRate", ...]] = field(default_factory=dict)
    purchase_rates: Mapping[str, tuple["TaxRate", ...]] = field(default_factory=dict)
    # Which of their accounts are credit cards: what is paid from one is another sort of payment.
    card_accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One piece of work: what of ours, and what is known of theirs."""

    id: UUID
    deed: Deed
    document: Document
    remote: Remote | None = None
    # Theirs for every record that the document names, as far as they are known.
    refs: Mapping[tuple[Kind, UUID], Remote] = field(default_factory=dict)
    # What mappings of the tenant stand for where a document names nothing, by role: default item, deposit
    # account, discount account, shipping item and the like.
    roles: Mapping[str, Remote] = field(default_factory=dict)
    # As we last saw theirs, for a change that must keep what we do not know.
    theirs: Mapping[str, Any] = field(default_factory=dict)


class Missing(Exception):
    """A payload cannot be made yet: these records have no counterpart, or these roles are not mapped."""

    # Which intent of several it is about.
    intent: UUID | None = None

    def __init__(self, refs: Sequence[Ref], roles: Sequence[str] = ()) -> None:
        self.refs, self.roles = tuple(refs), tuple(roles)
        super().__init__(", ".join([*(f"{ref.kind} {ref.label}" for ref in refs), *roles]))


class Unfit(Exception):
    """A record cannot be said in the vendor's terms. Names the field, and what would help."""

    # Which intent of several it is about.
    intent: UUID | None = None

    def __init__(self, code: str, field_name: str, sentence: str) -> None:
        self.code, self.field_name = code, field_name
        super().__init__(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent, whole: the same message is the same bytes. `parts` says which intent is where in it."""

    request: Mapping[str, Any]
    parts: tuple[tuple[UUID, str], ...]

    def sealed(self) -> bytes:
        """Return it as it is kept: the same for the same message, whatever the order it was built in."""
        held = {"request": self.request, "parts": [[str(intent), part] for intent, part in self.parts]}
        return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def opened(cls, sealed: bytes) -> "Message":
        held = json.loads(sealed)
        return cls(
            request=held["request"], parts=tuple((UUID(intent), part) for intent, part in held["parts"])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. Status 0: nothing did, and `sent` says whether anything can have arrived there."""

    status: int
    body: bytes = b""
    sent: bool = True
    trace: str = ""
    seconds: float = 0.0
    # Seconds after which they said they want to be asked again.
    after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What came out otherwise than we said."""

    field_name: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    remote: Remote
    # Theirs as it is now, as plain JSON in which numbers with a point are text: it may be kept as it is, and
    # no digit is lost. Empty where the answer does not say.
    theirs: Mapping[str, Any] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    # What it is called there, and where a person finds it.
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """It was looked for, and is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    trouble: Trouble
    code: str = ""
    text: str = ""
    # The field, line or reference at fault, as far as they say.
    culprit: str = ""
    # Seconds after which they want to be asked again.
    after: float | None = None


Outcome = Accepted | Absent | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a vendor wants to be talked to."""

    per_message: int = 1
    at_once: int = 1
    # Messages with one intent, and messages with several.
    per_minute: int = 60
    several_per_minute: int = 60


class Vendor(Protocol):
    """The inside of a vendor: everything pure."""

    key: str
    delivery: Delivery
    kinds: tuple[Kind, ...]
    pace: Pace

    def alone(self, intent: Intent, *, company: Company, settings: Mapping[str, Any]) -> bool:
        """Return whether an intent needs a message of its own; raises Unfit where it has no place there."""

    def encode(
        self, intents: Sequence[Intent], *, key: str, company: Company, settings: Mapping[str, Any]
    ) -> Message:
        """Make one message; raises Missing or Unfit, with the intent it is about, never half of it."""

    def locate(
        self, intents: Sequence[Intent], *, key: str, company: Company, settings: Mapping[str, Any]
    ) -> Message:
        """Make the message that asks whether they have these already: by id where one is known.

        Raises Unfit where there is nothing to look for one by.
        """

    def decode(self, message: Message, reply: Reply) -> Mapping[UUID, Outcome]:
        """Say what became of each intent of the message. Total: no reply makes it raise."""


def exactly(amount: Decimal) -> str:
    """Return a number as payloads have it: without exponent or needless zeros."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
