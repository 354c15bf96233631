"""Tells apps of changes: gathered, signed, sent, and sent again until they are acknowledged (7.3)."""

import asyncio
import base64
import hashlib
import hmac
from datetime import timedelta

import aiohttp

from simulator.quickbooks_online.calls import Changed
from simulator.quickbooks_online.deliveries import Delivery
from simulator.quickbooks_online.envelopes import dumps
from simulator.quickbooks_online.notices import body_of, is_told
from simulator.quickbooks_online.world import App, World

# Seconds until the next try; the last of them again and again.
WAITS = (10, 20, 30, 300, 1200, 7200, 14_400, 21_600)
# How long the loop sleeps at most when the clock may be moved behind its back.
NAP = 0.2


class Webhooks:
    """The task that works off what the world has to tell."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._deliveries = world.deliveries
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        world.on_change = self.changed

    def changed(self, changed: Changed, acting: str) -> None:
        """Take note of a change for every app that is connected to the company and wants to know."""
        clients = {grant.client_id for grant in self._world.grants.living(changed.realm)}
        for client_id in clients:
            app = self._world.apps[client_id]
            if app.client_id == acting and not self._world.settings["webhook_self_echo"]:
                continue
            if app.webhook_url and not app.webhook_disabled and is_told(app, changed):
                self._deliveries.note(client_id, self._world.clock.now(), changed)
        self._wake.set()

    def wake(self) -> None:
        """Look again what is due: the clock was moved, or a setting."""
        self._wake.set()

    def send_again(self, number: str) -> bool:
        """Deliver once more something that was delivered or given up."""
        past = self._deliveries.past
        found = next((delivery for delivery in past if delivery.id == number), None)
        if found is None:
            return False
        now = self._world.clock.now()
        self._deliveries.add(
            Delivery(client_id=found.client_id, url=found.url, body=found.body, due=now, began=now)
        )
        self._wake.set()
        return True

    async def start(self) -> None:
        self._session = aiohttp.ClientSession()
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            self._gather()
            due = self._deliveries.due(self._world.clock.now(), hold=self._world.settings["webhook_hold"])
            if due:
                await asyncio.gather(*(self._deliver(delivery) for delivery in due))
                continue
            try:
                async with asyncio.timeout(NAP):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _gather(self) -> None:
        """Put what was gathered long enough into one delivery per app."""
        now = self._world.clock.now()
        delay = timedelta(seconds=self._world.settings["webhook_delay_seconds"])
        for client_id, changes in self._deliveries.ripe(now, delay).items():
            app = self._world.apps[client_id]
            body = dumps(body_of(app.webhook_format, changes))
            self._deliveries.add(
                Delivery(client_id=client_id, url=app.webhook_url, body=body, due=now, began=now)
            )

    async def _deliver(self, delivery: Delivery) -> None:
        app = self._world.apps.get(delivery.client_id)
        if app is None or app.webhook_disabled:
            self._deliveries.finish(delivery, "given up")
            return
        delivery.url = app.webhook_url
        status = await self._post(app, delivery)
        now = self._world.clock.now()
        delivery.tries.append({"at": now.isoformat(), "status": status})
        if isinstance(status, int) and 200 <= status < 300:
            self._deliveries.finish(delivery, "delivered")
            return
        settings = self._world.settings
        if (now - delivery.began).total_seconds() >= settings["webhook_disable_after_seconds"]:
            app.webhook_disabled = True
            self._deliveries.finish(delivery, "given up")
            return
        wait = WAITS[min(len(delivery.tries), len(WAITS)) - 1] / max(settings["webhook_compression"], 1e-9)
        delivery.due, delivery.state = now + timedelta(seconds=wait), "retrying"

    async def _post(self, app: App, delivery: Delivery) -> int | str:
        """Send it; returns the status, or in a word why there is none."""
        if self._session is None:
            return "not started"
        timeout = aiohttp.ClientTimeout(total=self._world.settings["webhook_timeout_seconds"])
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "intuit_notification_server/0.1",
            "intuit-signature": signature(app.verifier_token, delivery.body),
            "intuit-created-time": delivery.began.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "intuit-t-id": delivery.id,
            "intuit-notification-schema-version": "0.1",
        }
        try:
            async with self._session.post(
                delivery.url, data=delivery.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status
        except TimeoutError:
            return "no answer in time"
        except (aiohttp.ClientError, OSError, ValueError):
            return "not reached"


def signature(verifier_token: str, body: bytes) -> str:
    """Sign the raw body as receivers check it."""
    return base64.b64encode(hmac.new(verifier_token.encode(), body, hashlib.sha256).digest()).decode()
