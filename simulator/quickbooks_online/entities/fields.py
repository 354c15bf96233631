"""How an entity is declared: one line of text per field, from which checking, naming and queries follow.

A line reads `Name type [words...]`. Types: text, name (no colon), amount, number, whole, yes, day, moment,
choice, ref, bare (a reference that is kept as it is sent), address, email, phone, web, memo, lines, linked,
custom, part and parts (a structure of fields, or several), any. Words: req, ro (read only: ignored when
sent), q (may be queried), fixed (not changed after it is made), a number (longest text), to:Kind or to:Part,
of:A|B|C, as:Label, code:2170 (what a wrong choice is refused with). A + in a word stands for a space.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Group = Literal["person", "list", "sales", "purchase", "money", "journal", "fixed", "file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    type: str
    required: bool = False
    read_only: bool = False
    queryable: bool = False
    fixed: bool = False
    longest: int = 0
    to: str = ""
    choices: tuple[str, ...] = ()
    label: str = ""
    code: str = "2010"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An entity: its fields in the order they are sent, and what may be done with it."""

    name: str
    group: Group
    fields: Mapping[str, Field]
    # What is at hand below each detail type of a line.
    lines: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    sequence: str = ""
    # "no", "delete" or "inactive": what becomes of it when nobody wants it any more.
    ends: str = "delete"
    writable: bool = True

    @property
    def is_transaction(self) -> bool:
        return self.group in {"sales", "purchase", "money", "journal"}

    @property
    def naming(self) -> str:
        """The field people know it by."""
        return "DisplayName" if "DisplayName" in self.fields else "Name"


_FLAGS = {"req": "required", "ro": "read_only", "q": "queryable", "fixed": "fixed"}


def _field(line: str) -> Field:
    name, kind, *words = line.split()
    made: dict[str, object] = {"name": name, "type": kind}
    for word in words:
        key, _, value = word.partition(":")
        if word in _FLAGS:
            made[_FLAGS[word]] = True
        elif word.isdigit():
            made["longest"] = int(word)
        elif key == "of":
            made["choices"] = tuple(value.replace("+", " ").split("|"))
        else:
            made[{"to": "to", "as": "label", "code": "code"}[key]] = value.replace("+", " ")
    return Field(**made)  # type: ignore[arg-type]


def fields(*texts: str) -> dict[str, Field]:
    made = (_field(line) for text in texts for line in text.splitlines() if line.strip())
    return {one.name: one for one in made}


EVERY = """
    domain any ro
    status any ro
    sparse any ro
    Id text ro q
    SyncToken whole ro
    MetaData any ro q
"""
