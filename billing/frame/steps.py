"""The first steps on the overview: every part of the product names its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest

from billing.frame.seat import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the set-up list."""

    title: str
    text: str
    done: bool
    url: str
    action: str
    next: bool = False


Steps = Callable[[HttpRequest, Seat], Iterator[Step]]
_named: list[Steps] = []


def add(steps: Steps) -> None:
    """Have these shown, behind those that were added before."""
    if steps not in _named:
        _named.append(steps)


def steps_of(request: HttpRequest, seat: Seat, *, first: Iterable[Step]) -> list[Step]:
    """Return these and the added steps for this seat; the first that is not done is the next."""
    found = [*first, *(step for steps in _named for step in steps(request, seat))]
    for index, step in enumerate(found):
        if not step.done and step.url:
            found[index] = replace(step, next=True)
            break
    return found
