"""The addresses of the books and of tokens, put into the description of the API."""

from typing import Any

from billing.api.books import describing as about
from billing.api.books import many, special
from billing.api.books import operations as made
from billing.api.books.examples import EXAMPLES
from billing.kinds import Kind
from billing.scopes import Access

READ, WRITE = Access.READ, Access.WRITE
DEED_WORDS = {
    "approve": "Turn a draft into a document of the books",
    "send": "Note that it was sent",
    "void": "Make it count for nothing",
    "close": "Expect nothing more of it",
    "reopen": "Open it again",
}


def with_the_books(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Hook: add every kind of record, the settings, and the address of tokens."""
    schemas, paths = result["components"]["schemas"], result["paths"]
    for kind in Kind:
        schemas.update(about.schemas_of(kind))
        paths.update(_paths_of(kind))
    for name, shared in made.shared().items():
        result["components"].setdefault(name, {}).update(shared)
    schemas |= {"Results": about.RESULTS, **special.schemas()}
    paths |= special.paths()
    return result


def _paths_of(kind: Kind) -> dict[str, Any]:
    base = f"/api/v1/{kind.slug}/"
    paths = {
        base: {"get": _list(kind), "post": _create(kind)},
        f"{base}bulk/": {"post": _bulk(kind)},
        f"{base}deeds/": {"post": _deeds(kind)},
        f"{base}{{record_id}}/": {
            "get": _read(kind),
            "put": _write(kind, "replace", f"{about.component(kind)}Create"),
            "patch": _write(kind, "change", f"{about.component(kind)}Change"),
            "delete": _delete(kind),
        },
    }
    for deed in many.DEEDS.get(kind, ()):
        paths[f"{base}{{record_id}}/{deed}/"] = {"post": _deed(kind, deed)}
    return paths


def _several(kind: Kind) -> str:
    return kind.plural.replace("_", " ")


def _record(kind: Kind) -> dict[str, Any]:
    return made.answer("The record", about.ref(about.component(kind)), headers=made.ETAG)


def _list(kind: Kind) -> dict[str, Any]:
    return made.operation(
        kind,
        READ,
        name=f"list_{kind.plural}",
        summary=f"List {_several(kind)}",
        tag=kind.heading,
        parameters=made.listing_parameters(kind),
        responses={"200": made.answer("One page", about.ref(f"{about.component(kind)}Page"))}
        | made.refusals(400),
    )


def _create(kind: Kind) -> dict[str, Any]:
    created = _record(kind)
    created["headers"] = {
        **made.ETAG,
        "Location": {"schema": {"type": "string"}, "description": "Its address."},
    }
    return made.operation(
        kind,
        WRITE,
        name=f"create_{kind.value}",
        summary=f"Create a record: {kind.label}",
        tag=kind.heading,
        parameters=[made.parameter("Key")],
        requestBody=made.body(about.ref(f"{about.component(kind)}Create"), example=EXAMPLES[kind]),
        responses={"201": created} | made.refusals(400, 409, 413, 415, 422),
    )


def _read(kind: Kind) -> dict[str, Any]:
    return made.operation(
        kind,
        READ,
        name=f"read_{kind.value}",
        summary=f"Read a record: {kind.label}",
        tag=kind.heading,
        parameters=[made.parameter("Id"), made.parameter("IfNoneMatch")],
        responses={"200": _record(kind), "304": {"description": "It is as it was seen"}}
        | made.refusals(400, 404),
    )


def _write(kind: Kind, verb: str, schema: str) -> dict[str, Any]:
    summary = (
        "Change what is sent"
        if verb == "change"
        else "Replace the whole: what is left out is as on a new one"
    )
    return made.operation(
        kind,
        WRITE,
        name=f"{verb}_{kind.value}",
        summary=summary,
        tag=kind.heading,
        parameters=[made.parameter("Id"), made.parameter("IfMatch")],
        requestBody=made.body(
            about.ref(schema), example=EXAMPLES[kind] if verb == "replace" else _change_example(kind)
        ),
        responses={"200": _record(kind)} | made.refusals(400, 404, 409, 412, 413, 415, 422),
    )


def _change_example(kind: Kind) -> dict[str, Any]:
    """Return the last of the plain values of an example: enough to show that the others stay."""
    plain = {name: value for name, value in EXAMPLES[kind].items() if isinstance(value, str)}
    name = list(plain)[-1]
    return {name: plain[name]}


def _delete(kind: Kind) -> dict[str, Any]:
    return made.operation(
        kind,
        WRITE,
        name=f"delete_{kind.value}",
        summary="Delete it, where nothing refers to it; documents only as drafts",
        tag=kind.heading,
        parameters=[made.parameter("Id"), made.parameter("IfMatch")],
        responses={"204": {"description": "It is gone"}} | made.refusals(400, 404, 409, 412),
    )


def _bulk(kind: Kind) -> dict[str, Any]:
    records = {
        "type": "array",
        "minItems": 1,
        "maxItems": many.MOST,
        "items": about.ref(f"{about.component(kind)}Change"),
    }
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"records": records},
        "required": ["records"],
    }
    return made.operation(
        kind,
        WRITE,
        name=f"bulk_{kind.plural}",
        summary=f"Create or change many {_several(kind)}",
        tag=kind.heading,
        parameters=[made.parameter("Key")],
        requestBody=made.body(schema, example={"records": [EXAMPLES[kind]]}),
        responses={"200": made.answer("What became of each", about.ref("Results"))}
        | made.refusals(400, 409, 413, 415, 422),
    )


def _deeds(kind: Kind) -> dict[str, Any]:
    possible = many.deeds_of(kind)
    ids = {
        "type": "array",
        "minItems": 1,
        "maxItems": many.MOST,
        "items": {"type": "string", "format": "uuid"},
    }
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"deed": {"type": "string", "enum": list(possible)}, "ids": ids},
        "required": ["deed", "ids"],
    }
    example = {"deed": possible[0], "ids": [about.recorded()[kind.value]["id"]]}
    return made.operation(
        kind,
        WRITE,
        name=f"do_to_{kind.plural}",
        summary=f"Do one thing to many {_several(kind)}: {', '.join(possible)}",
        tag=kind.heading,
        parameters=[made.parameter("Key")],
        requestBody=made.body(schema, example=example),
        responses={"200": made.answer("What became of each", about.ref("Results"))}
        | made.refusals(400, 409, 413, 415, 422),
    )


def _deed(kind: Kind, deed: str) -> dict[str, Any]:
    empty = {"type": "object", "additionalProperties": False, "properties": {}}
    return made.operation(
        kind,
        WRITE,
        name=f"{deed}_{kind.value}",
        summary=DEED_WORDS[deed],
        tag=kind.heading,
        parameters=[made.parameter("Id"), made.parameter("Key"), made.parameter("IfMatch")],
        requestBody=made.body(empty, required=False),
        responses={"200": _record(kind)} | made.refusals(400, 404, 409, 412, 413, 415, 422),
    )
