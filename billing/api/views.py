"""The root of the API: who one is, and what one may do."""

from typing import Any, ClassVar

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.caller import Caller
from billing.api.serializers import SelfSerializer
from billing.kinds import Kind
from billing.scopes import EVERY, Line, Subject, Verdict


class SelfView(APIView):  # type: ignore[misc]  # DRF carries no types
    kind: ClassVar[Subject | None] = None  # whoever has a live token may ask who it is

    @extend_schema(
        operation_id="self",
        summary="Who calls, and what it may do",
        tags=["This application"],
        responses=SelfSerializer,
    )
    def get(self, request: HttpRequest) -> Response:
        caller: Caller = request.auth  # type: ignore[attr-defined]  # set by BearerToken
        return Response(SelfSerializer(told(caller)).data)


def told(caller: Caller) -> dict[str, Any]:
    """Return what a caller is told about itself."""
    account, tenant, application = caller.account, caller.tenant, caller.application
    return {
        "application": application,
        "account": {
            "id": account.id,
            "name": account.user.name,
            "role": account.role,
            "modules": account.modules,
        },
        "organisation": tenant,
        "scopes": [scope for scope in EVERY if scope in caller.scopes],
        "access": [_line(line) for line in caller.table.values()],
    }


def _line(line: Line) -> dict[str, Any]:
    kind = line.subject.plural if isinstance(line.subject, Kind) else line.subject
    return {"kind": kind, "read": _verdict(line.read), "write": _verdict(line.write)}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "allowed": verdict.allowed,
        "scope": verdict.scope,
        "withheld": [reason.text for reason in verdict.reasons],
    }
