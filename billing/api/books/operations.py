"""What operations of the books have in common: parameters, bodies, answers, refusals."""

from collections.abc import Mapping, Sequence
from typing import Any

from billing.api.books import asking
from billing.api.books.describing import SCHEME, ref
from billing.api.books.fields import Schema, answered, words
from billing.api.problems import MEDIA_TYPE
from billing.kinds import Kind
from billing.models.idempotency import KEY_LENGTH
from billing.registers import register_of
from billing.registers.base import Register
from billing.scopes import Access, scope_of

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "One for each thing to be done, a UUID for instance; the same when a request is sent "
    "again. Within 24 hours it is done once and answered the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH, "pattern": "^[!-~]+$"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag that was seen, or *. Where the record has another by now, nothing is done.",
    "schema": {"type": "string"},
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag that was seen. Where the record still has it, the answer is 304 without a body.",
    "schema": {"type": "string"},
}
RECORD_ID = {
    "name": "record_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Names this version of the record."}}
REFUSALS = {
    400: "The body is not JSON, or a parameter or header does not fit",
    404: "There is no such record in this organisation",
    409: "How things stand is in the way; or, by a version in the body, the record was changed meanwhile",
    412: "The record has another version than If-Match names; `version` is the present one",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "Something in the body does not fit; `errors` names each place",
}


def refusals(*statuses: int) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/Refused{status}"} for status in statuses}


def shared() -> dict[str, Any]:
    """Return what many operations refer to."""
    content = {MEDIA_TYPE: {"schema": ref("Problem")}}
    responses = {
        f"Refused{status}": {"description": said, "content": content} for status, said in REFUSALS.items()
    }
    parameters = {
        "Key": KEY,
        "IfMatch": IF_MATCH,
        "IfNoneMatch": IF_NONE_MATCH,
        "Id": RECORD_ID,
        **{f"List_{name}": told for name, told in _common().items()},
    }
    return {"responses": responses, "parameters": parameters}


def _common() -> dict[str, Any]:
    """Return the parameters that all lists share."""
    listed = {told["name"]: told for told in _parameters(Kind.INVOICE)}
    return {
        name: listed[name] for name in ("limit", "after", "before", "q", "updated_since", "since", "until")
    }


def parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def answer(description: str, schema: Schema, *, headers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    told = {"description": description, "content": {"application/json": {"schema": schema}}}
    return told | ({"headers": dict(headers)} if headers else {})


def body(schema: Schema, *, example: Any = None, required: bool = True) -> dict[str, Any]:
    content = {"schema": schema} | ({"example": example} if example is not None else {})
    return {"required": required, "content": {"application/json": content}}


def operation(
    subject: Any,
    access: Access,
    *,
    name: str,
    summary: str,
    responses: Mapping[str, Any],
    tag: str,
    scopes: Sequence[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """Return one operation, with the scope that it asks for."""
    needed = list(scopes) or [scope_of(subject, access)]
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "security": [{SCHEME: needed}],
        **more,
        "responses": dict(responses),
    }


def listing_parameters(kind: Kind) -> list[dict[str, Any]]:
    """Describe the parameters of a list; those that all lists share by reference."""
    shared_by_all = _common()
    return [
        parameter(f"List_{told['name']}") if told["name"] in shared_by_all else told
        for told in _parameters(kind)
    ]


def _parameters(kind: Kind) -> list[dict[str, Any]]:
    register = register_of(kind)
    sorts = asking.sorts_of(register)
    moment = {"type": "string", "format": "date-time"}
    known: dict[str, tuple[Schema, str]] = {
        "limit": (
            {"type": "integer", "minimum": 1, "maximum": asking.MOST, "default": asking.USUAL},
            "How many records a page has.",
        ),
        "after": ({"type": "string"}, "The place after which the page begins; take it from `next`."),
        "before": ({"type": "string"}, "The place before which the page ends; take it from `previous`."),
        "sort": (
            {"type": "string", "enum": [*sorts, *(f"-{name}" for name in sorts)], "default": asking.UPDATED},
            "By what the list is sorted; with a - backwards.",
        ),
        "q": ({"type": "string", "maxLength": asking.LONGEST_TEXT}, "Search by the beginnings of words."),
        "updated_since": (
            moment,
            "Changed at this moment or later: what was changed at that very moment comes again.",
        ),
        "since": ({"type": "string", "format": "date"}, "Dated on this day or later."),
        "until": ({"type": "string", "format": "date"}, "Dated on this day or earlier."),
    }
    for name in register.filters:
        known[name] = _filter(register, name)
    return [
        {"name": name, "in": "query", "schema": known[name][0], "description": known[name][1]}
        for name in asking.parameters_of(register)
    ]


def _filter(register: Register, name: str) -> tuple[Schema, str]:
    column: Any = register.field(name)
    if name == "state":
        states = [key for key, _ in column.output_field.choices]
        extra = ", or overdue" if register.kind is Kind.INVOICE else ""
        return {"type": "string"}, f"One of {', '.join(states)}, several with commas between{extra}."
    schema = answered(column)
    schema.pop("readOnly", None)
    if isinstance(schema["type"], list):
        schema["type"] = schema["type"][0]
    description = schema.pop("description")
    return schema, f"Only with: {words(column)}" if not description else f"Only with this. {description}"
