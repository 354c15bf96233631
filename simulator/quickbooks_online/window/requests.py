"""Pages that show what arrived, and who is connected."""

from html import escape
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from simulator.quickbooks_online import pages
from simulator.quickbooks_online.appkeys import WORLD
from simulator.quickbooks_online.journal import Entry, text_of
from simulator.quickbooks_online.window.frame import form, link, sheet
from simulator.quickbooks_online.window.rows import NotRead
from simulator.quickbooks_online.world import App, Place

SHOWN = 200


def log(request: web.Request, place: Place) -> str:
    world = request.app[WORLD]
    cells = (
        (
            link(place, f"log/{entry.number}", escape(f"{entry.method} {_short(entry, place)}")),
            _status(entry),
            f"{entry.milliseconds:,.1f}",
            f"<time>{entry.at:%H:%M:%S}</time>",
            escape(entry.requestid),
            escape(_app(world.apps.get(entry.app))),
            escape(entry.intuit_tid),
        )
        for entry in world.journal.newest(realm=place.realm, limit=SHOWN)
    )
    heads = ("Request", "Status", "ms", "At (UTC)", "requestid", "App", "intuit_tid")
    return '<p class="soft">The newest first.</p>' + pages.table(heads, cells, numbers=(1, 2))


def entry(request: web.Request, place: Place) -> str:
    number = request.match_info["number"]
    held = request.app[WORLD].journal.find(int(number)) if number.isdecimal() else None
    if held is None or held.realm != place.realm:
        raise NotRead("The log no longer has this request.")
    pairs = [
        ("Method", held.method),
        ("Path", held.path),
        ("Query", held.query),
        ("Status", str(held.status) if held.status else "the connection was broken"),
        ("Duration", f"{held.milliseconds:,.2f} ms"),
        ("At", held.at.isoformat(timespec="milliseconds")),
        ("requestid", held.requestid),
        ("intuit_tid", held.intuit_tid),
        ("Fault", held.fault),
    ]
    return (
        sheet("Request", pages.facts((name, escape(value)) for name, value in pairs))
        + sheet("Sent", f"<pre>{escape(text_of(held.asked)) or '(nothing)'}</pre>")
        + sheet("Answered", f"<pre>{escape(text_of(held.answered)) or '(nothing)'}</pre>")
    )


def apps(request: web.Request, place: Place) -> str:
    """List the apps that are connected, each with the button that ends it."""
    world = request.app[WORLD]
    living = world.grants.living(place.realm)
    cells = []
    for app in world.apps.values():
        held = [grant for grant in living if grant.client_id == app.client_id]
        ending = form(
            place, "disconnect", pages.hidden(client_id=app.client_id), "Disconnect", back="apps", bad=True
        )
        cells.append((
            escape(app.name),
            "connected" if held else "not connected",
            escape(", ".join(sorted({grant.person for grant in held}))),
            f"<time>{max(grant.began for grant in held):%Y-%m-%d %H:%M}</time>" if held else "",
            ending if held else "",
        ))  # fmt: skip
    return pages.table(("App", "State", "By", "Since (UTC)", ""), cells)


def back_at_the_app(app: App, realm: str) -> str:
    """Return the address of the app to which who disconnected is sent, or nothing (1.8)."""
    if not app.disconnect_url:
        return ""
    sign = "&" if urlsplit(app.disconnect_url).query else "?"
    return f"{app.disconnect_url}{sign}{urlencode({'realmId': realm})}"


def _short(held: Entry, place: Place) -> str:
    path = held.path.removeprefix(f"/v3/company/{place.realm}")
    return path + (f"?{held.query}" if held.query else "")


def _status(held: Entry) -> str:
    kind = "" if 200 <= held.status < 300 else ' class="bad"'
    words = str(held.status) if held.status else "broken"
    return f"<span{kind}>{words}{' ' + escape(held.fault) if held.fault else ''}</span>"


def _app(app: App | None) -> str:
    return app.name if app else ""
