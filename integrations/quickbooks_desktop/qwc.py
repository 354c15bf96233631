"""The file by which the Web Connector learns of Tieout. Pure: values in, bytes out.

It is plain ASCII without a byte order mark; what ASCII lacks is written as a character reference. There is
no password in it: a person types that.
"""

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from integrations.quickbooks_desktop.answers import escaped

CONTENT_TYPE = "application/x-qwc"
SHORTEST, LONGEST = 1, 1440
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one entry of the Web Connector's list is made of."""

    app_name: str
    url: str
    support_url: str
    user_name: str
    owner_id: UUID
    file_id: UUID
    minutes: int


def file(entry: Entry) -> bytes:
    """Return the file.

    IsReadOnly is false, since the Web Connector has to write its stamp into the company file. AppUniqueName
    is left out: with it, adding the application for the first time was seen to fail.
    """
    if not SHORTEST <= entry.minutes <= LONGEST:
        raise ValueError(f"The Web Connector calls every {SHORTEST} to {LONGEST} minutes.")
    values = (
        ("AppName", entry.app_name),
        ("AppID", ""),
        ("AppURL", entry.url),
        ("AppDescription", "Keeps billing and QuickBooks in agreement"),
        ("AppSupport", entry.support_url),
        ("UserName", entry.user_name),
        ("OwnerID", braced(entry.owner_id)),
        ("FileID", braced(entry.file_id)),
        ("QBType", "QBFS"),
        ("PersonalDataPref", "pdpNotNeeded"),
        ("UnattendedModePref", "umpOptional"),
        ("AuthFlags", "0xF"),
        ("IsReadOnly", "false"),
        ("Notify", "false"),
    )
    lines = [
        '<?xml version="1.0"?>',
        "<QBWCXML>",
        *(f"  <{name}>{escaped(value)}</{name}>" for name, value in values),
        f"  <Scheduler><RunEveryNMinutes>{entry.minutes}</RunEveryNMinutes></Scheduler>",
        "</QBWCXML>",
        "",
    ]
    return "\r\n".join(lines).encode("ascii", "xmlcharrefreplace")


def braced(value: UUID) -> str:
    """Write an id as Intuit's files do."""
    return f"{{{str(value).upper()}}}"


def app_name(*, organisation: str, chance: str) -> str:
    """Name the entry for people, and let chance keep two organisations of one name apart."""
    tail = f" ({chance})"
    plain = unicodedata.normalize("NFKD", " ".join(organisation.split()))
    readable = "".join(sign for sign in plain if sign.isprintable() and sign.isascii()).strip()
    return f"Tieout - {readable or 'billing'}"[: NAME_LENGTH - len(tail)].rstrip() + tail
