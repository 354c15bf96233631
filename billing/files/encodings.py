"""Which encoding a file of text is in, decided over the whole of it."""

import codecs
import re
from collections.abc import Iterator
from typing import IO

from billing.files.table import Refused

CHUNK = 1 << 16
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|([\x80-\xff])"
)
SAVE_AGAIN = 'In Excel, save it as "CSV UTF-8", or as a workbook (.xlsx), and send that.'


def encoding_of(file: IO[bytes]) -> str:
    """Return the codec that reads the whole file, or raise Refused with the line where none does.

    Without a mark it is UTF-8, or Windows-1252 where UTF-8 fails. A file that is full of good UTF-8 and has a
    few bad bytes is neither: reading it as Windows-1252 would garble every name in it without a word.
    """
    file.seek(0)
    mark = file.read(4)
    if mark in {codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE}:
        raise Refused(f"The file is in UTF-32, which is not read. {SAVE_AGAIN}")
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        line = _first_fault(file, "utf-16")
        if line is not None:
            raise Refused(f"Line {line} is damaged: it is not UTF-16, as the file says it is. {SAVE_AGAIN}")
        return "utf-16"
    line = _first_fault(file, "utf-8")
    if line is None:
        return "utf-8-sig" if mark.startswith(codecs.BOM_UTF8) else "utf-8"
    good, bad = _sequences(file)
    if mark.startswith(codecs.BOM_UTF8) or good > bad:
        raise Refused(
            f"Line {line} has a character that is not UTF-8, while the rest of the file is. "
            f"Type that character anew, or: {SAVE_AGAIN}"
        )
    line = _first_fault(file, "cp1252")
    if line is not None:
        raise Refused(f"Line {line} has a character that is neither UTF-8 nor Windows-1252. {SAVE_AGAIN}")
    return "cp1252"


def _first_fault(file: IO[bytes], encoding: str) -> int | None:
    """Return the line at which this encoding fails, or None; raise Refused at a NUL."""
    decoder, line, after_return = codecs.getincrementaldecoder(encoding)(), 1, False
    for chunk in _chunks(file):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as problem:
            # The part before the fault decodes, whatever was carried over from the chunk before.
            good = bytes(problem.object[: problem.start]).decode(_without_mark(encoding, file), "ignore")
            return line + breaks(good, after_return=after_return)
        if "\0" in text:
            line += breaks(text[: text.index("\0")], after_return=after_return)
            raise Refused(
                f"Line {line} holds a NUL, which no text has: the file is damaged, not CSV, or in an "
                f"encoding it does not name. {SAVE_AGAIN}"
            )
        line += breaks(text, after_return=after_return)
        after_return = text.endswith("\r") if text else after_return
    return None


def breaks(text: str, *, after_return: bool = False) -> int:
    """Count the ends of lines as an editor does; a line feed right after a carriage return counts once."""
    count = text.count("\n") + text.count("\r") - text.count("\r\n")
    return count - 1 if after_return and text.startswith("\n") else count


def _without_mark(encoding: str, file: IO[bytes]) -> str:
    if encoding != "utf-16":
        return encoding
    file.seek(0)
    return "utf-16-le" if file.read(2) == codecs.BOM_UTF16_LE else "utf-16-be"


def _sequences(file: IO[bytes]) -> tuple[int, int]:
    """Count what is good UTF-8 beyond ASCII, and the bytes that are none."""
    good = bad = 0
    for chunk in _chunks(file):
        for match in SEQUENCE.finditer(chunk):
            if match[1] is None:
                good += 1
            else:
                bad += 1
    return good, bad


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Give the file in pieces, and an empty one at its end."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
    yield b""
