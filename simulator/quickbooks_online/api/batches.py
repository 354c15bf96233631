"""Several items in one call: each for itself, in the order they came."""

from collections.abc import Callable
from typing import Any

from simulator.quickbooks_online.api import answers, queries
from simulator.quickbooks_online.api.refusals import Error, Refused, refuse, unreadable
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.documents import Document, write
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import KINDS

MOST = 30
_AROUND = frozenset({"bId", "operation", "optionsData", "Query"})
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
    return answers.wrapped(
        books, "BatchItemResponse", f"[{','.join(_item(books, item, perform) for item in items)}]"
    )


def _item(books: Books, item: Document, perform: Perform) -> str:
    told = len(books.changes)
    try:
        with books.store.transaction():
            name, body = _done(books, item, perform)
    except Refused as refused:
        del books.changes[told:]
        name, body = "Fault", write(refused.document())
    return f'{{"{name}":{body},"bId":{write(item.get("bId", ""))}}}'


def _done(books: Books, item: Document, perform: Perform) -> tuple[str, str]:
    if "Query" in item:
        return "QueryResponse", queries.response(books, str(item["Query"]))
    names = [name for name in item if name not in _AROUND]
    if len(names) != 1 or names[0] not in KINDS:
        raise refuse("2000", f"Invalid or unsupported object name : Object Name: {', '.join(names)}")
    operation = str(item.get("operation", "")).lower()
    if operation not in {"create", "update", "delete", "void"}:
        raise refuse("500", f"Operation {operation} is not supported.", "Operation")
    options = {one.strip().lower() for one in str(item.get("optionsData", "")).split(",")}
    return perform(books, kind_of(names[0]), item[names[0]], operation, options)
