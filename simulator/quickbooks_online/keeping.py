"""The world in a file, so that a restart goes on where it stopped; the books keep themselves."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import simplejson

from simulator.quickbooks_online.calls import Changed
from simulator.quickbooks_online.deliveries import Deliveries, Delivery
from simulator.quickbooks_online.oauth.grants import Access, Code, Grant, Grants
from simulator.quickbooks_online.world import App, Person, World

FILE = "world.json"


def keep(world: World, folder: Path) -> None:
    """Write everything; whoever reads sees the old file or the new one."""
    held = {
        "settings": world.settings.as_dict(),
        "signing_key": world.signing_key,
        "apps": [asdict(app) for app in world.apps.values()],
        "people": [asdict(person) for person in world.people.values()],
        "places": [
            {"realm": place.realm, "profile": place.profile, "environment": place.environment}
            for place in world.places.values()
        ],
        "grants": _grants(world.grants),
        "deliveries": _deliveries(world.deliveries),
    }
    fresh = folder / (FILE + ".new")
    fresh.write_text(simplejson.dumps(held, default=_plain))
    fresh.chmod(0o600)
    fresh.replace(folder / FILE)


def restore(world: World) -> bool:
    """Take the world from its folder; False where there is none."""
    if world.state is None or not (world.state / FILE).exists():
        return False
    held = simplejson.loads((world.state / FILE).read_text())
    world.settings.update(held["settings"])
    world.signing_key = held["signing_key"]
    world.apps.update({values["client_id"]: App(**values) for values in held["apps"]})
    world.people.update({values["email"]: Person(**values) for values in held["people"]})
    for values in held["places"]:
        world.open(**values)
    _restore_grants(world.grants, held["grants"])
    _restore_deliveries(world.deliveries, held.get("deliveries", {}))
    return True


def _grants(grants: Grants) -> dict[str, Any]:
    return {
        "codes": [asdict(code) for code in grants.codes.values()],
        "grants": [asdict(grant) for grant in grants.grants.values()],
        "access": [
            {"token": held.token, "grant": held.grant.id, "label": held.label, "until": held.until,
             "ended": held.ended}
            for held in grants.access.values()
        ],
    }  # fmt: skip


def _restore_grants(grants: Grants, held: dict[str, Any]) -> None:
    for values in held["codes"]:
        code = Code(**_dates(values, "until", "signed_in"))
        grants.codes[code.value] = code
    for values in held["grants"]:
        dated = _dates(values, "began", "hard_until", "signed_in", "refresh_born", "refresh_until")
        dated["earlier"] = {token: datetime.fromisoformat(at) for token, at in dated["earlier"].items()}
        grant = Grant(**dated)
        grants.grants[grant.id] = grant
        grants.refresh |= dict.fromkeys([*grant.earlier, grant.refresh], grant)
    for values in held["access"]:
        access = Access(**_dates(values | {"grant": grants.grants[values["grant"]]}, "until"))
        grants.access[access.token] = access


def _deliveries(deliveries: Deliveries) -> dict[str, Any]:
    """Say what is still to be told; what was told is past."""
    return {
        "waiting": [delivery.as_dict() for delivery in deliveries.waiting()],
        "gathered": [
            {"client_id": client_id, "noted": at, "changed": asdict(changed)}
            for client_id, held in deliveries.gathered.items()
            for at, changed in held
        ],
    }


def _restore_deliveries(deliveries: Deliveries, held: dict[str, Any]) -> None:
    for values in held.get("waiting", ()):
        dated = _dates(values, "due", "began")
        deliveries.add(Delivery(**dated | {"body": values["body"].encode()}))
    for values in held.get("gathered", ()):
        changed = Changed(**_dates(values["changed"], "at"))
        deliveries.note(values["client_id"], datetime.fromisoformat(values["noted"]), changed)


def _dates(values: dict[str, Any], *names: str) -> dict[str, Any]:
    held = values | {name: datetime.fromisoformat(values[name]) for name in names}
    if "scopes" in held:
        held["scopes"] = tuple(held["scopes"])
    return held


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
