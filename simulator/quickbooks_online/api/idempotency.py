"""The same requestid gives the same answer: whatever has become of the object since."""

import threading

from simulator.quickbooks_online.api.refusals import Refused, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.calls import Answer, Call

_LONGEST, _LONGEST_OF_BATCH = 50, 36
_DAY = 86400


class InFlight:
    """The requests that are being worked on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[str] = set()

    def enter(self, requestid: str) -> bool:
        with self._lock:
            if requestid in self._ids:
                return False
            self._ids.add(requestid)
            return True

    def leave(self, requestid: str) -> None:
        with self._lock:
            self._ids.discard(requestid)


def busy(requestid: str) -> Refused:
    return refuse("600", f"Duplicate Request ID : {requestid} is being processed")


def replay(books: Books, requestid: str, call: Call) -> Answer | None:
    """Return the first answer to this id, whatever the body says now."""
    longest = _LONGEST_OF_BATCH if call.path and call.path[0].lower() == "batch" else _LONGEST
    if len(requestid) > longest:
        raise refuse(
            "2130", f"Invalid Request Id format : At most {longest} characters. Supplied value: {requestid}"
        )
    found = books.rows("select status, content_type, body, at from requests where id = ?", requestid)
    if not found:
        return None
    status, content_type, body, at = found[0]
    if books.clock.now().timestamp() - at > books.settings["requestid_days"] * _DAY:
        return None
    return Answer(status=status, content_type=content_type, body=body)


def remember(books: Books, requestid: str, answer: Answer) -> None:
    books.store.db.execute(
        "insert or replace into requests values (?, ?, ?, ?, ?)",
        (requestid, answer.status, answer.content_type, answer.body, books.clock.now().timestamp()),
    )
