"""A real Chromium before the whole application, and the troubles it noticed on the way."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import mail as delivered
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from billing import health
from billing.models import Membership, Role, Tenant, User
from billing.services import mail
from billing.tenancy.scope import tenant_scope
from tests.intuit import intuit, served_intuit

__all__ = ["intuit", "served_intuit"]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = "There is no Chromium on this machine: install the package chromium, or google-chrome."
# Nothing may call home, and nothing may depend on what the machine has beside a processor.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A slow machine is no failure: what is waited for comes, or something is broken.
PATIENCE = 30_000


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def _loop_beside_django() -> Iterator[None]:
    """Playwright's loop runs in the thread of the tests, and Django takes every query for one inside it.

    Beside the loop Django knows other connections than before and after it: each lot is closed by itself.
    """
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def playwright(_loop_beside_django: None, playwright: Playwright) -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    yield playwright
    connection.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": program, "args": SWITCHES}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Every test has a context whose address is that of the live server."""


@dataclass
class Troubles:
    """What no page may cause unless a test says that it will."""

    noticed: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def allow(self, *statuses: int) -> None:
        """Expect answers of these statuses from now on."""
        self.allowed |= set(statuses)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.noticed.append(f"error in a script: {error.error}"))
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.expose_binding("reportViolation", lambda _, told: self.noticed.append(f"policy: {told}"))
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " (event) => reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
        )

    def _console(self, message: ConsoleMessage) -> None:
        # Answers are judged by their status, below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.noticed.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.noticed.append(f"{response.status} {response.request.method} {response.url}")
        if response.url.endswith("/csp-report"):
            self.noticed.append(f"policy: {response.request.post_data}")

    def _failed(self, request: Request) -> None:
        # Whoever moves on, or saves a file, has the browser abort what it was loading.
        if request.failure != "net::ERR_ABORTED":
            self.noticed.append(f"{request.failure} {request.method} {request.url}")


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    troubles = Troubles()
    yield troubles
    assert troubles.noticed == []


@pytest.fixture
def address(live_server: LiveServer, settings: Settings) -> str:
    """Where the application answers; its mails say so, and its worker is heard of."""
    settings.PUBLIC_URL = live_server.url
    health._remembered.clear()
    with health.broker() as client:
        client.set(health.WORKER, 1)
    return live_server.url


@pytest.fixture
def visit(
    address: str, new_context: Callable[..., BrowserContext], troubles: Troubles
) -> Callable[..., Page]:
    """Open a window of its own for a person, signed in already, or for nobody."""

    def open_window(person: User | None = None, *, scripts: bool = True, **looks: Any) -> Page:
        context = new_context(base_url=address, java_script_enabled=scripts, **looks)
        context.set_default_timeout(PATIENCE)
        troubles.watch(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
            )
        return context.new_page()

    return open_window


@pytest.fixture
def inside() -> Callable[[Tenant], AbstractContextManager[None]]:
    """Look at the rows of one organisation."""

    @contextmanager
    def look(tenant: Tenant) -> Iterator[None]:
        with transaction.atomic(), tenant_scope(tenant_id=tenant.id):
            yield

    return look


@pytest.fixture
def seated(cedar: Tenant, person: Callable[..., User]) -> Callable[[Role], User]:
    """Give a new person a seat in Cedar, in the given role, for good."""

    def seat(role: Role) -> User:
        user = person(role.value)
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic())
            stack.enter_context(tenant_scope(tenant_id=cedar.id))
            Membership.objects.create(user=user, role=role)
        return user

    return seat


@pytest.fixture
def newest_mail(address: str) -> Callable[[str], str]:
    """Send what waits, and return the text of the newest mail to this address."""

    def read(to: str) -> str:
        mail.send_due(now=timezone.now())
        return next(str(letter.body) for letter in reversed(delivered.outbox) if letter.to == [to])

    return read
