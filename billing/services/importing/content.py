"""The bytes of a file: kept in pieces in the database, given back as a file one can move about in."""

import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from billing.files.reading import open_table
from billing.files.table import Limits, Table
from billing.models import Import, ImportPiece

PIECE, IN_MEMORY = 1 << 20, 4 << 20


def limits() -> Limits:
    """Return how much of a file is read: more than its size is refused."""
    return Limits(file_bytes=settings.IMPORT_BYTES, rows=settings.IMPORT_ROWS)


def keep(row: Import, chunks: Iterable[bytes]) -> None:
    """Put the bytes of a file beside its import."""
    waiting, position = bytearray(), 0
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            _piece(row, position, bytes(waiting[:PIECE]))
            del waiting[:PIECE]
            position += 1
    if waiting:
        _piece(row, position, bytes(waiting))


def _piece(row: Import, position: int, content: bytes) -> None:
    ImportPiece.objects.create(of=row, position=position, content=content)


def fetched(import_id: UUID) -> IO[bytes]:
    """Return the file, to be closed by the caller; a piece at a time is in memory."""
    with ExitStack() as failed:
        # The caller closes what it is given; a file that is not whole is given to nobody.
        file = failed.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        position = 0
        while True:
            with transaction.atomic():
                piece = ImportPiece.objects.filter(of=import_id, position=position).first()
            if piece is None:
                break
            file.write(piece.content)
            position += 1
        failed.pop_all()
    return file


def opened(row: Import, file: IO[bytes]) -> Table:
    """Open the table that the person chose in the file, or raise billing.files.table.Refused."""
    return open_table(
        file,
        name=row.name,
        limits=limits(),
        sheet=row.options.get("sheet") or None,
        delimiter=row.delimiter or None,
    )
