"""Where one can go from here: every part of the product adds its entries when it starts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from billing.frame.seat import Seat
from billing.kinds import Kind
from billing.roles import Right

SECTIONS = ("", "Books", "Accounting", "Organisation")


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
class Entry:
    """One line of the navigation, shown to those who hold the right."""

    section: str
    label: str
    view: str
    icon: str
    right: Right
    kind: Kind | None = None
    # The other kinds whose pages lie behind this entry.
    kinds: tuple[Kind, ...] = ()


_entries: dict[str, list[Entry]] = {section: [] for section in SECTIONS}


def add(*entries: Entry) -> None:
    """Have these shown, each at the end of its section."""
    for entry in entries:
        if entry not in _entries[entry.section]:
            _entries[entry.section].append(entry)


def navigation(request: HttpRequest, seat: Seat) -> Iterator[Section]:
    """Yield the sections with what this seat may open."""
    match = request.resolver_match
    here = match.view_name if match else ""
    kind = match.kwargs.get("kind") if match else None
    for title, entries in _entries.items():
        items = tuple(
            Item(
                label=entry.label,
                url=reverse(entry.view, args=[seat.tenant.slug, *([entry.kind] if entry.kind else [])]),
                icon=entry.icon,
                current=_is_here(entry, here, kind),
            )
            for entry in entries
            if seat.may(entry.right) and (entry.kind is None or seat.sees(entry.kind))
        )
        if items:
            yield Section(title=title, items=items)


def _is_here(entry: Entry, here: str, kind: Kind | None) -> bool:
    if entry.kind is not None:
        return kind is not None and (kind is entry.kind or kind in entry.kinds)
    return here == entry.view or here.startswith(f"{entry.view}-")
