"""One line of the error catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from integrations.contracts import Trouble


class Fix(StrEnum):
    """What a page can offer."""

    LINK = "link"  # choose the record of theirs that this is
    CREATE = "create"  # make what is missing there
    REACTIVATE = "reactivate"
    CHOOSE_TAX = "choose_tax"
    MOVE_DATE = "move_date"
    RENUMBER = "renumber"
    ACCEPT_THEIRS = "accept_theirs"
    SEND_OURS = "send_ours"
    RECONNECT = "reconnect"
    WAIT = "wait"
    EDIT = "edit"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    code: str
    trouble: Trouble
    # May hold {record} and {number}.
    sentence: str
    cause: str
    help: str
    fix: Fix

    def said(self, *, record: str, number: str = "") -> str:
        """Return the sentence for a record and the number it carries."""
        called = number or "without a number"
        return self.sentence.replace("{record}", record).replace("{number}", called)


Row = tuple[str, Trouble, Fix, str, str, str]


def entries(*rows: Row) -> Iterator[Entry]:
    """Yield an entry for each code of each row; codes that mean the same to a person share one."""
    for codes, trouble, fix, sentence, cause, help_text in rows:
        for code in codes.split():
            yield Entry(
                code=code, trouble=trouble, sentence=sentence, cause=cause, help=help_text, fix=fix
            )  # fmt: skip
