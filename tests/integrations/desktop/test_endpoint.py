"""The door itself: its description, published clients, and whatever else is sent to it."""

import threading
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import redis
from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from zeep import Client as Zeep

from integrations.quickbooks_desktop import entrance, visits
from tests.integrations.desktop.conftest import Inside, WebConnector, answered, called, hcp
from tests.integrations.desktop.test_envelope import HEAVY, REFUSED

pytestmark = pytest.mark.django_db
URL = "/qbwc"


def post(data: bytes, *, kind: str = "text/xml; charset=utf-8", url: str = URL, **headers: str) -> Any:
    return Client(enforce_csrf_checks=True).post(url, data, content_type=kind, headers=headers)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_call_is_answered_with_a_fault(name: str) -> None:
    # The test's own client leaves the type out where there is nothing to send.
    response = post(REFUSED[name] or b" ")

    assert (response.status_code, response["Content-Type"]) == (400, "text/xml; charset=utf-8")
    assert b"<soap:Fault><faultcode>soap:" in response.content
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_heavy_is_refused_at_the_door_in_bounded_memory(name: str) -> None:
    data = HEAVY[name]
    # What the first request of a process imports is not what is measured.
    post(b" ")
    tracemalloc.start()
    try:
        response = post(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert 400 <= response.status_code < 500
    # The test's own client holds what it sends once more.
    assert peak < len(data) + 25_000_000, peak


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 415),
        ("application/soap+xml", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/plain", 415),
        ("", 415),
        ("text/xml; charset=utf-16", 415),
        ("text/xml; charset=windows-1252", 415),
        ("text/xml", 200),
        ('text/xml; charset="UTF-8"', 200),
    ],
)
def test_only_text_xml_in_utf_8_is_taken(kind: str, status: int) -> None:
    assert post(called("serverVersion"), kind=kind).status_code == status


@pytest.mark.parametrize("length", ["50000000", "99999999999999999999", "15000000"])
def test_a_body_that_is_announced_too_large_is_not_read(length: str) -> None:
    class Untouched(BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("The body was read.")

    response = Client().generic(
        "POST", URL, b"", content_type="text/xml", CONTENT_LENGTH=length, **{"wsgi.input": Untouched()}
    )
    assert response.status_code == 413


@pytest.mark.parametrize(
    "action", ['"http://developer.intuit.com/serverVersion"', "", '""', '"urn:else"', "x" * 5_000]
)
def test_the_body_says_which_call_it_is_whatever_the_header(action: str) -> None:
    response = post(called("serverVersion"), SOAPAction=action)
    assert b"<serverVersionResult>1.0</serverVersionResult>" in response.content


@pytest.mark.parametrize(
    "url",
    [
        "/qbwc",
        "/qbwc/",
        "/qbwc/qbd-" + "0" * 32 + "-" + "0" * 8,
        "/qbwc/qbd-" + "0" * 32 + "-" + "0" * 8 + "/",
    ],
)
def test_every_spelling_of_the_address_answers_without_a_redirect(url: str) -> None:
    assert post(called("serverVersion"), url=url).status_code == 200
    response = Client().get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")


def test_other_methods_are_told_which_there_are() -> None:
    for method in ("put", "delete", "patch"):
        response = getattr(Client(), method)(URL)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert Client().head(URL).status_code == Client().options(URL).status_code == 200


def test_no_cookie_is_set_and_none_counts(connector: WebConnector) -> None:
    connector.client.cookies["sessionid"] = "whatever"
    assert connector.enter()[1] == ""
    assert set(connector.client.cookies) == {"sessionid"}


@pytest.mark.parametrize("query", ["?wsdl", "?WSDL", "?wsdl=1"])
def test_the_description_names_the_address_it_was_asked_at(query: str, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tieout.example"
    response = Client().get(f"/qbwc/{query}")

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert b'<soap:address location="https://tieout.example/qbwc/"/>' in response.content
    for name in (b"serverVersion", b"authenticate", b"receiveResponseXML", b"closeConnection"):
        assert b'soapAction="http://developer.intuit.com/%s"' % name in response.content


@pytest.fixture
def published(live_server: LiveServer, settings: Settings) -> Iterator[Zeep]:
    """A client that knows nothing of this project, made out of the description."""
    settings.PUBLIC_URL = live_server.url
    with Zeep(f"{live_server.url}/qbwc?wsdl") as client:
        yield client


@pytest.mark.django_db(transaction=True)
def test_a_client_made_from_the_description_goes_through_a_whole_visit(
    published: Zeep, connector: WebConnector, rows: Inside
) -> None:
    door = published.service
    assert door.serverVersion() == "1.0"
    assert door.clientVersion(strVersion="2.3.0.215") in {None, ""}
    ticket, word = door.authenticate(strUserName=connector.user_name, strPassword=connector.password)
    assert word in {None, ""}
    said = hcp(connector.owner_id, connector.file_id, name="Birch & Söhne")
    request = door.sendRequestXML(
        ticket=ticket, strHCPResponse=said, strCompanyFileName="C:\\B.QBW", qbXMLCountry="US",
        qbXMLMajorVers=16, qbXMLMinorVers=0,
    )  # fmt: skip
    assert request.startswith('<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?>')
    answer = answered(connector.owner_id, connector.file_id, name="Birch & Söhne")
    assert door.receiveResponseXML(ticket=ticket, response=answer, hresult="", message="") == 100
    assert door.closeConnection(ticket=ticket).startswith("OK")
    assert rows()[0].company_name == "Birch & Söhne"

    ticket, word = door.authenticate(strUserName=connector.user_name, strPassword=connector.password)
    assert word == "none"
    assert door.getLastError(ticket=ticket)
    assert door.connectionError(ticket=ticket, hresult="0x80040408", message="x") == "done"
    assert door.authenticate(strUserName=connector.user_name, strPassword="x")[1] == "nvu"
    assert door.interactiveDone(wcTicket=ticket) == "Done"
    assert door.getInteractiveURL(wcTicket=ticket, sessionID="") in {None, ""}
    assert door.interactiveRejected(wcTicket=ticket, reason="") in {None, ""}


def test_a_database_that_is_away_is_answered_as_busy_and_never_as_a_fault(
    connector: WebConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("the database is away")

    ticket, _ = connector.enter()
    monkeypatch.setattr(entrance.transaction, "atomic", away)
    assert connector.enter()[1] == "busy"
    assert connector.ask(ticket, connector.said()) == ""
    assert connector.bring(ticket, "x") == -1
    assert "Nothing is lost" in connector.last_error(ticket)
    assert connector.say("connectionError", ticket=ticket, hresult="0x1", message="") == "done"
    assert connector.leave(ticket) == "Closed."
    assert visits.FAILED == -1


def test_a_cache_that_is_away_lets_nobody_guess(
    connector: WebConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise redis.ConnectionError("the cache is away")

    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(RedisCache, name, away)
    assert connector.say("clientVersion", strVersion="2.3") == ""
    assert connector.enter()[1] == "busy"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_call_at_once_one_is_let_in(
    connector: WebConnector, live_server: LiveServer, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[bytes] = []
    start = threading.Barrier(6)

    def enter() -> None:
        import urllib.request

        body = called("authenticate", strUserName=connector.user_name, strPassword=connector.password)
        asked = urllib.request.Request(  # noqa: S310  # likewise
            f"{live_server.url}{connector.url}", body, {"Content-Type": "text/xml; charset=utf-8"}
        )
        start.wait()
        with urllib.request.urlopen(asked) as response:  # noqa: S310  # our own server
            answers.append(response.read())

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 6
    assert sum(b"<string>busy</string>" in answer for answer in answers) == 5
    # Each waited for its turn; none ran into the database's own guard.
    assert "qbwc.failed" not in caplog.text
