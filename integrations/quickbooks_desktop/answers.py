"""Writing what a Web Connector is answered: SOAP 1.1, document/literal, in Intuit's namespace."""

import re
from collections.abc import Sequence

from integrations.quickbooks_desktop.envelope import SOAP
from integrations.quickbooks_desktop.methods import NAMESPACE

CONTENT_TYPE = "text/xml; charset=utf-8"
# XML 1.0 has no way to write these.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A bare carriage return would be read as a line feed.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})

Answer = str | int | Sequence[str]


def answer(method: str, result: Answer) -> bytes:
    """Return the envelope that answers this call."""
    match result:
        case str():
            inner = escaped(result)
        case int():
            inner = str(result)
        case _:
            inner = "".join(f"<string>{escaped(text)}</string>" for text in result)
    name = f"{method}Result"
    return _enveloped(f'<{method}Response xmlns="{NAMESPACE}"><{name}>{inner}</{name}></{method}Response>')


def fault(*, code: str, sentence: str) -> bytes:
    """Return the envelope that refuses a message."""
    return _enveloped(
        f"<soap:Fault><faultcode>soap:{code}</faultcode>"
        f"<faultstring>{escaped(sentence)}</faultstring></soap:Fault>"
    )


def escaped(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text).translate(ESCAPES)


def _enveloped(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{body}</soap:Body></soap:Envelope>'
    ).encode()
