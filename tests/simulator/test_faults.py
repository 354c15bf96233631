"""Troubles on demand: 4.1, 9.9."""

from typing import Any

import pytest
import requests

from tests.simulator.running import Running

HTML = "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>"


@pytest.fixture
def token(qbo: Running) -> str:
    return str(qbo.connected()["access_token"])


@pytest.mark.parametrize(
    ("kind", "more", "status", "content_type", "begins"),
    [
        ("401", {}, 401, "application/json", '{"warnings":null,"intuitObject":null,"fault":{"error":[{"mess'),
        ("403", {}, 403, "application/json", '{"warnings":null,"intuitObject":null,"fault":{"error":[{"mess'),
        ("429", {}, 429, "application/xml;charset=utf-8", "<IntuitResponse time="),
        ("429", {"format": "json"}, 429, "application/json", '{"warnings":null'),
        (
            "500",
            {},
            500,
            "application/json",
            '{"Fault":{"Error":[{"Message":"An application error has occurr',
        ),
        ("502", {}, 502, "text/html", "<html>\r\n<head><title>502 Bad Gateway</title></head>"),
        ("503", {}, 503, "text/html", HTML),
        ("503", {"empty": True}, 503, "text/html", ""),
        ("504", {}, 504, "text/html", "<html>\r\n<head><title>504 Gateway Time-out</title></head>"),
        (
            "fault",
            {},
            200,
            "application/json;charset=utf-8",
            '{"Fault":{"Error":[{"Message":"Invalid Company',
        ),
        ("fault", {"code": "5020", "status": 400}, 400, "application/json", '{"Fault":{"Error":[{"Message"'),
        ("application", {}, 401, "application/xml;charset=utf-8", "<IntuitResponse time="),
        ("application", {"code": 130}, 401, "application/xml;charset=utf-8", "<IntuitResponse time="),
        ("name-lock", {}, 400, "application/json", '{"Fault":{"Error":[{"Message":"A business validation'),
    ],
)
def test_an_answer_in_place_of_the_books(
    qbo: Running, token: str, kind: str, more: dict[str, Any], status: int, content_type: str, begins: str
) -> None:
    """4.1."""
    qbo.control("faults", {"kind": kind, "with": more})
    answer = qbo.call(token, "invoice", method="POST", json={"DocNumber": "1"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, content_type)
    assert answer.text.startswith(begins)
    assert answer.headers["intuit_tid"]
    assert len(qbo.place.books.objects["Invoice"]) == 1
    (entry,) = qbo.control("log").json()
    assert (entry["fault"], entry["status"]) == (kind, status)


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        ({}, [1, 1, 1, 1, 1, 1]),
        ({"nth": 2}, [0, 1, 0, 0, 0, 0]),
        ({"every": 3}, [0, 0, 1, 0, 0, 1]),
        ({"times": 2}, [1, 1, 0, 0, 0, 0]),
        ({"probability": 0.5, "seed": 7}, [1, 1, 0, 1, 0, 1]),
        ({"probability": 0.0}, [0, 0, 0, 0, 0, 0]),
        ({"entity": "Customer"}, [1, 1, 1, 1, 1, 1]),
        ({"entity": "Invoice"}, [0, 0, 0, 0, 0, 0]),
        ({"operation": "read"}, [1, 1, 1, 1, 1, 1]),
        ({"operation": "create"}, [0, 0, 0, 0, 0, 0]),
        ({"realm": "1"}, [0, 0, 0, 0, 0, 0]),
    ],
)
def test_a_rule_meets_the_calls_it_means(
    qbo: Running, token: str, rule: dict[str, Any], met: list[int]
) -> None:
    qbo.control("faults", {"kind": "500", **rule})
    found = [qbo.call(token, "customer/1").status_code for _ in met]
    assert [int(status == 500) for status in found] == met


@pytest.mark.parametrize(
    ("method", "path", "body", "entity", "operation"),
    [
        ("GET", "Customer/1", None, "customer", "read"),
        ("POST", "customer", b'{"DisplayName":"A"}', "customer", "create"),
        ("POST", "customer", b'{"Id":"1","SyncToken":"0"}', "customer", "update"),
        ("POST", "invoice?operation=delete", b'{"Id":"1"}', "invoice", "delete"),
        ("POST", "invoice?operation=void", b'{"Id":"1"}', "invoice", "void"),
        ("POST", "payment?operation=update&include=void", b'{"Id":"1"}', "payment", "void"),
        ("POST", "invoice/1/send", b"", "invoice", "send"),
        ("GET", "invoice/1/pdf", None, "invoice", "pdf"),
        ("GET", "query?query=select+*+from+Invoice", None, "invoice", "query"),
        ("POST", "query", b"Select * From Invoice where Id = '1'", "invoice", "query"),
        ("POST", "query", b"select count(*) from Item", "item", "count"),
        ("POST", "batch", b'{"BatchItemRequest":[]}', "batch", "batch"),
        ("GET", "cdc?entities=Invoice", None, "cdc", "cdc"),
        ("POST", "upload", b"", "upload", "upload"),
    ],
)
def test_what_a_call_is(
    qbo: Running, token: str, method: str, path: str, body: bytes | None, entity: str, operation: str
) -> None:
    """2.1, 2.6."""
    qbo.control("faults", {"kind": "503", "entity": entity, "operation": operation})
    assert qbo.call(token, path, method=method, data=body).status_code == 503


@pytest.mark.parametrize(
    ("kind", "more", "kept"),
    [
        ("reset", {}, False),
        ("reset", {"after": True}, True),
        ("timeout-before", {}, False),
        ("timeout-after", {}, True),
    ],
)
def test_a_connection_that_breaks_before_or_after_the_books_took_it(
    qbo: Running, token: str, kind: str, more: dict[str, Any], kept: bool
) -> None:
    """9.9."""
    qbo.control("faults", {"kind": kind, "with": more})
    with pytest.raises(requests.exceptions.ConnectionError):
        qbo.call(token, "invoice", method="POST", json={"DocNumber": "1"})
    assert len(qbo.place.books.objects["Invoice"]) == 1 + kept
    assert qbo.control("log").json()[0]["status"] == 0


@pytest.mark.parametrize(("kind", "kept"), [("timeout-before", False), ("timeout-after", True)])
def test_a_timeout_may_end_in_504_after_two_minutes(qbo: Running, token: str, kind: str, kept: bool) -> None:
    """3, 9.9."""
    qbo.control("faults", {"kind": kind, "with": {"end": "504"}})
    before = qbo.world.clock.now()
    assert qbo.call(token, "invoice", method="POST", json={"DocNumber": "1"}).status_code == 504
    assert (qbo.world.clock.now() - before).total_seconds() == 120
    assert len(qbo.place.books.objects["Invoice"]) == 1 + kept


@pytest.mark.parametrize(("seconds", "status", "took"), [(119, 200, 119), (120, 200, 120), (121, 504, 120)])
def test_a_slow_answer_is_an_answer_up_to_the_cap(
    qbo: Running, token: str, seconds: int, status: int, took: int
) -> None:
    """3."""
    qbo.control("faults", {"kind": "slow", "with": {"seconds": seconds}})
    before = qbo.world.clock.now()
    assert qbo.call(token, "customer/1").status_code == status
    assert (qbo.world.clock.now() - before).total_seconds() == took


def test_somebody_is_faster(qbo: Running, token: str) -> None:
    """2.5, 9.9."""
    edit = {"what": "edit", "values": {"entity": "Customer", "id": "$id", "fields": {"Notes": "x"}}}
    qbo.control("faults", {"kind": "somebody", "operation": "update", "times": 1, "with": edit})
    change = {"Id": "1", "SyncToken": "0", "Notes": "mine"}
    answer = qbo.call(token, "customer", method="POST", json=change)
    assert answer.json()["Fault"]["Error"][0]["code"] == "5010"
    again = qbo.call(token, "customer", method="POST", json=change | {"SyncToken": "1"})
    assert again.json()["Customer"]["SyncToken"] == "2"


@pytest.mark.parametrize(("kind", "works"), [("revoke", 400), ("expire", 200)])
def test_a_token_that_ends_in_mid_run(qbo: Running, kind: str, works: int) -> None:
    """9.9."""
    tokens = qbo.connected()
    qbo.control("faults", {"kind": kind, "nth": 3})
    found = [qbo.call(tokens["access_token"], "customer/1").status_code for _ in range(4)]
    assert found == [200, 200, 401, 401]
    assert qbo.refresh(tokens["refresh_token"]).status_code == works


def test_texts_of_faults_may_be_french_and_codes_stay(qbo: Running, token: str) -> None:
    """4.1."""
    qbo.control("faults", {"kind": "localised"})
    error = qbo.call(token, "customer/99").json()["Fault"]["Error"][0]
    assert (error["code"], error["Message"]) == ("610", "Objet introuvable")
    assert "Customer" in qbo.call(token, "customer/1").json()


@pytest.mark.parametrize(
    ("rule", "status", "body"),
    [
        ({"kind": "503"}, 503, HTML),
        ({"kind": "429", "with": {"format": "json"}}, 429, '{"warnings"'),
        ({"kind": "fault"}, 400, '{"error":"invalid_grant"}'),
        ({"kind": "fault", "with": {"error": "invalid_request"}}, 400, '{"error":"invalid_request"}'),
    ],
)
def test_the_token_endpoint_has_troubles_of_its_own(
    qbo: Running, rule: dict[str, Any], status: int, body: str
) -> None:
    """1.6."""
    refresh = qbo.connected()["refresh_token"]
    qbo.control("faults", {"where": "token", "times": 1, **rule})
    answer = qbo.refresh(refresh)
    assert answer.status_code == status
    assert answer.text.startswith(body)
    assert qbo.refresh(refresh).status_code == 200


def test_a_refresh_whose_answer_is_lost_has_rotated_the_token(qbo: Running) -> None:
    """1.5."""
    refresh = qbo.connected()["refresh_token"]
    qbo.control("clock", {"move": 86_400})
    qbo.control("faults", {"where": "token", "kind": "reset", "times": 1, "with": {"after": True}})
    with pytest.raises(requests.exceptions.ConnectionError):
        qbo.refresh(refresh)
    assert qbo.refresh(refresh).json()["error"] == "invalid_grant"


def test_rules_are_listed_and_taken_away(qbo: Running, token: str) -> None:
    number = qbo.control("faults", {"kind": "500"}).json()["id"]
    qbo.call(token, "customer/1")
    (rule,) = qbo.control("faults").json()
    assert (rule["seen"], rule["hits"]) == (1, 1)
    assert qbo.control(f"faults/{number}", method="DELETE").json() == []
    assert qbo.control(f"faults/{number}", method="DELETE").status_code == 404


def test_somebody_who_cannot_do_it_stops_nobody(qbo: Running, token: str) -> None:
    gone = {"what": "delete", "values": {"entity": "Invoice", "id": "99"}}
    qbo.control("faults", {"kind": "somebody", "with": gone})
    assert qbo.call(token, "customer/1").status_code == 200
    assert qbo.control("log").json()[0]["fault"] == "somebody (There is no such object.)"
    answer = qbo.control(f"companies/{qbo.realm}/somebody", gone.pop("values") | gone)
    assert (answer.status_code, answer.json()) == (400, {"error": "There is no such object."})
