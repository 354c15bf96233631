"""What is wrong with what somebody wants written: for which field, in a sentence, and under a code. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. `field` is a path as in `lines.2.price`, or empty for the whole record."""

    field: str
    message: str
    code: str = "invalid"


class Refused(ValueError):
    """Nothing was written, and this is why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


class Stale(Refused):
    """Somebody else has changed the record since it was read."""


class Missing(Refused):
    """There is no such record here."""
