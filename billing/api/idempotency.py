"""Idempotency-Key: a request that is sent again is done once, and answered the same, byte for byte."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.response import Response

from billing.api import errors
from billing.api.problems import Flaw
from billing.api.refusals import Problem
from billing.api.renderers import ExactJSONRenderer
from billing.models.idempotency import KEY_LENGTH
from billing.services import idempotency
from billing.services.idempotency import Answer

HEADER = "Idempotency-Key"
KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_LENGTH}}}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control")


def once(request: Any, work: Callable[[], Response]) -> HttpResponse:
    """Do the work and keep its answer, refusals included; or give the answer that was kept.

    All of it is in the request's own transaction. Where the work fails as nobody foresaw, nothing is kept.
    """
    key = _key(request)
    misshapen = _misshapen(request)
    body = getattr(request, "body_digest", sha256(b"").hexdigest())
    asked = f"{request.method} {request.get_full_path()} {body}"
    claimed = {
        "application_id": request.auth.application.id,
        "key": key,
        "fingerprint": sha256(asked.encode()).hexdigest(),
        "now": timezone.now(),
    }
    try:
        kept = idempotency.claim(**claimed)
    except idempotency.InFlight:
        raise _in_flight() from None
    except idempotency.Reused:
        raise _reused() from None
    if kept is not None:
        headers = {**kept.headers, "Idempotent-Replayed": "true"}
        return HttpResponse(kept.body, status=kept.status, headers=headers)
    response = _answered(request, work, misshapen)
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    answer = Answer(status=response.status_code, headers=headers, body=response.content)
    idempotency.keep(answer=answer, **claimed)
    return response


def _key(request: Any) -> str:
    key: str = request.headers.get(HEADER, "")
    if KEY.fullmatch(key):
        return key
    what = "is missing" if not key else "does not fit"
    told = (
        f"The header {HEADER} {what}. Send one for each thing to be done, with 1 to {KEY_LENGTH} visible "
        "characters and no spaces (a UUID will do), and the same one when you send a request again."
    )
    flaw = Flaw(header=HEADER, code="required" if not key else "invalid", message=told)
    code = "idempotency_key_missing" if not key else "idempotency_key_invalid"
    raise Problem(status=400, code=code, detail=told, errors=[flaw])


def _misshapen(request: Any) -> Problem | None:
    """Read the body; return why it cannot be read, which is an answer to be kept like others."""
    try:
        request.data  # noqa: B018  # parsed at the first look
    except Problem as problem:
        return problem
    return None


def _answered(request: Any, work: Callable[[], Response], misshapen: Problem | None) -> HttpResponse:
    if misshapen is not None:
        return _rendered(errors.answer_to(misshapen, request._request) or Response())
    try:
        with transaction.atomic():
            return _rendered(work())
    except Exception as problem:
        # Which exceptions are answers errors.answer_to knows alone; a failure goes on as it came, unkept.
        refusal = errors.answer_to(problem, request._request)
        if refusal is None or refusal.status_code >= 500:
            raise
        return _rendered(refusal)


def _rendered(response: Response) -> HttpResponse:
    # DRF names the type when it renders; here that happens earlier.
    headers = dict(response.headers.items()) | {"Content-Type": response.content_type or "application/json"}
    return HttpResponse(
        ExactJSONRenderer().render(response.data), status=response.status_code, headers=headers
    )


def _in_flight() -> Problem:
    return Problem(
        status=409,
        code="in_flight",
        detail=f"A request with this {HEADER} is being worked on. Send it again in a second for its answer.",
        headers={"Retry-After": "1"},
    )


def _reused() -> Problem:
    told = (
        f"This {HEADER} came with another request within the last 24 hours. Take a new key for a new "
        "request; to send one again, send the same bytes to the same address."
    )
    flaw = Flaw(header=HEADER, code="reused", message=told)
    return Problem(status=422, code="idempotency_key_reused", detail=told, errors=[flaw])
