"""A sent body held against what its kind declares: what is unknown, missing, too long or leads nowhere."""

from collections.abc import Mapping
from typing import Any

from simulator.quickbooks_online.api.refusals import (
    INACTIVE,
    Refused,
    gone,
    missing,
    no_reference,
    refuse,
    unreadable,
)
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.below import LINE, PARTS
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.fields import Field, Kind
from simulator.quickbooks_online.entities.kinds import BARE, LIST_NAMES, PEOPLE
from simulator.quickbooks_online.entities.values import CONVERT, MOST_LINES, Errors, as_text, too_many

SHIPPING = "SHIPPING_ITEM_ID"
# The object below a line is named after its DetailType, but for this one.
DETAIL_NAMES = {"DescriptionOnly": "DescriptionLineDetail"}
_SYSTEM = frozenset({"Id", "SyncToken", "sparse", "domain", "MetaData", "status"})
_SHOWN = 900


def unknown(name: str, owner: str, known: Mapping[str, object]) -> Refused:
    """Refuse a property as the parser of the real service words it."""
    shown, length = [], 0
    for one in known:
        length += len(one) + 4
        if length > _SHOWN:
            break
        shown.append(f'"{one}"')
    tail = " [truncated]" if len(shown) < len(known) else ""
    return refuse(
        "2010",
        f'Property Name:Unrecognized field "{name}" (class com.intuit.schema.finance.v3.{owner}), '
        f"not marked as ignorable ({len(known)} known properties: {', '.join(shown)}{tail}])\n"
        " specified is unsupported or invalid",
    )


class Checker:
    """Checks one body; `kept` are references the object had already, which may have become inactive since."""

    def __init__(self, books: Books, kind: Kind, old: Document | None = None) -> None:
        self.books = books
        self.kind = kind
        self.errors: Errors = []
        self.kept = _references(old) if old else frozenset()

    def check(self, given: Any) -> Document:
        """Return the fields that were sent, converted; None stands for a field to be emptied."""
        if not isinstance(given, dict) or given.keys() == {self.kind.name}:
            # Nothing that can be read, or in the envelope that answers have.
            raise unreadable()
        made = self._fields(given, self.kind.fields, self.kind.name, "")
        if self.errors:
            raise Refused(*self.errors)
        return made

    def require(self, document: Document) -> None:
        """Refuse what lacks a field without which it cannot be made."""
        errors = [
            missing(field.name)
            for field in self.kind.fields.values()
            if field.required and document.get(field.name) in (None, "")
        ]
        if errors:
            raise Refused(*errors)

    def _fields(self, given: Document, known: Mapping[str, Field], owner: str, prefix: str) -> Document:
        made: Document = {}
        for name, value in given.items():
            field = known.get(name)
            if field is None:
                raise unknown(name, owner, known)
            if value is None or field.read_only or (not prefix and name in _SYSTEM):
                continue
            made[name] = self._value(field, value)
        # Only what stands at the top can be emptied; below it a thing is there or it is not.
        return {name: value for name, value in made.items() if value is not None} if prefix else made

    def _value(self, field: Field, value: Any) -> Any:
        if field.type == "ref":
            return self.reference(field, value)
        if field.type == "lines":
            return self.lines(value)
        if field.type == "custom":
            return self._custom(value)
        if field.type == "part":
            return self._part(field, value)
        if field.type == "parts":
            if not isinstance(value, (list, str)) or (isinstance(value, str) and value):
                raise unreadable()
            return [made for one in value if (made := self._part(field, one))] or None
        return CONVERT[field.type](field, value, self.errors)

    def _part(self, field: Field, value: Any) -> Document | None:
        if value == "":
            return None
        if not isinstance(value, dict):
            raise unreadable()
        return self._fields(value, PARTS[field.to], field.name, f"{field.name}.") or None

    def _custom(self, value: Any) -> Any:
        if value in ("", []):
            return None
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise unreadable()
        made = []
        for one in value:
            if as_text(one.get("DefinitionId", "")) not in self.books.custom_fields:
                raise refuse("3000", "Invalid custom field : DefinitionId is not defined", "CustomField")
            text = as_text(one["StringValue"]) if one.get("StringValue") is not None else None
            made.append({"DefinitionId": as_text(one["DefinitionId"]), "StringValue": text})
        return made

    def reference(self, field: Field, value: Any) -> Document | None:
        if value == "":
            return None
        if not isinstance(value, dict) or value.keys() - {"value", "name", "type"}:
            raise unreadable()
        wanted = as_text(value.get("value") if value.get("value") is not None else "")
        if not wanted:
            return None
        if field.to == "Currency":
            return self._currency(wanted)
        if field.to == "Anyone":
            return self._anyone(wanted, value)
        return self._found(field, wanted)

    def _currency(self, wanted: str) -> Document:
        code = wanted.upper()
        if code not in CURRENCIES:
            raise refuse(
                "2500", f"Invalid Reference Id : Currency element id {wanted} not found", "Reference Id"
            )
        return {"value": code, "name": CURRENCIES[code]}

    def _anyone(self, wanted: str, value: Document) -> Document:
        kinds = [value["type"]] if value.get("type") in PEOPLE else PEOPLE
        for kind in kinds:
            found = self.books.brief(kind, wanted)
            if found:
                return {"value": found[0], "name": found[1], "type": kind}
        raise no_reference("Names", wanted)

    def _found(self, field: Field, wanted: str) -> Document:
        if field.to == "Item" and wanted == SHIPPING and self.kind.group == "sales":
            return {"value": SHIPPING}
        if field.name == "TaxCodeRef" and self.books.is_american:
            # Judged with the tax of the form: only two codes are known there.
            return {"value": wanted}
        found = self.books.brief(field.to, wanted)
        if found is None:
            raise no_reference(LIST_NAMES[field.to], wanted)
        key, name, active = found
        if not active and (field.to, key) not in self.kept:
            raise _inactive(self.books, field, key)
        return {"value": key} if field.to in BARE else {"value": key, "name": name}

    def lines(self, value: Any) -> list[Document] | None:
        if value == "":
            return None
        if not isinstance(value, list):
            raise unreadable()
        if len(value) > MOST_LINES:
            raise too_many("lines")
        return [made for one in value if (made := self._line(one)) is not None]

    def _line(self, given: Any) -> Document | None:
        if not isinstance(given, dict):
            raise unreadable()
        known = {**LINE, **dict.fromkeys(self.kind.lines, _DETAIL)}
        details = {name: given[name] for name in self.kind.lines if given.get(name) not in (None, "")}
        if not all(isinstance(detail, dict) for detail in details.values()):
            raise unreadable()
        made = self._fields({k: v for k, v in given.items() if k not in details}, known, "Line", "Line.")
        kind = as_text(given.get("DetailType") or "")
        name = DETAIL_NAMES.get(kind, kind)
        if self.kind.lines:
            self._detail(made, kind, name)
        if name in details:
            made[name] = self._fields(details[name], self.kind.lines[name], name, f"Line.{name}.")
        return {key: part for key, part in made.items() if part is not None}

    def _detail(self, made: Document, kind: str, name: str) -> None:
        if not kind:
            self.errors.append(missing("Line.DetailType"))
        elif name not in self.kind.lines:
            raise unreadable()
        else:
            made["DetailType"] = kind


_DETAIL = Field(name="detail", type="any")


def _inactive(books: Books, field: Field, key: str) -> Refused:
    if field.name == "CustomerRef" and books.settings["inactive_customer_code"] == "6250":
        return refuse("6250", f"Invalid Customer : Customer {key} is inactive", "CustomerRef")
    if field.name in {"CustomerRef", "VendorRef"}:
        return gone()
    return refuse("2500", f"Invalid Reference Id : {INACTIVE}", "Reference Id")


def _references(document: Any) -> frozenset[tuple[str, str]]:
    """Return what an object leads to, as (kind, id), as far as the names of its fields tell."""
    found: set[tuple[str, str]] = set()
    waiting: list[Any] = [document]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            for key, value in one.items():
                if key.endswith("Ref") and isinstance(value, dict) and "value" in value:
                    found.update((kind, value["value"]) for kind in LIST_NAMES)
                waiting.append(value)
    return frozenset(found)
