"""The page on which somebody signs in, picks a company and lets an app in, or does not (1.3)."""

import secrets
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from simulator.quickbooks_online import pages
from simulator.quickbooks_online.appkeys import SESSIONS, WORLD
from simulator.quickbooks_online.oauth.asked import Asked, Unsound, read
from simulator.quickbooks_online.world import Person, Place

COOKIE = "simulator_session"


async def authorize(request: web.Request) -> web.StreamResponse:
    """Show what the app asks for: to sign in first, then to pick a company."""
    try:
        asked = read(request.app[WORLD], request.query)
    except Unsound as unsound:
        return _unsound(unsound)
    if not asked.scopes_known:
        return _back(asked, error="invalid_scope")
    person = _signed_in(request)
    return _pick(request, asked, person) if person else _sign_in(asked)


async def answer(request: web.Request) -> web.StreamResponse:
    """Take a button of the page: signing in or out, connecting, or cancelling."""
    if pages.from_elsewhere(request):
        return pages.document(
            "Not from here", "<main><h1>This form came from another site</h1></main>", status=403
        )
    form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    try:
        asked = read(request.app[WORLD], form)
    except Unsound as unsound:
        return _unsound(unsound)
    if not asked.scopes_known:
        return _back(asked, error="invalid_scope")
    match form.get("do"):
        case "sign-in":
            return _take_sign_in(request, asked, form)
        case "sign-out":
            request.app[SESSIONS].pop(request.cookies.get(COOKIE, ""), None)
            return _sign_in(asked)
        case "connect":
            return _connect(request, asked, form.get("realm", ""))
        case _:
            return _back(asked, error="access_denied")


def _take_sign_in(request: web.Request, asked: Asked, form: dict[str, str]) -> web.StreamResponse:
    person = request.app[WORLD].people.get(form.get("email", "").strip().lower())
    if person is None or not secrets.compare_digest(
        person.password.encode(), form.get("password", "").encode()
    ):
        return _sign_in(
            asked, email=form.get("email", ""), problem="The address or the password is not right."
        )
    session = secrets.token_urlsafe(24)
    request.app[SESSIONS][session] = person.email
    response = _pick(request, asked, person)
    response.set_cookie(COOKIE, session, httponly=True, samesite="Lax", path="/connect/")
    return response


def _connect(request: web.Request, asked: Asked, realm: str) -> web.StreamResponse:
    world, person = request.app[WORLD], _signed_in(request)
    if person is None:
        return _sign_in(asked)
    if asked.needs_company:
        if realm not in {place.realm for place in world.companies_of(person, asked.app)}:
            return _pick(request, asked, person, problem="Choose one of your companies.")
    else:
        realm = ""
    code = world.grants.code(
        client_id=asked.app.client_id, redirect_uri=asked.redirect_uri, realm=realm, person=person.email,
        scopes=asked.scopes,
    )  # fmt: skip
    return _back(asked, code=code.value, **({"realmId": realm} if realm else {}))


def _signed_in(request: web.Request) -> Person | None:
    email = request.app[SESSIONS].get(request.cookies.get(COOKIE, ""), "")
    return request.app[WORLD].people.get(email)


def _back(asked: Asked, **values: str) -> web.Response:
    """Send the browser back to the app, with the state it gave."""
    parts = urlsplit(asked.redirect_uri)
    query = urlencode(
        [*parse_qsl(parts.query, keep_blank_values=True), *values.items(), ("state", asked.state)]
    )
    return web.Response(status=302, headers={"Location": urlunsplit(parts._replace(query=query))})


def _unsound(unsound: Unsound) -> web.Response:
    body = f"""<main class="consent"><div class="sheet"><h1>Sorry, but this app can't be connected</h1>
<p>{escape(str(unsound))}</p><p class="soft">The link the app sent you here with is not in order. Its
developer can mend that; nothing was connected.</p></div></main>"""
    return pages.document("The app can't be connected", body, status=400)


def _form(asked: Asked, inner: str) -> str:
    return (
        '<form method="post" action="/connect/oauth2" class="fields">'
        + pages.hidden(**asked.fields)
        + inner
        + "</form>"
    )


def _sign_in(asked: Asked, *, email: str = "", problem: str = "") -> web.Response:
    inner = (
        pages.field("Email", "email", email, kind="email", required=True)
        + pages.field("Password", "password", kind="password", required=True)
        + '<div class="buttons"><button name="do" value="sign-in">Sign in</button>'
        '<button class="plain" name="do" value="cancel" formnovalidate>Cancel</button></div>'
    )
    note = f'<p class="note bad" role="alert">{escape(problem)}</p>' if problem else ""
    body = f"""<main class="consent"><div class="sheet"><p class="soft">QuickBooks Online, stand-in</p>
<h1>Sign in</h1><p>to connect <strong>{escape(asked.app.name)}</strong></p>{note}{_form(asked, inner)}</div>
<p class="soft">People who can sign in here, and their password, are on the
<a href="/">first page</a>.</p></main>"""
    return pages.document("Sign in", body, status=401 if problem else 200)


def _pick(request: web.Request, asked: Asked, person: Person, *, problem: str = "") -> web.Response:
    places = request.app[WORLD].companies_of(person, asked.app) if asked.needs_company else []
    note = f'<p class="note bad" role="alert">{escape(problem)}</p>' if problem else ""
    can = bool(places) or not asked.needs_company
    connect = '<button name="do" value="connect">Connect</button>' if can else ""
    inner = f"""{_choices(places, asked)}<div class="buttons">{connect}
<button class="plain" name="do" value="cancel">Cancel</button></div>
<p class="soft">Signed in as {escape(person.name)} ({escape(person.email)}).</p>
<div class="buttons"><button class="plain" name="do" value="sign-out">Somebody else</button></div>"""
    wanted = "".join(f"<li>{escape(words)}</li>" for words in asked.words)
    body = f"""<main class="consent"><div class="sheet"><p class="soft">QuickBooks Online, stand-in</p>
<h1>Connect {escape(asked.app.name)}</h1>{note}<p>{escape(asked.app.name)} asks to:</p><ul>{wanted}</ul>
{_form(asked, inner)}</div></main>"""
    return pages.document(f"Connect {asked.app.name}", body, status=422 if problem else 200)


def _choices(places: list[Place], asked: Asked) -> str:
    if not asked.needs_company:
        return ""
    if not places:
        return f"""<p class="note bad">You administer no company that these keys can connect: they are
{escape(asked.app.environment)} keys.</p>"""
    radios = "".join(
        f'<label class="choice"><input type="radio" name="realm" value="{place.realm}"'
        f"{' checked' if number == 0 else ''}><span>{escape(place.books.name)}<br>"
        f'<span class="soft">{place.realm}, {place.profile}</span></span></label>'
        for number, place in enumerate(places)
    )
    return f'<h2 id="which">Which company?</h2><div role="radiogroup" aria-labelledby="which">{radios}</div>'
