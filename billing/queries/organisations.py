"""Which organisations a person belongs to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from billing.models import Membership, User
from billing.tenancy.scope import person_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSeat:
    name: str
    slug: str
    url: str
    role: str
    suspended: bool
    # Several organisations may carry one name; then their addresses tell them apart.
    note: str


def seats_of(person: User) -> Sequence[OwnSeat]:
    """Return the person's seats by organisation name, suspended ones included."""
    with transaction.atomic(), person_scope(person_id=person.id):
        seats = list(Membership.objects.select_related("tenant").order_by("tenant__name", "tenant_id"))
    named = Counter(seat.tenant.name for seat in seats)
    return [
        OwnSeat(
            name=seat.tenant.name,
            slug=seat.tenant.slug,
            url=reverse("overview", args=[seat.tenant.slug]),
            role=seat.get_role_display(),
            suspended=not seat.is_active,
            note=seat.tenant.slug if named[seat.tenant.name] > 1 else "",
        )
        for seat in seats
    ]
