"""Rows by the hundred thousand: COPY into a table of the transaction, and from there in one insert.

COPY itself stops at row-level security; the insert passes through it, so that the guards hold here too.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

CHUNK = 50_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Sink:
    """Collects rows of one model and writes them in chunks."""

    def __init__(self, model: Any, *, first: tuple[str, ...] = (), **always: Any) -> None:
        self.model, self._first = model, first
        columns = [column for column in model._meta.local_concrete_fields if not column.generated]
        names = [column.column for column in columns]
        self._columns = [*first, *(name for name in names if name not in first)]
        self._always = {
            column.column: as_text(always[column.column] if column.column in always else column.get_default())
            for column in columns
        }
        self._buffer, self._waiting = StringIO(), 0

    def add(self, values: dict[str, str]) -> None:
        """Take a row: texts by column, made by `as_text`; columns left out have what they always have."""
        row = self._always | values
        self._buffer.write("\t".join([row[column] for column in self._columns]))
        self._buffer.write("\n")
        self._waiting += 1

    def rest(self, values: dict[str, str]) -> str:
        """Return what many rows have in common: all columns but the first ones, ready to follow them."""
        row = self._always | values
        return "\t".join([row[column] for column in self._columns[len(self._first) :]])

    def add_ready(self, *first: str, rest: str) -> None:
        """Take a row of which the greater part is ready."""
        self._buffer.write("\t".join((*first, rest)))
        self._buffer.write("\n")
        self._waiting += 1

    @property
    def is_full(self) -> bool:
        return self._waiting >= CHUNK

    def flush(self) -> None:
        """Write what waits, in the current transaction."""
        if not self._waiting:
            return
        names = sql.SQL(", ").join(map(sql.Identifier, self._columns))
        table = sql.Identifier(self.model._meta.db_table)
        heap = sql.Identifier("heap")
        with connection.cursor() as cursor:
            raw = cursor.cursor
            raw.execute(
                sql.SQL("create temporary table {} on commit drop as select {} from {} limit 0").format(
                    heap, names, table
                )
            )
            with raw.copy(sql.SQL("copy {} ({}) from stdin").format(heap, names)) as copy:
                copy.write(self._buffer.getvalue())
            raw.execute(sql.SQL("insert into {} ({}) select {} from {}").format(table, names, names, heap))
            raw.execute(sql.SQL("drop table {}").format(heap))
        self._buffer, self._waiting = StringIO(), 0


def as_text(value: Any) -> str:
    """Return a value as COPY reads it."""
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case str():
            return str(value).translate(ESCAPES)
        case UUID() | int() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case list() | dict():
            return json.dumps(value).translate(ESCAPES)
        case _:
            return str(value)
