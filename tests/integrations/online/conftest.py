"""A stand-in for QuickBooks Online beside the tests, and people who connect to it by clicking."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.db import connection as database
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import Tenant, User
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection
from integrations.services import connections
from integrations.vendors import Environment, Vendor
from tests.intuit import intuit, served_intuit
from tests.simulator.running import Running

__all__ = ["intuit", "served_intuit"]
BACK = "http://localhost:8000/quickbooks/callback"
ENDED = "/quickbooks/ended"
CONNECT = "/o/cedar/accounting/quickbooks/connect/"


@pytest.fixture
def within(cedar: Tenant) -> Callable[[], AbstractContextManager[None]]:
    """Work in Cedar's scope, in a transaction."""

    @contextmanager
    def inside() -> Iterator[None]:
        with tenant_scope(tenant_id=cedar.id), transaction.atomic():
            yield

    return inside


Within = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def chosen(intuit: Running, cedar: Tenant, within: Within, actor: Actor) -> Connection:
    """Cedar has chosen QuickBooks Online, and is not connected yet."""
    with within():
        made = connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE,
            environment=Environment.SIMULATOR,
            actor=actor,
            now=timezone.now(),
        )
    assert made is not None
    return made


class Person:
    """Somebody with a browser in which Tieout and Intuit are open."""

    def __init__(self, client: Client, intuit: Running) -> None:
        self.client, self.intuit = client, intuit

    def sent_to_intuit(self, path: str = CONNECT, **form: str) -> str:
        """Press the button; returns the address at Intuit."""
        answer = self.client.post(path, form)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def at_intuit(self, address: str, *, do: str = "connect", realm: str = "") -> str:
        """Sign in at Intuit and press a button there; returns the address one is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        browser, page = requests.Session(), address.partition("?")[0]
        signed = {"do": "sign-in", "email": "ann.lee@books.example", "password": "password"}
        browser.post(page, data=asked | signed, timeout=10)
        chosen = {"do": do, "realm": realm or self.intuit.realm}
        back = browser.post(page, data=asked | chosen, allow_redirects=False, timeout=10)
        return back.headers["Location"]

    def back(self, address: str) -> HttpResponse:
        """Come back to Tieout from there."""
        assert address.startswith(BACK), address
        return self.ended(self.client.get(address.removeprefix("http://localhost:8000")))

    def ended(self, answer: HttpResponse) -> HttpResponse:
        """Look at the page that says how it ended, if there is one."""
        return self.client.get(answer["Location"]) if answer.get("Location") == ENDED else answer

    def connect(self, *, realm: str = "", path: str = CONNECT, **form: str) -> HttpResponse:
        return self.back(self.at_intuit(self.sent_to_intuit(path, **form), realm=realm))


@pytest.fixture
def admin(intuit: Running, chosen: Connection, owner: User, client_of: Callable[..., Client]) -> Person:
    return Person(client_of(owner), intuit)


@pytest.fixture
def connected(admin: Person, chosen: Connection, within: Within) -> Connection:
    """Cedar is connected to the first company, by clicking, and has confirmed it."""
    assert admin.connect().status_code == 302
    found = fresh(chosen, within)
    admin.client.post("/o/cedar/accounting/confirm/", seen(found))
    return fresh(chosen, within)


def seen(connection: Connection) -> dict[str, str]:
    """Return what the page of a connection sends along when somebody says yes to it."""
    return {"company": connection.company_key, "generation": str(connection.generation)}


def fresh(connection: Connection, within: Within) -> Connection:
    """Return the row as it is now."""
    with within():
        return Connection.objects.get(pk=connection.pk)


def in_another_thread(act: Callable[[], object]) -> None:
    """Do what somebody else does meanwhile, with a connection to the database of their own."""

    def done() -> None:
        act()
        database.close()

    thread = threading.Thread(target=done)
    thread.start()
    thread.join()


@pytest.fixture
def odd_server() -> Iterator[Callable[[int, str], str]]:
    """A server that answers every request with what it is told to; makes an address for it."""
    said: dict[str, tuple[int, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, body = said["now"]
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()

    def answering(status: int, body: str) -> str:
        said["now"] = status, body
        return f"http://127.0.0.1:{server.server_port}"

    yield answering
    server.shutdown()
    server.server_close()
