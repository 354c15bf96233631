"""What sorts of settings there are, and how each reads what it is given."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


class Unfit(ValueError):
    """A value that the setting cannot have; the sentence is for the person who gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One choice: its name in files and history, its words on the page, its default."""

    name: str
    section: str
    label: str
    meaning: str
    example: str
    default: Any
    # For these vendors alone; none: for all.
    vendors: tuple[str, ...] = ()

    def read(self, value: Any) -> Any:
        """Return the value as it is kept: plain JSON. Raises Unfit."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        """Return the value in words."""
        return str(value) if value not in (None, "", []) else "(nothing)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Setting):
    default: bool = False

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Unfit("Say yes or no.")
        return value

    def shown(self, value: Any) -> str:
        return "Yes" if value else "No"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Setting):
    choices: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Any) -> str:
        if value not in self.choices:
            raise Unfit(f"Choose one of: {', '.join(self.choices.values())}.")
        return str(value)

    def shown(self, value: Any) -> str:
        return self.choices.get(value, str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Setting):
    """Any number of the choices, in the order in which they are tried or shown."""

    choices: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Any) -> list[str]:
        if not isinstance(value, Collection) or isinstance(value, str | bytes | Mapping):
            raise Unfit("Give a list.")
        unknown = [one for one in value if one not in self.choices]
        if unknown:
            raise Unfit(f"Choose from: {', '.join(self.choices.values())}.")
        return [name for name in self.choices if name in value]

    def shown(self, value: Any) -> str:
        return ", ".join(self.choices.get(one, str(one)) for one in value) or "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Setting):
    least: int = 0
    most: int = 999_999_999
    unit: str = ""

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise Unfit(f"Give a whole number from {self.least:,} to {self.most:,}.")
        return value

    def shown(self, value: Any) -> str:
        return f"{value:,} {self.unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Setting):
    """An amount in the home currency, kept as text with two decimals."""

    most: Decimal = Decimal(1_000_000)

    def read(self, value: Any) -> str:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise Unfit("Give an amount, as 0.01.") from None
        if not amount.is_finite() or not 0 <= amount <= self.most or amount != round(amount, 2):
            raise Unfit(f"Give an amount from 0.00 to {self.most:,.2f}, with at most two decimals.")
        return f"{amount:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Setting):
    """A date, or nothing."""

    default: str = ""

    def read(self, value: Any) -> str:
        if value in (None, ""):
            return ""
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise Unfit("Give a date, as 2026-11-20.") from None

    def shown(self, value: Any) -> str:
        return str(value) if value else "Not set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Setting):
    default: str = ""
    longest: int = 20

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > self.longest:
            raise Unfit(f"Give one line of at most {self.longest} characters.")
        return value.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses(Setting):
    """Mail addresses."""

    most: int = 20

    def read(self, value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Unfit("Give a list of mail addresses.")
        for one in value:
            if not ADDRESS.fullmatch(one) or len(one) > 254:
                raise Unfit(f"{one[:60]!r} is no mail address.")
        if len(value) > self.most:
            raise Unfit(f"Give at most {self.most} addresses.")
        return list(dict.fromkeys(value))

    def shown(self, value: Any) -> str:
        return ", ".join(value) or "Nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Setting):
    """A span of the day, as 22:00-06:00, or nothing."""

    default: str = ""

    def read(self, value: Any) -> str:
        if value in (None, ""):
            return ""
        found = re.fullmatch(
            r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", str(value).replace(" ", "")
        )
        if not found or found[1] + found[2] == found[3] + found[4]:
            raise Unfit("Give a beginning and an end, as 22:00-06:00.")
        return found[0]

    def shown(self, value: Any) -> str:
        return str(value) if value else "None"
