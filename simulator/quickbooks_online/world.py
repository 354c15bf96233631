"""The world the stand-in serves: registered apps, people, companies, settings, and one clock for all."""

import importlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from simulator.quickbooks_online.api.refusals import Refused
from simulator.quickbooks_online.calls import Answer, Call, Changed, Listener
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.deliveries import Deliveries
from simulator.quickbooks_online.faults import Faults
from simulator.quickbooks_online.journal import Journal
from simulator.quickbooks_online.limits import Limits
from simulator.quickbooks_online.oauth.grants import Grants
from simulator.quickbooks_online.switches import Settings

Environment = Literal["sandbox", "production"]
PROFILES = ("us", "us-ast", "ca", "uk", "au")
BOOKS = "simulator.quickbooks_online.company:Company"
FIRST_REALM = 9341452000000001


class Books(Protocol):
    """A company's books as the server knows them."""

    realm: str
    settings: dict[str, Any]

    @property
    def name(self) -> str: ...
    def answer(self, call: Call) -> Answer: ...
    def set(self, name: str, value: Any) -> None: ...
    def seed(self, name: str = "sandbox", **sizes: int) -> None: ...
    def somebody(self, what: str, /, **values: Any) -> dict[str, Any]: ...
    def reset(self) -> None: ...
    def close(self) -> None: ...


class Opens(Protocol):
    """The class of a company's books."""

    def __call__(
        self,
        realm: str,
        *,
        profile: str = "us",
        clock: Clock,
        path: Path | None = None,
        settings: Mapping[str, Any] | None = None,
        listener: Listener | None = None,
    ) -> Books: ...


@dataclass(slots=True, kw_only=True)
class App:
    """An app as its developer registered it, with one set of keys."""

    name: str
    client_id: str
    client_secret: str
    environment: Environment = "sandbox"
    redirect_uris: list[str] = field(default_factory=list)
    verifier_token: str = ""
    disconnect_url: str = ""
    webhook_url: str = ""
    webhook_format: Literal["classic", "cloudevents"] = "classic"
    # Names of entities it asked to be told of; none: all.
    webhook_entities: list[str] = field(default_factory=list)
    webhook_disabled: bool = False


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody who can sign in, and the companies they administer."""

    email: str
    given_name: str
    family_name: str
    password: str = "password"  # noqa: S105  # of people who do not exist, and shown on the page that asks for it
    phone: str = ""
    realms: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(slots=True, kw_only=True)
class Place:
    """A company of the world: where it lies, and its books."""

    realm: str
    profile: str
    environment: Environment
    books: Books


class World:
    """Everything one running stand-in knows; single-threaded, as the loop that serves it."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        state: Path | None = None,
        books: str = BOOKS,
        random_seed: int | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.state = state
        self.chance = random.SystemRandom() if random_seed is None else random.Random(random_seed)  # noqa: S311
        self.settings = Settings()
        self.apps: dict[str, App] = {}
        self.people: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.grants = Grants(self.clock, self.settings, self.chance)
        self.limits = Limits(self.clock, self.settings)
        self.faults = Faults()
        self.journal = Journal()
        self.deliveries = Deliveries()
        self.sandbox_url = self.production_url = ""
        # A key pair in PEM, once one was needed.
        self.signing_key = ""
        # The app whose call is being answered, for those who tell of changes.
        self.acting: str = ""
        self.on_change: Callable[[Changed, str], None] = _nobody_listens
        # Called when what a restart must find has changed.
        self.keep: Callable[[], None] = lambda: None
        self._opens = _opener(books)

    def url(self, environment: Environment) -> str:
        return self.sandbox_url if environment == "sandbox" else self.production_url

    def open(
        self,
        *,
        profile: str = "us",
        realm: str = "",
        environment: Environment = "sandbox",
        settings: Mapping[str, Any] | None = None,
    ) -> Place:
        """Open or begin a company's books. Raises ValueError for a profile or realm that cannot be."""
        if profile not in PROFILES:
            raise ValueError(f"The profile is one of {', '.join(PROFILES)}, not {profile!r}.")
        realm = realm or self._next_realm()
        if realm in self.places or not realm.isdigit():
            raise ValueError(f"{realm} is taken, or no realm id.")
        path = self.state / f"{realm}.sqlite3" if self.state else None
        books = self._opens(
            realm, profile=profile, clock=self.clock, path=path, settings=settings, listener=self._changed
        )
        place = Place(realm=realm, profile=profile, environment=environment, books=books)
        self.places[realm] = place
        return place

    def remove(self, realm: str) -> None:
        place = self.places.pop(realm)
        place.books.close()
        for grant in self.grants.living(realm):
            self.grants.end(grant)
        for person in self.people.values():
            person.realms = [held for held in person.realms if held != realm]
        if self.state:
            for path in self.state.glob(f"{realm}.sqlite3*"):
                path.unlink()

    def latency(self, pace: str, items: int = 0) -> float:
        """Return how many seconds a call of this kind takes, with the spread that is set."""
        settings = self.settings
        if not settings["latency"]:
            return 0.0
        milliseconds = settings[f"latency_{pace}_ms"] + items * settings["latency_item_ms"]
        spread: float = settings["latency_spread"] * self.chance.uniform(-1, 1)
        return float(milliseconds) / 1000 * (1 + spread)

    def companies_of(self, person: Person, app: App) -> list[Place]:
        """Return those the person can connect the app to: its keys are for one environment."""
        found = (self.places.get(realm) for realm in person.realms)
        return [place for place in found if place is not None and place.environment == app.environment]

    def close(self) -> None:
        for place in self.places.values():
            place.books.close()

    def _changed(self, changed: Changed) -> None:
        self.on_change(changed, self.acting)

    def _next_realm(self) -> str:
        realm = FIRST_REALM
        while str(realm) in self.places:
            realm += 1
        return str(realm)


def somebody(books: Books, what: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Let somebody do it in QuickBooks itself. Raises ValueError with the books' words where they refuse."""
    try:
        return books.somebody(what, **values)
    except Refused as problem:
        raise ValueError(str(problem)) from problem


def _nobody_listens(changed: Changed, acting: str) -> None:
    """Stand in where no webhooks are sent."""


def _opener(books: str) -> Opens:
    module, _, name = books.partition(":")
    return cast("Opens", getattr(importlib.import_module(module), name))
