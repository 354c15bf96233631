"""The token endpoint: who gets a token, who does not, and what each is told."""

import base64
import json
import secrets as chance
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import Tenant
from billing.services import applications, credentials
from billing.tenancy import keyring
from billing.tenancy.scope import tenant_scope
from tests.api.conftest import FORM, Program, ask, bearer

pytestmark = pytest.mark.django_db
Make = Callable[..., Program]


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def refused(answer: Any, status: int, error: str, said: str) -> None:
    """See that an answer is an error as RFC 6749 has it, not to be kept, and that it says what it should."""
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert said in answer.json()["error_description"]
    assert answer.json().keys() == {"error", "error_description"}
    assert answer["Cache-Control"] == "no-store"
    assert all(" " <= character <= "~" for character in answer.json()["error_description"])


def test_the_secret_in_the_body_gets_a_token_with_all_scopes(program: Make) -> None:
    answer = program(scopes=("customers.write", "invoices.read")).ask()

    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Cache-Control"], answer["Pragma"]) == (
        "application/json",
        "no-store",
        "no-cache",
    )
    body = answer.json()
    assert body.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == (
        "Bearer",
        900,
        "customers.write invoices.read",
    )
    assert bearer(body["access_token"]).get("/api/v1/").status_code == 200


def test_the_secret_by_http_basic_gets_a_token(program: Make) -> None:
    asked = program()
    answer = Client().post(
        "/api/oauth/token",
        "grant_type=client_credentials",
        content_type=FORM,
        headers=basic(asked.client_id, asked.secret),
    )

    assert answer.status_code == 200
    assert bearer(answer.json()["access_token"]).get("/api/v1/").status_code == 200


def test_how_long_a_token_works_is_a_setting(program: Make, settings: Any) -> None:
    settings.API_TOKEN_SECONDS = 60
    token = program().token()

    with time_machine.travel(timezone.now() + timedelta(seconds=58), tick=False):
        assert bearer(token).get("/api/v1/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        answer = bearer(token).get("/api/v1/")
    assert answer.status_code == 401
    assert "time is up" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("scope", "granted"),
    [
        ("invoices.read", "invoices.read"),
        ("customers.write+invoices.read", "customers.write invoices.read"),
        ("customers.read", "customers.read"),
        ("", "customers.write invoices.write"),
    ],
)
def test_a_token_may_be_narrowed(scope: str, granted: str, program: Make) -> None:
    asked = program(scopes=("customers.write", "invoices.write"))

    answer = asked.ask(scope=scope)

    assert answer.json()["scope"] == granted


@pytest.mark.parametrize(
    "scope", ["items.read", "customers.write+items.read", "all:standard", "admin", "king", "%22"]
)
def test_a_scope_the_application_lacks_is_refused_by_name(scope: str, program: Make) -> None:
    named = {"customers.write+items.read": "items.read", "%22": "'"}.get(scope, scope)

    refused(program().ask(scope=scope), 400, "invalid_scope", named)


def test_an_unknown_client_and_a_wrong_secret_are_told_the_same(program: Make, harbour: Tenant) -> None:
    asked = program()
    answers = [
        asked.ask(client_secret="tos_wrong"),
        asked.ask(client_id=credentials.new_client_id(tenant_id=asked.tenant.id)),
        asked.ask(client_id=credentials.new_client_id(tenant_id=harbour.id)),
        asked.ask(client_id=asked.client_id.upper()),
        asked.ask(client_id="app_x"),
        asked.ask(client_id="%00"),
        asked.ask(client_secret="%ff"),
        asked.ask(client_secret=asked.secret + "x"),
        asked.ask(client_secret=asked.secret[:-1]),
        asked.ask(client_secret=asked.secret * 100),
    ]

    for answer in answers:
        refused(answer, 401, "invalid_client", "No application has this client ID and secret.")
        assert answer.content == answers[0].content
        assert answer["WWW-Authenticate"].startswith("Basic ")
    assert asked.stored.last_used_at is None


def test_a_secret_of_one_application_opens_no_other(program: Make, harbour: Tenant) -> None:
    one, other, theirs = program("One"), program("Other"), program("Theirs", tenant=harbour)

    for wrong in (other.secret, theirs.secret):
        refused(one.ask(client_secret=wrong), 401, "invalid_client", "No application")


def test_a_digest_moved_to_another_row_does_not_open(program: Make) -> None:
    one, other = program("One"), program("Other")
    one.change(secret=bytes(other.stored.secret))

    with pytest.raises(keyring.Unreadable):
        one.ask(client_secret=other.secret)


def test_what_is_stored_is_no_secret_and_secrets_are_compared_in_constant_time(
    program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = chance.compare_digest

    def watch(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    asked = program()
    assert asked.secret.encode() not in bytes(asked.stored.secret)
    assert len(asked.secret) == len("tos_") + 43
    monkeypatch.setattr(credentials.secrets, "compare_digest", watch)

    for form in ({}, {"client_secret": "tos_wrong"}, {"client_id": "app_" + 32 * "0" + "_" + 16 * "0"}):
        compared.clear()
        asked.ask(**form)
        assert [len(one) == len(other) == 32 for one, other in compared] == [True, True]


def test_a_revoked_application_gets_no_token(program: Make, actor: Actor, cedar: Tenant) -> None:
    asked = program()
    with tenant_scope(tenant_id=cedar.id):
        applications.revoke(application_id=asked.application.id, actor=actor, now=timezone.now())

    refused(asked.ask(), 401, "invalid_client", "The application Connector was revoked")
    refused(asked.ask(client_secret="tos_x"), 401, "invalid_client", "No application")


def test_a_suspended_account_gets_no_token(program: Make) -> None:
    asked = program()
    asked.change_seat(suspended_at=timezone.now())

    refused(asked.ask(), 401, "invalid_client", "The service account Connector robot is suspended.")
    assert asked.stored.last_used_at is None


def test_an_account_closed_by_the_operator_gets_no_token(program: Make) -> None:
    asked = program()
    user = asked.stored.account.user
    user.is_active = False
    user.save()

    refused(asked.ask(), 401, "invalid_client", "suspended")


@pytest.mark.parametrize(("grace", "hours"), [("now", 0), ("1h", 1), ("24h", 24)])
def test_a_replaced_secret_works_until_its_end_and_not_a_moment_longer(
    grace: str, hours: int, program: Make, actor: Actor, cedar: Tenant
) -> None:
    asked, now = program(), timezone.now()
    early = asked.token()
    with tenant_scope(tenant_id=cedar.id):
        _, newer = applications.rotate(
            application_id=asked.application.id,
            grace=applications.GRACE[grace],
            expected=asked.stored.secret_rotated_at,
            within=(),
            actor=actor,
            now=now,
        )
    end = now + timedelta(hours=hours)

    assert newer != asked.secret
    assert asked.ask(client_secret=newer).status_code == 200
    if hours:
        with time_machine.travel(end - timedelta(seconds=1), tick=False):
            late = asked.token()
            assert bearer(late).get("/api/v1/").status_code == 200
    with time_machine.travel(end, tick=False):
        refused(asked.ask(), 401, "invalid_client", "This secret was replaced by a newer one")
        for token in (early, late) if hours else (early,):
            answer = bearer(token).get("/api/v1/")
            assert answer.status_code == 401
        assert asked.ask(client_secret=newer).status_code == 200
    if not hours:
        assert "secret that this token was got with was replaced" in answer.json()["detail"]


def test_tokens_of_the_newer_secret_outlive_the_old_one(program: Make, actor: Actor, cedar: Tenant) -> None:
    asked = program()
    with tenant_scope(tenant_id=cedar.id):
        _, newer = applications.rotate(
            application_id=asked.application.id,
            grace=timedelta(0),
            expected=asked.stored.secret_rotated_at,
            within=(),
            actor=actor,
            now=timezone.now(),
        )

    assert bearer(asked.token(client_secret=newer)).get("/api/v1/").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "error", "said"),
    [
        ("x=1", 400, "invalid_request", "grant_type is missing"),
        ("grant_type=", 400, "invalid_request", "grant_type is missing"),
        (
            "grant_type=password&username=a&password=b",
            400,
            "unsupported_grant_type",
            "Only grant_type=client_",
        ),
        ("grant_type=refresh_token", 400, "unsupported_grant_type", "Only grant_type=client_"),
        ("grant_type=client_credentials", 401, "invalid_client", "Client ID and secret are missing"),
        ("grant_type=client_credentials&client_id=app_x", 401, "invalid_client", "are missing"),
        ("grant_type=client_credentials&client_secret=x", 401, "invalid_client", "are missing"),
        (
            "grant_type=client_credentials&scope=a&scope=b",
            400,
            "invalid_request",
            "scope is sent more than once",
        ),
        ("a%22b%5c%e2%82%ac=1&a%22b%5c%e2%82%ac=2", 400, "invalid_request", "a'b?? is sent more than once"),
    ],
)
def test_a_misshapen_request_is_told_what_it_lacks(body: str, status: int, error: str, said: str) -> None:
    refused(Client().post("/api/oauth/token", body, content_type=FORM), status, error, said)


def test_a_request_that_is_no_form_is_refused(program: Make) -> None:
    asked = program()
    body = {"grant_type": "client_credentials", "client_id": asked.client_id, "client_secret": asked.secret}

    refused(
        Client().post("/api/oauth/token", json.dumps(body), content_type="application/json"),
        400,
        "invalid_request",
        "The body must be a form",
    )
    answer = Client().get("/api/oauth/token")
    refused(answer, 405, "invalid_request", "with POST")
    assert answer["Allow"] == "POST"


def test_a_secret_in_the_address_is_refused_even_when_it_is_right(program: Make) -> None:
    asked = program()
    answer = Client().post(
        f"/api/oauth/token?client_secret={asked.secret}",
        f"grant_type=client_credentials&client_id={asked.client_id}&client_secret={asked.secret}",
        content_type=FORM,
    )

    refused(answer, 400, "invalid_request", "Nothing may stand in the address")


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !!", "Basic " + base64.b64encode(b"\xff\xfe:x").decode(), "Bearer x", "Basic YQ=="],
)
def test_a_header_that_is_not_http_basic_is_refused(header: str, program: Make) -> None:
    answer = Client().post(
        "/api/oauth/token",
        "grant_type=client_credentials",
        content_type=FORM,
        headers={"Authorization": header},
    )

    refused(answer, 401, "invalid_client", "is not HTTP Basic")


def test_a_secret_sent_both_ways_is_refused(program: Make) -> None:
    asked = program()
    answer = Client().post(
        "/api/oauth/token",
        f"grant_type=client_credentials&client_id={asked.client_id}&client_secret={asked.secret}",
        content_type=FORM,
        headers=basic(asked.client_id, asked.secret),
    )

    refused(answer, 400, "invalid_request", "both")


def test_guessing_is_stopped_for_that_client_from_that_address_only(program: Make) -> None:
    asked, other = program("One"), program("Other")
    noon = timezone.now().replace(minute=0, second=0, microsecond=0)
    with time_machine.travel(noon + timedelta(seconds=60), tick=False):
        for _ in range(10):
            assert asked.ask(client_secret="tos_wrong").status_code == 401

        answer = asked.ask()

        refused(answer, 429, "temporarily_unavailable", "Too many failed attempts. Wait 240 seconds")
        assert answer["Retry-After"] == "240"
        assert asked.stored.last_used_at is None
        assert other.ask().status_code == 200
        elsewhere = Client(REMOTE_ADDR="192.0.2.9").post(
            "/api/oauth/token",
            f"grant_type=client_credentials&client_id={asked.client_id}&client_secret={asked.secret}",
            content_type=FORM,
        )
        assert elsewhere.status_code == 200
    with time_machine.travel(noon + timedelta(seconds=301), tick=False):
        assert asked.ask().status_code == 200


def test_guessing_with_ever_new_ids_is_stopped_by_address(program: Make) -> None:
    asked = program()
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(100):
            assert (
                ask(grant_type="client_credentials", client_id=f"app_{number}", client_secret="x").status_code
                == 401
            )

        assert asked.ask().status_code == 429


def test_right_answers_are_not_counted_as_guesses(program: Make) -> None:
    asked = program()

    assert [asked.ask().status_code for _ in range(15)] == [200] * 15


def test_while_the_broker_is_away_no_token_is_given_rather_than_guesses_uncounted(
    program: Make, settings: Any
) -> None:
    asked = program()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    answer = Client(raise_request_exception=False).post(
        "/api/oauth/token",
        f"grant_type=client_credentials&client_id={asked.client_id}&client_secret={asked.secret}",
        content_type=FORM,
    )

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "10"


def test_a_token_names_tenant_application_account_and_scopes_and_no_secret(program: Make) -> None:
    asked = program()
    part = asked.token().split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))

    assert claims["tenant"] == str(asked.tenant.id)
    assert (claims["sub"], claims["account"]) == (
        str(asked.application.id),
        str(asked.application.account_id),
    )
    assert claims["scope"] == "customers.write"
    assert claims["exp"] - claims["iat"] == 900
    assert "tos_" not in json.dumps(claims)


def test_neither_secret_nor_token_is_written_to_the_logs(
    program: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        asked = program()
        token = asked.token()
        asked.ask(client_secret=asked.secret + "x")
        bearer(token).get("/api/v1/")
        bearer(token + "x").get("/api/v1/")

    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "request.finished" in told
    assert asked.secret not in told
    assert token not in told
    assert token.rpartition(".")[2] not in told


def test_the_ring_is_rotated_under_the_secrets_and_they_go_on_working(
    program: Make, actor: Actor, cedar: Tenant, settings: Any
) -> None:
    settings.FIELD_KEYS = (("k1", bytes(range(32))),)
    asked = program()
    with tenant_scope(tenant_id=cedar.id):
        _, newer = applications.rotate(
            application_id=asked.application.id,
            grace=timedelta(hours=1),
            expected=asked.stored.secret_rotated_at,
            within=(),
            actor=actor,
            now=timezone.now(),
        )
    settings.FIELD_KEYS = (("k2", bytes(range(1, 33))), ("k1", bytes(range(32))))
    said = StringIO()

    call_command("rotate_field_keys", stdout=said)

    assert "billing.ApiApplication" in said.getvalue()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert [asked.ask(client_secret=secret).status_code for secret in (asked.secret, newer)] == [200, 200]
