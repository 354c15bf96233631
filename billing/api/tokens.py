"""Access tokens: short-lived JWTs, signed with a key derived from the key ring.

The newest key of the ring signs and every key of it verifies, so the ring is rotated without a token
failing. A
token says who asked and with which scopes; whether that still holds is looked up with every request.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OctKey

from billing.services.credentials import Proven
from billing.tenancy import keyring
from billing.tenancy.identifiers import new_id

ALGORITHM = "HS256"
PURPOSE = "api.token"
TYPE = "at+jwt"
AUDIENCE = "tieout-api"
LONGEST = 8_000


class BadToken(ValueError):
    """The token is not one of ours, or its time is up; the sentence says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token of ours says."""

    tenant_id: UUID
    application_id: UUID
    scopes: tuple[str, ...]
    secret_made_at: datetime | None


def issue(proven: Proven, *, scopes: list[str], now: datetime) -> str:
    """Return a token for an application that proved itself."""
    application, made_at = proven.application, proven.secret_made_at
    name, key = next(iter(keyring.derived(PURPOSE).items()))
    claims = {
        "iss": settings.PUBLIC_URL,
        "aud": AUDIENCE,
        "sub": str(application.id),
        "tenant": str(application.tenant_id),
        "account": str(application.account_id),
        "scope": " ".join(scopes),
        "secret": made_at.isoformat() if made_at else "",
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=settings.API_TOKEN_SECONDS)).timestamp()),
        "jti": str(new_id()),
    }
    header = {"alg": ALGORITHM, "kid": name, "typ": TYPE}
    return jwt.encode(header, claims, OctKey.import_key(key), algorithms=[ALGORITHM])


def read(token: str, *, now: datetime) -> Claims:
    """Return what a token of ours says, or raise BadToken where it is not ours, was changed, or has ended."""
    try:
        found = jwt.decode(token[:LONGEST], _key, algorithms=[ALGORITHM])
        claims = found.claims
        genuine = found.header.get("typ") == TYPE and claims["aud"] == AUDIENCE
        ends = datetime.fromtimestamp(claims["exp"], UTC)
        said = _said(claims)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        genuine = False
    if not genuine:
        raise BadToken(
            "This is not a token that Tieout gave out, or it was changed. Get one at /api/oauth/token."
        )
    if ends <= now:
        raise BadToken("This token's time is up. Get a new one at /api/oauth/token.")
    return said


def _said(claims: dict[str, Any]) -> Claims:
    return Claims(
        tenant_id=UUID(claims["tenant"]),
        application_id=UUID(claims["sub"]),
        scopes=tuple(claims["scope"].split()),
        secret_made_at=datetime.fromisoformat(claims["secret"]) if claims["secret"] else None,
    )


def _key(found: GuestProtocol) -> OctKey:
    """Return the key that the token names; a KeyError where the ring has none of that name."""
    return OctKey.import_key(keyring.derived(PURPOSE)[found.headers()["kid"]])
