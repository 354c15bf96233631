"""What one sent value becomes: lenient where clients are sloppy, strict where the books are.

A value that comes back as None asks for the field to be emptied.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from simulator.quickbooks_online.amounts import money, plain
from simulator.quickbooks_online.api.refusals import Error, Refused, business, refuse, unreadable
from simulator.quickbooks_online.entities.fields import Field

# The time of day that some clients send along says nothing here.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?")
MOST_LINES = 10_000
_LIMIT = Decimal(99999999999)
_NOT_IN_NAMES = re.compile(r"[:\t\n\r]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SITE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^\s.]+\.[^\s]+")
_WHOLE = 2**31 - 1
_ADDRESS = {
    **dict.fromkeys(("Line1", "Line2", "Line3", "Line4", "Line5"), 500),
    **dict.fromkeys(("City", "Country", "CountrySubDivisionCode", "CountryCode"), 255),
    "PostalCode": 30,
    **dict.fromkeys(("Lat", "Long", "Id", "Note", "Tag", "PostalCodeSuffix"), 500),
}
Errors = list[Error]


def too_long(label: str, most: int, length: int, least: int = 0) -> Error:
    return Error(
        "2050",
        "String length specified does not match the supported length. "
        f"Min:{least} Max:{most:,} supported. Supplied length:{length:,}",
        label,
    )


def too_many(what: str) -> Refused:
    return business(f"A transaction has at most {MOST_LINES:,} {what}.")


def as_text(value: Any) -> str:
    """Return what a sloppy client meant as text: numbers and booleans are taken, structures are not."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, Decimal)):
        return str(value)
    raise unreadable()


def _text(field: Field, value: Any, errors: Errors) -> Any:
    text = as_text(value)
    if field.longest and len(text) > field.longest:
        errors.append(too_long(field.label or field.name, field.longest, len(text)))
    return text or None


def _name(field: Field, value: Any, errors: Errors) -> Any:
    text = as_text(value)
    if _NOT_IN_NAMES.search(text):
        errors.append(
            Error(
                "2040",
                f"Invalid String : {field.name} must have at least one character and cannot include tabs, "
                "newlines or ':'",
                field.name,
            )
        )
    return _text(field, text.strip(), errors)


def decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise unreadable()
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise unreadable() from None
    if not number.is_finite():
        raise refuse("2110", f"Invalid Decimal : Supplied value:{value}")
    if isinstance(value, str) and "e" in value.lower():
        raise refuse("2100", f"Invalid Decimal format : Supplied value:{value}")
    if abs(number) > _LIMIT:
        raise refuse("2140", f"Invalid Amount : Supplied value:{number}")
    return number


def _amount(field: Field, value: Any, errors: Errors) -> Any:
    return None if value == "" else money(decimal(value))


def _number(field: Field, value: Any, errors: Errors) -> Any:
    return None if value == "" else plain(decimal(value))


def _whole(field: Field, value: Any, errors: Errors) -> Any:
    if value == "":
        return None
    number = decimal(value)
    if number != number.to_integral_value():
        raise refuse("2080", f"Invalid Number format : Supplied value:{value}", field.name)
    if abs(number) > _WHOLE:
        raise refuse("2090", f"Invalid Number : Supplied value:{value}", field.name)
    return int(number)


def _yes(field: Field, value: Any, errors: Errors) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", ""}:
        return value.lower() == "true" if value else None
    if isinstance(value, str) and value.lower() in {"0", "1", "yes", "no"}:
        raise refuse("2230", f"Invalid Boolean : Supplied value:{value}", field.name)
    raise unreadable()


def _day(field: Field, value: Any, errors: Errors) -> Any:
    text = as_text(value)
    if not text:
        return None
    if not _DAY.fullmatch(text):
        errors.append(Error("2060", f"Invalid Date format : Supplied value: {text}", field.name))
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        errors.append(Error("2070", f"Invalid Date : Supplied value: {text}", field.name))
        return None


def _moment(field: Field, value: Any, errors: Errors) -> Any:
    text = as_text(value)
    if not text:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        errors.append(Error("2060", f"Invalid Date format : Supplied value: {text}", field.name))
    return text


def _choice(field: Field, value: Any, errors: Errors) -> Any:
    text = as_text(value)
    if not text:
        return None
    if text not in field.choices:
        if field.code == "2170":
            raise refuse("2170", f"Invalid Enumeration: {text}", field.name)
        if field.code == "2120":
            raise refuse("2120", f"Invalid Type : Supplied value: {text}", field.name)
        raise unreadable()
    return text


def table(value: Any, known: Mapping[str, int], errors: Errors, label: str = "") -> dict[str, Any] | None:
    """Return a small structure of texts, each within its length; what is unknown in it is refused."""
    if value == "":
        return None
    if not isinstance(value, dict):
        raise unreadable()
    made: dict[str, Any] = {}
    for key, part in value.items():
        if key not in known:
            raise unreadable(f'Unrecognized field "{key}"')
        text = "" if part is None else as_text(part)
        if len(text) > known[key]:
            errors.append(too_long(label or key, known[key], len(text)))
        if text:
            made[key] = text
    return made or None


def _address(field: Field, value: Any, errors: Errors) -> Any:
    made = table(value, _ADDRESS, errors)
    return made if made and set(made) != {"Id"} else None


_CHANNEL = {"Default": 10, "Tag": 100, "Id": 30}


def _email(field: Field, value: Any, errors: Errors) -> Any:
    made = table(value, {**_CHANNEL, "Address": 100}, errors)
    if not made or "Address" not in made:
        return None
    if not all(_MAIL.fullmatch(one.strip()) for one in made["Address"].split(",")):
        errors.append(
            Error("2210", f"Email Address does not conform to the syntax rules of RFC 822. "
                  f"Supplied value: {made['Address']}", field.name)
        )  # fmt: skip
    return {"Address": made["Address"]}


def _phone(field: Field, value: Any, errors: Errors) -> Any:
    known = dict.fromkeys(("DeviceType", "CountryCode", "AreaCode", "ExchangeCode", "Extension"), 30)
    made = table(value, {**_CHANNEL, **known, "FreeFormNumber": 30}, errors, field.name)
    return {"FreeFormNumber": made["FreeFormNumber"]} if made and "FreeFormNumber" in made else None


def _web(field: Field, value: Any, errors: Errors) -> Any:
    made = table(value, {**_CHANNEL, "URI": 1000}, errors)
    if not made or "URI" not in made:
        return None
    if not _SITE.fullmatch(made["URI"]):
        errors.append(
            Error("2200", f"Invalid Web Address format : Supplied value: {made['URI']}", field.name)
        )
    return {"URI": made["URI"]}


def _memo(field: Field, value: Any, errors: Errors) -> Any:
    made = table(value, {"value": field.longest, "Id": 30}, errors, field.label)
    return {"value": made["value"]} if made and "value" in made else None


def _linked(field: Field, value: Any, errors: Errors) -> Any:
    if value == "":
        return None
    if not isinstance(value, list):
        raise unreadable()
    if len(value) > MOST_LINES:
        raise too_many("linked transactions")
    return [table(one, {"TxnId": 30, "TxnType": 30, "TxnLineId": 30}, errors) or {} for one in value]


def _bare(field: Field, value: Any, errors: Errors) -> Any:
    made = table(value, {"value": 100, "name": 1000, "type": 100}, errors)
    return made if made and "value" in made else None


def _any(field: Field, value: Any, errors: Errors) -> Any:
    return None if value in ("", {}, []) else value


CONVERT: Mapping[str, Callable[[Field, Any, Errors], Any]] = {
    "text": _text,
    "name": _name,
    "amount": _amount,
    "number": _number,
    "whole": _whole,
    "yes": _yes,
    "day": _day,
    "moment": _moment,
    "choice": _choice,
    "address": _address,
    "email": _email,
    "phone": _phone,
    "web": _web,
    "memo": _memo,
    "linked": _linked,
    "any": _any,
    "bare": _bare,
}
