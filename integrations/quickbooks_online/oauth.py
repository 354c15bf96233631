"""The talk with Intuit's sign-in: by Authlib, over one connection each, with an end to every wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client

from integrations.quickbooks_online.tokens import Nonsense, Tokens, read
from integrations.quickbooks_online.worlds import World

SCOPE = "com.intuit.quickbooks.accounting"
TIMEOUT = httpx2.Timeout(20, connect=5)
# An answer with tokens is some two thousand signs long.
LARGEST = 100_000
# Asks for the day after which no refresh helps.
HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "x-include-refresh-token-hard-expires-in": "true",
}
OVER = frozenset({"invalid_grant"})
# So Intuit words an invalid_grant that speaks of the app and not of the grant, which stays as it is.
NOT_OURS = "incorrect token type or clientid"


class _Bounded(httpx2.SyncByteStream):
    """A body that has to have come whole before long, and be no larger than such answers are."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size, until = 0, monotonic() + (TIMEOUT.read or 0)
        for chunk in self._stream:
            size += len(chunk)
            if size > LARGEST:
                raise httpx2.ReadError("the answer is too large")
            if monotonic() > until:
                raise httpx2.ReadTimeout("the answer did not end")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _bound(answer: httpx2.Response) -> None:
    if isinstance(answer.stream, httpx2.SyncByteStream):
        answer.stream = _Bounded(answer.stream)


HOOKS = {"response": [_bound]}


class Unreachable(Exception):
    """Intuit's sign-in does not answer, or not with anything to go by.

    Nothing was lost; it is tried again.
    """


class GrantOver(Exception):
    """What we hold opens nothing any more: somebody has to authorise anew."""


class KeysWrong(Exception):
    """Intuit does not know our app by these keys: whoever runs Tieout has to mend them."""


def authorize_url(world: World, *, redirect_uri: str, state: str) -> str:
    """Return the address at Intuit to which a browser is sent."""
    with _client(world, redirect_uri=redirect_uri) as client:
        url, _ = client.create_authorization_url(world.authorize_url, state=state)
    return str(url)


def exchange(world: World, *, code: str, redirect_uri: str, now: datetime) -> Tokens:
    """Give a code for tokens. Raises GrantOver for a code that is used, old or not ours."""
    with _client(world, redirect_uri=redirect_uri) as client, _told_apart():
        answer = client.fetch_token(
            world.token_url, grant_type="authorization_code", code=code, headers=HEADERS
        )
        return read(answer, now=now)


def refresh(world: World, *, refresh_token: str, now: datetime) -> Tokens:
    """Give a refresh token for fresh tokens; what comes back takes its place."""
    with _client(world) as client, _told_apart():
        answer = client.refresh_token(world.token_url, refresh_token=refresh_token, headers=HEADERS)
        return read(answer, now=now)


def revoke(world: World, *, token: str) -> None:
    """End the whole grant at Intuit. What is over already is fine; raises Unreachable or KeysWrong."""
    with httpx2.Client(timeout=TIMEOUT, follow_redirects=False, event_hooks=HOOKS) as client:
        try:
            answer = client.post(
                world.revoke_url,
                json={"token": token},
                auth=(world.client_id, world.client_secret),
                headers={"Accept": "application/json"},
            )
        except httpx2.HTTPError as problem:
            raise Unreachable(type(problem).__name__) from None
    if answer.status_code == 401:
        raise KeysWrong("revoke answered 401")
    if answer.status_code not in {200, 400}:
        raise Unreachable(f"revoke answered {answer.status_code}")


@contextmanager
def _client(world: World, *, redirect_uri: str | None = None) -> Iterator[OAuth2Client]:
    with OAuth2Client(
        client_id=world.client_id,
        client_secret=world.client_secret,
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106  # a way of proving, not a proof
        scope=SCOPE,
        redirect_uri=redirect_uri,
        timeout=TIMEOUT,
        follow_redirects=False,
        event_hooks=HOOKS,
    ) as client:
        yield client


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn whatever goes wrong into one of three things, by what happens next. No text of theirs goes on."""
    try:
        yield
    except OAuthError as refusal:
        if NOT_OURS in str(refusal.description or "").lower():
            raise KeysWrong(refusal.error) from None
        if refusal.error in OVER:
            raise GrantOver(refusal.error) from None
        if refusal.error in {"invalid_client", "unauthorized_client"}:
            raise KeysWrong(refusal.error) from None
        raise Unreachable(f"the token endpoint answered {refusal.error!r:.60}") from None
    except httpx2.HTTPError as problem:
        raise Unreachable(type(problem).__name__) from None
    except Nonsense as problem:
        raise Unreachable(str(problem)) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Unreachable("the token endpoint answered no JSON") from None
