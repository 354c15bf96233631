"""Where QuickBooks Online is, in each of its worlds, and the app that a tenant comes with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from integrations.models import IntuitApp
from integrations.vendors import Environment

AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105  # an address
REVOKE = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
API: Mapping[str, str] = {
    Environment.PRODUCTION: "https://quickbooks.api.intuit.com",
    Environment.SANDBOX: "https://sandbox-quickbooks.api.intuit.com",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One world with the keys that open it."""

    environment: Environment
    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str
    token_url: str
    revoke_url: str
    api_url: str


class NoKeys(LookupError):
    """Neither this deployment nor the tenant has an app for that world."""


def environments() -> list[Environment]:
    """Return the worlds that this deployment or the tenant has an app for, the real one first."""
    known = {*settings.QUICKBOOKS_ONLINE, *IntuitApp.objects.values_list("environment", flat=True)}
    return [one for one in Environment if one.value in known]


def origins(environment: str) -> tuple[str, ...]:
    """Return the origin of the sign-in of a world, for pages whose forms end there."""
    try:
        parts = urlsplit(world(environment).authorize_url)
    except NoKeys:
        return ()
    return (f"{parts.scheme}://{parts.netloc}",)


def world(environment: str) -> World:
    """Return a world with the tenant's own keys or, where it brings none, the deployment's. Raises NoKeys."""
    own = IntuitApp.objects.filter(environment=environment).first()
    given = settings.QUICKBOOKS_ONLINE.get(environment)
    if own is not None:
        client_id, client_secret = own.client_id, own.credentials["client_secret"]
    elif given is not None:
        client_id, client_secret = given["client_id"], given["client_secret"]
    else:
        raise NoKeys(
            "Tieout has no Intuit app for this environment any more. Whoever runs Tieout has to set its keys."
        )
    return opened_by(environment, client_id=client_id, client_secret=client_secret)


def opened_by(environment: str, *, client_id: str, client_secret: str) -> World:
    """Return a world with these keys."""
    if environment == Environment.SIMULATOR:
        base = settings.QUICKBOOKS_ONLINE[environment]["url"]
        paths = (
            f"{base}/connect/oauth2",
            f"{base}/oauth2/v1/tokens/bearer",
            f"{base}/v2/oauth2/tokens/revoke",
        )
        api = base
    else:
        paths, api = (AUTHORIZE, TOKEN, REVOKE), API[environment]
    return World(
        environment=Environment(environment), client_id=client_id, client_secret=client_secret,
        authorize_url=paths[0], token_url=paths[1], revoke_url=paths[2], api_url=api,
    )  # fmt: skip
