"""Which character separates the cells of a CSV file."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

# The last is the most likely one to stand inside a text or a number.
DELIMITERS = (";", "\t", "|", ",")
ROWS = 50
DECLARED = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How well a delimiter explains the first rows."""

    share: float
    tidy: bool
    width: int


def declared(line: str) -> str | None:
    """Return the delimiter that Excel's own first line names, `sep=;`."""
    match = DECLARED.fullmatch(line)
    return match[1] if match else None


def delimiter_of(lines: Sequence[str]) -> str:
    """Return the delimiter by which the rows are as wide as their header; a comma for a single column."""
    readings = {mark: reading for mark in DELIMITERS if (reading := _read(lines, mark))}
    if not readings:
        return ","
    return max(readings, key=lambda mark: _rank(readings[mark]))


def _rank(reading: _Reading) -> tuple[float, bool, int]:
    return reading.share, reading.tidy, reading.width


def _read(lines: Sequence[str], mark: str) -> _Reading | None:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(iter(lines), delimiter=mark):
            cells = list(row)
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                rows.append(cells)
            if len(rows) > ROWS:
                break
    except csv.Error:
        return None
    if not rows or len(rows[0]) < 2:
        return None
    head, data = rows[0], rows[1:]
    # Cells at the end may be missing, so a narrower row speaks for a delimiter, but less than one that fits.
    fits = sum(1.0 if len(row) == len(head) else 0.5 if 1 < len(row) < len(head) else 0.0 for row in data)
    tidy = not any(cell.startswith(" ") for cell in head)
    return _Reading(fits / len(data) if data else 1.0, tidy, len(head))
