"""What every page's frame shows: who is signed in, where, and where one can go from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from billing import health
from billing.kinds import Kind
from billing.models import User
from billing.roles import Right
from billing.web.books.columns import tabs_of
from billing.web.seat import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellPerson:
    name: str
    email: str
    initials: str
    url_profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellSeat:
    tenant_name: str
    tenant_slug: str
    tenant_note: str
    role_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    person: ShellPerson
    seat: ShellSeat | None
    switcher_url: str
    nav: tuple[Section, ...]
    demo: bool
    outbox_url: str
    background_problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the navigation, shown to those who hold the right."""

    section: str
    label: str
    view: str
    icon: str
    right: Right
    kind: Kind | None = None


def _book(kind: Kind, icon: str, *, label: str = "") -> Entry:
    return Entry(
        section="Books", label=label or kind.heading, view="records", icon=icon, right=Right.LOOK, kind=kind
    )


ENTRIES = [
    Entry(section="", label="Overview", view="overview", icon="layout-dashboard", right=Right.LOOK),
    _book(Kind.CUSTOMER, "building-2"),
    _book(Kind.INVOICE, "file-text"),
    _book(Kind.PAYMENT, "hand-coins"),
    _book(Kind.ITEM, "package"),
    _book(Kind.SUPPLIER, "truck"),
    _book(Kind.PURCHASE_ORDER, "shopping-cart"),
    _book(Kind.EXPENSE, "receipt"),
    _book(Kind.ACCOUNT, "table-2", label="Accounts and lists"),
    Entry(
        section="Books",
        label="Settings of the books",
        view="books-settings",
        icon="sliders-horizontal",
        right=Right.SET_UP_BOOKS,
    ),
    Entry(section="Organisation", label="People", view="people", icon="users", right=Right.LOOK),
    Entry(
        section="Organisation",
        label="API applications",
        view="api-applications",
        icon="key-round",
        right=Right.MANAGE_API,
    ),
    Entry(section="Organisation", label="Audit", view="audit", icon="scroll-text", right=Right.READ_AUDIT),
    Entry(
        section="Organisation",
        label="Settings",
        view="organisation",
        icon="settings",
        right=Right.MANAGE_ORGANISATION,
    ),
]


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
            seat=_shown(seat) if seat else None,
            switcher_url=reverse("organisations"),
            nav=tuple(navigation(request, seat)) if seat else (),
            demo=settings.DEMO,
            outbox_url=reverse("outbox") if settings.DEMO else "",
            background_problem=health.background_problem(),
        )
    }


def navigation(request: HttpRequest, seat: Seat) -> Iterator[Section]:
    """Yield the sections with what this seat may open."""
    match = request.resolver_match
    here = match.view_name if match else ""
    kind = match.kwargs.get("kind") if match else None
    for title in dict.fromkeys(entry.section for entry in ENTRIES):
        items = tuple(
            Item(
                label=entry.label,
                url=reverse(entry.view, args=[seat.tenant.slug, *([entry.kind] if entry.kind else [])]),
                icon=entry.icon,
                current=_is_here(entry, here, kind),
            )
            for entry in ENTRIES
            if entry.section == title
            and seat.may(entry.right)
            and (entry.kind is None or seat.sees(entry.kind))
        )
        if items:
            yield Section(title=title, items=items)


def _is_here(entry: Entry, here: str, kind: Kind | None) -> bool:
    if entry.kind is not None:
        return kind is not None and (kind is entry.kind or kind in tabs_of(entry.kind))
    return here == entry.view or here.startswith(f"{entry.view}-")


def _shown(seat: Seat) -> ShellSeat:
    return ShellSeat(
        tenant_name=seat.tenant.name,
        tenant_slug=seat.tenant.slug,
        tenant_note=f"Not connected · {seat.tenant.currency}",
        role_label=seat.role.label,
    )
