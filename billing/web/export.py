"""Files of what a list shows: read page by page and sent as they are read, in memory that does not grow."""

import csv
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

# A spreadsheet takes a cell that begins so for a formula, whoever typed it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A slow reader keeps a thread of web: some must be left for everybody else.
_places = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))


class TooManyExports(RuntimeError):
    """As many exports are being read as this process can serve beside its pages."""


class _Line:
    """A file that hands each written line straight on."""

    def write(self, line: str) -> str:
        return line


def csv_response(*, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Stream rows as CSV, marked as UTF-8 for spreadsheets; or raise TooManyExports."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow([_harmless(cell) for cell in row])

    return _response(lines, name=name, kind="text/csv; charset=utf-8")


def json_response(*, name: str, rows: Iterable[dict[str, Any]]) -> StreamingHttpResponse:
    """Stream rows as JSON, one object a line; or raise TooManyExports."""

    def lines() -> Iterator[str]:
        for row in rows:
            yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"

    return _response(lines, name=name, kind="application/x-ndjson; charset=utf-8")


def _response(lines: Callable[[], Iterator[str]], *, name: str, kind: str) -> StreamingHttpResponse:
    if not _places.acquire(blocking=False):
        raise TooManyExports("Other exports are being made at the moment. Try again in a minute.")
    return _Export(
        lines(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


class _Export(StreamingHttpResponse):
    """Gives its place back when the server is done with it, sent whole or broken off."""

    _placed = True

    def close(self) -> None:
        super().close()
        if self._placed:
            self._placed = False
            _places.release()


def _harmless(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
