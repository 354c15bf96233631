"""Records that hang below others of their kind."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from billing.registers.base import Draft
from billing.registers.books import Books

DEEPEST = 5


def no_circles(drafts: Sequence[Draft], books: Books) -> None:
    """Refuse a record that would stand below itself, or more than five levels deep."""
    moved = [draft for draft in drafts if draft.has_changed("parent") and draft.row.parent_id]
    if not moved:
        return
    parents = _parents(moved)
    parents.update({draft.row.pk: draft.row.parent_id for draft in moved})
    below = _depth_below([draft for draft in moved if not draft.is_new])
    for draft in moved:
        above = _above(draft.row.pk, parents)
        if above is None:
            draft.refuse("parent", f"{draft.row.label} would stand below itself. Choose another parent.")
        elif above + below.get(draft.row.pk, 0) >= DEEPEST:
            draft.refuse(
                "parent",
                f"{draft.row.label} would make the tree deeper than {DEEPEST} levels. "
                "Choose a higher parent.",
            )


def _parents(moved: Sequence[Draft]) -> dict[UUID, UUID | None]:
    """Read who stands above the new parents, a level a query."""
    model: Any = type(moved[0].row)
    known: dict[UUID, UUID | None] = {}
    wanted = {draft.row.parent_id for draft in moved}
    for _ in range(DEEPEST + 1):
        wanted -= known.keys()
        if not wanted:
            break
        found = dict(model.objects.filter(pk__in=wanted).values_list("pk", "parent_id"))
        known.update(found)
        wanted = {parent for parent in found.values() if parent is not None}
    return known


def _depth_below(moved: Sequence[Draft]) -> dict[UUID, int]:
    """Return how many levels each of these has below itself; a level of all of them a query."""
    depths: dict[UUID, int] = {}
    level: dict[UUID, set[UUID]] = {draft.row.pk: {draft.row.pk} for draft in moved}
    for depth in range(1, DEEPEST + 1):
        if not level:
            break
        model: Any = type(moved[0].row)
        below: dict[UUID, set[UUID]] = defaultdict(set)
        for pk, parent in model.objects.filter(parent__in=level).values_list("pk", "parent_id"):
            below[pk] |= level[parent]
        for tops in below.values():
            depths.update(dict.fromkeys(tops, depth))
        level = below
    return depths


def _above(start: UUID, parents: dict[UUID, UUID | None]) -> int | None:
    """Count the records above this one; None where the way up comes back to it."""
    count, at = 0, parents.get(start)
    while at is not None:
        if at == start or count > DEEPEST * 2:
            return None
        count, at = count + 1, parents.get(at)
    return count
