"""Whatever is raised in a view of the API becomes a problem (RFC 9457); what nobody foresaw stays a 500."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404, HttpRequest
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from billing.api.problems import MEDIA_TYPE, Flaw, problem
from billing.api.refusals import Problem

FORESEEN: tuple[tuple[type[Exception], int], ...] = (
    (Http404, 404),
    (PermissionDenied, 403),
    (RequestDataTooBig, 413),
    (SuspiciousOperation, 400),
    (BadRequest, 400),
)


def handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer with a problem and take back what the request changed; None leaves it to Django's 500."""
    answer = answer_to(exc, context["request"]._request)
    if answer is not None:
        set_rollback()
    return answer


def answer_to(exc: Exception, request: HttpRequest) -> Response | None:
    """Return the problem that tells of this exception, or None where nobody foresaw it."""
    told = _told(exc)
    if told is None:
        return None
    body = problem(
        request,
        told.status_code,
        code=told.code,
        detail=str(told.detail),
        errors=told.errors,
        more=told.more,
    )
    return Response(
        body,
        status=told.status_code,
        headers={"Cache-Control": "no-store", **told.headers},
        content_type=MEDIA_TYPE,
    )


def _told(exc: Exception) -> Problem | None:
    match exc:
        case Problem():
            return exc
        case exceptions.ValidationError():
            return _invalid(flaws(exc.detail))
        case ModelError():
            return _invalid(model_flaws(exc))
        case exceptions.APIException():
            return _of_framework(exc)
    for kind, status in FORESEEN:
        if isinstance(exc, kind):
            said = str(exc) if isinstance(exc, PermissionDenied | BadRequest) else ""
            return Problem(status=status, code="", detail=said)
    return None


def _invalid(errors: Iterable[Flaw]) -> Problem:
    return Problem(status=422, code="invalid", detail="", errors=errors)


def _of_framework(exc: exceptions.APIException) -> Problem:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(math.ceil(exc.wait))
    # Its own sentences are for programmers of views; the table of problems.py speaks to those who call.
    return Problem(status=exc.status_code, code="", detail="", headers=headers)


def flaws(detail: Any, *, at: str = "") -> Iterator[Flaw]:
    """Yield what a serializer found wrong, each with a JSON pointer to its place (RFC 6901)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = name in {"non_field_errors", "__all__"}
            yield from flaws(inner, at=at if own else f"{at}/{escaped(str(name))}")
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from flaws(inner, at=f"{at}/{index}" if nested else at)
    else:
        yield Flaw(pointer=at, code=getattr(detail, "code", "") or "invalid", message=str(detail))


def model_flaws(error: ModelError) -> Iterator[Flaw]:
    """Yield what a model's own validation found wrong."""
    named = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    for name, inner in named.items():
        at = "" if name == "__all__" else f"/{escaped(name)}"
        for one in inner:
            yield Flaw(pointer=at, code=one.code or "invalid", message=" ".join(one.messages))


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
