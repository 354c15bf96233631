"""What one page may do beyond what all pages may."""

from collections.abc import Sequence

from django.http import HttpResponse


def leading_to(origins: Sequence[str], response: HttpResponse) -> HttpResponse:
    """Let this page's forms end at these origins as well: browsers follow no redirect of a form elsewhere."""
    if origins:
        response._csp_update = {"form-action": list(origins)}  # type: ignore[attr-defined]  # read by the CSP middleware
    return response
