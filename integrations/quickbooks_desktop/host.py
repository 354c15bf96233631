"""Reading what QuickBooks says of itself: the program, the company file, and the stamp in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException

from integrations.quickbooks_desktop.parser import PIECE, Parser

STAMP = "FileID"
DECLARATION = re.compile(r"\ufeff?\s*<\?xml[^>]{0,200}\?>")
GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
DEEPEST, LONGEST = 40, 300
# What is kept, by where it stands below the answer to its query.
KEPT = {
    "HostRet/ProductName": "product",
    "HostRet/MajorVersion": "major",
    "HostRet/MinorVersion": "minor",
    "HostRet/Country": "country",
    "HostRet/QBFileMode": "file_mode",
    "CompanyRet/CompanyName": "name",
    "CompanyRet/LegalCompanyName": "legal_name",
    "CompanyRet/IsSampleCompany": "sample",
    "PreferencesRet/AccountingPreferences/ClosingDate": "closing_date",
    "PreferencesRet/AccountingPreferences/IsUsingClassTracking": "classes",
    "PreferencesRet/MultiCurrencyPreferences/IsMultiCurrencyOn": "multi_currency",
    "PreferencesRet/MultiCurrencyPreferences/HomeCurrencyRef/FullName": "currency",
    "PreferencesRet/SalesTaxPreferences/DefaultItemSalesTaxRef/FullName": "sales_tax",
    "PreferencesRet/CurrentAppAccessRights/IsAutomaticLoginAllowed": "automatic_login",
}
VERSIONS = "HostRet/SupportedQBXMLVersion"


class Unreadable(ValueError):
    """What came is not an answer of QuickBooks."""


@dataclass(slots=True, kw_only=True)
class Said:
    """What QuickBooks said: facts by their names here, and the stamps of the company file by their owner."""

    facts: dict[str, str] = field(default_factory=dict)
    versions: list[tuple[int, int]] = field(default_factory=list)
    stamps: dict[UUID, UUID | None] = field(default_factory=dict)
    # The worst severity with which it answered a query.
    failed: bool = False

    @property
    def company(self) -> str:
        return self.facts.get("name", "") or self.facts.get("legal_name", "")


def read(text: str) -> Said:
    """Return what a document of answers says, or raise Unreadable."""
    handler = _Handler()
    parser = Parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        # As text: whatever encoding the document declares, it came inside another one.
        for piece in _pieces(text):
            parser.feed(piece)
        parser.close()
    except (DefusedXmlException, SAXException, ValueError, RecursionError):
        raise Unreadable("What QuickBooks answered cannot be read.") from None
    if not handler.seen:
        raise Unreadable("What QuickBooks answered is not qbXML.")
    return handler.said


def read_company(text: str) -> Said:
    """Return what the answer to a query for the company says, or raise Unreadable where it names none."""
    said = read(text)
    if said.failed or not said.company:
        raise Unreadable("QuickBooks did not name the company.")
    return said


def _pieces(text: str) -> Iterable[bytes]:
    declaration = DECLARATION.match(text)
    for start in range(declaration.end() if declaration else 0, len(text), PIECE):
        yield text[start : start + PIECE].encode("utf-8", "replace")


class _Handler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.said = Said()
        self.path: list[str] = []
        self.seen = False
        self.text: list[str] = []
        self.stamp: dict[str, str] = {}

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  # SAX names it
        self.path.append(name)
        self.text = []
        if len(self.path) > DEEPEST:
            raise Unreadable("It is nested deeper than any answer of QuickBooks.")
        if len(self.path) == 1 and name != "QBXML":
            raise Unreadable("It is not qbXML.")
        if len(self.path) == 3:
            self.seen = self.seen or name.endswith("Rs")
            self.said.failed = self.said.failed or attrs.get("statusSeverity", "") == "Error"
        if name == "DataExtRet":
            self.stamp = {}

    def characters(self, content: str) -> None:
        if len(self.text) < 50:
            self.text.append(content[:LONGEST])

    def endElement(self, name: str) -> None:  # noqa: N802  # likewise
        where = "/".join(self.path[3:])
        self.path.pop()
        text, self.text = "".join(self.text).strip()[:LONGEST], []
        if where in KEPT:
            self.said.facts[KEPT[where]] = text
        elif where == VERSIONS and (found := re.fullmatch(r"\D*(\d{1,3})\.(\d{1,3})", text)):
            self.said.versions.append((int(found[1]), int(found[2])))
        elif where.startswith("CompanyRet/DataExtRet/"):
            self.stamp[name] = text
        elif where == "CompanyRet/DataExtRet" and self.stamp.get("DataExtName") == STAMP:
            self._stamped()

    def _stamped(self) -> None:
        owner = GUID.fullmatch(self.stamp.get("OwnerID", ""))
        value = GUID.fullmatch(self.stamp.get("DataExtValue", ""))
        if owner:
            self.said.stamps[UUID(owner[1])] = UUID(value[1]) if value else None
