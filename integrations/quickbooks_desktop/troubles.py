"""What can be wrong with a connector, by code, as a person reads it. Pure: a code and its time in, words."""

from datetime import datetime
from enum import StrEnum

from integrations.quickbooks_desktop.catalogue import explained


class Trouble(StrEnum):
    OLD_PASSWORD = "old_password"  # noqa: S105  # the names of two troubles
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    BUSY = "busy"
    OTHER_COMPANY = "other_company"
    NO_STAMP = "no_stamp"
    TOO_OLD = "too_old"
    UNREADABLE = "unreadable"
    REFUSED = "refused"


# Those that say nothing of the books, only of who knocked.
AT_THE_DOOR = {Trouble.OLD_PASSWORD, Trouble.WRONG_PASSWORD, Trouble.BUSY}
SENTENCES = {
    Trouble.OLD_PASSWORD: (
        "A Web Connector tried an old password {at}. In the Web Connector, type the newest password on the "
        "line of Tieout; if it is lost, make a new one here."
    ),
    Trouble.WRONG_PASSWORD: (
        "A Web Connector tried a wrong password {at}. In the Web Connector, type the password on the line of "
        "Tieout again; if it is lost, make a new one here."
    ),
    Trouble.BUSY: (
        "A second visit was tried {at} while another was under way. If that goes on, two computers run the "
        "Web Connector for this connection: remove Tieout from the one that should not sync."
    ),
    Trouble.OTHER_COMPANY: (
        "Another company file was open in QuickBooks {at}: {detail}. Nothing was read from it. Open the "
        "right company file, then run the Web Connector again."
    ),
    Trouble.NO_STAMP: (
        "The company file that was open {at} ({detail}) does not carry the mark by which this connection "
        "knows its file. Open the right one; if it is the right one, replace the file in Tieout."
    ),
    Trouble.TOO_OLD: (
        "This QuickBooks is too old for Tieout ({detail}, seen {at}). It works with QuickBooks Desktop 2014 "
        "and later. Update QuickBooks, then run the Web Connector again."
    ),
    Trouble.UNREADABLE: (
        "QuickBooks answered {at} with something that cannot be read. Run the Web Connector again; if it "
        "stays so, restart QuickBooks and the Web Connector."
    ),
    Trouble.REFUSED: "{detail}",
}


def sentence(code: str, detail: str = "", *, at: str) -> str:
    """Say what is wrong; of a code that QuickBooks gave, what it means and what to do first."""
    if code in SENTENCES:
        return SENTENCES[Trouble(code)].format(at=at, detail=detail or "its name was not told")
    found = explained(code)
    if found is None:
        return f"QuickBooks reported {code or 'an error'} {at}: {detail or 'it gave no words for it'}."
    return f"{found.title} (QuickBooks reported {found.code} {at}). {found.steps[0]}"


def moment(when: datetime, *, now: datetime) -> str:
    """Say when, of two moments in the time zone of the reader."""
    if when.date() == now.date():
        return f"at {when:%H:%M}"
    return f"on {when.day} {when:%B} at {when:%H:%M}"
