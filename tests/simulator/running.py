"""A stand-in that runs beside a test, in a thread with a loop of its own, and a way in without a browser."""

import asyncio
import base64
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from simulator.quickbooks_online import furnishing
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.server import serving
from simulator.quickbooks_online.world import App, Place, World

BACK = "http://localhost:8000/quickbooks/callback"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STUB = "tests.simulator.stub:StubCompany"
ACCOUNTING = "com.intuit.quickbooks.accounting"


def get(url: str, **more: Any) -> requests.Response:
    return requests.get(url, timeout=10, **more)


def post(url: str, **more: Any) -> requests.Response:
    return requests.post(url, timeout=10, **more)


class Running:
    """The world that is served, its addresses, and what a test does with both."""

    def __init__(self, world: World, loop: asyncio.AbstractEventLoop) -> None:
        self.world, self._loop = world, loop
        self.app: App = next(iter(world.apps.values()))
        self.place: Place = next(iter(world.places.values()))
        self.realm = self.place.realm
        self.url = world.sandbox_url

    def within(self, do: Callable[[], Any]) -> Any:
        """Do something in the thread of the server, and wait for it."""

        async def done() -> Any:
            return do()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(10)

    def consent(self, *, scope: str = ACCOUNTING, do: str = "connect", **changed: str) -> requests.Response:
        """Go through the page as Ann Lee, to the answer that sends her back."""
        asked = {
            "client_id": self.app.client_id, "response_type": "code", "scope": scope, "redirect_uri": BACK,
            "state": "s-1", **changed,
        }  # fmt: skip
        browser = requests.Session()
        page = self.url + "/connect/oauth2"
        signed = {"do": "sign-in", "email": "ann.lee@books.example", "password": "password"}
        signing_in = browser.post(page, data=asked | signed, allow_redirects=False)
        if signing_in.status_code == 302:
            return signing_in
        return browser.post(page, data=asked | {"do": do, "realm": self.realm}, allow_redirects=False)

    def code(self, scope: str = ACCOUNTING) -> str:
        return parse_qs(urlsplit(self.consent(scope=scope).headers["Location"]).query)["code"][0]

    def basic(self, app: App | None = None) -> dict[str, str]:
        app = app or self.app
        return {
            "Authorization": "Basic "
            + base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        }

    def token(
        self, *, app: App | None = None, headers: dict[str, str] | None = None, **form: str
    ) -> requests.Response:
        held = self.basic(app) | (headers or {})
        return requests.post(self.url + "/oauth2/v1/tokens/bearer", data=form, headers=held, timeout=10)

    def exchange(self, code: str, **more: Any) -> requests.Response:
        return self.token(grant_type="authorization_code", code=code, redirect_uri=BACK, **more)

    def refresh(self, token: str, **more: Any) -> requests.Response:
        return self.token(grant_type="refresh_token", refresh_token=token, **more)

    def connected(self, scope: str = ACCOUNTING) -> dict[str, Any]:
        return self.exchange(self.code(scope)).json()

    def call(
        self, token: str, path: str, *, method: str = "GET", realm: str = "", base: str = "", **more: Any
    ) -> requests.Response:
        url = f"{base or self.url}/v3/company/{realm or self.realm}/{path}"
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return requests.request(method, url, headers=headers | more.pop("headers", {}), timeout=10, **more)

    def control(self, path: str, value: Any = None, *, method: str = "") -> requests.Response:
        method = method or ("GET" if value is None else "POST")
        return requests.request(method, f"{self.url}/_control/{path}", json=value, timeout=10)


@contextmanager
def held(qbo: Running, path: str, number: int, **more: Any) -> Iterator[list[Any]]:
    """Keep so many calls under way for the length of the block; their answers are there afterwards."""
    token, free = qbo.connected()["access_token"], qbo.within(asyncio.Event)
    waiting: list[float] = []

    async def sleep(seconds: float) -> None:
        waiting.append(seconds)
        await free.wait()

    qbo.world.clock.sleep = sleep  # type: ignore[method-assign]
    qbo.control("faults", {"kind": "slow", "times": number})
    answers: list[Any] = []
    with ThreadPoolExecutor(number) as pool:
        calls = [pool.submit(qbo.call, token, path, **more) for _ in range(number)]
        while len(waiting) < number:
            time.sleep(0.01)
        yield answers
        qbo.within(free.set)
        answers += [call.result() for call in calls]


@contextmanager
def running(
    *,
    frozen: bool = True,
    books: str = STUB,
    seeds: tuple[str, ...] = ("us",),
    state: Any = None,
    **settings: Any,
) -> Iterator[Running]:
    """Serve a world for the length of a block; without latency and limits unless they are asked for."""
    loop = asyncio.new_event_loop()
    world = World(clock=Clock(NOON if frozen else None), books=books, random_seed=1, state=state)
    furnishing.furnish(world, list(seeds))
    world.settings.update({"latency": False, "limits": False, **settings})
    stop, ready = asyncio.Event(), threading.Event()

    async def serve() -> None:
        async with serving(world):
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: _run(loop, serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield Running(world, loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, main: Coroutine[Any, Any, None]) -> None:
    try:
        loop.run_until_complete(main)
    finally:
        loop.close()
