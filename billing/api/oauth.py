"""The token endpoint (RFC 6749, client credentials): Authlib runs the protocol, we say who may come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from authlib.oauth2.base import invalid_error_characters
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientCredentialsGrant, OAuth2Request
from authlib.oauth2.rfc6749.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from billing import scopes
from billing.api import tokens
from billing.frame import limits
from billing.people.acting import address_of
from billing.services import credentials

FORM = "application/x-www-form-urlencoded"
# Failures, within five minutes: of one client id from one address, and from one address with whatever ids.
WINDOW, BY_CLIENT, BY_ADDRESS = 300, 10, 100


class TooManyFailures(OAuth2Error):  # type: ignore[misc]  # Authlib carries no types
    error = "temporarily_unavailable"
    status_code = 429

    def __init__(self, *, seconds: int) -> None:
        super().__init__(
            f"Too many failed attempts. Wait {seconds} seconds, compare client ID and secret, then try again."
        )
        self.seconds = seconds

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("Retry-After", str(self.seconds))]


class NotPosted(InvalidRequestError):  # type: ignore[misc]  # likewise
    status_code = 405

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("Allow", "POST")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An application that proved itself, as Authlib asks about one."""

    proven: credentials.Proven

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == ClientCredentialsGrant.GRANT_TYPE)


class FormRequest(OAuth2Request):  # type: ignore[misc]  # likewise
    """A request of Django's, as Authlib reads one."""

    def __init__(self, request: HttpRequest) -> None:
        # Whether it came by TLS was judged at the border (SECURE_SSL_REDIRECT); a desk has none.
        super().__init__(
            request.method, f"https://{request.get_host()}{request.path}", headers=request.headers
        )
        self.inner = request
        self.payload = BasicOAuth2Payload(request.POST.dict())


class Grant(ClientCredentialsGrant):  # type: ignore[misc]  # likewise
    def validate_requested_scope(self) -> None:
        """Narrow the token to the scopes that are asked for, or refuse one that the application lacks."""
        granted = self.request.client.proven.application.scopes
        asked = (self.request.payload.scope or "").split()
        try:
            self.request.granted = scopes.narrowed(granted=granted, asked=asked) if asked else list(granted)
        except scopes.UnknownScope as problem:
            raise InvalidScopeError(_plain(str(problem))) from None

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        granted: list[str] = self.request.granted
        token = tokens.issue(self.request.client.proven, scopes=granted, now=timezone.now())
        body = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": settings.API_TOKEN_SECONDS,
            "scope": " ".join(granted),
        }
        return 200, body, self.TOKEN_RESPONSE_HEADER


class Server(AuthorizationServer):  # type: ignore[misc]  # likewise
    def create_oauth2_request(self, request: HttpRequest) -> FormRequest:
        return FormRequest(request)

    def handle_response(
        self, status: int, body: dict[str, Any], headers: Iterable[tuple[str, str]]
    ) -> HttpResponse:
        # A body above says no-store already; an error must not be kept either.
        kept = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        told = {name: value for name, value in headers if name != "Content-Type"}
        return JsonResponse(body, status=status, headers=told | kept)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Tell nobody: the audit trail and the logs are ours."""

    def authenticate_client(self, request: FormRequest, methods: Any, endpoint: str = "token") -> Client:
        """Return who proves itself by HTTP Basic or in the form, or refuse; failures are counted."""
        client_id, secret = _given(request)
        address = address_of(request.inner)
        limited = (
            (f"failed:{client_id[:100]}:{address}", BY_CLIENT),
            (f"failed:{address}", BY_ADDRESS),
        )
        _refuse_guessing(limited)
        try:
            proven = credentials.authenticate(client_id=client_id, secret=secret, now=timezone.now())
        except credentials.Unproven as problem:
            for name, limit in limited:
                limits.spend(name, limit=limit, seconds=WINDOW)
            _refuse_client(str(problem))
        except credentials.Closed as problem:
            _refuse_client(str(problem))
        return Client(proven=proven)


server = Server()
server.register_grant(Grant)


@csrf_exempt  # no cookie counts here: who asks proves itself in the request
@transaction.non_atomic_requests
def token(request: HttpRequest) -> HttpResponse:
    """Give an application a token for its client id and secret."""
    try:
        _refuse_misshapen(request)
    except OAuth2Error as problem:
        refusal: HttpResponse = server.handle_error_response(None, problem)
        return refusal
    answer: HttpResponse = server.create_token_response(request)
    return answer


def _refuse_misshapen(request: HttpRequest) -> None:
    if request.method != "POST":
        raise NotPosted("A token is asked for with POST.")
    if request.GET:
        raise InvalidRequestError(
            "Nothing may stand in the address: what is there ends up in logs. Send it all in the body. If "
            "the secret stood there, replace it under Organisation > API applications."
        )
    if request.content_type != FORM:
        raise InvalidRequestError(f"The body must be a form: send it with Content-Type: {FORM}.")
    for name, values in request.POST.lists():
        if len(values) > 1:
            raise InvalidRequestError(_plain(f"{name} is sent more than once. Send it once."))
    grant = request.POST.get("grant_type")
    if not grant:
        raise InvalidRequestError("grant_type is missing. Send grant_type=client_credentials.")
    if grant != Grant.GRANT_TYPE:
        raise OAuth2Error(
            "Only grant_type=client_credentials is supported. Send that one.", error="unsupported_grant_type"
        )


def _given(request: FormRequest) -> tuple[str, str]:
    """Return client id and secret from the one place where they stand."""
    form = request.payload.data
    in_form = form.get("client_id", ""), form.get("client_secret", "")
    if "Authorization" not in request.headers:
        if not all(in_form):
            _refuse_client("Client ID and secret are missing. Send them by HTTP Basic, or in the body.")
        return in_form
    if in_form[1]:
        raise InvalidRequestError("The secret came both by HTTP Basic and in the body. Send it one way only.")
    try:
        client_id, secret = extract_basic_authorization(request.headers)
    except UnicodeDecodeError:
        client_id = secret = None
    if not client_id or not secret:
        _refuse_client(
            "The header Authorization is not HTTP Basic with client ID and secret. Send Basic and the "
            "base64 of client-id:secret."
        )
    return client_id, secret


def _refuse_guessing(limited: Iterable[tuple[str, int]]) -> None:
    for name, limit in limited:
        usage = limits.spend(name, limit=limit, seconds=WINDOW, amount=0)
        if not usage.remaining:
            raise TooManyFailures(seconds=usage.reset)


def _refuse_client(why: str) -> NoReturn:
    raise InvalidClientError(_plain(why), status_code=401)


def _plain(text: str) -> str:
    """Return the text in the few characters that RFC 6749 lets a description have."""
    for character in invalid_error_characters(text):
        text = text.replace(character, "'" if character == '"' else "?")
    return text
