"""Files of what a list shows: read page by page and sent as they are read, in memory that does not grow."""

import itertools
import json
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

from billing.files.writing import csv_lines, write_xlsx

# A workbook is finished only with its last row: until then it waits here, beyond this size on disk.
IN_MEMORY, CHUNK = 1 << 20, 1 << 16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A slow reader keeps a thread of web: some must be left for everybody else.
_places = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))


class TooManyExports(RuntimeError):
    """As many exports are being read as this process can serve beside its pages."""


def csv_response(*, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Stream rows as CSV, marked as UTF-8 for spreadsheets; or raise TooManyExports."""

    def lines() -> Iterator[str]:
        yield from csv_lines(itertools.chain([head], rows))

    return _response(lines, name=name, kind="text/csv; charset=utf-8")


def xlsx_response(*, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Write rows into a workbook, then stream it; or raise TooManyExports before any row is read."""
    return file_response(name=name, kind=XLSX, write=lambda file: write_xlsx(head, rows, file))


def file_response(*, name: str, kind: str, write: Callable[[IO[bytes]], Any]) -> StreamingHttpResponse:
    """Write a file aside, then stream it; or raise TooManyExports before anything is written."""

    def chunks() -> Iterator[bytes]:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            write(file)
            file.seek(0)
            while chunk := file.read(CHUNK):
                yield chunk

    return _response(chunks, name=name, kind=kind)


def json_response(*, name: str, rows: Iterable[dict[str, Any]]) -> StreamingHttpResponse:
    """Stream rows as JSON, one object a line; or raise TooManyExports."""

    def lines() -> Iterator[str]:
        for row in rows:
            yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"

    return _response(lines, name=name, kind="application/x-ndjson; charset=utf-8")


def _response(
    parts: Callable[[], Iterator[str] | Iterator[bytes]], *, name: str, kind: str
) -> StreamingHttpResponse:
    if not _places.acquire(blocking=False):
        raise TooManyExports("Other exports are being made at the moment. Try again in a minute.")
    return _Export(
        parts(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


class _Export(StreamingHttpResponse):
    """Gives its place back when the server is done with it, sent whole or broken off."""

    _placed = True

    def close(self) -> None:
        super().close()
        if self._placed:
            self._placed = False
            _places.release()
