"""The frame of every page of the window: which company, which page, what was just done."""

from collections.abc import Awaitable, Callable
from html import escape
from typing import Any
from urllib.parse import quote

from aiohttp import web

from simulator.quickbooks_online import pages
from simulator.quickbooks_online.appkeys import WEBHOOKS, WORLD
from simulator.quickbooks_online.window.rows import NotRead
from simulator.quickbooks_online.world import Place

TABS = (
    ("", "Overview"),
    ("customers", "Customers"),
    ("items", "Items"),
    ("invoices", "Invoices"),
    ("payments", "Payments"),
    ("taxes", "Taxes"),
    ("apps", "Apps"),
    ("log", "Requests"),
)
Shows = Callable[[web.Request, Place], str]
Does = Callable[[web.Request, Place, dict[str, str]], str]


class Wrong(Exception):
    """What somebody wanted cannot be done; the words are for them."""


def shown(tab: str, title: str, shows: Shows) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make a page of what `shows` returns: HTML for one company."""

    async def handle(request: web.Request) -> web.Response:
        place = place_of(request)
        try:
            return framed(request, place, tab, title, shows(request, place))
        except NotRead as problem:
            return framed(request, place, tab, title, note(str(problem), bad=True), status=404)

    return handle


def done(does: Does) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Take a form: `does` says in a sentence what was done, and the page before shows it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        place = place_of(request)
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        if pages.from_elsewhere(request):
            return framed(
                request,
                place,
                "",
                "Not done",
                note("This form came from another site.", bad=True),
                status=403,
            )
        try:
            said = does(request, place, form)
        except (Wrong, NotRead, ValueError, KeyError) as problem:
            back = f'<p><a href="/companies/{place.realm}/{escape(form.get("back", ""))}">Back</a></p>'
            body = note(f"Not done. {problem}", bad=True) + back
            return framed(request, place, "", "Not done", body, status=422)
        request.app[WORLD].keep()
        request.app[WEBHOOKS].wake()
        target = f"/companies/{place.realm}/{form.get('back', '')}?said={quote(said)}"
        return web.Response(status=303, headers={"Location": target})

    return handle


def place_of(request: web.Request) -> Place:
    place = request.app[WORLD].places.get(request.match_info["realm"])
    if place is None:
        raise web.HTTPNotFound
    return place


def framed(
    request: web.Request, place: Place, tab: str, title: str, body: str, *, status: int = 200
) -> web.Response:
    base = f"/companies/{place.realm}/"
    links = "".join(
        f'<a href="{base}{name}"{" aria-current=page" if name == tab else ""}>{words}</a>'
        for name, words in TABS
    )
    said = request.query.get("said", "")
    head = f"""<header><div><div class="row"><strong>{escape(place.books.name)}</strong>
<span class="soft">{place.realm}, {place.profile}, {place.environment}</span>
<a href="/">All companies</a></div><nav aria-label="Company">{links}</nav></div></header>"""
    told = note(said) if said and status == 200 else ""
    full = f"{head}<main><h1>{escape(title)}</h1>{told}{body}</main>"
    return pages.document(f"{title}, {place.books.name}", full, status=status)


def note(words: str, *, bad: bool = False) -> str:
    kind, role = (" bad", "alert") if bad else ("", "status")
    return f'<p class="note{kind}" role="{role}">{escape(words)}</p>'


def form(place: Place, deed: str, fields: str, button: str, *, back: str, bad: bool = False) -> str:
    """Return a form that does one thing; `back` is the page to return to."""
    kind = ' class="bad"' if bad else ""
    return (
        f'<form class="fields" method="post" action="/companies/{place.realm}/do/{deed}">'
        f'{pages.hidden(back=back)}{fields}<div class="buttons">'
        f"<button{kind}>{escape(button)}</button></div></form>"
    )


def sheet(title: str, body: str) -> str:
    return f'<section class="sheet"><h2>{escape(title)}</h2>{body}</section>'


def link(place: Place, path: str, words: Any) -> str:
    """Return a link within the company; `words` is HTML already."""
    return f'<a href="/companies/{place.realm}/{path}">{words or "(no name)"}</a>'
