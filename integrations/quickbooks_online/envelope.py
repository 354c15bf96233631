"""What an answer of QuickBooks Online says: an object, or a fault in whichever form it comes. Pure, total."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

CODE = re.compile(r"errorCode=0*(\d+)")
LONGEST = 500


class Trouble(StrEnum):
    """What happens next, and nothing finer."""

    TRANSIENT = "transient"
    THROTTLED = "throttled"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    STALE = "stale"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    status: int
    trouble: Trouble
    code: str = ""
    message: str = ""
    detail: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back; status 0 where nothing did."""

    status: int
    body: bytes
    intuit_tid: str = ""
    seconds: float = 0.0


def read(reply: Reply) -> dict[str, Any] | Fault:
    """Return the object an answer holds, or its fault. Whatever came, something comes of it."""
    document = _document(reply.body)
    errors = _errors(document)
    if errors:
        return _fault(reply.status, errors[0])
    if reply.status == 200 and isinstance(document, dict):
        return document
    return Fault(status=reply.status, trouble=_by_status(reply.status))


def _document(body: bytes) -> Any:
    text = body.strip()
    if text[:1] == b"<":
        return _xml(text)
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _xml(text: bytes) -> Any:
    """Take the errors out of an answer in XML; anything else in XML says nothing here."""
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    errors = []
    for element in root.iter():
        if element.tag.rpartition("}")[2] != "Error":
            continue
        held = {child.tag.rpartition("}")[2]: child.text or "" for child in element}
        errors.append({"code": element.get("code", ""), **held})
    return {"Fault": {"Error": errors}} if errors else None


def _errors(document: Any) -> list[Mapping[str, Any]]:
    if not isinstance(document, dict):
        return []
    fault = document.get("Fault") or document.get("fault")
    if not isinstance(fault, dict):
        return []
    errors = fault.get("Error") or fault.get("error")
    found: list[Mapping[str, Any]] = []
    if isinstance(errors, list):
        found = [error for error in errors if isinstance(error, dict)]
    # A fault without a word is a fault all the same.
    return found or [{}]


def _fault(status: int, error: Mapping[str, Any]) -> Fault:
    held = {name.lower(): str(value or "")[:LONGEST] for name, value in error.items()}
    code = held.get("code", "")
    if not code:
        found = CODE.search(held.get("message", ""))
        code = found[1] if found else ""
    return Fault(
        status=status,
        trouble=_by_code(code) or _by_status(400 if code and status == 200 else status),
        code=code,
        message=held.get("message", ""),
        detail=held.get("detail", ""),
        element=held.get("element", ""),
    )


def _by_code(code: str) -> Trouble | None:
    code = code.lstrip("0")
    if code in {"3200", "100", "110", "130"}:
        return Trouble.UNAUTHORISED
    if code in {"3100", "120", "140"}:
        return Trouble.FORBIDDEN
    if code == "3001":
        return Trouble.THROTTLED
    if code == "5010":
        return Trouble.STALE
    if code in {"10000", "150", "-30000"}:
        return Trouble.TRANSIENT
    return None


def _by_status(status: int) -> Trouble:
    if status == 401:
        return Trouble.UNAUTHORISED
    if status == 403:
        return Trouble.FORBIDDEN
    if status == 429:
        return Trouble.THROTTLED
    if status == 0 or status >= 500 or status in {200, 408}:
        return Trouble.TRANSIENT
    return Trouble.REFUSED
