"""Which column is meant for which field: by its title, and never by a guess between two."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

How = Literal["exact", "alias", "similar"]
# Below it a title is another word; nearer together than the margin, two are equally good.
SIMILAR, MARGIN = 0.85, 0.05
WITHOUT_MARKS = str.maketrans(
    {"%": " percent ", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that columns are matched to: its name in the code, its label, and other titles it goes by."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A column, by its place among the titles, and the field found for it, if any, and how."""

    column: int
    field: Field | None
    how: How | None
    score: float


def match(titles: Sequence[str], fields: Sequence[Field]) -> list[Match]:
    """Give one match for each title, in their order; a field belongs to one column at most.

    Name and label go before aliases, these before what is merely similar. Where two columns fit a field
    equally well, or two fields a column, neither is taken: the person decides.
    """
    plain = [folded(title) for title in titles]
    taken: dict[int, Match] = {}
    for how, score_of in (("exact", _exact), ("alias", _alias), ("similar", _similar)):
        _take(plain, fields, taken, how=how, score_of=score_of)  # type: ignore[arg-type]  # the three are How
    return [taken.get(column, Match(column, None, None, 0.0)) for column in range(len(titles))]


def missing(matches: Iterable[Match], fields: Sequence[Field]) -> list[Field]:
    """Give the required fields that no column was found for."""
    found = {each.field.name for each in matches if each.field}
    return [field for field in fields if field.required and field.name not in found]


def folded(title: str) -> str:
    """Reduce a title to its words, small, without accents and punctuation: `Invoice-No.` is `invoice no`.

    A percent sign is a word: `Discount %` and `Discount` are two things.
    """
    spread = unicodedata.normalize("NFKD", title.casefold()).translate(WITHOUT_MARKS)
    bare = "".join(character for character in spread if not unicodedata.combining(character))
    return " ".join("".join(character if character.isalnum() else " " for character in bare).split())


def _take(
    plain: Sequence[str],
    fields: Sequence[Field],
    taken: dict[int, Match],
    *,
    how: How,
    score_of: Callable[[str, Field], float],
) -> None:
    """Take the pairs that are best for both their column and their field, by more than the margin."""
    used = {each.field.name for each in taken.values() if each.field}
    open_fields = [field for field in fields if field.name not in used]
    scores = {
        (column, field.name): score
        for column, title in enumerate(plain)
        if title and column not in taken
        for field in open_fields
        if (score := score_of(title, field)) >= SIMILAR
    }
    by_name = {field.name: field for field in open_fields}
    clear = {
        pair: score
        for pair, score in scores.items()
        if all(
            other == pair or (other[0] != pair[0] and other[1] != pair[1]) or score - rival > MARGIN
            for other, rival in scores.items()
        )
    }
    for (column, name), score in clear.items():
        taken[column] = Match(column, by_name[name], how, round(score, 3))


def _exact(title: str, field: Field) -> float:
    return 1.0 if _joined(title) in {_joined(folded(field.name)), _joined(folded(field.label))} else 0.0


def _alias(title: str, field: Field) -> float:
    return 1.0 if _joined(title) in {_joined(folded(alias)) for alias in field.aliases} else 0.0


def _similar(title: str, field: Field) -> float:
    known = Counter([folded(field.name), folded(field.label), *map(folded, field.aliases)])
    return max((_likeness(title, each) for each in known if each), default=0.0)


def _likeness(one: str, other: str) -> float:
    """Compare as written and with the words in order: `number of invoice` is near `invoice number`."""
    ordered = " ".join(sorted(one.split())), " ".join(sorted(other.split()))
    # The result depends on which comes first; taking both makes it symmetrical.
    pairs = [(one, other), (other, one), ordered, ordered[::-1]]
    return max(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs)


def _joined(title: str) -> str:
    return title.replace(" ", "")
