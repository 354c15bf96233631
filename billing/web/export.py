"""Files of what a list shows: streamed, so that a million lines need no more memory than one."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import StreamingHttpResponse

from billing.tenancy.scope import tenant_scope

# A spreadsheet takes a cell that begins so for a formula, whoever typed it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that hands each written line straight on."""

    def write(self, line: str) -> str:
        return line


def csv_response(
    *, name: str, tenant_id: UUID, head: Sequence[str], rows: Callable[[], Iterable[Sequence[Any]]]
) -> StreamingHttpResponse:
    """Stream rows as CSV with a byte-order mark, which spreadsheets need to see UTF-8."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield "\ufeff" + writer.writerow(head)
        for row in rows():
            yield writer.writerow([_harmless(cell) for cell in row])

    return _response(lines, name=name, tenant_id=tenant_id, kind="text/csv; charset=utf-8")


def json_response(
    *, name: str, tenant_id: UUID, rows: Callable[[], Iterable[dict[str, Any]]]
) -> StreamingHttpResponse:
    """Stream rows as JSON, one object a line."""

    def lines() -> Iterator[str]:
        for row in rows():
            yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"

    return _response(lines, name=name, tenant_id=tenant_id, kind="application/x-ndjson; charset=utf-8")


def _response(
    lines: Callable[[], Iterator[str]], *, name: str, tenant_id: UUID, kind: str
) -> StreamingHttpResponse:
    def scoped() -> Iterator[str]:
        # The body is written after the view's own transaction and scope have ended.
        with tenant_scope(tenant_id=tenant_id), transaction.atomic():
            yield from lines()

    return StreamingHttpResponse(
        scoped(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _harmless(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
