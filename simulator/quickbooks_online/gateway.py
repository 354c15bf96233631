"""What stands before every company: who calls, whether they may, and how much; then the books answer."""

import time
from dataclasses import replace
from uuid import uuid4

from aiohttp import web

from simulator.quickbooks_online import envelopes, troubles
from simulator.quickbooks_online.answering import answer_calmly
from simulator.quickbooks_online.appkeys import FLIGHTS, PRODUCTION_PORT, TID, WORLD
from simulator.quickbooks_online.bearers import identify
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.journal import Entry
from simulator.quickbooks_online.visits import Visit
from simulator.quickbooks_online.world import World
from simulator.quickbooks_online.xml import as_wanted
from simulator.quickbooks_online.xml_bodies import as_json

WRONG_TYPE = b'"code":"1050"'


async def handle(request: web.Request) -> web.StreamResponse:
    """Answer everything below /v3/company/."""
    world, flights = request.app[WORLD], request.app[FLIGHTS]
    began = time.perf_counter()
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        answer = envelopes.fault(
            code="6030", message="Upload too large", detail="The upload exceeds 100 MB.", status=413,
            now=world.clock.now(),
        )  # fmt: skip
        return respond(answer, began)
    visit = _visit(request, body)
    answer = _with_status(world, await _answered(world, flights, visit))
    answer = as_wanted(answer, visit.call.accept)
    # Tools that read the log want the answer's own time, not that of the connection.
    _log(world, request, visit, answer, began)
    if visit.aborted and request.transport is not None:
        request.transport.abort()
    response = respond(answer, began)
    response.headers["intuit_tid"] = visit.intuit_tid
    return response


def respond(answer: Answer, began: float) -> web.Response:
    response = web.Response(body=answer.body, status=answer.status)
    headers = response.headers
    headers["Content-Type"] = answer.content_type
    milliseconds = int((time.perf_counter() - began) * 1000)
    headers["Service-Time"] = f"total={milliseconds}, db={milliseconds // 3}"
    headers.update(answer.headers)
    return response


def _visit(request: web.Request, body: bytes) -> Visit:
    realm, _, rest = request.match_info["tail"].partition("/")
    headers = request.headers
    # Queries are mostly a few words, and the same name twice means nothing here: the last one wins.
    query = dict(request.rel_url.query)
    call = Call(
        method=request.method,
        path=tuple(part for part in rest.split("/") if part),
        query=query,
        body=body,
        content_type=headers.get("Content-Type", ""),
        accept=headers.get("Accept", ""),
        base=f"{request.scheme}://{request.host}",
    )
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else None
    return Visit(realm, as_json(call), environment_of(request), bearer, request[TID], sent=body)


async def temporary(request: web.Request) -> web.StreamResponse:
    """Answer an address of a file that was given out: a place of its own, which asks for no token."""
    began, place = time.perf_counter(), request.app[WORLD].places.get(request.match_info["realm"])
    if place is None:
        raise web.HTTPNotFound
    path = ("temporary", request.match_info["key"])
    return respond(place.books.answer(Call(method="GET", path=path, query=dict(request.query))), began)


def environment_of(request: web.Request) -> str:
    """Tell the host by the port that was called: production has one of its own."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return "production" if name and name[1] == request.app[PRODUCTION_PORT][0] else "sandbox"


async def _answered(world: World, flights: set[tuple[str, ...]], visit: Visit) -> Answer:
    refusal = identify(world, visit)
    if refusal is not None:
        return refusal
    now = world.clock.now()
    over = world.limits.refusal(realm=visit.realm, app=visit.app, load=visit.load())
    if over:
        visit.fault = f"limit: {over}"
        return envelopes.throttled(world.settings["throttle_format"], now, world.settings["retry_after"])
    world.limits.enter(visit.realm, visit.app)
    try:
        return await _within_limits(world, flights, visit)
    finally:
        world.limits.leave(visit.realm, visit.app)


async def _within_limits(world: World, flights: set[tuple[str, ...]], visit: Visit) -> Answer:
    claims = _claims(world, visit)
    names = ("names", visit.realm)
    if visit.is_batch and names in claims and names in flights:
        # Only its items that write names are in the way.
        del claims[names]
        visit.call = replace(visit.call, names_locked=True)
    for claim, answer in claims.items():
        if claim in flights:
            return answer(world.clock.now())
    flights.update(claims)
    try:
        rules = world.faults.falling(visit)
        return await troubles.through(world, visit, rules) if rules else await answer_calmly(world, visit)
    finally:
        flights.difference_update(claims)


def _with_status(world: World, answer: Answer) -> Answer:
    """Give the books' refusal of a content type the status that is set."""
    if answer.status == 400 and WRONG_TYPE in answer.body:
        return replace(answer, status=world.settings["content_type_status"])
    return answer


def _claims(world: World, visit: Visit) -> dict[tuple[str, ...], troubles.Says]:
    """Say what nobody else may be at while this call is answered, and what they would be told."""
    claims: dict[tuple[str, ...], troubles.Says] = {}
    if visit.requestid and visit.call.method == "POST":
        claims["requestid", visit.realm, visit.requestid] = envelopes.in_flight
    if visit.writes_names and world.settings["name_lock"]:
        claims["names", visit.realm] = envelopes.name_locked
    return claims


def _log(world: World, request: web.Request, visit: Visit, answer: Answer, began: float) -> None:
    world.journal.add(
        Entry(
            number=world.journal.next_number(),
            at=world.clock.now(),
            realm=visit.realm,
            app=visit.app,
            method=request.method,
            path=request.rel_url.raw_path,
            query=request.rel_url.query_string,
            status=0 if visit.aborted else answer.status,
            milliseconds=round((time.perf_counter() - began) * 1000, 2),
            requestid=visit.requestid,
            intuit_tid=visit.intuit_tid,
            fault=visit.fault,
            asked=visit.sent,
            answered=answer.body,
        )
    )


def new_tid() -> str:
    held = uuid4().hex
    return f"1-{held[:8]}-{held[8:]}"
