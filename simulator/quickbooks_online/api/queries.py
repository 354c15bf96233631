"""Queries: a statement becomes SQL over the columns that objects are found by, or over their text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.quickbooks_online.api import answers, files, rates
from simulator.quickbooks_online.api.grammar import Condition, Literal, Parser, Statement
from simulator.quickbooks_online.api.refusals import Refused, refuse
from simulator.quickbooks_online.books import PACIFIC, Books, milliseconds, number_of
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import read, write
from simulator.quickbooks_online.entities import ledger, preferences
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import BY_PATH

_COLUMNS = {
    "Id": "num", "DisplayName": "name", "Name": "name", "FileName": "name", "FullyQualifiedName": "path",
    "DocNumber": "doc", "TxnDate": "day", "DueDate": "due", "CustomerRef": "party", "VendorRef": "party",
    "TotalAmt": "total", "Balance": "balance", "Active": "active", "SourceCurrencyCode": "name",
    "AsOfDate": "day",
}  # fmt: skip
# What may follow the name of a property, by its type.
_TAILS = {
    "": {""}, "ref": {"", "value"}, "email": {"", "address"}, "phone": {"", "freeformnumber"},
    "web": {"", "uri"},
}  # fmt: skip
_WAYS = {"=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


# Columns with an index of their own, held against a bound.
_RANGE = re.compile(r"\b(day|due|total|balance|updated|created)(?= [<>])")
_WIDE = 2000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a property is found in the store, and as what it is compared."""

    sql: str
    type: str


def answer(books: Books, call: Call) -> Answer:
    if call.method.upper() == "POST":
        text = call.body.decode(errors="replace") or call.query.get("query", "")
    else:
        text = call.query.get("query", "")
    return answers.wrapped(books, "QueryResponse", response(books, text)[0])


def response(books: Books, text: str) -> tuple[str, int]:
    """Return what stands below QueryResponse, as JSON, and how many objects are in it."""
    statement = Parser(text.strip()).parse()
    kind = BY_PATH.get(statement.entity.lower())
    if kind is None:
        raise refuse("4001", f"QueryValidationError: invalid context declaration: {statement.entity}")
    if kind.name == "ExchangeRate":
        return rates.queried(books, statement)
    _bring_up(books, kind)
    where, values = _where(books, kind, statement)
    if statement.counts:
        total = books.first(f"select count(*) from objects where {where}", *values)  # noqa: S608
        return f'{{"totalCount":{total}}}', 0
    order = _order(kind, statement)
    if not statement.order and _is_wide(books, where, values, statement):
        # Sorting all of them takes longer than passing those over that do not fit.
        where = _RANGE.sub(r"+\1", where)
    rows = books.rows(
        f"select o.body from (select row from objects where {where} order by {order}"  # noqa: S608 - constants
        " limit ? offset ?) p cross join objects o on o.row = p.row",
        *values, statement.most, statement.start - 1,
    )  # fmt: skip
    if not rows:
        return "{}", 0
    found = (body for (body,) in rows)
    if kind.name == "Attachable":
        found = (files.renewed(books, body) for body in found)
    bodies = _projected(kind, statement.columns, found)
    shown = f'"startPosition":{statement.start},"maxResults":{len(rows)}'
    return f'{{"{kind.name}":[{",".join(bodies)}],{shown}}}', len(rows)


def _bring_up(books: Books, kind: Kind) -> None:
    """See to it that figures are shown that are worked out when somebody looks."""
    if kind.name == "Preferences":
        preferences.refresh(books)
    if kind.name == "Account":
        ledger.refresh(books)


def _is_wide(books: Books, where: str, values: list[Any], statement: Statement) -> bool:
    """Return whether so many objects lie in a range that an index on it would not help."""
    if not _RANGE.search(where):
        return False
    most = max(_WIDE, 2 * statement.start)
    text = f"select count(*) from (select 1 from objects where {where} limit {most})"  # noqa: S608 - constants
    return int(books.first(text, *values)) == most


def _projected(kind: Kind, columns: list[str], bodies: Iterable[str]) -> Iterable[str]:
    if not columns or "*" in columns:
        return bodies
    names = {_known(kind, column.split(".")[0], column) for column in columns} | {"domain", "sparse", "Id"}
    return [write({key: value for key, value in read(body).items() if key in names}) for body in bodies]


def _known(kind: Kind, word: str, shown: str) -> str:
    for name in kind.fields:
        if name.lower() == word.lower():
            return name
    raise refuse("4001", f"Property {shown} not found for Entity {kind.name}")


def place(kind: Kind, path: str) -> Place:
    """Return where a property of a condition is, or refuse it."""
    first, _, rest = path.partition(".")
    name = _known(kind, first, path)
    field = kind.fields[name]
    rest = rest.lower()
    if not field.queryable and any(name in below for below in kind.lines.values()):
        # Lines have it, and those cannot be asked for.
        raise refuse("4001", f"Property {path} not found for Entity {kind.name}")
    if not field.queryable:
        raise refuse("4001", f"QueryValidationError: property '{path}' is not queryable")
    if name == "MetaData":
        return _times(path, rest)
    if name == "AttachableRef":
        return _attached(path, rest, "body, '$.AttachableRef[0]")
    if rest not in _TAILS.get(field.type, _TAILS[""]):
        raise refuse("4001", f"QueryValidationError: property '{path}' is not queryable")
    if name == "Active" and kind.name == "TaxCode":
        # The two codes that are no numbers have no such property.
        return Place("coalesce(json_extract(body, '$.Active'), 0)", "yes")
    if name in _COLUMNS:
        return Place(
            _COLUMNS[name], {"Id": "id", "CustomerRef": "id", "VendorRef": "id"}.get(name, field.type)
        )
    below = {"ref": ".value", "email": ".Address", "any": ".value"}.get(field.type, "")
    kind_of_value = field.type if field.type in {"amount", "number", "whole", "yes", "day"} else "text"
    collate = " collate nocase" if kind_of_value == "text" else ""
    return Place(f"json_extract(body, '$.{name}{below}'){collate}", kind_of_value)


def _times(path: str, rest: str) -> Place:
    if rest == "lastupdatedtime":
        return Place("updated", "moment")
    if rest == "createtime":
        return Place("created", "moment")
    raise refuse("4001", f"QueryValidationError: property '{path}' is not queryable")


def _attached(path: str, rest: str, where: str) -> Place:
    """Return the place in one reference of an attachment, which begins at `where`."""
    part = {"entityref.type": "type", "entityref.value": "value", "entityref": "value"}.get(rest)
    if part is None:
        raise refuse("4001", f"QueryValidationError: property '{path}' is not queryable")
    return Place(f"json_extract({where}.EntityRef.{part}') collate nocase", "text")


def _where(books: Books, kind: Kind, statement: Statement) -> tuple[str, list[Any]]:
    parts, values = ["kind = ?"], [kind.name]
    names_active = False
    attached: list[str] = []
    its: list[Any] = []
    for condition in statement.conditions:
        if kind.name == "Attachable" and condition.path.lower().startswith("attachableref"):
            found = _attached(condition.path, condition.path.lower().partition(".")[2], "one.value, '$")
            part, more = _compared(books, found, condition)
            attached.append(part)
            its += more
            continue
        names_active = names_active or condition.path.lower() == "active"
        part, more = _condition(books, kind, condition)
        parts.append(part)
        values += more
    if attached:
        # All of them of one reference, whichever of the attachment's it is.
        parts.append(
            f"exists (select 1 from json_each(body, '$.AttachableRef') one where {' and '.join(attached)})"  # noqa: S608
        )
        values += its
    if "Active" in kind.fields and not names_active:
        parts.append("active = 1")
    return " and ".join(parts), values


def _condition(books: Books, kind: Kind, condition: Condition) -> tuple[str, list[Any]]:
    return _compared(books, place(kind, condition.path), condition)


def _compared(books: Books, found: Place, condition: Condition) -> tuple[str, list[Any]]:
    given = [_value(books, found, condition, literal) for literal in condition.values]
    if condition.operator == "in":
        return f"{found.sql} in ({', '.join('?' * len(given))})", given
    if condition.operator == "like":
        return rf"{found.sql} like ? escape '\'", given
    if found.type == "id" and condition.operator != "=" and not books.settings["ids_compared"]:
        raise refuse(
            "4001",
            f"QueryValidationError: operator {condition.operator} is not supported for {condition.path}",
        )
    return f"{found.sql} {_WAYS[condition.operator]} ?", given


def _value(books: Books, found: Place, condition: Condition, literal: Literal) -> Any:
    text = literal.text
    if condition.operator == "like":
        return text.replace("\\", "\\\\").replace("_", "\\_")
    if found.type == "yes":
        if text.lower() not in {"true", "false"}:
            raise _wrong(condition, text)
        return int(text.lower() == "true")
    if text.lower() == "current_date" and not literal.quoted:
        text = books.today().isoformat()
    if found.type == "id":
        number = number_of(text)
        return -1 - 2**62 if number is None else number
    if found.type in {"amount", "number", "whole"}:
        try:
            return float(text)
        except ValueError:
            raise _wrong(condition, text) from None
    return _moment(condition, text) if found.type == "moment" else text


def _moment(condition: Condition, text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(condition, text) from None
    return milliseconds(at if at.tzinfo else at.replace(tzinfo=PACIFIC))


def _wrong(condition: Condition, text: str) -> Refused:
    return refuse("4001", f"QueryValidationError: invalid value '{text}' for property {condition.path}")


def _order(kind: Kind, statement: Statement) -> str:
    """Return the order: lists by full name, transactions the last first, unless the statement says it."""
    if not statement.order:
        if kind.is_transaction:
            return "num desc"
        if kind.name == "TaxCode":
            # The pseudo codes come first (trap 18).
            return "num > 0, case when num > 0 then name end, num"
        return "path, num" if kind.naming in kind.fields else "num"
    parts = [place(kind, path).sql + (" desc" if down else "") for path, down in statement.order]
    # Named twice, SQLite would not see that an index brings them in this order.
    last = [] if parts[-1].split()[0] == "num" else ["num desc" if statement.order[0][1] else "num"]
    return ", ".join([*parts, *last])
