"""Text from outside: which characters a field refuses, and why."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

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
    for character in text:
        if character in allow:
            continue
        if character in HIDDEN or SURROGATE.match(character) or unicodedata.category(character) == "Cc":
            return character
        if character in {"\u2028", "\u2029"}:
            return character
    return None


@deconstructible
class SingleLine:
    """Refuses control characters, line breaks and characters that change the reading direction."""

    allow: frozenset[str] = frozenset()

    def __call__(self, text: str) -> None:
        character = culprit(text, allow=self.allow)
        if character is not None:
            raise ValidationError(
                "This contains a character that cannot be shown (U+%(code)s, at position %(position)s). "
                "Delete it, or type the text anew.",
                code="invisible",
                params={"code": f"{ord(character):04X}", "position": text.index(character) + 1},
            )

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


@deconstructible
class SeveralLines(SingleLine):
    """Refuses what SingleLine refuses, but allows line breaks and tabs."""

    allow = frozenset(BREAKS)
