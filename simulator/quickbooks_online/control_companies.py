"""The control API of companies: begin, reset, seed, set, and what somebody does there."""

from typing import Any

from aiohttp import web

from simulator.quickbooks_online.world import Place, World
from simulator.quickbooks_online.world import somebody as act


def told(place: Place) -> dict[str, Any]:
    return {
        "realm": place.realm,
        "name": place.books.name,
        "profile": place.profile,
        "environment": place.environment,
        "settings": dict(place.books.settings),
    }


def add(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Begin a company: profile, and as wanted realm, environment, settings, seed and its sizes."""
    place = world.open(
        profile=values.get("profile", "us"),
        realm=str(values.get("realm", "")),
        environment=values.get("environment", "sandbox"),
        settings=values.get("settings"),
    )
    seed = values.get("seed", "sandbox")
    if seed and seed != "empty":
        place.books.seed(seed, **values.get("sizes", {}))
    for person in world.people.values():
        if person.email in values.get("people", world.people):
            person.realms.append(place.realm)
    return told(place)


def show(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    return told(_place(request, world))


def remove(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    realm = _place(request, world).realm
    world.remove(realm)
    return {"removed": realm}


def reset(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Empty the books; with {"seed": ...} fill them again."""
    place = _place(request, world)
    place.books.reset()
    if values.get("seed"):
        place.books.seed(values["seed"], **values.get("sizes", {}))
    return told(place)


def seed(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    place = _place(request, world)
    place.books.seed(values.get("name", "sandbox"), **values.get("sizes", {}))
    return told(place)


def change(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    place = _place(request, world)
    for name, value in values.items():
        place.books.set(name, value)
    return told(place)


def somebody(request: web.Request, world: World, values: dict[str, Any]) -> Any:
    """Let somebody do something in QuickBooks itself: {"what": "edit", "entity": ..., "id": ..., ...}."""
    what = values.pop("what")
    return act(_place(request, world).books, what, values)


def _place(request: web.Request, world: World) -> Place:
    realm = request.match_info["realm"]
    if realm not in world.places:
        raise KeyError("such company")
    return world.places[realm]


DEEDS = (
    ("POST", "/companies", add),
    ("GET", "/companies/{realm}", show),
    ("DELETE", "/companies/{realm}", remove),
    ("POST", "/companies/{realm}/reset", reset),
    ("POST", "/companies/{realm}/seed", seed),
    ("POST", "/companies/{realm}/settings", change),
    ("POST", "/companies/{realm}/somebody", somebody),
)
