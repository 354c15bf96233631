"""Answers in XML, for clients whose Accept does not name JSON (2.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import Any

import simplejson

from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.envelopes import XML

QUOTE = '"'
NAMESPACE = "http://schema.intuit.com/finance/v3"
# What stands in the tag, in whichever element.
ATTRIBUTES = frozenset(
    {"domain", "sparse", "status", "startPosition", "maxResults", "totalCount", "bId", "time"}
)
# What stands in the tag of these elements alone.
OF_ELEMENT = {"Fault": frozenset({"type"}), "Error": frozenset({"code", "element"})}


def as_wanted(answer: Answer, accept: str) -> Answer:
    """Turn the books' JSON into XML where JSON is not asked for; leave files and the gateway's own alone."""
    if "json" in accept.lower() or not answer.content_type.startswith("application/json"):
        return answer
    body = simplejson.loads(answer.body, use_decimal=True)
    # The gateway does not look at Accept (4.1 B), and the tax service knows JSON alone (5.12).
    if not isinstance(body, dict) or "warnings" in body or "TaxCodeId" in body:
        return answer
    text = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + "".join(
        _element("IntuitResponse", body)
    )
    text = text.replace("<IntuitResponse", f'<IntuitResponse xmlns="{NAMESPACE}"', 1)
    return replace(answer, body=text.encode(), content_type=XML)


def _element(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for held in value:
            yield from _element(name, held)
    elif isinstance(value, Mapping):
        yield from _object(name, value)
    elif value is not None:
        yield f"<{name}>{_text(value)}</{name}>"


def _object(name: str, value: Mapping[str, Any]) -> Iterator[str]:
    own = OF_ELEMENT.get(name, frozenset())
    # A reference is its value, with the name in the tag.
    reference = "value" in value
    inside = {key: held for key, held in value.items() if key not in ATTRIBUTES | own and not reference}
    tag = {key: held for key, held in value.items() if key not in inside and key != "value"}
    attributes = "".join(
        f' {key}="{_text(held).replace(QUOTE, "&quot;")}"' for key, held in tag.items() if held is not None
    )
    yield f"<{name}{attributes}>"
    if reference:
        yield _text(value["value"])
    for key, held in inside.items():
        yield from _element(key, held)
    yield f"</{name}>"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(str(value), quote=False)
