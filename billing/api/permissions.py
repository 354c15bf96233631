"""Whether a caller may do this with this kind of record: the table of billing.scopes, asked per request."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from rest_framework.permissions import SAFE_METHODS, BasePermission

from billing.api.caller import caller_of
from billing.api.refusals import Problem
from billing.scopes import Access, Subject

NOTHING_NEEDED = None


class HasScope(BasePermission):  # type: ignore[misc]  # DRF carries no types
    """Asks for reading or writing (by the method, or the view's `access`) of the view's `kind`.

    A view names its `kind`: a Kind, SETTINGS, or None for what any live token may ask. One that names none is
    a mistake and fails.
    """

    def has_permission(self, request: HttpRequest, view: Any) -> bool:
        caller = caller_of(request)
        if caller is None:
            return False
        subject = _subject(view)
        if subject is NOTHING_NEEDED:
            return True
        verdict = caller.table[subject].of(_access(request, view))
        if verdict.allowed:
            return True
        challenge = f'Bearer realm="Tieout", error="insufficient_scope", scope="{verdict.scope}"'
        raise Problem(
            status=403,
            code=verdict.reasons[0].code,
            detail=" ".join(reason.text for reason in verdict.reasons),
            headers={"WWW-Authenticate": challenge} if verdict.reasons[0].code == "scope_missing" else {},
        )


def _subject(view: Any) -> Subject | None:
    if not hasattr(view, "kind"):
        raise ImproperlyConfigured(f"{type(view).__name__} names no `kind`, so nobody can be let in.")
    subject: Subject | None = view.kind
    return subject


def _access(request: HttpRequest, view: Any) -> Access:
    given: Access | None = getattr(view, "access", None)
    return given or (Access.READ if request.method in SAFE_METHODS else Access.WRITE)
