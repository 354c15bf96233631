"""The application: every address the real hosts have, on one port for the sandbox and one for production."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from simulator.quickbooks_online import control, envelopes, gateway
from simulator.quickbooks_online.appkeys import FLIGHTS, PRODUCTION_PORT, SESSIONS, TID, WEBHOOKS, WORLD
from simulator.quickbooks_online.oauth import consent, endpoints
from simulator.quickbooks_online.webhooks import Webhooks
from simulator.quickbooks_online.window import routes as window
from simulator.quickbooks_online.world import World

MEGABYTE = 1024 * 1024
# The file may have 100; the parts around it and base64 come on top (3).
LARGEST_BODY = 140 * MEGABYTE
ALWAYS = {
    "Server": "nginx",
    "Strict-Transport-Security": "max-age=31536000",
    "QBO-Version": "2023.132.20261120",
    "Expires": "0",
}
NOT_CACHED = "max-age=0, no-cache, no-store, must-revalidate, private"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(world: World, production_port: list[int]) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_numbered])
    app[WORLD] = world
    app[FLIGHTS] = set()
    app[SESSIONS] = {}
    app[WEBHOOKS] = Webhooks(world)
    app[PRODUCTION_PORT] = production_port
    app.on_response_prepare.append(_headers)
    route = app.router.add_route
    route("*", "/v3/company/{tail:.*}", gateway.handle)
    route("GET", "/temporary/{realm}/{key}", gateway.temporary)
    for name, handler in (
        ("openid_sandbox_configuration", endpoints.discovery_of("sandbox")),
        ("openid_configuration", endpoints.discovery_of("production")),
    ):
        route("GET", f"/.well-known/{name}", handler)
        route("GET", f"/.well-known/{name}/", handler)
    route("POST", "/oauth2/v1/tokens/bearer", endpoints.token)
    route("POST", "/v2/oauth2/tokens/revoke", endpoints.revoke)
    route("GET", "/v1/openid_connect/userinfo", endpoints.userinfo)
    route("GET", "/op/v1/jwks", endpoints.jwks)
    route("GET", "/connect/oauth2", consent.authorize)
    route("POST", "/connect/oauth2", consent.answer)
    control.routes(app)
    window.routes(app)
    return app


@web.middleware
async def _numbered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every request its intuit_tid, and every address there is not the page of a proxy."""
    request[TID] = gateway.new_tid()
    try:
        return await handler(request)
    except web.HTTPException as refused:
        if refused.status not in {404, 405}:
            raise
        answer = envelopes.page(404)
        return web.Response(status=refused.status, body=answer.body, content_type=answer.content_type)


async def _headers(request: web.Request, response: web.StreamResponse) -> None:
    tid = request.get(TID) or gateway.new_tid()
    headers = response.headers
    headers.update(ALWAYS)
    headers["intuit_tid"] = tid
    headers["X-SpanId"] = tid[2:10]
    headers["X-Amzn-Trace-Id"] = f"Root={tid}"
    headers.setdefault("Cache-Control", NOT_CACHED)


@asynccontextmanager
async def serving(
    world: World, *, host: str = "127.0.0.1", port: int = 0, production_port: int = 0, public_url: str = ""
) -> AsyncIterator[World]:
    """Serve until the block is left; the world then knows its addresses."""
    number = [0]
    app = application(world, number)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handle_signals=False)
    await runner.setup()
    try:
        sandbox = await _listen(runner, host, port)
        number[0] = await _listen(runner, host, production_port)
        shown = f"[{host}]" if ":" in host else host
        world.sandbox_url = public_url or f"http://{shown}:{sandbox}"
        world.production_url = f"http://{shown}:{number[0]}"
        await app[WEBHOOKS].start()
        yield world
    finally:
        await app[WEBHOOKS].stop()
        await runner.cleanup()
        await asyncio.sleep(0)
        world.keep()
        world.close()


async def _listen(runner: web.AppRunner, host: str, port: int) -> int:
    before = len(runner.addresses)
    await web.TCPSite(runner, host, port).start()
    address: tuple[str, int] = runner.addresses[before]
    return address[1]
