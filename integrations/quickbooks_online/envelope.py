"""What an answer of QuickBooks Online says: an object, or a fault in whichever form it comes. Pure, total."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from integrations.contracts import Reply, Trouble
from integrations.quickbooks_online import errors

__all__ = ["Fault", "Reply", "Trouble", "fault_of", "object_of", "read"]

CODE = re.compile(r"errorCode=0*(\d+)")
LONGEST = 500
# Access holds, and does not reach into the company: fresh access would not either.
FORBIDDEN = frozenset({"3100", "120", "140"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    status: int
    trouble: Trouble
    code: str = ""
    message: str = ""
    detail: str = ""
    element: str = ""

    @property
    def is_forbidden(self) -> bool:
        """Return whether only somebody with rights in the company can mend it."""
        if self.trouble is not Trouble.UNAUTHORISED:
            return False
        return self.code in FORBIDDEN or (self.status == 403 and self.code not in errors.CATALOGUE)


def read(reply: Reply) -> dict[str, Any] | Fault:
    """Return the object an answer holds, or its fault. Whatever came, something comes of it."""
    return _read(reply, Decimal)


def object_of(reply: Reply) -> dict[str, Any] | Fault:
    """Like `read`, with numbers that have a point as text: an object that can be kept as it is."""
    return _read(reply, str)


def _read(reply: Reply, number: type[Decimal | str]) -> dict[str, Any] | Fault:
    document = _document(reply.body, number)
    errors_in = _errors(document)
    if errors_in:
        return fault_of(reply.status, errors_in)
    if reply.status == 200 and isinstance(document, dict):
        return document
    return Fault(status=reply.status, trouble=_by_status(reply.status))


def _document(body: bytes, number: type[Decimal | str]) -> Any:
    text = body.strip()
    if text[:1] == b"<":
        return _xml(text)
    try:
        document = json.loads(text, parse_float=number, parse_constant=str)
        # An escape may stand for what no database keeps.
        return _clean(document) if b"\\u" in text else document
    except (ValueError, RecursionError):
        return None


def _clean(held: Any) -> Any:
    if isinstance(held, str):
        return held.encode(errors="replace").decode().replace("\0", "")
    if isinstance(held, list):
        return [_clean(one) for one in held]
    if isinstance(held, dict):
        return {_clean(name): _clean(value) for name, value in held.items()}
    return held


def _xml(text: bytes) -> Any:
    """Take the errors out of an answer in XML; anything else in XML says nothing here."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    errors_in = []
    for element in root.iter():
        if element.tag.rpartition("}")[2] != "Error":
            continue
        held = {child.tag.rpartition("}")[2]: child.text or "" for child in element}
        errors_in.append({"code": element.get("code", ""), **held})
    return {"Fault": {"Error": errors_in}} if errors_in else None


def _errors(document: Any) -> list[Mapping[str, Any]]:
    if not isinstance(document, dict):
        return []
    return errors_of(document.get("Fault") or document.get("fault"))


def errors_of(fault: Any) -> list[Mapping[str, Any]]:
    """Return what stands below Fault; one without a word is a fault all the same."""
    if not isinstance(fault, dict):
        return []
    held = fault.get("Error") or fault.get("error")
    found: list[Mapping[str, Any]] = []
    if isinstance(held, list):
        found = [error for error in held if isinstance(error, dict)]
    return found or [{}]


def fault_of(status: int, errors_in: list[Mapping[str, Any]]) -> Fault:
    """Return one fault for several errors: the first one's code, and everybody's words."""
    faults = [_fault(status, error) for error in errors_in]
    first = next((fault for fault in faults if fault.trouble is Trouble.REFUSED), faults[0])
    others = [fault.detail for fault in faults if fault is not first and fault.detail]
    detail = "\n".join([first.detail, *others])[: 2 * LONGEST]
    return Fault(
        status=status, trouble=first.trouble, code=first.code, message=first.message, detail=detail,
        element=first.element,
    )  # fmt: skip


def _fault(status: int, error: Mapping[str, Any]) -> Fault:
    held = {name.lower(): _text(value)[:LONGEST] for name, value in error.items()}
    code = held.get("code", "").strip()
    if not code:
        found = CODE.search(held.get("message", ""))
        code = found[1] if found else ""
    entry = errors.find(code, held.get("detail", ""), held.get("message", "")) if code else None
    return Fault(
        status=status,
        trouble=entry.trouble if entry else _by_status(400 if code and status == 200 else status),
        code=entry.code if entry else code,
        message=held.get("message", ""),
        detail=held.get("detail", ""),
        element=held.get("element", ""),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _by_status(status: int) -> Trouble:
    if status in {401, 403}:
        return Trouble.UNAUTHORISED
    if status == 429:
        return Trouble.THROTTLED
    if status < 400 or status >= 500 or status == 408:
        return Trouble.TRANSIENT
    return Trouble.REFUSED
