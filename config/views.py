"""Pages that belong to no part of the product: is it alive, is it ready, and what went wrong."""

import json
import logging
import sys
from urllib.parse import urlsplit

import redis
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from billing import health
from billing.api import problems

logger = logging.getLogger("tieout")
AWAY = (OperationalError, InterfaceError, redis.RedisError)
REPORT_LIMIT = 20_000


@require_safe
def healthz(_: HttpRequest) -> HttpResponse:
    """Say that the process answers; ask nothing of anybody else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(_: HttpRequest) -> JsonResponse:
    """Say whether everything this process depends on is there: 200, or 503 with what is not."""
    report = health.report()
    ready = not any(report.values())
    return JsonResponse(
        {"ready": ready, "checks": {name: problem or "ok" for name, problem in report.items()}},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def front(request: HttpRequest) -> HttpResponse:
    """Send people to where they work, or to the sign-in."""
    return redirect("organisations" if request.user.is_authenticated else "account_login")


@transaction.non_atomic_requests
@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log what a browser says it refused to load from one of our pages."""
    if len(request.body) > REPORT_LIMIT:
        return too_large(request)
    try:
        report = json.loads(request.body)["csp-report"]
        names = {"blocked": "blocked-uri", "directive": "violated-directive"}
        told = {name: ascii(report.get(key, ""))[:300] for name, key in names.items()}
        told["view"] = view_at(urlsplit(str(report.get("document-uri", ""))).path)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse(
            {"code": "malformed", "detail": "The body is not a report in the form browsers send."}, status=400
        )
    logger.warning("csp.violation", extra=told)
    return HttpResponse(status=204)


def view_at(path: str) -> str:
    """Return the name of the address pattern: a label of bounded variety, free of ids and tickets."""
    try:
        found = resolve(path)
    except Resolver404:
        return "unknown"
    return found.view_name or found.route


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400, reason=str(exception) if isinstance(exception, BadRequest) else "")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403, reason=str(exception or ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    return _error(request, 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, 403, template="errors/csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database or the broker is away, 500 for what should not have happened."""
    if isinstance(sys.exc_info()[1], AWAY):
        response = _bare(request, 503)
        response["Retry-After"] = "10"
        return response
    return _bare(request, 500)


def _error(request: HttpRequest, status: int, *, template: str = "", reason: str = "") -> HttpResponse:
    if problems.is_api(request):
        return problems.answer(request, status, detail=reason)
    return render(request, template or f"errors/{status}.html", {"reason": reason}, status=status)


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    """Render without context processors: they may need what is away."""
    if problems.is_api(request):
        return problems.answer(request, status)
    context = {"request_id": getattr(request, "id", ""), "csp_nonce": getattr(request, "csp_nonce", "")}
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)
