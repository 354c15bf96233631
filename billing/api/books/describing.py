"""The books in the description of the API: every address of every kind, out of registers and models."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from billing.api.books import many
from billing.api.books.examples import EXAMPLES
from billing.api.books.fields import Schema, answered, written
from billing.kinds import Kind
from billing.queries.representing import ALWAYS, columns_of
from billing.registers import register_of
from billing.registers.base import Children, Register
from billing.services.cleaning import is_required

SCHEME = "clientCredentials"
# Real answers, from the examples sent to an empty organisation; a test renews and compares them.
ANSWERS = Path(__file__).parent / "answers.json"
RESULT_STATUSES = (*many.WRITTEN, *many.ACTED[:1])


def component(kind: Kind) -> str:
    return "".join(part.capitalize() for part in kind.value.split("_"))


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def recorded() -> dict[str, Any]:
    """Return a real answer for each kind."""
    found: dict[str, Any] = json.loads(ANSWERS.read_text())
    return found


def schemas_of(kind: Kind) -> dict[str, Schema]:
    """Return what is sent and answered about one kind."""
    register, name = register_of(kind), component(kind)
    properties = _written_properties(register.model, register.fields) | {
        group.name: ref(f"{name}{group.name.capitalize()}Sent") for group in register.children
    }
    needed = [one for one in register.fields if is_required(register.field(one))]
    version: Schema = {
        "type": ["integer", "null"],
        "description": "The version that was seen. Where the record has another by now, nothing is changed.",
    }
    identity: Schema = {
        "type": ["string", "null"],
        "format": "uuid",
        "description": "The record to change, where many are sent; without it, a new one is created.",
    }
    made = {"type": "object", "additionalProperties": False, "properties": properties}
    return {
        name: {
            "type": "object",
            "description": f"A {kind.label} as it is answered.",
            **_answered_object(register.model, (*ALWAYS, *columns_of(register)), register),
            "examples": [recorded()[kind.value]],
        },
        f"{name}Create": made | {"required": needed, "examples": [EXAMPLES[kind]]},
        f"{name}Change": made | {"properties": {"id": identity, "version": version, **properties}},
        f"{name}Page": _page(kind),
        **{f"{name}{group.name.capitalize()}Sent": _group(group) for group in register.children},
    }


def _written_properties(model: Any, names: Iterable[str]) -> dict[str, Schema]:
    return {name: written(model._meta.get_field(name)) for name in names}


def _group(group: Children) -> Schema:
    identity: Schema = {
        "type": ["string", "null"],
        "format": "uuid",
        "description": f"To change a {group.label} that is there; without it, this is a new one.",
    }
    needed = [name for name in group.fields if is_required(group.field(name))]
    return {
        "type": "array",
        "maxItems": group.at_most,
        "description": f"Each {group.label}, in order. Those that are left out of the list are taken away.",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"id": identity} | _written_properties(group.model, group.fields),
            **({"required": needed} if needed else {}),
        },
    }


def _answered_object(model: Any, names: Sequence[str], register: Register | None) -> Schema:
    properties: dict[str, Schema] = {}
    for name in names:
        column = model._meta.get_field(name)
        properties[name] = answered(column)
        if column.many_to_one:
            told = f"What the {column.verbose_name} is called; empty without one."
            properties[f"{name}_name"] = {"type": "string", "description": told, "readOnly": True}
    for group in register.children if register else ():
        inner = _answered_object(group.model, ("id", *group.fields, *group.shown), None)
        properties[group.name] = {"type": "array", "items": {"type": "object", **inner}}
    return {"properties": properties, "required": list(properties)}


def _page(kind: Kind) -> Schema:
    link = {"type": ["string", "null"], "format": "uri", "description": "The page beside this one, or null."}
    until = {
        "type": "string",
        "format": "date-time",
        "description": "All that was changed before this moment shows. Follow `next` to the end, then begin "
        "the next round with the `changes_until` of this round's first page as `updated_since`.",
    }
    properties = {
        "data": {"type": "array", "items": ref(component(kind))},
        "next": link,
        "previous": link,
        "changes_until": until,
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


RESULTS: Schema = {
    "type": "object",
    "description": "What became of each record, in the order in which they were sent.",
    "properties": {
        "summary": {
            "type": "object",
            "properties": {"total": {"type": "integer"}},
            "additionalProperties": {"type": "integer"},
            "required": ["total", "refused"],
        },
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "status": {"type": "string", "enum": [*RESULT_STATUSES, "refused"]},
                    "id": {"type": "string", "format": "uuid", "description": "Unless it is refused."},
                    "version": {"type": "integer", "description": "Unless it is refused."},
                    "errors": {
                        "type": "array",
                        "description": "Why it is refused.",
                        "items": ref("Flaw"),
                    },
                },
                "required": ["status"],
            },
        },
    },
    "required": ["summary", "results"],
    "examples": [
        {
            "summary": {"total": 2, "created": 1, "changed": 0, "unchanged": 0, "refused": 1},
            "results": [
                {"status": "created", "id": "01980c3e-7a10-7c00-8000-000000000001", "version": 1},
                {
                    "status": "refused",
                    "errors": [
                        {
                            "pointer": "/records/1/lines/0/price",
                            "code": "type",
                            "message": "Write this as a number, as in 1234.56.",
                        }
                    ],
                },
            ],
        }
    ],
}
