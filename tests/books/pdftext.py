"""Reads the words back out of a PDF that these books wrote: enough for that, and no more."""

import re
import zlib

STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|(q BT|ET Q)", re.DOTALL)
ESCAPED = {b"\\r": b"\r", b"\\n": b"\n", b"\\t": b"\t", b"\\b": b"\b", b"\\f": b"\f"}


def texts_of(pdf: bytes) -> list[list[str]]:
    """Return the texts of each page, in the order in which they are set."""
    pages: list[bytes] = []
    letters: list[dict[int, str]] = []
    for found in STREAM.finditer(pdf):
        try:
            content = zlib.decompress(found[1])
        except zlib.error:
            content = found[1]
        if b"begincmap" in content:
            pairs = re.findall(rb"<(\w{4})> <(\w{4,8})>\n", content.partition(b"endcodespacerange")[2])
            letters.append(
                {int(code, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in pairs}
            )
        elif b" Tj" in content:
            pages.append(content)
    return [_texts(page, letters) for page in pages]


def _texts(page: bytes, letters: list[dict[int, str]]) -> list[str]:
    texts, text, font, outside = [], "", 0, 0
    for number, shown, border in SHOWN.findall(page):
        if number:
            font = int(number) - 1
        elif border == b"q BT":
            outside = font
        elif border:
            texts, text, font = [*texts, text], "", outside
        else:
            plain = re.sub(rb"\\.", lambda each: ESCAPED.get(each[0], each[0][1:]), shown, flags=re.DOTALL)
            codes = [int.from_bytes(plain[at : at + 2], "big") for at in range(0, len(plain), 2)]
            text += "".join(letters[font].get(code, "?") for code in codes)
    return texts
