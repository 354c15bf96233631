"""Which right a page needs. Every page inside an organisation names one; a test walks them to see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from billing.frame.seat import Seat
from billing.roles import Right, roles_with

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def requires(right: Right) -> Callable[[View], View]:
    """Let in the members whose role holds this right; tell the others which roles do."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            seat = seat_in(request)
            if not seat.may(right):
                holders = " or ".join(role.label for role in roles_with(right))
                raise PermissionDenied(
                    f"Your role here is {seat.role.label}. To {right}, a person needs the role {holders}."
                )
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]  # read by the test that walks the addresses
        return guarded  # type: ignore[return-value]  # the slug is taken by the guard

    return guard


def seat_in(request: HttpRequest) -> Seat:
    """Return the seat that the middleware found for this address."""
    seat: Seat = request.seat  # type: ignore[attr-defined]  # set by the middleware
    return seat
