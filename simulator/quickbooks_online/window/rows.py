"""What pages of the window read: the same API that apps use, without its gateway."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

import simplejson

from simulator.quickbooks_online.calls import Call
from simulator.quickbooks_online.world import Books

PAGE = 100


class NotRead(Exception):
    """The books answered with a Fault; the words are theirs."""


def ask(books: Books, *path: str, **query: str) -> dict[str, Any]:
    """Return what the books answer. Raises NotRead."""
    answer = books.answer(Call(method="GET", path=path, query=query))
    try:
        body = simplejson.loads(answer.body, use_decimal=True)
    except ValueError:
        body = {}
    if answer.status != 200 or not isinstance(body, dict) or "Fault" in body:
        errors = body.get("Fault", {}).get("Error", []) if isinstance(body, dict) else []
        raise NotRead(" ".join(error.get("Detail", "") for error in errors) or f"HTTP {answer.status}")
    return body


def page_of(
    books: Books, entity: str, *, where: str = "", order: str = "Id", start: int = 1
) -> list[dict[str, Any]]:
    """Return up to a page of objects. Raises NotRead."""
    statement = f"select * from {entity}{' where ' + where if where else ''} orderby {order}"  # noqa: S608
    query = f"{statement} startposition {start} maxresults {PAGE}"
    held = ask(books, "query", query=query)["QueryResponse"]
    return next((rows for rows in held.values() if isinstance(rows, list)), [])


def one(books: Books, entity: str, number: str) -> dict[str, Any]:
    body = ask(books, entity.lower(), number)
    held = next((value for value in body.values() if isinstance(value, dict)), {})
    return dict(held)


def text(row: dict[str, Any], *names: str) -> str:
    """Return a value as HTML, by the names that lead to it; nothing where there is none."""
    held: Any = row
    for name in names:
        held = held.get(name) if isinstance(held, dict) else None
    if isinstance(held, dict):
        held = held.get("name") or held.get("value")
    return "" if held is None else escape(str(held))


def money(row: dict[str, Any], name: str) -> str:
    held = row.get(name)
    return "" if held is None else f"{Decimal(str(held)):,.2f}"


def percent(row: dict[str, Any], name: str) -> str:
    held = row.get(name)
    return "" if held is None else f"{Decimal(str(held)):f} %"


def state_of(invoice: dict[str, Any]) -> str:
    """Say in a word how an invoice stands."""
    if "Voided" in str(invoice.get("PrivateNote", "")):
        return "voided"
    return "open" if invoice.get("Balance") else "paid"


def lines_of(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for line in row.get("Line", []):
        if line.get("DetailType") != "SubTotalLineDetail":
            yield line
