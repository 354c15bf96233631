"""The way into the API: a token becomes a caller, and the rest is answered in the caller's organisation."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from billing.api import problems, tokens
from billing.api.caller import Caller
from billing.frame import limits
from billing.models import ApiApplication
from billing.services import credentials
from billing.tenancy.logcontext import bind
from billing.tenancy.scope import tenant_scope

logger = logging.getLogger("tieout")
INSIDE = "/api/v1/"
PUBLIC = {"/api/v1/openapi.json"}
MINUTE = 60


class Gate:
    """Lets in who shows a token whose application, account and seat are alive at this very moment.

    That is looked up in one query, in a transaction of its own: a request that takes long holds no lock on
    it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(INSIDE) or request.path_info in PUBLIC:
            return self.get_response(request)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return _refused(request)
        try:
            claims = tokens.read(token.strip(), now=timezone.now())
        except tokens.BadToken as problem:
            return _refused(request, str(problem))
        with tenant_scope(tenant_id=claims.tenant_id):
            try:
                application = _admitted(claims)
            except credentials.Closed as problem:
                return _refused(request, str(problem))
            return self._answered(request, Caller.of(application, token_scopes=claims.scopes))

    def _answered(self, request: HttpRequest, caller: Caller) -> HttpResponseBase:
        told = {"tenant": str(caller.tenant.id), "application": str(caller.application.id)}
        bind(**told, tracking=caller.application.tracking_id)
        usage = _usage(caller)
        if usage is not None and usage.exceeded:
            wait = {"Retry-After": str(usage.reset)}
            response: HttpResponseBase = problems.answer(request, 429, headers=wait)
        else:
            request.caller = caller  # type: ignore[attr-defined]  # read by caller_of
            with timezone.override(caller.tenant.time_zone):
                response = self.get_response(request)
        for name, value in (usage.headers() if usage else {}).items():
            response[name] = value
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


@transaction.atomic
def _admitted(claims: tokens.Claims) -> ApiApplication:
    now = timezone.now()
    application = credentials.alive(application_id=claims.application_id)
    credentials.refuse_replaced(application, secret_made_at=claims.secret_made_at, now=now)
    credentials.note_use(application=application, now=now)
    return application


def _usage(caller: Caller) -> limits.Usage | None:
    """Count this request; uncounted while the cache is away, since this limit guards comfort, not secrets."""
    try:
        return limits.spend(f"requests:{caller.application.id}", limit=settings.API_RATE, seconds=MINUTE)
    except redis.RedisError:
        logger.warning("api.uncounted")
        return None


def _refused(request: HttpRequest, why: str = "") -> JsonResponse:
    # A program that sent no token is told the scheme only; one whose token is of no use is told so (RFC
    # 6750).
    challenge = 'Bearer realm="Tieout"' + ', error="invalid_token"' * bool(why)
    code = "invalid_token" if why else "token_missing"
    return problems.answer(request, 401, code=code, detail=why, headers={"WWW-Authenticate": challenge})
