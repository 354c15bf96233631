"""What stands before the books: bearer, realm, limits, headers, the log. 2.1, 3, 4.1."""

import re
from typing import Any

import pytest

from tests.simulator.running import NOON, Running, get, held, post

THROTTLED = (
    '<IntuitResponse time="2026-11-20T04:00:00.000-08:00" xmlns="http://schema.intuit.com/finance/v3">'
    '<Fault type="SERVICE"><Error code="3001">'
    "<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>"
    "<Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>"
)


def gateway_body(*, message: str, code: str, detail: str | None, kind: str) -> dict[str, Any]:
    """Shape B of 4.1."""
    return {
        "warnings": None, "intuitObject": None,
        "fault": {
            "error": [{"message": message, "detail": detail, "code": code, "element": None}], "type": kind,
        },
        "report": None, "queryResponse": None, "batchItemResponse": [], "attachableResponse": [],
        "syncErrorResponse": None, "requestId": None, "time": int(NOON.timestamp() * 1000), "status": None,
        "cdcresponse": [],
    }  # fmt: skip


UNAUTHENTICATED = {
    "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401", "code": "3200",
    "kind": "AUTHENTICATION",
}  # fmt: skip
FORBIDDEN = {
    "message": "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", "code": "3100",
    "kind": "SERVICE",
}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, None),
        ("Basic eDp5", None),
        ("Bearer short", "Malformed bearer token: too short or too long"),
        ("Bearer " + "x" * 5000, "Malformed bearer token: too short or too long"),
        ("Bearer " + "x" * 500, None),
    ],
)
def test_without_a_good_bearer_nobody_gets_in(qbo: Running, header: str | None, detail: str | None) -> None:
    """4.1 B, 4.3."""
    headers = {"Authorization": header} if header else {}
    answer = get(f"{qbo.url}/v3/company/{qbo.realm}/customer/1", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == gateway_body(detail=detail, **UNAUTHENTICATED)
    assert answer.headers["Content-Type"] == "application/json"


def test_an_access_token_lives_an_hour(qbo: Running) -> None:
    """1.5, 4.1 B."""
    token = qbo.connected()["access_token"]
    qbo.control("clock", {"move": 3599})
    assert qbo.call(token, "customer/1").status_code == 200
    qbo.control("clock", {"move": 1})
    answer = qbo.call(token, "customer/1")
    assert answer.status_code == 401
    detail = answer.json()["fault"]["error"][0]["detail"]
    assert re.fullmatch(r"Token expired: AB0\d{10}\w{20}", detail)
    assert token not in answer.text


def test_a_token_is_for_one_company(qbo: Running) -> None:
    """1.3, 4.3."""
    token = qbo.connected()["access_token"]
    other = qbo.control("companies", {"profile": "ca"}).json()["realm"]
    for realm in (other, "123", "%20"):
        answer = qbo.call(token, "customer/1", realm=realm)
        assert answer.status_code == 403
        assert answer.json() == gateway_body(detail=None, **FORBIDDEN)


def test_a_token_is_for_one_host(qbo: Running) -> None:
    """1.1."""
    token = qbo.connected()["access_token"]
    answer = qbo.call(token, "customer/1", base=qbo.world.production_url)
    assert (answer.status_code, answer.json()) == (403, gateway_body(detail=None, **FORBIDDEN))


def test_production_keys_connect_production_companies(qbo: Running) -> None:
    """1.1."""
    app = {"name": "Real", "client_id": "P1", "client_secret": "S", "environment": "production"}
    assert qbo.control("apps", app).status_code == 200
    place = qbo.control("companies", {"profile": "uk", "environment": "production"}).json()
    held = qbo.control("connect", {"client_id": "P1", "realm": place["realm"]}).json()
    for base, status in ((qbo.world.production_url, 200), (qbo.url, 403)):
        answer = qbo.call(held["access_token"], "customer/1", realm=place["realm"], base=base)
        assert answer.status_code == status


def test_who_left_the_company_took_the_connection_along(qbo: Running) -> None:
    """4.1 C, 4.3."""
    token = qbo.connected()["access_token"]
    qbo.control("people", {"email": "ann.lee@books.example", "realms": []})
    answer = qbo.call(token, "customer/1")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/xml;charset=utf-8"
    assert answer.text == (
        '<IntuitResponse time="2026-11-20T04:00:00.000-08:00" xmlns="http://schema.intuit.com/finance/v3">'
        '<Fault type="AuthorizationFault"><Error code="120">'
        "<Message>An application error has occurred while processing your request</Message>"
        "<Detail>System Failure Error: AuthorizationFailure: -11014, statusCode: 403</Detail>"
        "</Error></Fault></IntuitResponse>"
    )


@pytest.mark.parametrize(
    "path", ["/v3/company/1/customer/1", "/oauth2/v1/tokens/bearer", "/op/v1/jwks", "/nowhere", "/"]
)
def test_every_answer_has_the_headers(qbo: Running, path: str) -> None:
    """2.1."""
    answer = get(qbo.url + path)
    assert re.fullmatch(r"1-[0-9a-f]{8}-[0-9a-f]{24}", answer.headers["intuit_tid"])
    assert answer.headers["Server"] == "nginx"
    assert answer.headers["Expires"] == "0"
    for name in ("QBO-Version", "X-SpanId", "X-Amzn-Trace-Id", "Date", "Strict-Transport-Security"):
        assert answer.headers[name]


def test_an_api_answer_says_how_long_it_took_and_is_not_kept(qbo: Running) -> None:
    """2.1."""
    answer = qbo.call(qbo.connected()["access_token"], "customer/1")
    assert re.fullmatch(r"total=\d+, db=\d+", answer.headers["Service-Time"])
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"


def _ask(qbo: Running, token: str, times: int, path: str = "customer/1", **more: Any) -> list[int]:
    return [qbo.call(token, path, **more).status_code for _ in range(times)]


def test_ten_a_second_and_no_more(qbo: Running) -> None:
    """3."""
    token = qbo.connected()["access_token"]
    qbo.control("settings", {"limits": True})
    assert _ask(qbo, token, 10) == [200] * 10
    answer = qbo.call(token, "customer/1")
    assert (answer.status_code, answer.text) == (429, THROTTLED)
    assert answer.headers["Content-Type"] == "application/xml;charset=utf-8"
    assert "Retry-After" not in answer.headers
    qbo.control("clock", {"move": 1})
    assert _ask(qbo, token, 1) == [200]


def test_the_limit_told_in_json_and_with_a_time_where_that_is_set(qbo: Running) -> None:
    """3."""
    token = qbo.connected()["access_token"]
    qbo.control(
        "settings", {"limits": True, "requests_per_second": 0, "throttle_format": "json", "retry_after": 60}
    )
    answer = qbo.call(token, "customer/1")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert answer.json() == gateway_body(
        message="message=ThrottleExceeded; errorCode=003001; statusCode=429",
        code="3001",
        detail="The request limit was reached.  Try again later",
        kind="SERVICE",
    )


@pytest.mark.parametrize(
    ("setting", "value", "path", "passes"),
    [
        ("requests_per_minute", 5, "customer/1", 5),
        ("batches_per_minute", 3, "batch", 3),
        ("realm_batches_per_minute", 2, "batch", 2),
        ("combined_per_minute", 4, "batch", 4),
        ("combined_per_minute", 4, "customer/1", 4),
    ],
)
def test_a_minute_has_its_limits(qbo: Running, setting: str, value: int, path: str, passes: int) -> None:
    """3."""
    token = qbo.connected()["access_token"]
    qbo.control("settings", {"limits": True, "requests_per_second": 1000, setting: value})
    more = {"method": "POST", "json": {"BatchItemRequest": [{"bId": "1"}]}} if path == "batch" else {}
    assert _ask(qbo, token, passes + 1, path, **more) == [200] * passes + [429]
    qbo.control("clock", {"move": 59.5})
    assert _ask(qbo, token, 1, path, **more) == [429]
    qbo.control("clock", {"move": 0.5})
    assert _ask(qbo, token, 1, path, **more) == [200]


@pytest.mark.parametrize(("counts", "passes"), [("none", 10), ("one", 5), ("items", 2)])
def test_what_a_batch_counts_is_a_setting(qbo: Running, counts: str, passes: int) -> None:
    """7.1."""
    token = qbo.connected()["access_token"]
    qbo.control(
        "settings",
        {"limits": True, "requests_per_second": 1000, "requests_per_minute": 5, "batch_counts": counts},
    )
    batch = {"BatchItemRequest": [{"bId": "1"}, {"bId": "2"}]}
    assert _ask(qbo, token, 10, "batch", method="POST", json=batch).count(200) == passes


def test_a_sandbox_company_sends_forty_mails_a_day(qbo: Running) -> None:
    """3."""
    token = qbo.connected()["access_token"]
    qbo.control("settings", {"limits": True, "requests_per_second": 1000, "requests_per_minute": 1000})
    send = {"path": "invoice/3/send", "method": "POST"}
    assert _ask(qbo, token, 41, **send).count(429) == 1
    assert _ask(qbo, token, 1) == [200]
    qbo.control("clock", {"move": 3_000})
    assert _ask(qbo, token, 1, **send) == [429]
    qbo.control("clock", {"move": 83_400})
    fresh = qbo.connected()["access_token"]
    assert _ask(qbo, fresh, 1, **send) != [429]


def test_reads_are_metered_by_the_month_over_all_companies_of_an_app(qbo: Running) -> None:
    """3."""
    token = qbo.connected()["access_token"]
    qbo.control("settings", {"limits": True, "reads_per_month": 2})
    assert _ask(qbo, token, 2) == [200, 200]
    statement = {"path": "query", "method": "POST", "data": "select * from Customer"}
    assert _ask(qbo, token, 1, **statement) == [429]
    made = {"method": "POST", "path": "customer", "json": {"DisplayName": "Not a read"}}
    assert _ask(qbo, token, 1, **made) == [200]
    qbo.control("clock", {"move": 15 * 86_400})
    assert _ask(qbo, qbo.connected()["access_token"], 1) == [200]


def test_a_minute_is_the_company_s_and_a_second_the_app_s(qbo: Running) -> None:
    """3."""
    first = qbo.connected()["access_token"]
    other = list(qbo.world.apps)[1]
    second = qbo.control("connect", {"realm": qbo.realm, "client_id": other}).json()["access_token"]
    qbo.control("settings", {"limits": True, "requests_per_second": 2, "requests_per_minute": 3})
    assert _ask(qbo, first, 3) == [200, 200, 429]
    assert _ask(qbo, second, 2) == [200, 429]


def test_so_many_at_a_time(qbo: Running) -> None:
    """3."""
    qbo.control("settings", {"limits": True, "concurrent": 2})
    with held(qbo, "customer/1", 2) as answers:
        token = qbo.control("connect", {"realm": qbo.realm}).json()["access_token"]
        assert _ask(qbo, token, 2) == [429, 429]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert _ask(qbo, token, 1) == [200]


@pytest.mark.parametrize(
    ("path", "query", "other", "code"),
    [
        ("customer", "", "vendor", "6000"),
        ("invoice", "requestid=r-1", "invoice", "600"),
        ("invoice", "", "invoice", None),
        ("customer", "", "invoice", None),
    ],
)
def test_two_at_once_where_one_must_wait(
    qbo: Running, path: str, query: str, other: str, code: str | None
) -> None:
    """2.7, 3, 4.4."""
    token = qbo.connected()["access_token"]

    def create() -> Any:
        made = qbo.call(token, f"{other}?{query}", method="POST", json={"DisplayName": "N"}).json()
        return made["Fault"]["Error"][0]["code"] if "Fault" in made else None

    with held(qbo, f"{path}?{query}", 1, method="POST", json={"DisplayName": "M"}) as answers:
        assert create() == code
    assert answers[0].status_code == 200
    assert create() is None


def test_a_call_takes_as_long_as_is_set(qbo: Running) -> None:
    token = qbo.connected()["access_token"]
    qbo.control("settings", {"latency": True, "latency_spread": 0, "latency_read_ms": 2000})
    qbo.call(token, "customer/1")
    assert (qbo.world.clock.now() - NOON).total_seconds() == 2


def test_the_log_tells_what_arrived_and_never_a_token(qbo: Running) -> None:
    token = qbo.connected()["access_token"]
    answer = qbo.call(token, "invoice?requestid=abc&minorversion=75", method="POST", json={"DocNumber": "7"})
    (entry,) = qbo.control("log").json()
    assert (entry["method"], entry["path"], entry["status"]) == (
        "POST", f"/v3/company/{qbo.realm}/invoice", 200,
    )  # fmt: skip
    assert (entry["requestid"], entry["intuit_tid"]) == ("abc", answer.headers["intuit_tid"])
    assert '"DocNumber": "7"' in entry["asked"]
    assert token not in qbo.control("log").text
    assert qbo.control("log", method="DELETE").json() == []


@pytest.mark.parametrize(
    ("path", "values", "status", "said"),
    [
        ("settings", {"nothing": 1}, 400, "There is no setting nothing."),
        ("settings", {"limits": 1}, 400, "limits is true or false, not 1."),
        ("settings", {"requests_per_minute": -1}, 400, "requests_per_minute is a number from 0, not -1."),
        ("settings", {"throttle_format": "yaml"}, 400, "throttle_format is one of xml, json, not 'yaml'."),
        ("clock", {"freeze": "2026-11-20T12:00:00"}, 400, "Say the offset of the time"),
        ("companies", {"profile": "mars"}, 400, "The profile is one of us, us-ast, ca, uk, au, not 'mars'."),
        ("companies/1/reset", {}, 404, "There is no such company here."),
        ("connect", {"realm": "1"}, 404, "There is no 1 here."),
        (
            "apps",
            {"redirect_uris": ["http://app.example/back"]},
            400,
            "The redirect URI 'http://app.example/back' "
            "is not taken: it begins with https://, unless it is localhost.",
        ),
        (
            "apps",
            {"redirect_uris": ["https://10.0.0.1/back"]},
            400,
            "The redirect URI 'https://10.0.0.1/back' is not taken: its host is a name, not an IP address.",
        ),
        (
            "apps",
            {"redirect_uris": ["/back"]},
            400,
            "The redirect URI '/back' is not taken: it is a whole address",
        ),
        (
            "apps",
            {"redirect_uris": ["https://app.example/#x"]},
            400,
            "The redirect URI 'https://app.example/#x' is not taken: it has no part after #.",
        ),
        (
            "apps",
            {"redirect_uris": ["http://localhost/x"], "environment": "production"},
            400,
            "The redirect URI "
            "'http://localhost/x' is not taken: production keys are not sent back to localhost.",
        ),
        ("faults", {"kind": "boredom"}, 400, "The kind is one of 401, "),
        ("faults", {"kind": "401", "colour": "red"}, 400, "This is no rule"),
        ("faults", {"kind": "401", "where": "moon"}, 400, "A fault is of the api or of the token endpoint"),
        ("faults", {"kind": "application", "with": {"code": 7}}, 400, "The code is one of 100, 110, "),
        ("faults", {"kind": "somebody"}, 400, "Say what somebody does: "),
    ],
)
def test_the_control_api_says_what_is_wrong(
    qbo: Running, path: str, values: Any, status: int, said: str
) -> None:
    if path == "apps":
        values = {"name": "A", "client_id": "a", "client_secret": "s"} | values
    answer = qbo.control(path, values)
    assert (answer.status_code, answer.json()["error"][: len(said)]) == (status, said)


def test_addresses_to_be_sent_back_to_are_taken_as_set(qbo: Running) -> None:
    """1.3."""
    app = {"name": "A", "client_id": "a", "client_secret": "s", "redirect_uris": ["http://10.0.0.1/x"]}
    qbo.control("settings", {"redirect_policy": False})
    assert qbo.control("apps", app).status_code == 200
    qbo.control("settings", {"redirect_policy": True})
    fine = {"redirect_uris": ["https://app.example/back", "http://localhost:8000/back"]}
    assert qbo.control("apps/a", fine).json()["redirect_uris"] == fine["redirect_uris"]
    assert qbo.control("apps/a", {"redirect_uris": ["http://10.0.0.1/x"]}).status_code == 400
    assert qbo.world.apps["a"].redirect_uris == fine["redirect_uris"]


def test_the_control_api_takes_no_form_of_another_site(qbo: Running) -> None:
    answer = post(qbo.url + "/_control/settings", data={"limits": "false"})
    assert answer.status_code == 400


def test_a_company_is_begun_set_emptied_and_removed(qbo: Running) -> None:
    """9.12."""
    place = qbo.control("companies", {"profile": "au", "sizes": {"customers": 3}}).json()
    assert len(place["realm"]) == 16
    path = f"companies/{place['realm']}"
    assert qbo.control(f"{path}/settings", {"locale": "fr"}).json()["settings"]["locale"] == "fr"
    assert qbo.control(f"{path}/settings", {"nothing": 1}).status_code == 400
    token = qbo.control("connect", {"realm": place["realm"]}).json()["access_token"]
    assert qbo.call(token, "customer/3", realm=place["realm"]).status_code == 200
    qbo.control(f"{path}/reset", {})
    assert qbo.call(token, "customer/3", realm=place["realm"]).status_code == 400
    assert qbo.control(path, method="DELETE").json() == {"removed": place["realm"]}
    assert qbo.call(token, "customer/3", realm=place["realm"]).status_code == 401


@pytest.mark.parametrize("accept", ["application/xml", "*/*", ""])
def test_who_does_not_ask_for_json_gets_xml(qbo: Running, accept: str) -> None:
    """2.1, 9.3."""
    token = qbo.connected()["access_token"]
    xml = {"Accept": accept}
    made = {"DocNumber": "<1>", "sparse": False, "CustomerRef": {"value": "1", "name": "A & B"}, "Line": [
        {"Id": "1", "Amount": 1}, {"Id": "2", "Amount": 2},
    ]}  # fmt: skip
    answer = qbo.call(token, "invoice", method="POST", json=made, headers=xml)
    assert answer.headers["Content-Type"] == "application/xml;charset=utf-8"
    assert answer.text == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="2026-11-20T12:00:00+00:00">'
        '<Invoice domain="QBO" sparse="false"><DocNumber>&lt;1&gt;</DocNumber>'
        '<CustomerRef name="A &amp; B">1</CustomerRef>'
        "<Line><Id>1</Id><Amount>1</Amount></Line><Line><Id>2</Id><Amount>2</Amount></Line>"
        "<Id>4</Id><SyncToken>0</SyncToken></Invoice></IntuitResponse>"
    )
    missing = qbo.call(token, "invoice/99", headers=xml)
    assert missing.status_code == 400
    assert '<Fault type="ValidationFault"><Error code="610" element=""><Message>Object' in missing.text
    refused = qbo.call("x" * 99, "invoice/99", headers=xml)
    assert refused.headers["Content-Type"] == "application/json"


def test_limits_go_on_when_the_clock_is_let_run(qbo: Running) -> None:
    """3, 9.12."""
    token = qbo.connected()["access_token"]
    qbo.control("settings", {"limits": True, "requests_per_minute": 1})
    assert _ask(qbo, token, 2) == [200, 429]
    qbo.control("clock", {"run": True})
    assert _ask(qbo, token, 2) == [200, 429]
