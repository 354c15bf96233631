"""The guard against text that a spreadsheet takes for a formula, and the way back: nothing is lost."""

import re

# What makes a spreadsheet compute, whoever typed it; the wide forms do so in East Asian editions.
MAKES_FORMULA = "=+\\-@\t\r\n＝＋－＠"  # noqa: RUF001  # these are the characters meant
BEGINS_FORMULA = re.compile(f"'*[{MAKES_FORMULA}]")
IS_GUARDED = re.compile(f"''*[{MAKES_FORMULA}]")
NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that begins like a formula. A negative number is a number."""
    if BEGINS_FORMULA.match(text) and not NEGATIVE.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded`, or a person for the same reason, put there."""
    return text[1:] if text[0] == "'" and IS_GUARDED.match(text) else text
