"""What an app asks for when it sends somebody to the consent page."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.quickbooks_online.oauth.grants import ACCOUNTING, PAYMENT, SCOPES
from simulator.quickbooks_online.world import App, World

NAMES = ("client_id", "response_type", "scope", "redirect_uri", "state")
WORDS = {
    ACCOUNTING: "See and change the books of a company: customers, invoices, payments, settings",
    PAYMENT: "Take and see card payments of a company",
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your email address",
    "phone": "See your phone number",
    "address": "See your address",
    "intuit_name": "See your name",
}


class Unsound(Exception):
    """The request is not in order, and nobody can be sent back with the news."""


@dataclass(frozen=True, slots=True)
class Asked:
    app: App
    scopes: tuple[str, ...]
    redirect_uri: str
    state: str
    fields: Mapping[str, str]

    @property
    def scopes_known(self) -> bool:
        return bool(self.scopes) and all(scope in SCOPES for scope in self.scopes)

    @property
    def needs_company(self) -> bool:
        return ACCOUNTING in self.scopes or PAYMENT in self.scopes

    @property
    def words(self) -> list[str]:
        return [WORDS[scope] for scope in self.scopes]


def read(world: World, values: Mapping[str, str]) -> Asked:
    """Read and check what came. Raises Unsound."""
    held = {name: values.get(name, "") for name in NAMES}
    app = world.apps.get(held["client_id"])
    if app is None:
        raise Unsound("There is no app with this client_id.")
    if held["redirect_uri"] not in app.redirect_uris:
        raise Unsound(
            "The redirect_uri query parameter value is invalid: it must equal a registered one exactly."
        )
    if held["response_type"] != "code":
        raise Unsound("The response_type query parameter value must be code.")
    if not held["state"]:
        raise Unsound("The state query parameter is missing.")
    return Asked(app, tuple(held["scope"].split()), held["redirect_uri"], held["state"], held)
