"""What has changed since: whole objects, and stubs of those that are gone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.quickbooks_online.api import answers, files
from simulator.quickbooks_online.api.refusals import Error, Refused, missing, refuse
from simulator.quickbooks_online.books import PACIFIC, Books, milliseconds
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import write
from simulator.quickbooks_online.entities import ledger
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import BY_PATH

_NOT_TRACKED = frozenset(
    {"TimeActivity", "TaxAgency", "TaxCode", "TaxRate", "ExchangeRate", "CompanyInfo", "Preferences"}
)


def answer(books: Books, call: Call) -> Answer:
    """Answer one block per entity; all blocks together hold no more than the limit."""
    return answers.wrapped(books, "CDCResponse", response(books, call.query)[0])


def response(books: Books, given: Mapping[str, Any], most: int | None = None) -> tuple[str, int]:
    """Return what stands below CDCResponse, and how many objects are in it."""
    query = {name.lower(): str(value) for name, value in given.items()}
    errors = [missing(name) for name in ("entities", "changedSince") if not query.get(name.lower())]
    if errors:
        raise Refused(*errors)
    since = _since(books, query["changedsince"])
    kinds = [_kind(name.strip()) for name in query["entities"].split(",")]
    whole = rest = min(int(books.settings["changes_limit"]), most if most is not None else 10**9)
    blocks = []
    for kind in kinds:
        block, count = _block(books, kind, since, rest)
        rest -= count
        blocks.append(block)
    return f'[{{"QueryResponse":[{",".join(blocks)}]}}]', whole - rest


def _since(books: Books, text: str) -> int:
    try:
        # A plus sign that was not encoded arrives as a space.
        at = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise Refused(
            Error("2060", f"Invalid Date format : Supplied value: {text}", "changedSince")
        ) from None
    at = at if at.tzinfo else at.replace(tzinfo=PACIFIC)
    oldest = books.clock.now() - timedelta(days=int(books.settings["changes_days"]))
    if at < oldest:
        # What the real service does beyond its window is not known; refusing is the stricter way.
        raise refuse(
            "2190", "Invalid Date range : changedSince must be within the last 30 days", "changedSince"
        )
    return milliseconds(at)


def _kind(name: str) -> Kind:
    kind = BY_PATH.get(name.lower())
    if kind is None:
        raise refuse("2000", f"Invalid or unsupported object name : Object Name: {name}")
    if kind.name in _NOT_TRACKED:
        raise refuse("2000", f"Invalid or unsupported object name : Object Name: {name} has no change data")
    return kind


def _block(books: Books, kind: Kind, since: int, most: int) -> tuple[str, int]:
    if kind.name == "Account":
        ledger.refresh(books)
    live = books.rows(
        "select body from objects where kind = ? and updated >= ? order by updated, num limit ?",
        kind.name, since, most,
    )  # fmt: skip
    gone = books.rows(
        "select id, at from gone where kind = ? and at >= ? order by at desc limit ?",
        kind.name, since, most - len(live),
    )  # fmt: skip
    count = len(live) + len(gone)
    if not count:
        return "{}", 0
    renewed = files.renewed if kind.name == "Attachable" else _as_it_is
    rows = [renewed(books, body) for (body,) in live] + [_stub(key, at) for key, at in gone]
    start = '"startPosition":1,' if live else ""
    return f'{{"{kind.name}":[{",".join(rows)}],{start}"maxResults":{count},"totalCount":{count}}}', count


def _as_it_is(books: Books, body: str) -> str:
    return body


def _stub(key: str, at: int) -> str:
    stamp = datetime.fromtimestamp(at / 1000, UTC).astimezone(PACIFIC).isoformat(timespec="seconds")
    return write({"domain": "QBO", "status": "Deleted", "Id": key, "MetaData": {"LastUpdatedTime": stamp}})
