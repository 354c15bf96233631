"""Around every request: its id, its log line, its figures, and the size of what it brings."""

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from billing.tenancy import logcontext
from billing.tenancy.identifiers import new_id
from config import metrics, tracing
from config.views import bad_request, healthz, readyz, too_large, view_at

logger = logging.getLogger("tieout.request")
GOOD_ID = re.compile(r"[A-Za-z0-9-]{8,36}")
# Where programs send a thousand records at once.
BULK = re.compile(r"/api/v1/[a-z-]+/bulk/")
# Pages that take files. A little too large still comes in, to be refused on the page it was sent from.
FILE_PAGES = {
    "import-upload": "IMPORT_BYTES",
    "record-files": "FILES_BYTES",
    "qbwc": "QBWC_BYTES",
    "qbwc-of": "QBWC_BYTES",
}
# Forms with a line editor: a document of a thousand lines has some twelve thousand fields.
LONG_FORMS = {"record-new", "record-edit", "record-totals"}
# What there is one of for each field, and how many fields there are more than that.
FORMS = {"application/x-www-form-urlencoded": (b"&", 1), "multipart/form-data": (b"form-data;", 0)}
QUIET = {"healthz", "readyz", "metrics"}


class RequestContext:
    """Gives the request an id, counts its queries and time, and logs one line about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        logcontext.clear()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GOOD_ID.fullmatch(given) else str(new_id())
        request.id = request_id  # type: ignore[attr-defined]  # read by actor_of and the error pages
        logcontext.bind(request=request_id)
        view = view_at(request.path_info)
        started, queries = time.perf_counter(), metrics.QueryCount()
        with tracing.request_span(request, view=view), connection.execute_wrapper(queries):
            response = self.get_response(request)
        took, status = time.perf_counter() - started, response.status_code
        metrics.note_request(
            view=view, method=request.method or "", status=status, seconds=took, queries=queries.count
        )
        response["X-Request-ID"] = request_id
        if view not in QUIET:
            told = {"view": view, "method": request.method, "status": status, "queries": queries.count}
            logger.info("request.finished", extra=told | {"ms": round(took * 1000, 1)})
        return response


class Health:
    """Answers the probes ahead of what could turn them away: a load balancer asks by bare address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info, self.get_response)
        return answer(request)


class BodyLimit:
    """Turns away a body that is larger than its address takes, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > self._most(request.path_info, int(length)):
            return too_large(request)
        return self.get_response(request)

    def _most(self, path: str, length: int) -> int:
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length <= most:
            return most
        if BULK.fullmatch(path):
            return int(settings.API_BULK_BYTES)
        allowed = FILE_PAGES.get(view_at(path), "")
        return most + int(getattr(settings, allowed) * 1.2) if allowed else most


class FieldLimit:
    """Turns away a form of more fields than people fill in; line editors have Django's own limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        most: int = settings.FIELDS_OF_A_FORM
        length = request.META.get("CONTENT_LENGTH") or "0"
        sign, more = FORMS.get(request.content_type or "", (b"", 0))
        # A short one need not be looked at: each field takes two bytes at least.
        if sign and length.isdecimal() and int(length) > 2 * most:
            view = view_at(request.path_info)
            if view not in LONG_FORMS | FILE_PAGES.keys() and request.body.count(sign) + more > most:
                return bad_request(request, BadRequest(f"The form has more than {most:,} fields."))
        return self.get_response(request)
