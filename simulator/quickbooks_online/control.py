"""The control API below /_control/, which the real service does not have: JSON in, JSON out."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import simplejson
from aiohttp import web

from simulator.quickbooks_online import control_companies, envelopes
from simulator.quickbooks_online.appkeys import WEBHOOKS, WORLD
from simulator.quickbooks_online.oauth import redirects
from simulator.quickbooks_online.oauth.keys import id_token
from simulator.quickbooks_online.switches import SETTINGS
from simulator.quickbooks_online.world import App, Person, World

Deed = Callable[[web.Request, World, dict[str, Any]], Any]
BASE = "/_control"


def routes(app: web.Application) -> None:
    """Add every address; each answers what it did, or 400 with a sentence."""
    for method, path, deed in (*DEEDS, *control_companies.DEEDS):
        app.router.add_route(method, BASE + path, _handler(deed))


def _handler(deed: Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        try:
            said = deed(request, world, await _values(request))
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, status=400)
        except KeyError as error:
            return _json({"error": f"There is no {error.args[0]} here."}, status=404)
        if request.method != "GET":
            world.keep()
            request.app[WEBHOOKS].wake()
        return _json(said)

    return handle


async def _values(request: web.Request) -> dict[str, Any]:
    """Read what was sent; a page of another site cannot send JSON, so nothing else is taken."""
    if not request.can_read_body:
        return {}
    if request.content_type != "application/json":
        raise ValueError("Send JSON, and say so in Content-Type.")
    held = simplejson.loads(await request.read())
    if not isinstance(held, dict):
        raise ValueError("Send one JSON object.")  # noqa: TRY004  # it came from outside
    return held


def _json(value: Any, *, status: int = 200) -> web.Response:
    body = simplejson.dumps(value, use_decimal=True, default=str, indent=1)
    return web.Response(text=body + "\n", status=status, content_type="application/json")


def overview(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return {
        "sandbox": world.sandbox_url,
        "production": world.production_url,
        "now": envelopes.stamp(world.clock.now()),
        "frozen": world.clock.is_frozen,
        "apps": [asdict(app) for app in world.apps.values()],
        "people": [asdict(person) for person in world.people.values()],
        "companies": [control_companies.told(place) for place in world.places.values()],
        "faults": [rule.as_dict() for rule in world.faults.rules],
        "requests": len(world.journal),
    }


def settings(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return {
        name: {"value": world.settings[name], "default": setting.default, "text": setting.text}
        | ({"choices": list(setting.choices)} if setting.choices else {})
        for name, setting in SETTINGS.items()
    }


def set_settings(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    world.settings.update(values)
    return world.settings.as_dict()


def reset_settings(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    world.settings.reset()
    return world.settings.as_dict()


def clock(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Take {"freeze": "2026-11-20T12:00:00Z"}, {"move": seconds} or {"run": true}."""
    if "freeze" in values:
        at = datetime.fromisoformat(values["freeze"])
        if at.tzinfo is None:
            raise ValueError("Say the offset of the time, as in 2026-11-20T12:00:00Z.")
        world.clock.freeze(at)
    if values.get("run"):
        world.clock.run()
    if "freeze" in values or values.get("run"):
        # What was counted by one measure of time cannot be compared with another.
        world.limits.clear()
    if "move" in values:
        world.clock.move(timedelta(seconds=values["move"]))
    return {"now": world.clock.now().isoformat(), "frozen": world.clock.is_frozen}


def add_app(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return asdict(_registered(world, App(**values)))


def change_app(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Change what is sent: addresses, webhook, verifier token."""
    app = world.apps[request.match_info["client_id"]]
    fresh = App(**(asdict(app) | values | {"client_id": app.client_id}))
    return asdict(_registered(world, fresh))


def _registered(world: World, app: App) -> App:
    if world.settings["redirect_policy"]:
        redirects.check(app.redirect_uris, app.environment)
    world.apps[app.client_id] = app
    return app


def add_person(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Add somebody, or change what is sent of somebody there is: their companies, their password."""
    email = values["email"].lower()
    held = world.people.get(email)
    person = Person(**((asdict(held) if held else {}) | values | {"email": email}))
    world.people[email] = person
    return asdict(person)


def connect(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Connect an app to a company as if somebody had consented; gives the tokens."""
    app = world.apps[values.get("client_id") or next(iter(world.apps))]
    realm = world.places[values["realm"]].realm
    email = values.get("person") or next(held.email for held in world.people.values() if realm in held.realms)
    scopes = tuple(values.get("scope", "com.intuit.quickbooks.accounting").split())
    code = world.grants.code(
        client_id=app.client_id, redirect_uri="", realm=realm, person=world.people[email].email, scopes=scopes
    )
    grant, access = world.grants.exchange(client_id=app.client_id, code=code.value, redirect_uri="")
    return {
        "realmId": realm,
        "access_token": access.token,
        "refresh_token": grant.refresh,
        "x_refresh_token_expires_in": world.grants.remaining(grant),
    } | ({"id_token": id_token(world, grant)} if "openid" in scopes else {})


def disconnect(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    app = world.apps[values.get("client_id") or next(iter(world.apps))]
    ended = world.grants.disconnect(realm=world.places[values["realm"]].realm, client_id=app.client_id)
    return {"ended": ended}


def expire(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return {"expired": world.grants.expire_access(world.places[values["realm"]].realm)}


def faults(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return [rule.as_dict() for rule in world.faults.rules]


def add_fault(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return world.faults.add(values).as_dict()


def clear_faults(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    world.faults.clear()
    return []


def remove_fault(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    number = int(request.match_info["number"])
    if not world.faults.remove(number):
        raise KeyError("such fault")
    return faults(request, world, values)


def clear_limits(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    world.limits.clear()
    return {}


def log(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    limit = int(request.query.get("limit", "100"))
    return [
        entry.as_dict() for entry in world.journal.newest(realm=request.query.get("realm", ""), limit=limit)
    ]


def clear_log(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    world.journal.clear()
    return []


def webhooks(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    held = world.deliveries
    return {
        "waiting": [delivery.as_dict() for delivery in held.waiting()],
        "past": [delivery.as_dict() for delivery in held.past],
    }


def clear_webhooks(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    world.deliveries.clear()
    return webhooks(request, world, values)


def send_again(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    if not request.app[WEBHOOKS].send_again(values["id"]):
        raise KeyError("such delivery")
    return webhooks(request, world, values)


DEEDS: tuple[tuple[str, str, Deed], ...] = (
    ("GET", "/", overview),
    ("GET", "/settings", settings),
    ("POST", "/settings", set_settings),
    ("DELETE", "/settings", reset_settings),
    ("GET", "/clock", clock),
    ("POST", "/clock", clock),
    ("POST", "/apps", add_app),
    ("POST", "/apps/{client_id}", change_app),
    ("POST", "/people", add_person),
    ("POST", "/connect", connect),
    ("POST", "/disconnect", disconnect),
    ("POST", "/expire", expire),
    ("GET", "/faults", faults),
    ("POST", "/faults", add_fault),
    ("DELETE", "/faults", clear_faults),
    ("DELETE", "/faults/{number}", remove_fault),
    ("DELETE", "/limits", clear_limits),
    ("GET", "/log", log),
    ("DELETE", "/log", clear_log),
    ("GET", "/webhooks", webhooks),
    ("DELETE", "/webhooks", clear_webhooks),
    ("POST", "/webhooks", send_again),
)
