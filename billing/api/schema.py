"""The API described as OpenAPI 3.1, and the page that shows it. Both are public: they hold no data."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from rest_framework.permissions import SAFE_METHODS

from billing.api.problems import MEDIA_TYPE
from billing.scopes import EVERY, Access, meaning, scope_of

SCHEME = "clientCredentials"
# What any address may answer beside what it says itself.
ANYWHERE = {
    "401": "No token, or one that is of no use any more",
    "403": "The scope, the role or the restriction to modules does not allow it",
    "429": "Too many requests; Retry-After says how long to wait",
    "default": "Any other error",
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # likewise
    target_class = "billing.api.authentication.BearerToken"
    name = SCHEME

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scopes = {scope: meaning(scope) for scope in EVERY}
        flow = {"tokenUrl": "/api/oauth/token", "scopes": scopes}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        """Name the scope that an address asks for, as HasScope does."""
        subject = getattr(auto_schema.view, "kind", None)
        access = Access.READ if auto_schema.method in SAFE_METHODS else Access.WRITE
        access = getattr(auto_schema.view, "access", None) or access
        return {SCHEME: [scope_of(subject, access)] if subject else []}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _text(description: str) -> dict[str, str]:
    return {"type": "string", "description": description}


FLAW = _object(
    {
        "pointer": _text("A JSON pointer (RFC 6901) into the body; empty for the whole of it."),
        "parameter": _text("The parameter of the address that does not fit, where it is one."),
        "header": _text("The header that does not fit, where it is one."),
        "code": _text("What is wrong there, for programs."),
        "message": _text("What is wrong there, for people."),
    },
    optional=("parameter", "header"),
)
PROBLEM = _object(
    {
        "type": _text("What went wrong, for programs: urn:problem-type:tieout:<code>."),
        "title": _text("The status in words."),
        "status": {"type": "integer"},
        "detail": _text("What, why and what to do, for people."),
        "instance": _text("The address that was asked."),
        "request_id": _text("This request's name in our logs."),
        "version": {
            "type": "integer",
            "description": "The record's present version, where that is the matter.",
        },
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Flaw"}},
    },
    optional=("version", "errors"),
)


TOKEN = {
    "operationId": "token",
    "summary": "Get a token for client ID and secret",
    "description": "Send both by HTTP Basic, or in the form as client_id and client_secret.",
    "tags": ["Tokens"],
    "security": [{}, {"basic": []}],
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": _object(
                    {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": _text("For a token that may do less: scopes with spaces between."),
                        "client_id": _text("Unless it is sent by HTTP Basic."),
                        "client_secret": _text("Unless it is sent by HTTP Basic."),
                    },
                    optional=("scope", "client_id", "client_secret"),
                )
            }
        },
    },
    "responses": {
        "200": {
            "description": "A token",
            "content": {
                "application/json": {
                    "schema": _object(
                        {
                            "access_token": _text("Send it as Authorization: Bearer <token>."),
                            "token_type": {"type": "string", "enum": ["Bearer"]},
                            "expires_in": {
                                "type": "integer",
                                "description": "For how many seconds it is good.",
                            },
                            "scope": _text("What it may do."),
                        }
                    )
                }
            },
        },
        "default": {
            "description": "A refusal (RFC 6749)",
            "content": {
                "application/json": {
                    "schema": _object(
                        {
                            "error": _text("What is wrong, for programs."),
                            "error_description": _text("What is wrong, for people."),
                        },
                        optional=("error_description",),
                    )
                }
            },
        },
    },
}


@cache
def schema() -> dict[str, Any]:
    """Return the description, made once for each process."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # likewise
    return made


def only_version_1(endpoints: list[Any], **_: Any) -> list[Any]:
    """Hook: describe what stands below /api/v1/."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def with_what_holds_everywhere(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Hook: add the errors that any address may answer, in their one form."""
    result["components"]["schemas"]["Problem"] = {"description": "An error (RFC 9457).", **PROBLEM}
    result["components"]["schemas"]["Flaw"] = {"description": "One thing that does not fit.", **FLAW}
    reference = {"$ref": "#/components/schemas/Problem"}
    shared = result["components"].setdefault("responses", {})
    for status, description in ANYWHERE.items():
        name = f"Refused{status.capitalize()}"
        shared[name] = {"description": description, "content": {MEDIA_TYPE: {"schema": reference}}}
        for path in result["paths"].values():
            for operation in path.values():
                operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
    schemes = result["components"]["securitySchemes"]
    schemes["basic"] = {
        "type": "http",
        "scheme": "basic",
        "description": "Client ID and secret, for a token.",
    }
    result["paths"]["/api/oauth/token"] = {"post": TOKEN}
    return result


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Serve the description for programs."""
    return JsonResponse(schema(), headers={"Cache-Control": "public, max-age=300"})


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show the description to people."""
    return render(request, "billing/api/reference.html")
