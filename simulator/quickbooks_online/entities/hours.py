"""Hours that somebody worked."""

from collections.abc import Callable
from datetime import datetime

from simulator.quickbooks_online.api.refusals import refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import charges, forms
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.rules import Rules

_LONGEST = 8760


class TimeActivity(Rules):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        forms.dated(books, document, old)
        document.setdefault("BillableStatus", "NotBillable")
        for code, words, element, wrong in _RULES:
            if wrong(document):
                raise refuse(code, f"TimeActivity is not valid : {words}", element)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        forms.closed(books, old["TxnDate"])
        if charges.billed(old):
            raise refuse("6400", "Linked expense : An invoice bills this; deleting it would invalidate it.")


def _nobody(document: Document) -> bool:
    return f"{document['NameOf']}Ref" not in document


def _both(document: Document) -> bool:
    return "EmployeeRef" in document and "VendorRef" in document


def _billable(document: Document) -> bool:
    return bool(document["BillableStatus"] == "Billable")


def _seconds(document: Document) -> float:
    """Return how long it took; less than nothing where the end comes before the start."""
    if "StartTime" in document and "EndTime" in document:
        start, end = (datetime.fromisoformat(document[one]) for one in ("StartTime", "EndTime"))
        return (end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds()
    return float(document.get("Hours", 0) * 3600 + document.get("Minutes", 0) * 60)


def _break(document: Document) -> float:
    return float(document.get("BreakHours", 0) * 3600 + document.get("BreakMinutes", 0) * 60)


def _out_of_range(document: Document) -> bool:
    return not (0 <= document.get("Hours", 0) <= _LONGEST and 0 <= document.get("Minutes", 0) <= 59)


# The rules are in the table of codes as 6290 to 6390; which code belongs to which is not documented.
_RULES: tuple[tuple[str, str, str, Callable[[Document], bool]], ...] = (
    ("6290", "It needs an employee or a vendor, as NameOf says", "NameOf", _nobody),
    ("6300", "Either an employee or a vendor", "VendorRef", _both),
    ("6310", "Billable time needs a customer", "CustomerRef",
     lambda one: _billable(one) and "CustomerRef" not in one),
    ("6320", "Billable time needs a rate", "HourlyRate",
     lambda one: _billable(one) and one.get("HourlyRate") is None),
    ("6330", "A rate is not negative", "HourlyRate", lambda one: (one.get("HourlyRate") or 0) < 0),
    ("6340", "It needs hours and minutes, or a start and an end", "Hours",
     lambda one: not {"Hours", "Minutes", "StartTime", "EndTime"} & one.keys()),
    ("6350", "A start needs an end", "EndTime", lambda one: ("StartTime" in one) != ("EndTime" in one)),
    ("6360", "Either hours and minutes, or a start and an end", "Hours",
     lambda one: "StartTime" in one and ("Hours" in one or "Minutes" in one)),
    ("6370", "It ends before it starts", "EndTime", lambda one: _seconds(one) < 0),
    ("6380", f"Hours are 0 to {_LONGEST:,}, minutes 0 to 59", "Hours", _out_of_range),
    ("6390", "The break is longer than the work", "BreakHours", lambda one: _break(one) > _seconds(one)),
)  # fmt: skip
