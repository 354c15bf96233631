"""What a world has when it begins: two apps, two people, the companies that were asked for."""

from contextlib import suppress

from simulator.quickbooks_online import keeping
from simulator.quickbooks_online.oauth import redirects
from simulator.quickbooks_online.world import App, Person, Place, World

REDIRECT_URIS = ("http://localhost:8000/quickbooks/callback",)


def furnish(world: World, seeds: list[str], *, redirect_uris: list[str] | None = None) -> None:
    """Take the world from its folder, or begin it. Raises ValueError for a seed that cannot be read."""
    folder = world.state
    if folder is not None:
        world.keep = lambda: keeping.keep(world, folder)
    uris = list(dict.fromkeys([*REDIRECT_URIS, *(redirect_uris or [])]))
    if keeping.restore(world):
        _register(world, uris)
        return
    people_and_apps(world, uris)
    for seed in seeds:
        company(world, seed)
    world.keep()


def people_and_apps(world: World, redirect_uris: list[str]) -> None:
    redirects.check(redirect_uris, "sandbox")
    for name, letters in (("Tieout", "Tieout"), ("Another app", "Another")):
        app = App(
            name=name,
            client_id=f"AB{letters}DevelopmentClientId000000000000000000000",
            client_secret=f"{letters}DevelopmentClientSecret000000000",
            redirect_uris=list(redirect_uris),
            verifier_token=f"{letters.lower()}-verifier-token",
        )
        world.apps[app.client_id] = app
    for given, family in (("Ann", "Lee"), ("Ben", "Ortiz")):
        email = f"{given}.{family}@books.example".lower()
        world.people[email] = Person(
            email=email, given_name=given, family_name=family, phone="(650) 555-0123"
        )


def _register(world: World, redirect_uris: list[str]) -> None:
    """Let the apps of before be sent back to these addresses too: whoever uses them may have moved."""
    redirects.check(redirect_uris, "sandbox")
    for app in world.apps.values():
        if app.environment == "sandbox":
            app.redirect_uris += [uri for uri in redirect_uris if uri not in app.redirect_uris]


def company(world: World, seed: str) -> Place:
    """Open a company from `profile:books,size=number`; everybody there is administers it."""
    profile, _, rest = seed.partition(":")
    name, *sizes = (rest or "sandbox").split(",")
    held = dict(map(_size, sizes))
    place = world.open(profile=profile)
    with suppress(ValueError):
        place.books.set("company_name", f"Sandbox Company {profile.upper()} {len(world.places)}")
    if name != "empty":
        place.books.seed(name, **held)
    for person in world.people.values():
        person.realms.append(place.realm)
    return place


def _size(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.isdigit():
        raise ValueError(f"A size is name=number, not {text!r}.")
    return name, int(number)


def introduction(world: World) -> str:
    """Say where everything is and with which keys it opens."""
    lines = [
        f"QuickBooks Online, stand-in:  {world.sandbox_url}/",
        f"  API, sandbox companies:     {world.sandbox_url}/v3/company/",
        f"  API, production companies:  {world.production_url}/v3/company/",
        f"  discovery:                  {world.sandbox_url}/.well-known/openid_sandbox_configuration/",
        f"  control:                    {world.sandbox_url}/_control/",
    ]
    lines += [
        f"  app {app.name}: client id {app.client_id}, secret {app.client_secret}"
        for app in world.apps.values()
    ]
    lines += [f"  signs in: {held.email}, password {held.password}" for held in world.people.values()]
    lines += [
        f"  company {place.realm}: {place.books.name} ({place.profile}, {place.environment})"
        for place in world.places.values()
    ]
    return "\n".join(lines) + "\n"
