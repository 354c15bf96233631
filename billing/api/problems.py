"""Errors as RFC 9457 has them: one form for whatever goes wrong below /api/."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
TYPE = "urn:problem-type:tieout:"

# Python's own names for these differ from version to version, and programs go by them.
NAMES = {413: "Content Too Large", 422: "Unprocessable Content"}

# What is said where nobody closer to the matter says more.
DETAILS = {
    400: "The request is not in a form that is understood.",
    401: "This address needs a token. Get one at /api/oauth/token and send Authorization: Bearer <token>.",
    403: "This is not allowed.",
    404: "There is nothing at this address. Compare it with the reference at /api/reference/.",
    405: "This address does not know that method; the header Allow names those it knows.",
    406: "The API answers in application/json only. Send Accept: application/json, or no Accept at all.",
    413: "The body is larger than this address takes. Send less at once.",
    415: "The body must be application/json. Send it as JSON, with Content-Type: application/json.",
    422: "Something in the body does not fit; errors names each place.",
    429: "Too many requests. Wait for as many seconds as the header Retry-After says, then go on.",
    500: "Something went wrong here; it was noted. Try again later; name request_id when you ask about it.",
    503: "A part that this needs is away at the moment. Try again in a few seconds; nothing was changed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that does not fit: where (a JSON pointer into the body), a code for programs, a sentence.

    `parameter` names what does not fit in the address instead, and `header` what does not among the headers.
    """

    pointer: str = ""
    code: str
    message: str
    parameter: str = ""
    header: str = ""

    def told(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value or name == "pointer"}


def is_api(request: HttpRequest) -> bool:
    """Tell whether who asks expects an answer in the API's form."""
    return request.path_info.startswith(PREFIX)


def problem(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    detail: str = "",
    errors: Iterable[Flaw] = (),
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the body for one problem; `code` names its type, and defaults to the status in words."""
    phrase = NAMES.get(status) or HTTPStatus(status).phrase
    told: dict[str, Any] = {
        "type": TYPE + (code or phrase.lower().replace(" ", "_")),
        "title": phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, DETAILS[400 if status < 500 else 500]),
        "instance": request.path,
        "request_id": getattr(request, "id", ""),
    }
    told |= more or {}
    if flaws := [error.told() for error in errors]:
        told["errors"] = flaws
    return told


def answer(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    detail: str = "",
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Return the whole answer for one problem."""
    return JsonResponse(
        problem(request, status, code=code, detail=detail),
        status=status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
