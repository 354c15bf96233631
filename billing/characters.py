"""Which characters text from outside must not hold. Pure."""

import re
import unicodedata

# Direction overrides and isolates: they make a name read as another one. Letters of every script are welcome.
HIDDEN = {
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u200e",
    "\u200f",
}
HIDDEN |= {"\u200b", "\u2060", "\ufeff", "\u061c"}
BREAKS = {"\n", "\r", "\t"}
SURROGATE = re.compile("[\ud800-\udfff]")


def culprit(text: str, *, allow: frozenset[str] = frozenset()) -> str | None:
    """Return the first character that a field must refuse, or None."""
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if character in allow:
            continue
        if character in HIDDEN or SURROGATE.match(character) or unicodedata.category(character) == "Cc":
            return character
        if character in {"\u2028", "\u2029"}:
            return character
    return None
