"""What every address of the API has in common: rights by scope, role and module, exact numbers, errors."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from billing.api import problems
from billing.api.parsers import ExactJSONParser
from billing.models import Role, Tenant
from billing.tenancy.scope import tenant_scope
from tests.api import urls
from tests.api.conftest import JSON, PROBLEM, Program, bearer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("probes")]
Make = Callable[..., Program]
GOOD = json.dumps({"number": "1", "lines": [{"amount": "1.10"}]})
WHERE_SCOPES = "Somebody who manages API applications adds it under Organisation > API applications."
WHERE_ACCOUNT = "changes the service account under Organisation > API applications."


def problem(answer: Any, status: int, code: str, said: str = "") -> dict[str, Any]:
    """See that an answer is a whole problem of this type, and return it."""
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    body: dict[str, Any] = answer.json()
    assert body.keys() - {"errors"} == {"type", "title", "status", "detail", "instance", "request_id"}
    assert (body["status"], body["type"]) == (status, f"urn:problem-type:tieout:{code}")
    assert said in body["detail"]
    assert body["instance"].startswith("/api/")
    assert body["request_id"] == answer["X-Request-ID"]
    return body


@pytest.fixture
def client(program: Make) -> Client:
    return bearer(program(scopes=("all:standard",)).token())


def test_a_missing_scope_is_named_and_where_it_is_granted(program: Make) -> None:
    client = bearer(program(scopes=("invoices.read",)).token())

    assert client.get("/api/v1/probe/invoices/").status_code == 200
    answer = client.post("/api/v1/probe/invoices/", GOOD, content_type=JSON)
    told = problem(answer, 403, "scope_missing")
    assert told["detail"] == f"The scope invoices.write is not granted. {WHERE_SCOPES}"
    assert answer["WWW-Authenticate"] == (
        'Bearer realm="Tieout", error="insufficient_scope", scope="invoices.write"'
    )
    problem(client.get("/api/v1/probe/customers/"), 403, "scope_missing", "The scope customers.read is not")


def test_writing_implies_reading(program: Make) -> None:
    client = bearer(program(scopes=("invoices.write",)).token())

    for method in ("get", "head", "options"):
        assert getattr(client, method)("/api/v1/probe/invoices/").status_code == 200
    assert client.post("/api/v1/probe/invoices/", GOOD, content_type=JSON).status_code == 201


def test_a_token_narrowed_to_reading_does_not_write(program: Make) -> None:
    client = bearer(program(scopes=("invoices.write",)).token(scope="invoices.read"))

    assert client.get("/api/v1/probe/invoices/").status_code == 200
    answer = client.post("/api/v1/probe/invoices/", GOOD, content_type=JSON)
    problem(answer, 403, "scope_missing", "The scope invoices.write")


def test_a_role_too_weak_is_named_with_those_that_would_do(program: Make) -> None:
    client = bearer(program(scopes=("admin",), role=Role.VIEWER).token())

    assert client.get("/api/v1/probe/invoices/").status_code == 200
    answer = client.post("/api/v1/probe/invoices/", GOOD, content_type=JSON)
    told = problem(answer, 403, "role_too_weak")
    assert told["detail"].startswith(
        "The service account's role is Viewer. To create, change and approve the records of the books, "
        "it needs the role Integration admin or Operator or Bookkeeper or Sync service."
    )
    assert told["detail"].endswith(WHERE_ACCOUNT)
    assert "WWW-Authenticate" not in answer


def test_a_restriction_to_modules_is_named(program: Make) -> None:
    client = bearer(program(scopes=("admin",), modules=("expenses",)).token())

    assert client.get("/api/v1/probe/customers/").status_code == 200
    told = problem(
        client.get("/api/v1/probe/invoices/"), 403, "module_restricted", "other modules than Invoices"
    )
    assert told["detail"].endswith(WHERE_ACCOUNT)


def test_settings_need_scope_and_role(program: Make) -> None:
    wide = bearer(program("One", scopes=("all:standard",), role=Role.ADMIN).token())
    weak = bearer(program("Two", scopes=("admin",)).token())
    right = bearer(program("Three", scopes=("settings.write",), role=Role.ADMIN).token())
    url = "/api/v1/probe/books/"

    problem(wide.get(url), 403, "scope_missing", "The scope settings.read")
    problem(weak.get(url), 403, "role_too_weak", "The service account's role is Sync service.")
    assert [right.get(url).status_code, right.put(url).status_code] == [200, 200]


def test_all_reasons_are_told_at_once(program: Make) -> None:
    client = bearer(program(scopes=("customers.read",), role=Role.VIEWER, modules=("expenses",)).token())

    told = problem(client.post("/api/v1/probe/invoices/", GOOD, content_type=JSON), 403, "scope_missing")

    for part in ("invoices.write", "Viewer", "other modules than Invoices"):
        assert part in told["detail"]


def test_a_view_that_names_no_kind_lets_nobody_in(client: Client) -> None:
    problem(client.get("/api/v1/probe/unnamed/"), 500, "internal_server_error")


@pytest.mark.parametrize("path", ["/api/v1/nowhere/", "/api/v1/probe/invoices/x/", "/api/v1/%00/"])
def test_an_address_of_nothing_is_a_problem(path: str, client: Client) -> None:
    problem(client.get(path), 404, "not_found", "There is nothing at this address.")


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/", "/api/v2/"])
def test_outside_the_gate_too(path: str, db: None) -> None:
    problem(Client().get(path), 404, "not_found")


def test_inside_the_gate_an_address_is_told_of_to_nobody_without_a_token(db: None) -> None:
    real, none = Client().get("/api/v1/probe/invoices/"), Client().get("/api/v1/nowhere/")

    assert real.status_code == none.status_code == 401
    assert real.json() | {"instance": "", "request_id": ""} == none.json() | {
        "instance": "",
        "request_id": "",
    }


def test_a_method_that_is_not_known_names_those_that_are(client: Client) -> None:
    answer = client.delete("/api/v1/probe/invoices/")

    problem(answer, 405, "method_not_allowed", "the header Allow")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_an_answer_in_another_form_is_not_to_be_had(client: Client) -> None:
    problem(
        client.get("/api/v1/", headers={"Accept": "text/html"}), 406, "not_acceptable", "application/json"
    )
    assert client.get("/api/v1/", headers={"Accept": "*/*"}).status_code == 200
    assert client.get("/api/v1/?format=api").status_code == 200


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_body_in_another_form_is_not_taken(kind: str, client: Client) -> None:
    answer = client.post("/api/v1/probe/invoices/", "number=1", content_type=kind)

    problem(answer, 415, "unsupported_media_type", "The body must be application/json.")


def test_a_body_too_large_is_turned_away(client: Client) -> None:
    answer = client.post("/api/v1/probe/echo/", "x" * 2_600_000, content_type=JSON)

    assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)
    assert answer.json()["type"] == "urn:problem-type:tieout:content_too_large"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" ", "At line 1, column 2: Expecting value."),
        (b"{", "At line 1, column 2: Expecting property name enclosed in double quotes."),
        (b'{\n  "a": 1,\n  "b": oops\n}', "At line 3, column 8: Expecting value."),
        (b'{"a": 1} {', "At line 1, column 10: Extra data."),
        (b'{"a": "\xff"}', "Byte 8 is not UTF-8."),
        (b'{"a": NaN}', "It holds a number that cannot be taken: NaN is not JSON."),
        (b'{"a": -Infinity}', "It holds a number that cannot be taken: -Infinity is not JSON."),
        (b"[" * 100_000, "It is nested too deeply."),
        (b"1" * 5_000, "It holds a number that cannot be taken: Exceeds the limit"),
        (b"\xef\xbb\xbf{}", "At line 1, column 1: Unexpected UTF-8 BOM"),
    ],
)
def test_what_is_not_json_is_told_with_its_place(body: bytes, said: str, client: Client) -> None:
    told = problem(client.post("/api/v1/probe/echo/", body, content_type=JSON), 400, "malformed", said)

    assert told["detail"].startswith("The body is not JSON. ")
    assert [(flaw["pointer"], flaw["code"]) for flaw in told["errors"]] == [("", "malformed")]


@pytest.mark.parametrize(
    "text", ["0.1", "1e-20", "123456789012345678901234567890.12345678901234567890", "1.10", "-0.0"]
)
def test_a_number_with_a_point_loses_no_digit_either_way(text: str, client: Client) -> None:
    answer = client.post("/api/v1/probe/echo/", f'{{"amount": {text}}}', content_type=JSON)

    assert "Decimal(" in answer.json()["python"]

    returned = answer.json()["again"]["amount"]
    assert isinstance(returned, str)
    assert Decimal(returned) == Decimal(text)
    assert Decimal(returned).as_tuple() == Decimal(text).as_tuple()


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_every_decimal_is_parsed_to_itself(number: Any) -> None:

    text = f"{number:f}" if abs(number.adjusted()) < 200 else str(number)
    parsed = ExactJSONParser().parse(io.BytesIO(text.encode()))

    assert Decimal(parsed) == number


def test_an_amount_as_a_number_or_as_text_is_the_same_and_comes_back_as_text(client: Client) -> None:
    sent = '{"number": "1", "lines": [{"amount": 12345678901234567.10000000000000000001}, {"amount": "0.1"}]}'

    answer = client.post("/api/v1/probe/invoices/", sent, content_type=JSON)

    assert answer.status_code == 201
    assert answer.json()["lines"] == [
        {"amount": "12345678901234567.10000000000000000001"},
        {"amount": "0.10000000000000000000"},
    ]


def test_what_does_not_fit_is_told_place_by_place(client: Client) -> None:
    sent = {"number": "123456", "lines": [{"amount": "1"}, {"amount": "x"}, {}]}
    told = problem(
        client.post("/api/v1/probe/invoices/", json.dumps(sent), content_type=JSON),
        422,
        "invalid",
        "errors names",
    )

    assert [(flaw["pointer"], flaw["code"]) for flaw in told["errors"]] == [
        ("/number", "max_length"),
        ("/lines/1/amount", "invalid"),
        ("/lines/2/amount", "required"),
    ]
    assert told["errors"][2]["message"] == "This field is required."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[]", ("", "invalid")),
        ('"text"', ("", "invalid")),
        ("{}", ("/number", "required")),
        ('{"number": "wrong", "lines": []}', ("", "together")),
        ('{"number": "1", "lines": {}}', ("/lines", "not_a_list")),
        ('{"number": "a\\u0000", "lines": []}', ("/number", "null_characters_not_allowed")),
        ('{"number": "\\ud800", "lines": []}', ("/number", "surrogate_characters_not_allowed")),
    ],
)
def test_what_does_not_fit_as_a_whole_points_at_the_whole(
    body: str, expected: tuple[str, str], client: Client
) -> None:
    told = problem(client.post("/api/v1/probe/invoices/", body, content_type=JSON), 422, "invalid")

    assert (told["errors"][0]["pointer"], told["errors"][0]["code"]) == expected


@pytest.mark.parametrize(
    ("what", "status", "code", "said"),
    [
        ("404", 404, "not_found", "There is nothing at this address."),
        ("403", 403, "forbidden", "Not on a Sunday."),
        ("400", 400, "bad_request", "Not like this."),
        ("413", 413, "content_too_large", "larger than this address takes"),
        ("422", 422, "invalid", "errors names each place"),
        ("429", 429, "too_many_requests", "Retry-After"),
        ("500", 500, "internal_server_error", "Something went wrong here"),
    ],
)
def test_whatever_a_view_raises_is_a_problem_and_nothing_is_changed(
    what: str, status: int, code: str, said: str, client: Client, cedar: Tenant
) -> None:
    answer = client.post(f"/api/v1/probe/fails/?what={what}", "{}", content_type=JSON)

    told = problem(answer, status, code, said)
    assert "secret" not in answer.content.decode()
    with tenant_scope(tenant_id=cedar.id):
        assert Tenant.objects.get().name == "Cedar"
    if what == "422":
        assert told["errors"] == [
            {"pointer": "/name", "code": "long", "message": "Too long."},
            {"pointer": "", "code": "invalid", "message": "Odd."},
        ]
    if what == "429":
        assert answer["Retry-After"] == "4"


def test_while_the_database_is_away_the_api_says_so_in_its_form(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(urls.RAISED, "500", OperationalError("password in here"))

    answer = client.post("/api/v1/probe/fails/?what=500", "{}", content_type=JSON)

    problem(answer, 503, "service_unavailable", "nothing was changed")
    assert answer["Retry-After"] == "10"


def test_answers_of_the_api_are_kept_by_nobody(client: Client) -> None:
    assert client.get("/api/v1/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("status", "code", "title"),
    [
        (400, "bad_request", "Bad Request"),
        (404, "not_found", "Not Found"),
        (413, "content_too_large", "Content Too Large"),
        (415, "unsupported_media_type", "Unsupported Media Type"),
        (422, "unprocessable_content", "Unprocessable Content"),
        (429, "too_many_requests", "Too Many Requests"),
        (500, "internal_server_error", "Internal Server Error"),
        (503, "service_unavailable", "Service Unavailable"),
    ],
)
def test_a_problem_is_called_the_same_on_every_python(status: int, code: str, title: str, rf: Any) -> None:
    told = problems.problem(rf.get("/api/v1/"), status)

    assert (told["type"], told["title"]) == (f"urn:problem-type:tieout:{code}", title)


def test_pages_keep_their_own_errors(db: None) -> None:
    answer = Client().get("/apiary/")

    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()
