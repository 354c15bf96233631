"""The form all reports have: a header, columns, and rows that are data or sections with a summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from simulator.quickbooks_online.api.refusals import Refused, refuse
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.fields import Field
from simulator.quickbooks_online.entities.values import CONVERT, Errors

_USUAL = "this calendar year-to-date"
_BEGINNING, _CELLS = "1900-01-01", 400_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: its name, its parameters and the days it is about."""

    books: Books
    name: str
    query: Mapping[str, str]
    macro: str
    start: str
    end: str


@dataclass(slots=True)
class Report:
    asked: Asked
    # Title, type and key of each column.
    columns: Sequence[tuple[str, str, str]]
    rows: list[Document]
    # Options beside those every report has.
    header: Mapping[str, Any] = field(default_factory=dict)
    about_days: bool = True

    def document(self) -> Document:
        if len(self.rows) * len(self.columns) > _CELLS:
            raise refuse("10100", "Result set too big : Ask for fewer days.")
        asked = self.asked
        head: Document = {
            "Time": asked.books.now().isoformat(timespec="seconds"),
            "ReportName": asked.name,
            **({"DateMacro": asked.macro} if asked.macro else {}),
            "ReportBasis": "Accrual",
            **({"StartPeriod": asked.start} if self.about_days else {}),
            "EndPeriod": asked.end,
            "SummarizeColumnsBy": "Total",
            "Currency": asked.books.home,
            **self.header,
            "Option": [
                {"Name": "AccountingStandard", "Value": "GAAP"},
                {"Name": "NoReportData", "Value": "false" if self.rows else "true"},
            ],
        }
        return {
            "Header": head,
            "Columns": {
                "Column": [
                    {"ColTitle": title, "ColType": kind, "MetaData": [{"Name": "ColKey", "Value": key}]}
                    for title, kind, key in self.columns
                ]
            },
            "Rows": {"Row": self.rows} if self.rows else {},
        }


def shown(cents: int) -> str:
    """Return an amount as reports write it; nothing is nothing."""
    return f"{cents // 100}.{cents % 100:02d}" if cents >= 0 else f"-{shown(-cents)}"


def cells(name: str, *amounts: int | None, key: str = "") -> list[Document]:
    first: Document = {"value": name} | ({"id": key} if key else {})
    return [first, *({"value": "" if one is None else shown(one)} for one in amounts)]


def data(name: str, *amounts: int | None, key: str = "") -> Document:
    return {"ColData": cells(name, *amounts, key=key), "type": "Data"}


def section(
    head: list[Document] | None, rows: list[Document], summary: list[Document], group: str = ""
) -> Document:
    """Return rows under a heading, with what they come to."""
    return {
        **({"Header": {"ColData": head}} if head else {}),
        **({"Rows": {"Row": rows}} if rows else {}),
        "Summary": {"ColData": summary},
        "type": "Section",
        **({"group": group} if group else {}),
    }


def day(given: str, name: str) -> str:
    errors: Errors = []
    made = CONVERT["day"](Field(name=name, type="day"), given, errors)
    if errors:
        raise Refused(*errors)
    return str(made)


def period(books: Books, query: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the macro, if one stands for the days, and the first and last day."""
    start, end = query.get("start_date"), query.get("end_date") or query.get("report_date")
    if start or end:
        last = day(end, "end_date") if end else books.today().isoformat()
        first = day(start, "start_date") if start else f"{last[:4]}-01-01"
        if first > last:
            raise refuse("2190", "Invalid Date range : start_date is after end_date", "start_date")
        return "", first, last
    macro = query.get("date_macro", _USUAL).lower()
    days = _macros(books.today()).get(macro)
    if days is None:
        raise refuse("2170", f"Invalid Enumeration: {macro}", "date_macro")
    return macro, days[0], days[1]


def _macros(today: date) -> dict[str, tuple[str, str]]:
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    following = (first + timedelta(days=32)).replace(day=1)
    year = today.replace(month=1, day=1)
    last_year = (f"{today.year - 1}-01-01", f"{today.year - 1}-12-31")
    days = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1),) * 2,
        "this month": (first, following - timedelta(days=1)),
        "this month-to-date": (first, today),
        "last month": (before.replace(day=1), before),
    }
    made = {name: (start.isoformat(), end.isoformat()) for name, (start, end) in days.items()}
    for word in ("calendar", "fiscal"):
        made[f"this {word} year"] = (year.isoformat(), f"{today.year}-12-31")
        made[f"this {word} year-to-date"] = (year.isoformat(), today.isoformat())
        made[f"last {word} year"] = last_year
    return {**made, "all": (_BEGINNING, today.isoformat())}
