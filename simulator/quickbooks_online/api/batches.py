"""Several items in one call: each for itself, in the order they came."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from simulator.quickbooks_online.api import answers, changes, papers, queries, reports
from simulator.quickbooks_online.api.refusals import (
    Error,
    Refused,
    broken,
    business,
    gone,
    refuse,
    unreadable,
)
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.documents import Document, write
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import KINDS, PEOPLE
from simulator.quickbooks_online.entities.values import as_text

MOST = 30
_ASKING = ("Query", "CDCQuery", "ReportQuery")
_AROUND = frozenset({"bId", "operation", "optionsData"})
_OPERATIONS = frozenset({"create", "update", "delete", "void"})
_log = logging.getLogger(__name__)
Perform = Callable[[Books, Kind, Any, str, set[str]], tuple[str, str]]


def answer(books: Books, given: Any, perform: Perform) -> Answer:
    if not isinstance(given, dict) or given.keys() - {"BatchItemRequest"}:
        raise unreadable()
    items = given.get("BatchItemRequest") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise unreadable()
    if not items:
        raise Refused(Error("400", "Batch Request is Empty", "", "MalformedRequest"))
    if len(items) > MOST:
        raise refuse(
            "1040", f"Batch size exceeds allowed limit : The maximum is {MOST}. Supplied value:{len(items)}"
        )
    seen: set[str] = set()
    for item in items:
        if str(item.get("bId")) in seen:
            raise refuse("2600", "Conflicting elements in request : bId must be unique", "bId")
        seen.add(str(item.get("bId")))
    batch = _Batch(books, perform)
    return answers.wrapped(books, "BatchItemResponse", f"[{','.join(batch.item(one) for one in items)}]")


class _Batch:
    """What the items of one batch share: how many objects the answer may still hold, and the name lock."""

    def __init__(self, books: Books, perform: Perform) -> None:
        self._books = books
        self._perform = perform
        self._left = int(books.settings["batch_objects"])
        self._names_written = False

    def item(self, item: Document) -> str:
        books = self._books
        try:
            with books.attempt():
                name, body, count = self._done(item)
                self._count(count)
        except Refused as refused:
            name, body = "Fault", answers.fault_text(books, refused)
        except Exception:  # noqa: BLE001 - whatever is wrong with one item, the others are answered
            _log.exception("an item of a batch was not understood")
            name, body = "Fault", answers.fault_text(books, broken())
        return f'{{"{name}":{body},"bId":{write(item.get("bId", ""))}}}'

    def _count(self, objects: int) -> None:
        if objects > self._left:
            # What happens beyond the limit is not documented.
            too_many = Error("10100", "Result set too big : The batch has too many objects.")
            raise Refused(too_many, fault="SystemFault")
        self._left -= objects

    def _done(self, item: Document) -> tuple[str, str, int]:
        names = [name for name in item if name not in _AROUND]
        if len(names) == 1 and names[0] in _ASKING:
            return self._asked(names[0], item[names[0]])
        if len(names) != 1 or names[0] not in KINDS:
            raise refuse("2000", f"Invalid or unsupported object name : Object Name: {', '.join(names)}")
        kind, given = kind_of(names[0]), item[names[0]]
        operation = str(item.get("operation", "")).lower()
        options = [one.strip() for one in str(item.get("optionsData", "")).split(",")]
        if operation == "send" and self._books.settings["batch_send"]:
            return (kind.name, self._sent(kind, given, options), 1)
        if operation not in _OPERATIONS:
            raise refuse("500", f"Operation {operation} is not supported.", "Operation")
        if kind.name in PEOPLE and self._books.settings["batch_names_locked"]:
            if self._names_written:
                raise business("You can only add or edit one name at a time. Please try again.")
            self._names_written = True
        lowered = {one.lower() for one in options}
        return (*self._perform(self._books, kind, given, operation, lowered), 1)

    def _asked(self, name: str, given: Any) -> tuple[str, str, int]:
        if name == "Query":
            return ("QueryResponse", *queries.response(self._books, as_text(given)))
        if name == "CDCQuery":
            if not isinstance(given, Mapping):
                raise unreadable()
            flat = {name: ",".join(one) if isinstance(one, list) else one for name, one in given.items()}
            return ("CDCResponse", *changes.response(self._books, flat))
        report, _, query = as_text(given).partition("?")
        return "Report", reports.response(self._books, report, dict(parse_qsl(query))), 1

    def _sent(self, kind: Kind, given: Any, options: list[str]) -> str:
        if not isinstance(given, Mapping):
            raise unreadable()
        to = next((one.partition("=")[2] for one in options if one.lower().startswith("sendto=")), "")
        key = as_text(given.get("Id") or "")
        if not self._books.brief(kind.name, key):
            raise gone()
        papers.mail(self._books, kind, key, to)
        return self._books.store.body(kind.name, int(key)) or "{}"
