"""What every page's frame shows: who is signed in, where, and where one can go from here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from billing import health
from billing.frame.navigation import Section, navigation
from billing.frame.seat import Seat
from billing.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellPerson:
    name: str
    email: str
    initials: str
    url_profile: str


class ShellSeat:
    """Where one is. How it stands with the accounting is asked for where it is shown, and once."""

    def __init__(self, request: HttpRequest, seat: Seat) -> None:
        self._request, self._seat = request, seat
        self.tenant_name, self.tenant_slug = seat.tenant.name, seat.tenant.slug
        self.role_label = seat.role.label

    @cached_property
    def standing(self) -> str:
        return next((note(self._request, self._seat) for note in _notes), "")

    @property
    def tenant_note(self) -> str:
        return " · ".join(filter(None, [self.standing, self._seat.tenant.currency]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    person: ShellPerson
    seat: ShellSeat | None
    switcher_url: str
    nav: tuple[Section, ...]
    demo: bool
    outbox_url: str
    background_problem: str


# Says of a tenant, in a few words below its name, how it stands with its accounting.
Note = Callable[[HttpRequest, Seat], str]
_notes: list[Note] = []


def note_by(note: Note) -> None:
    """Have this asked, once per page."""
    _notes[:] = [note]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame for a signed-in person, nothing for anybody else."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"shell": None}
    seat: Seat | None = getattr(request, "seat", None)
    return {
        "shell": Shell(
            person=ShellPerson(
                name=user.name or user.email,
                email=user.email,
                initials=user.initials,
                url_profile=reverse("profile"),
            ),
            seat=ShellSeat(request, seat) if seat else None,
            switcher_url=reverse("organisations"),
            nav=tuple(navigation(request, seat)) if seat else (),
            demo=settings.DEMO,
            outbox_url=reverse("outbox") if settings.DEMO else "",
            background_problem=health.background_problem(),
        )
    }
