"""The way into a tenant: every address below /o/<slug>/ is answered in that tenant's scope, or with 404."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from billing.kinds import Kind
from billing.models import Membership, Tenant, User
from billing.roles import RIGHTS, Right, Role, open_to
from billing.tenancy.logcontext import bind
from billing.tenancy.scope import person_scope, tenant_scope

INSIDE = re.compile(r"^/o/(?P<slug>[^/]+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The signed-in person's place in the tenant named by the address."""

    id: UUID
    tenant: Tenant
    role: Role
    modules: tuple[str, ...]

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS[self.role]

    def may(self, right: Right) -> bool:
        return right in self.rights

    def sees(self, kind: Kind) -> bool:
        """Tell whether records of this kind, and figures made of them, are shown to this seat."""
        return open_to(kind, modules=self.modules)


class SeatMiddleware:
    """Finds the person's active membership by the slug, and answers in the tenant's scope and time zone.

    Strangers, suspended members and addresses of no organisation all get the same 404.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        inside = INSIDE.match(request.path_info)
        if inside is None:
            return self.get_response(request)
        if not isinstance(request.user, User):
            return _sign_in_first(request)
        seat = seat_of(request.user, slug=inside["slug"])
        if seat is None:
            raise Http404
        if seat.tenant.requires_two_factor and not is_mfa_enabled(request.user):
            messages.warning(request, f"{seat.tenant.name} asks for two-factor sign-in. Set it up to go on.")
            return redirect("mfa_index")
        request.seat = seat  # type: ignore[attr-defined]  # read by seat_in
        bind(tenant=str(seat.tenant.id))
        with tenant_scope(tenant_id=seat.tenant.id), timezone.override(seat.tenant.time_zone):
            return self.get_response(request)


def seat_of(user: User, *, slug: str) -> Seat | None:
    """Return the person's active seat in the tenant of this slug, or None."""
    return None if "\x00" in slug else _seat(user, tenant__slug=slug)


def seat_in_tenant(user: User, *, tenant_id: UUID) -> Seat | None:
    """Return the person's active seat in this tenant, or None; for addresses that name no organisation.

    None also where the tenant asks for two-factor sign-in and the person has none.
    """
    seat = _seat(user, tenant_id=tenant_id)
    if seat is not None and seat.tenant.requires_two_factor and not is_mfa_enabled(user):
        return None
    return seat


def _seat(user: User, **where: object) -> Seat | None:
    with transaction.atomic(), person_scope(person_id=user.id):
        found = Membership.objects.select_related("tenant").filter(suspended_at=None, **where).first()
    if found is None:
        return None
    return Seat(id=found.id, tenant=found.tenant, role=Role(found.role), modules=tuple(found.modules))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    response = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": response["Location"]})
    return response
