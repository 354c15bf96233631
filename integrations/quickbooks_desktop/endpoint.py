"""The door for Web Connectors: SOAP comes in, a call is made, SOAP goes out. What fails here is answered too.

No cookie counts: who calls proves itself by password and ticket. Nothing is streamed, nothing redirects.
"""

import logging
from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from billing.actors import Actor, Channel
from billing.people.acting import address_of
from integrations.quickbooks_desktop import answers, entrance, envelope, versions, visits, wsdl
from integrations.quickbooks_desktop.answers import Answer
from integrations.quickbooks_desktop.entrance import Caller
from integrations.quickbooks_desktop.envelope import Call, Refused, TooLarge

logger = logging.getLogger("tieout")
PIECE = 1 << 16
# The version comes before the name: it is remembered until the name comes, for whoever calls from there.
VERSION_SECONDS = 300
METHODS = "GET, HEAD, POST, OPTIONS"
TOLD = """This is where the QuickBooks Web Connector calls Tieout. It is no page for people.
Help: {help}
Description for programs: {wsdl}
"""


@csrf_exempt  # no cookie counts here: who calls proves itself in the message
@transaction.non_atomic_requests
def endpoint(request: HttpRequest, user_name: str = "") -> HttpResponse:
    """Answer a call, or describe the door."""
    if request.method == "POST":
        response = _called(request, user_name)
    elif request.method in {"GET", "HEAD"}:
        response = _described(request)
    else:
        response = HttpResponse(
            status=200 if request.method == "OPTIONS" else 405, headers={"Allow": METHODS}
        )
    response["Cache-Control"] = "no-store"
    return response


def _described(request: HttpRequest) -> HttpResponse:
    address = settings.PUBLIC_URL + request.path
    if any(name.lower() == "wsdl" for name in request.GET):
        return HttpResponse(wsdl.description(address=address), content_type=answers.CONTENT_TYPE)
    told = TOLD.format(help=settings.PUBLIC_URL + reverse("qbwc-help"), wsdl=f"{address}?wsdl")
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def _called(request: HttpRequest, user_name: str) -> HttpResponse:
    kind, charset = request.content_type or "", (request.content_params or {}).get("charset", "utf-8")
    if kind != "text/xml":
        return _refused(415, "Client", "Send SOAP 1.1, with Content-Type: text/xml; charset=utf-8.")
    if charset.strip("\"'").lower() not in {"utf-8", "utf8", "us-ascii"}:
        return _refused(415, "Client", "Send the message in UTF-8.")
    try:
        call = envelope.read(_pieces(request), limit=settings.QBWC_BYTES)
    except TooLarge as problem:
        return _refused(413, problem.code, str(problem))
    except Refused as problem:
        return _refused(400, problem.code, str(problem))
    except (UnreadablePostError, OSError):
        return _refused(400, "Client", "The message broke off.")
    logger.info(
        "qbwc.called", extra={"call": call.method, "action": request.headers.get("SOAPAction", "")[:80]}
    )
    answer = answers.answer(call.method, _answered(call, request, user_name))
    return HttpResponse(answer, content_type=answers.CONTENT_TYPE)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


def _refused(status: int, code: str, sentence: str) -> HttpResponse:
    logger.info("qbwc.refused", extra={"status": status, "why": sentence})
    return HttpResponse(
        answers.fault(code=code, sentence=sentence), status=status, content_type=answers.CONTENT_TYPE
    )


def _answered(call: Call, request: HttpRequest, user_name: str) -> Answer:
    """Return the result of a call; of one that fails here, the result by which the connector tries later."""
    try:
        return HANDLERS[call.method](call, request, user_name)
    except Exception:  # a fault would be shown as a riddle on somebody's screen
        logger.exception("qbwc.failed", extra={"call": call.method})
        return FAILED.get(call.method, "")


def _server_version(call: Call, request: HttpRequest, user_name: str) -> Answer:
    return versions.SERVER


def _client_version(call: Call, request: HttpRequest, user_name: str) -> Answer:
    version = call["strVersion"].strip()[:40]
    try:
        cache.set(_version_key(request, user_name), version, timeout=VERSION_SECONDS)
    except Exception:  # noqa: BLE001  # only a page shows it, whatever keeps the cache from it
        logger.warning("qbwc.version_forgotten")
    return versions.answer_to_client(version)


def _authenticate(call: Call, request: HttpRequest, user_name: str) -> Answer:
    caller = Caller(
        user_name=call["strUserName"].strip(),
        password=call["strPassword"],
        address=address_of(request),
        version=cache.get(_version_key(request, user_name)) or "",
    )
    return entrance.enter(caller, now=timezone.now())


def _ask(call: Call, request: HttpRequest, user_name: str) -> Answer:
    major, minor = call["qbXMLMajorVers"].strip(), call["qbXMLMinorVers"].strip()
    numbers = major.isdecimal() and len(major) < 4 and (not minor or (minor.isdecimal() and len(minor) < 4))
    brought = visits.Brought(
        said=call["strHCPResponse"],
        file=call["strCompanyFileName"],
        country=call["qbXMLCountry"],
        version=(int(major), int(minor or 0)) if numbers else None,
    )
    return visits.ask(ticket=call["ticket"], brought=brought, actor=_actor(request), now=timezone.now())


def _take(call: Call, request: HttpRequest, user_name: str) -> Answer:
    return visits.take(
        ticket=call["ticket"], response=call["response"], hresult=call["hresult"], message=call["message"],
        actor=_actor(request), now=timezone.now(),
    )  # fmt: skip


def _fail(call: Call, request: HttpRequest, user_name: str) -> Answer:
    return visits.fail(
        ticket=call["ticket"], hresult=call["hresult"], message=call["message"], actor=_actor(request),
        now=timezone.now(),
    )  # fmt: skip


def _last_error(call: Call, request: HttpRequest, user_name: str) -> Answer:
    return visits.last_error(ticket=call["ticket"], now=timezone.now())


def _leave(call: Call, request: HttpRequest, user_name: str) -> Answer:
    return visits.leave(ticket=call["ticket"], now=timezone.now())


def _nothing(call: Call, request: HttpRequest, user_name: str) -> Answer:
    """Never shown to people: a window of the Web Connector's own would keep it from running unattended."""
    return ""


def _done(call: Call, request: HttpRequest, user_name: str) -> Answer:
    return "Done"


def _actor(request: HttpRequest) -> Actor:
    return Actor(
        id=None,
        label="QuickBooks Web Connector",
        channel=Channel.API,
        address=address_of(request),
        request_id=getattr(request, "id", ""),
    )


def _version_key(request: HttpRequest, user_name: str) -> str:
    return f"qbwc-version:{user_name}:{address_of(request)}"


Handler = Callable[[Call, HttpRequest, str], Answer]
HANDLERS: Mapping[str, Handler] = {
    "serverVersion": _server_version,
    "getServerVersion": _server_version,
    "clientVersion": _client_version,
    "authenticate": _authenticate,
    "sendRequestXML": _ask,
    "receiveResponseXML": _take,
    "connectionError": _fail,
    "getLastError": _last_error,
    "closeConnection": _leave,
    "getInteractiveURL": _nothing,
    "interactiveRejected": _nothing,
    "interactiveDone": _done,
}
# What is answered where the work failed on our side: try later, stop, done.
FAILED: Mapping[str, Answer] = {
    "authenticate": ("away", entrance.BUSY),
    "receiveResponseXML": visits.FAILED,
    "connectionError": "done",
    "getLastError": "Tieout could not answer just now. Nothing is lost; it goes on at the next run.",
    "closeConnection": "Closed.",
}
