"""The key that id tokens are signed with, and the tokens."""

from functools import lru_cache
from hashlib import sha256

from joserfc import jwt
from joserfc.jwk import RSAKey

from simulator.quickbooks_online.oauth.grants import Grant
from simulator.quickbooks_online.world import World

KEY_ID = "tieout-simulator-1"


def signing_key(world: World) -> RSAKey:
    """Return the world's key, made when it is first needed."""
    if not world.signing_key:
        world.signing_key = RSAKey.generate_key(2048).as_pem(private=True).decode()
    return _loaded(world.signing_key)


@lru_cache(maxsize=8)
def _loaded(pem: str) -> RSAKey:
    return RSAKey.import_key(pem, {"kid": KEY_ID, "use": "sig", "alg": "RS256"})


def issuer(world: World) -> str:
    return world.sandbox_url + "/op/v1"


def id_token(world: World, grant: Grant) -> str:
    """Say who signed in; `aud` is a list, as SDKs expect (1.7)."""
    now = int(world.clock.now().timestamp())
    claims = {
        "sub": subject(grant.person),
        "aud": [grant.client_id],
        "auth_time": int(grant.signed_in.timestamp()),
        "iss": issuer(world),
        "exp": now + 3600,
        "iat": now,
    }
    if grant.realm:
        claims["realmid"] = grant.realm
    key = signing_key(world)
    return jwt.encode({"alg": "RS256", "kid": KEY_ID}, claims, key)


def subject(email: str) -> str:
    """Return the id by which Intuit knows the person: stable, and not their address."""
    digest = sha256(email.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
