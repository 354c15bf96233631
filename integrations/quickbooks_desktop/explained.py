"""One code, or several that mean the same, explained."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What a code means and what to do; the first step is the one that helps most often."""

    codes: tuple[str, ...]
    title: str
    steps: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.codes[0]

    @property
    def shown(self) -> str:
        return ", ".join(self.codes)

    @cached_property
    def searched(self) -> str:
        return " ".join((*self.codes, self.title, *self.steps)).lower()


def entry(codes: str, title: str, *steps: str) -> Explained:
    return Explained(codes=tuple(codes.split()), title=title, steps=steps)
