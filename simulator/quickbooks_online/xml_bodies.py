"""Bodies in XML, read into the shape of JSON, which is what the books know (2.1)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from simulator.quickbooks_online.calls import Call
from simulator.quickbooks_online.documents import write

TYPES = frozenset({"application/xml", "text/xml"})
# The tax service takes JSON alone (5.12); a statement and a file are no objects.
WITHOUT_XML = frozenset({"taxservice", "query", "upload"})
# Elements that may come several times and are a list even when they come once.
REPEATED = frozenset(
    {
        "Line", "LinkedTxn", "CustomField", "TaxLine", "AttachableRef", "BatchItemRequest", "NameValue",
        "TaxRateDetail", "TaxRateDetails", "OtherContactInfo", "EffectiveTaxRate",
    }
)  # fmt: skip
# Elements whose text is a value although their name does not end in Ref.
VALUED = frozenset({"CustomerMemo", "HomeCurrency"})
# What a refusal calls malformed; the books cannot read it as JSON either, and say so.
MALFORMED = b"<"


class Element(Protocol):
    """What is used of a parsed element."""

    tag: str
    text: str | None
    attrib: dict[str, str]

    def __iter__(self) -> Iterator["Element"]: ...
    def __len__(self) -> int: ...


def as_json(call: Call) -> Call:
    """Return the call with its XML body turned into JSON; any other call as it is."""
    kind = call.content_type.split(";")[0].strip().lower()
    if kind not in TYPES or not call.path or call.path[0].lower() in WITHOUT_XML:
        return call
    return replace(call, body=_read(call.body), content_type="application/json")


def _read(body: bytes) -> bytes:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return MALFORMED
    held = _value(root)
    return write(held if isinstance(held, dict) else {}).encode()


def _value(element: Element) -> Any:
    name, text = _local(element.tag), (element.text or "").strip()
    attributes: dict[str, Any] = dict(element.attrib)
    if len(element):
        return attributes | _children(element)
    if name.endswith("Ref") or name in VALUED:
        return attributes | {"value": text}
    # An empty detail, as of a subtotal.
    if name.endswith("Detail") and not text:
        return attributes
    return text


def _children(element: Element) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for child in element:
        name, value = _local(child.tag), _value(child)
        if name in REPEATED:
            held.setdefault(name, []).append(value)
        else:
            held[name] = value
    return held


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
