"""Text from outside: the validators by which a field refuses what `billing.characters` finds; counts."""

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from billing.characters import BREAKS, culprit


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


def whole_number(text: str, *, digits: int) -> int | None:
    """Read a count or a version out of a form; None where it is anything else, or longer than that."""
    # Superscripts and figures of other scripts are digits to `isdigit`, and nothing that we print.
    is_number = text.isascii() and text.isdecimal() and len(text) <= digits
    return int(text) if is_number else None
