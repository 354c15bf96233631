"""Which kind of record an address is about, and who may come in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from billing.frame.rights import View, requires, seat_in
from billing.kinds import Kind
from billing.registers import register_of
from billing.roles import MODULES, Module, Right

BY_SLUG = {kind.slug: kind for kind in Kind}


class KindConverter:
    """Reads a kind out of an address: /credit-notes/."""

    regex = "|".join(BY_SLUG)

    def to_python(self, value: str) -> Kind:
        return BY_SLUG[value]

    def to_url(self, value: Kind | str) -> str:
        return Kind(value).slug


def of_kind(right: Right) -> Callable[[View], View]:
    """Let in who holds the right and whose seat is not restricted to other modules."""

    def guard(view: View) -> View:
        @requires(right)
        @wraps(view)
        def guarded(request: HttpRequest, kind: Kind, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_unseen(request, kind, what=kind.heading.lower())
            return view(request, kind, *args, **kwargs)

        return guarded  # type: ignore[return-value]  # the slug is taken by `requires`

    return guard


def refuse_unseen(request: HttpRequest, kind: Kind, *, what: str) -> None:
    """Refuse what shows records of this kind to a seat restricted to other modules."""
    seat = seat_in(request)
    if not seat.sees(kind):
        own = " and ".join(Module(module).label.lower() for module in seat.modules)
        raise PermissionDenied(
            f"Your seat here is for {own}. To see {what}, it needs the module {MODULES[kind].label}."
        )


def record_or_404(kind: Kind, record_id: UUID) -> Any:
    """Return a record of the current tenant, or 404."""
    found = register_of(kind).model.objects.filter(pk=record_id).first()
    if found is None:
        raise Http404
    return found
