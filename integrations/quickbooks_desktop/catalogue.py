"""Every code that the Web Connector or QuickBooks shows, in words of people: what it means, what to do."""

from collections.abc import Iterable

from integrations.quickbooks_desktop.codes_connector import CONNECTOR
from integrations.quickbooks_desktop.codes_quickbooks import QUICKBOOKS
from integrations.quickbooks_desktop.explained import Explained

ALL: tuple[Explained, ...] = (*CONNECTOR, *QUICKBOOKS)
_BY_CODE = {code.lower(): entry for entry in ALL for code in entry.codes}


def explained(code: str) -> Explained | None:
    """Return what is known of a code, however it is written: `QBWC1039`, `1039`, `0x80040408`, `80040408`."""
    plain = code.strip().lower()
    tries = (plain, f"qbwc{plain}", f"0x{plain}", f"0x{plain.removeprefix('0x').lstrip('0')}")
    return next((_BY_CODE[one] for one in tries if one in _BY_CODE), None)


def found(text: str, entries: Iterable[Explained] = ALL) -> list[Explained]:
    """Return the entries in which every word of a search stands."""
    words = text.lower().split()
    return [entry for entry in entries if all(word in entry.searched for word in words)]
