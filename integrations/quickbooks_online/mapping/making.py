"""What a body is made with: references and roles that are looked up, limits that are held, refusals."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billing.documents import Document, Ref
from integrations.contracts import Company, Intent, Missing, Remote, Unfit
from integrations.quickbooks_online.mapping.amounts import cents

Body = dict[str, Any]
NOT_IN_NAMES = re.compile(r"[:\t\r\n]")
LARGEST = Decimal(99999999999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write: of which kind of theirs, with what, and what must come out."""

    entity: str
    body: Mapping[str, Any]
    # Empty for making and changing.
    operation: str = ""
    include: str = ""
    expect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verb(self) -> str:
        """Name it as a batch does."""
        return self.operation or ("update" if "Id" in self.body else "create")


class Making:
    """Notes what is missing instead of raising at once, so that all of it is named together."""

    def __init__(self, intent: Intent, company: Company, settings: Mapping[str, Any]) -> None:
        self.intent, self.company, self.settings = intent, company, settings
        self._refs: dict[Ref, None] = {}
        self._roles: dict[str, None] = {}

    @property
    def is_new(self) -> bool:
        return self.intent.remote is None

    @property
    def document(self) -> Document:
        return self.intent.document

    def key(self, ref: Ref) -> str:
        """Return their id of a record; one that is not there is noted, and stands empty meanwhile."""
        found = self.intent.refs.get((ref.kind, ref.id))
        if found is None:
            self._refs[ref] = None
            return ""
        return found.key

    def known(self, ref: Ref | None) -> str:
        """Return their id, or nothing: for what may be left out."""
        found = self.intent.refs.get((ref.kind, ref.id)) if ref else None
        return found.key if found else ""

    def to(self, ref: Ref | None, role: str = "") -> Body | None:
        """Return a reference to a record or, where none is named, to what stands for it."""
        if ref is not None:
            return {"value": self.key(ref)}
        if not role:
            return None
        found = self.role(role)
        if found is None:
            self._roles[role] = None
            return {"value": ""}
        return {"value": found.key}

    def role(self, name: str) -> Remote | None:
        return self.intent.roles.get(name)

    def perhaps(self, name: str) -> Body | None:
        """Return a reference to what stands for something, where the tenant has chosen it."""
        found = self.role(name)
        return {"value": found.key} if found else None

    def finish(self) -> None:
        """Raise Missing, naming everything at once."""
        if self._refs or self._roles:
            raise Missing(tuple(self._refs), tuple(self._roles))

    def unfit(self, code: str, field_name: str, sentence: str) -> Unfit:
        return Unfit(code, field_name, f"{self.document.label}: {sentence}")

    def text(self, value: str, most: int, field_name: str, called: str) -> str | None:
        """Return a text that is short enough, or None for an empty one."""
        if len(value) > most:
            raise self.unfit(
                "too_long",
                field_name,
                f"{called} has {len(value):,} characters, and QuickBooks takes {most:,}. Shorten it.",
            )
        return value or None

    def name(self, value: str, most: int, field_name: str = "name") -> str:
        """Return a name that their lists take."""
        if not value.strip():
            raise self.unfit("no_name", field_name, "QuickBooks needs a name. Give it one.")
        if NOT_IN_NAMES.search(value):
            raise self.unfit(
                "name_characters",
                field_name,
                "QuickBooks takes no colon, tab or line break in a name; a colon there means a name below "
                "another one. Write it with a dash, or link it to the one it is in QuickBooks.",
            )
        return self.text(value.strip(), most, field_name, "The name") or ""

    def money(self, value: Decimal, field_name: str) -> Decimal:
        """Return an amount in whole cents; they keep nothing finer."""
        if value != cents(value):
            raise self.unfit(
                "digits",
                field_name,
                f"{value.normalize():f} has more than two digits behind the point, and QuickBooks keeps two. "
                "Round it.",
            )
        if abs(value) > LARGEST:
            raise self.unfit("too_large", field_name, "QuickBooks takes amounts below 100,000,000,000.")
        return cents(value)

    def currency(self, code: str, rate: Decimal | None = None) -> Body:
        """Return the currency fields: none where the company knows its own only."""
        home = self.company.home_currency
        if not self.company.multi_currency:
            if code and code != home:
                raise self.unfit(
                    "currency",
                    "currency",
                    f"it is in {code}, and this QuickBooks company keeps {home} only. Switch on several "
                    f"currencies in QuickBooks, which cannot be undone, or bill in {home}.",
                )
            return {}
        made: Body = {"CurrencyRef": {"value": code or home}}
        if rate is not None:
            made["ExchangeRate"] = Decimal(1) if code == home else rate
        return made
