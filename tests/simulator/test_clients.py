"""Published clients that know nothing of this project work here: only their addresses are changed."""

from collections.abc import Iterator
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.config import DISCOVERY_URL
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks, exceptions
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice

from tests.simulator.running import BACK, Running, running


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Serve in real time, since the clients look at the machine's clock."""
    with running(frozen=False) as held:
        monkeypatch.setitem(DISCOVERY_URL, "sandbox", held.url + "/.well-known/openid_sandbox_configuration/")
        monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", held.url + "/v3")
        monkeypatch.setattr(QuickBooks, "api_url_v3", held.world.production_url + "/v3")
        monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
        yield held


@pytest.fixture
def auth(live: Running) -> Iterator[AuthClient]:
    """Bring the client to its tokens, through the page."""
    client = AuthClient(live.app.client_id, live.app.client_secret, BACK, "sandbox")
    url = client.get_authorization_url([Scopes.ACCOUNTING, Scopes.OPENID, Scopes.EMAIL])
    asked = dict(parse_qsl(urlsplit(url).query))
    browser = requests.Session()
    page = url.partition("?")[0]
    assert "Sign in" in browser.get(url, timeout=10).text
    signed = {"do": "sign-in", "email": "ann.lee@books.example", "password": "password"}
    assert live.realm in browser.post(page, data=asked | signed, timeout=10).text
    chosen = asked | {"do": "connect", "realm": live.realm}
    back = browser.post(page, data=chosen, allow_redirects=False, timeout=10).headers["Location"]
    query = parse_qs(urlsplit(back).query)
    assert query["state"] == [client.state_token]
    client.get_bearer_token(query["code"][0], realm_id=query["realmId"][0])
    yield client
    client.close()


def test_intuitlib_gets_checks_and_renews_its_tokens(live: Running, auth: AuthClient) -> None:
    """1.1, 1.4, 1.7."""
    assert auth.realm_id == live.realm
    assert auth.expires_in == 3600
    # It keeps only what it found rightly signed, for itself and not expired.
    assert auth.id_token.count(".") == 2
    assert auth.get_user_info().json()["email"] == "ann.lee@books.example"
    before = auth.access_token
    auth.refresh()
    assert auth.access_token != before


def test_intuitlib_revokes_and_is_told_no_afterwards(live: Running, auth: AuthClient) -> None:
    """1.6, 1.8."""
    assert auth.revoke() is True
    with pytest.raises(AuthClientError) as refused:
        auth.refresh()
    assert refused.value.status_code == 400
    assert refused.value.content == b'{"error":"invalid_grant","error_description":"Token invalid"}'
    assert refused.value.intuit_tid.startswith("1-")
    assert refused.value.timestamp


def test_python_quickbooks_reads_writes_and_queries(live: Running, auth: AuthClient) -> None:
    """2.1, 2.3."""
    client = QuickBooks(
        auth_client=auth, refresh_token=auth.refresh_token, company_id=live.realm, minorversion=75
    )
    assert Customer.get(1, qb=client).DisplayName == "Customer <1>"
    assert [held.Id for held in Customer.all(qb=client)] == ["1", "2"]
    invoice = Invoice()
    invoice.DocNumber = "2001"
    invoice.save(qb=client, request_id="one")
    assert invoice.Id == "4"
    invoice.PrivateNote = "changed"
    changed = invoice.save(qb=client)
    assert changed.SyncToken == "1"
    with pytest.raises(exceptions.ObjectNotFoundException):
        Invoice.get(99, qb=client)
    client.session.close()


def test_python_quickbooks_raises_what_the_gateway_says(live: Running, auth: AuthClient) -> None:
    """4.6."""
    client = QuickBooks(auth_client=auth, refresh_token=auth.refresh_token, company_id="1", minorversion=75)
    with pytest.raises(exceptions.QuickbooksException, match="errorCode=003100") as refused:
        Customer.get(1, qb=client)
    assert refused.value.error_code == 10000
    client.company_id = live.realm
    live.control("expire", {"realm": live.realm})
    with pytest.raises(exceptions.AuthorizationException):
        Customer.get(1, qb=client)
    client.session.close()
