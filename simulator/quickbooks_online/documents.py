"""Objects as JSON text: compact, decimals kept as they are written."""

import json
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

Document = dict[str, Any]


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON.")


_decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)


def write(value: Any) -> str:
    """Return compact JSON; the standard encoder knows no decimals."""
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def _write(value: Any, parts: list[str]) -> None:
    kind = type(value)
    if kind is str:
        parts.append(encode_basestring(value))
    elif kind is dict:
        lead = "{"
        for key, one in value.items():
            parts.append(f"{lead}{encode_basestring(key)}:")
            _write(one, parts)
            lead = ","
        parts.append("{}" if lead == "{" else "}")
    elif kind is list or kind is tuple:
        lead = "["
        for one in value:
            parts.append(lead)
            _write(one, parts)
            lead = ","
        parts.append("[]" if lead == "[" else "]")
    else:
        parts.append(
            _CONSTANTS[value]
            if value is None or kind is bool
            else str(value)
            if kind is int
            else format(value, "f")
        )


_CONSTANTS: dict[bool | None, str] = {True: "true", False: "false", None: "null"}


def read_sent(body: bytes) -> Any:
    """Return what a client sent as JSON; ValueError for whatever cannot be kept and sent again."""
    try:
        value = read(body.decode())
        if b"\\u" in body:
            # Half of a pair of surrogates is no character.
            write(value).encode()
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None
    return value


def read(text: str) -> Any:
    return _decoder.decode(text)
