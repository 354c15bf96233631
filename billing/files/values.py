"""From a cell to a value: a number, a day, yes or no, text, one of a list; or BadValue."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from billing.characters import BREAKS, culprit
from billing.files.amounts import BadValue, NumberForm, decimal, detect_numbers
from billing.files.days import DateForm, day, detect_dates
from billing.files.table import Cell

__all__ = [
    "BadValue",
    "DateForm",
    "NumberForm",
    "boolean",
    "choice",
    "day",
    "decimal",
    "detect_dates",
    "detect_numbers",
    "text",
]

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "sí", "on", "✓"})
NO = frozenset({"no", "n", "false", "0", "nein", "non", "off"})
SHOWN = 12


def boolean(cell: Cell) -> bool:
    """Return yes or no."""
    if isinstance(cell, bool):
        return cell
    written = text(cell).casefold() if cell is not None else ""
    if written in YES:
        return True
    if written in NO:
        return False
    said = f'"{written[:40]}" is neither yes nor no' if written else "This is empty"
    raise BadValue(f"{said}. Expected is yes or no, for example yes, true, 1 or x; or no, false or 0.")


def text(cell: Cell, *, longest: int = 1_000, lines: bool = False) -> str:
    """Return text without blanks around it; a number or day is text as it is shown. Empty is empty text."""
    written = _written(cell).strip()
    if lines:
        written = written.replace("\r\n", "\n").replace("\r", "\n")
    character = culprit(written, allow=frozenset(BREAKS) if lines else frozenset())
    if character is not None:
        raise BadValue(
            f"This contains a character that cannot be shown (U+{ord(character):04X}, at position "
            f"{written.index(character) + 1}). Expected is text{'' if lines else ' in one line'}, for "
            "example Cedar IT."
        )
    if len(written) > longest:
        raise BadValue(
            f"This has {len(written):,} characters. Expected are {longest:,} at most, for example Cedar IT."
        )
    return written


def choice(cell: Cell, *, choices: Mapping[str, str]) -> str:
    """Return the key of the choice that this is the key or the label of, however its letters are cased."""
    written = " ".join(text(cell).split())
    if written in choices:
        return written
    low = written.casefold()
    found = {
        key for key, label in choices.items() if low in {key.casefold(), " ".join(label.split()).casefold()}
    }
    if len(found) == 1:
        return found.pop()
    shown = ", ".join(list(choices.values())[:SHOWN]) + (", ..." if len(choices) > SHOWN else "")
    if found:
        raise BadValue(
            f'"{written[:40]}" means several of the choices. Expected is one of: {", ".join(sorted(found))}.'
        )
    said = f'"{written[:40]}" is none of the choices' if written else "This is empty"
    raise BadValue(f"{said}. Expected is one of: {shown}.")


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else cell or ""
