"""Reading what a Web Connector sends: a SOAP 1.1 envelope with one call, taken in piece by piece.

Whatever comes, the outcome is a Call or a Refused, and memory stays within a small multiple of the limit.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException

from integrations.quickbooks_desktop.methods import METHODS, NAMESPACE
from integrations.quickbooks_desktop.parser import PIECE, Parser

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DEEPEST, MOST_ELEMENTS = 16, 500
ENCODING = re.compile(rb"""^<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
READ = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


class Refused(ValueError):
    """What came is not a call; the sentence says what is wrong with it."""

    code = "Client"


class TooLarge(Refused):
    """It is longer than is read."""


class Mismatched(Refused):
    """It is an envelope of another version of SOAP."""

    code = "VersionMismatch"


class NotUnderstood(Refused):
    """Its header asks for something that must be understood, and is not."""

    code = "MustUnderstand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. What was left out or sent empty reads as an empty text."""

    method: str
    arguments: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.arguments.get(name, "")


def read(pieces: Iterable[bytes], *, limit: int) -> Call:
    """Return the call in these bytes, or raise Refused."""
    handler = _Handler()
    parser = Parser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003  # SAX has it so
    parser.setContentHandler(handler)
    taken = 0
    try:
        for part in _parts(pieces):
            taken += len(part)
            if taken > limit:
                raise TooLarge(f"The message is longer than {limit:,} bytes, and none may be.")
            parser.feed(part)
        if not taken:
            raise Refused("The message is empty. Send a SOAP 1.1 envelope, with its Content-Length.")
        parser.close()
    except DefusedXmlException:
        raise Refused("The message brings a document type or entities of its own. Neither is read.") from None
    except SAXException as problem:
        raise Refused(f"The message is not well-formed XML: {_brief(problem)}.") from None
    return handler.call()


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield small parts, once the beginning shows an encoding that is read."""
    started = b""
    for piece in pieces:
        if len(started) < 200:
            started += piece[:200]
            _refuse_encoding(started)
        for start in range(0, len(piece), PIECE):
            yield piece[start : start + PIECE]


def _refuse_encoding(start: bytes) -> None:
    """Refuse what is not UTF-8 before expat guesses."""
    text = start.removeprefix(b"\xef\xbb\xbf")
    declared = ENCODING.match(text)
    if b"\x00" in text or text[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Refused("The message is not in UTF-8. Send it in UTF-8.")
    if declared and declared[1].lower() not in READ:
        raise Refused("The message declares an encoding other than UTF-8. Send it in UTF-8.")


def _brief(problem: SAXException) -> str:
    return "".join(sign for sign in problem.getMessage() if sign.isprintable())[:100] or "it breaks off"


class _Handler(ContentHandler):
    """Collects the arguments of the first element of the body."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[str | None, str]] = []
        self.elements = 0
        self.method = ""
        self.arguments: dict[str, list[str]] = {}
        self.collecting: list[str] | None = None

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: N802  # SAX names it
        self.path.append(name)
        self.elements += 1
        if len(self.path) > DEEPEST or self.elements > MOST_ELEMENTS:
            raise Refused("The message is nested deeper, or has more elements, than any call has.")
        match len(self.path):
            case 1:
                self._envelope(name)
            case 2:
                if name not in {(SOAP, "Header"), (SOAP, "Body")}:
                    raise Refused("The envelope may hold a header and a body, and holds something else.")
            case 3:
                self._inner(name, attrs)
            case depth if self.path[1] == (SOAP, "Body"):
                self._argument(name[1], depth)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802  # likewise
        self.path.pop()
        self.collecting = None

    def characters(self, content: str) -> None:
        if self.collecting is not None:
            self.collecting.append(content)

    def call(self) -> Call:
        if not self.method:
            raise Refused("The envelope has no body with a call in it.")
        arguments = {name: "".join(parts) for name, parts in self.arguments.items()}
        return Call(method=self.method, arguments=arguments)

    def _envelope(self, name: tuple[str | None, str]) -> None:
        if name[1] != "Envelope":
            raise Refused("The message is not a SOAP envelope.")
        if name[0] != SOAP:
            raise Mismatched("The envelope is not one of SOAP 1.1. Send SOAP 1.1, as the Web Connector does.")

    def _inner(self, name: tuple[str | None, str], attrs: Any) -> None:
        if self.path[1] == (SOAP, "Header"):
            if attrs.get((SOAP, "mustUnderstand"), "").strip() in {"1", "true"}:
                raise NotUnderstood("A header of the message must be understood, and none is here.")
            return
        if self.method:
            raise Refused("The body holds more than one call.")
        if name[0] != NAMESPACE:
            raise Refused(f"The call is not in the namespace {NAMESPACE}")
        if name[1] not in METHODS:
            raise Refused("There is no call of this name. The description is at this address with ?wsdl.")
        self.method = name[1]

    def _argument(self, name: str, depth: int) -> None:
        if depth > 4:
            raise Refused("An argument holds elements. Arguments are texts: send < as &lt;.")
        if name in self.arguments:
            raise Refused("An argument is sent twice.")
        # What the call does not know is left out, as tolerant readers do.
        self.collecting = []
        if name in METHODS[self.method].parameters:
            self.arguments[name] = self.collecting
        else:
            self.collecting = None
