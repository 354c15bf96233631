"""The addresses of the window, and its first page."""

from html import escape

from aiohttp import web

from simulator.quickbooks_online import pages
from simulator.quickbooks_online.appkeys import WORLD
from simulator.quickbooks_online.window import books, deeds, requests
from simulator.quickbooks_online.window.frame import done, place_of, sheet, shown
from simulator.quickbooks_online.world import World

SHOWN = (
    ("", "", "Overview", books.overview),
    ("customers", "customers", "Customers", books.customers),
    ("customers/{id}", "customers", "Customer", books.customer),
    ("items", "items", "Items", books.items),
    ("invoices", "invoices", "Invoices", books.invoices),
    ("invoices/{id}", "invoices", "Invoice", books.invoice),
    ("payments", "payments", "Payments", books.payments),
    ("taxes", "taxes", "Taxes", books.taxes),
    ("apps", "apps", "Apps", requests.apps),
    ("log", "log", "Requests", requests.log),
    ("log/{number}", "log", "Request", requests.entry),
)


def routes(app: web.Application) -> None:
    add = app.router.add_route
    add("GET", "/", first)
    for path, tab, title, shows in SHOWN:
        add("GET", "/companies/{realm}/" + path, shown(tab, title, shows))
    for name, does in deeds.DEEDS.items():
        handler = disconnected if name == "disconnect" else done(does)
        add("POST", "/companies/{realm}/do/" + name, handler)


async def disconnected(request: web.Request) -> web.StreamResponse:
    """End the app's grants, and send the browser to the address the app gave for that (1.8)."""
    response = await done(deeds.disconnect)(request)
    form = await request.post()
    app = request.app[WORLD].apps.get(str(form.get("client_id", "")))
    target = requests.back_at_the_app(app, place_of(request).realm) if app else ""
    if response.status == 303 and target:
        response.headers["Location"] = target
    return response


async def first(request: web.Request) -> web.Response:
    """Say what is here: companies, addresses, keys, people."""
    world = request.app[WORLD]
    companies = pages.table(
        ("Company", "Realm", "Profile", "Environment"),
        (
            (
                f'<a href="/companies/{place.realm}/">{escape(place.books.name)}</a>',
                place.realm,
                place.profile,
                place.environment,
            )
            for place in world.places.values()
        ),
    )
    body = f"""<header><div><div class="row"><strong>QuickBooks Online, stand-in</strong>
<span class="soft">made-up companies for development, tests and training</span></div></div></header>
<main><h1>Companies</h1>{companies}
<section class="sheet"><h2>Addresses</h2>{pages.facts(_addresses(world))}</section>
{_apps(world)}<h2>People who can sign in</h2>{_people(world)}</main>"""
    return pages.document("QuickBooks Online, stand-in", body)


def _addresses(world: World) -> list[tuple[str, str]]:
    base = world.sandbox_url
    return [
        ("Sandbox API", f"{base}/v3/company/"),
        ("Production API", f"{world.production_url}/v3/company/"),
        ("Discovery, sandbox", f"{base}/.well-known/openid_sandbox_configuration/"),
        ("Discovery, production", f"{base}/.well-known/openid_configuration/"),
        ("Control", f'<a href="/_control/">{base}/_control/</a>'),
    ]


def _apps(world: World) -> str:
    return "".join(
        sheet(
            app.name,
            pages.facts(
                [
                    ("Keys", "development" if app.environment == "sandbox" else "production"),
                    ("Client id", escape(app.client_id)),
                    ("Client secret", escape(app.client_secret)),
                    ("Redirect URIs", "<br>".join(map(escape, app.redirect_uris))),
                    ("Webhooks go to", escape(app.webhook_url)),
                    ("Verifier token", escape(app.verifier_token)),
                ]
            ),
        )
        for app in world.apps.values()
    )


def _people(world: World) -> str:
    return pages.table(
        ("Name", "Email", "Password"),
        ((escape(held.name), escape(held.email), escape(held.password)) for held in world.people.values()),
    )
