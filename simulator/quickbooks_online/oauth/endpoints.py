"""The addresses that apps call with their keys: discovery, token, revoke, userinfo, JWKS."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Any

import simplejson
from aiohttp import web

from simulator.quickbooks_online import envelopes
from simulator.quickbooks_online.appkeys import WORLD
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.faults import Rule
from simulator.quickbooks_online.oauth.grants import Access, Grant, Refused
from simulator.quickbooks_online.oauth.keys import id_token, issuer, signing_key, subject
from simulator.quickbooks_online.troubles import INSTEAD
from simulator.quickbooks_online.world import App, Environment, Person, World

NOT_STORED = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}


def discovery_of(environment: Environment) -> Any:
    async def discovery(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        base = world.sandbox_url
        return _json({
            "issuer": issuer(world),
            "authorization_endpoint": base + "/connect/oauth2",
            "token_endpoint": base + "/oauth2/v1/tokens/bearer",
            "userinfo_endpoint": world.url(environment) + "/v1/openid_connect/userinfo",
            "revocation_endpoint": base + "/v2/oauth2/tokens/revoke",
            "jwks_uri": base + "/op/v1/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile", "address", "phone"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
        })  # fmt: skip

    return discovery


async def jwks(request: web.Request) -> web.Response:
    key = signing_key(request.app[WORLD])
    return _json({"keys": [key.as_dict(private=False)]})


async def token(request: web.Request) -> web.Response:
    """Exchange a code or refresh."""
    world = request.app[WORLD]
    seconds = world.latency("token")
    if seconds:
        await world.clock.sleep(seconds)
    try:
        form = await _form(request)
        for rule in world.faults.falling_on_tokens():
            troubled = await _troubled(world, request, rule)
            if troubled is not None:
                return troubled
        grant, access = _granted(world, _client(world, request, form), form)
    except Refused as refused:
        return _refused(refused)
    finally:
        world.keep()
    return _json(_tokens(world, grant, access, hard=_wants_hard_expiry(request)), headers=NOT_STORED)


async def revoke(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    try:
        form = await _form(request)
        app = _revoker(world, request)
        world.grants.revoke(client_id=app.client_id, **_wanted(form, "token"))
    except Refused as refused:
        return _refused(refused)
    world.keep()
    return web.Response(status=200)


def _revoker(world: World, request: web.Request) -> App:
    """Here a header that cannot be read is 401, and wrong keys in one that can are 400 (1.8)."""
    _basic(request.headers.get("Authorization", ""))
    try:
        return _client(world, request, {})
    except Refused as refused:
        raise Refused(refused.error) from refused


async def userinfo(request: web.Request) -> web.Response:
    """Say who the token's person is, as far as its scopes go (1.7)."""
    world = request.app[WORLD]
    scheme, _, held = request.headers.get("Authorization", "").partition(" ")
    access = world.grants.access.get(held.strip()) if scheme.lower() == "bearer" else None
    now = world.clock.now()
    if access is None or access.ended or access.grant.ended or access.until <= now:
        return _answered(envelopes.unauthenticated(None, now))
    scopes = set(access.grant.scopes)
    if "openid" not in scopes:
        return _answered(envelopes.forbidden("The access token does not have sufficient scope", now))
    return _json(_claims(world.people[access.grant.person], scopes))


def _claims(person: Person, scopes: set[str]) -> dict[str, Any]:
    claims: dict[str, Any] = {"sub": subject(person.email)}
    if "email" in scopes:
        claims |= {"email": person.email, "emailVerified": True}
    if "profile" in scopes:
        claims |= {"givenName": person.given_name, "familyName": person.family_name}
    if "phone" in scopes:
        claims |= {"phoneNumber": person.phone, "phoneNumberVerified": bool(person.phone)}
    if "address" in scopes:
        claims["address"] = {
            "streetAddress": "2500 Garcia Ave", "locality": "Mountain View", "region": "CA",
            "postalCode": "94043", "country": "US",
        }  # fmt: skip
    return claims


def _granted(world: World, app: App, form: Mapping[str, str]) -> tuple[Grant, Access]:
    match form.get("grant_type"):
        case "authorization_code":
            wanted = _wanted(form, "code", "redirect_uri")
            return world.grants.exchange(client_id=app.client_id, **wanted)
        case "refresh_token":
            wanted = _wanted(form, "refresh_token")
            return world.grants.renew(client_id=app.client_id, **wanted)
        case None | "":
            raise Refused("invalid_request")
        case _:
            raise Refused("unsupported_grant_type")


def _wanted(form: Mapping[str, str], *names: str) -> dict[str, str]:
    if not all(form.get(name) for name in names):
        raise Refused("invalid_request")
    return {name: form[name] for name in names}


def _tokens(world: World, grant: Grant, access: Access, *, hard: bool) -> dict[str, Any]:
    held: dict[str, Any] = {
        "token_type": "bearer",
        "access_token": access.token,
        "expires_in": world.settings["access_seconds"],
        "refresh_token": grant.refresh,
        "x_refresh_token_expires_in": world.grants.remaining(grant),
    }
    if hard:
        held["x_refresh_token_hard_expires_in"] = world.grants.hard_remaining(grant)
    if "openid" in grant.scopes:
        held["id_token"] = id_token(world, grant)
    return held


def _wants_hard_expiry(request: web.Request) -> bool:
    return request.headers.get("x-include-refresh-token-hard-expires-in", "").lower() == "true"


async def _form(request: web.Request) -> dict[str, str]:
    """Read a form, or JSON where a client sends that."""
    if request.content_type == "application/json":
        try:
            held = simplejson.loads(await request.text())
        except ValueError as error:
            raise Refused("invalid_request") from error
        return {str(name): str(value) for name, value in held.items()} if isinstance(held, dict) else {}
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _client(world: World, request: web.Request, form: Mapping[str, str]) -> App:
    """Find the app by Basic or by its keys in the form; without a right secret it is nobody."""
    header = request.headers.get("Authorization", "")
    if header:
        client_id, secret = _basic(header)
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    app = world.apps.get(client_id)
    if app is None or not hmac.compare_digest(app.client_secret.encode(), secret.encode()):
        raise Refused("invalid_client", status=401)
    return app


def _basic(header: str) -> tuple[str, str]:
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        raise Refused("invalid_client", status=401)
    try:
        client_id, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (ValueError, binascii.Error) as error:
        raise Refused("invalid_client", status=401) from error
    return client_id, secret


async def _troubled(world: World, request: web.Request, rule: Rule) -> web.Response | None:
    """Meet a fault at the token endpoint; with `after` the tokens are given, but do not arrive."""
    if rule.with_.get("after"):
        form = await _form(request)
        _granted(world, _client(world, request, form), form)
    if "seconds" in rule.with_:
        await world.clock.sleep(rule.with_["seconds"])
    if rule.kind in {"reset", "timeout-before", "timeout-after"} and request.transport is not None:
        request.transport.abort()
        return web.Response(status=502)
    if rule.kind == "fault":
        return _refused(Refused(rule.with_.get("error", "invalid_grant"), rule.with_.get("description", "")))
    return _answered(INSTEAD[rule.kind](world, rule)) if rule.kind in INSTEAD else None


def _refused(refused: Refused) -> web.Response:
    body = {"error": refused.error}
    if refused.description:
        body["error_description"] = refused.description
    return _json(body, status=refused.status, headers=NOT_STORED)


def _answered(answer: Answer) -> web.Response:
    headers = {"Content-Type": answer.content_type, **answer.headers}
    return web.Response(status=answer.status, body=answer.body, headers=headers)


def _json(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    held = {"Content-Type": envelopes.JSON, **(headers or {})}
    return web.Response(status=status, body=envelopes.dumps(value), headers=held)
