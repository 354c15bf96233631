"""The gate: a token is worth what its application, account and seat are at this very moment."""

import base64
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import OctKey

from billing.actors import Actor
from billing.models import ApiApplication, Role, Tenant, User
from billing.scopes import SUBJECTS
from billing.services import accounts, applications
from billing.tenancy import keyring, logcontext
from billing.tenancy.scope import NoTenant, current_tenant_id, tenant_scope
from tests.api.conftest import PROBLEM, Program, bearer

pytestmark = pytest.mark.django_db
Make = Callable[..., Program]
RING = (("k2", bytes(range(32))), ("k1", bytes(range(1, 33))))


def refused(answer: Any, *, said: str, code: str = "invalid_token") -> None:
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    body = answer.json()
    assert said in body["detail"]
    assert body["type"] == f"urn:problem-type:tieout:{code}"
    assert (body["status"], body["instance"]) == (401, "/api/v1/")
    assert body["request_id"] == answer["X-Request-ID"]
    bare = 'Bearer realm="Tieout"'
    assert answer["WWW-Authenticate"] == (
        bare if code == "token_missing" else f'{bare}, error="invalid_token"'
    )
    assert answer["Cache-Control"] == "no-store"


def test_who_one_is_is_told_in_full(program: Make) -> None:
    asked = program(scopes=("customers.write", "invoices.read"), modules=("expenses",))

    answer = bearer(asked.token()).get("/api/v1/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    body = answer.json()
    application, account = asked.application, asked.application.account
    assert body["application"] == {
        "id": str(application.id),
        "name": "Connector",
        "client_id": application.client_id,
        "tracking_id": "erp-7",
    }
    assert body["account"] == {
        "id": str(account.id),
        "name": "Connector robot",
        "role": "service",
        "modules": ["expenses"],
    }
    assert body["organisation"] == {
        "id": str(asked.tenant.id),
        "name": "Cedar",
        "slug": "cedar",
        "currency": "USD",
        "time_zone": "UTC",
    }
    assert body["scopes"] == ["customers.read", "customers.write", "invoices.read"]
    access = {line["kind"]: line for line in body["access"]}
    assert len(access) == len(SUBJECTS)
    assert access["customers"]["write"] == {"allowed": True, "scope": "customers.write", "withheld": []}
    assert access["invoices"]["read"]["withheld"] == [
        "The service account is restricted to other modules than Invoices. Somebody who manages API "
        "applications changes the service account under Organisation > API applications."
    ]
    assert access["settings"]["read"]["allowed"] is False


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Token x"])
def test_without_a_bearer_token_nobody_comes_in(header: str | None, db: None) -> None:
    client = Client(headers={} if header is None else {"Authorization": header})

    refused(client.get("/api/v1/"), said="This address needs a token", code="token_missing")


def test_a_person_who_is_signed_in_has_no_way_in_by_cookie(cedar: Tenant, owner: User) -> None:
    client = Client()
    client.force_login(owner)

    refused(client.get("/api/v1/"), said="This address needs a token", code="token_missing")


def forged(**changes: Any) -> Callable[[Program], str]:
    """Make a token as we would, but for the changes."""

    def make(asked: Program) -> str:
        header = {"alg": "HS256", "kid": "k2", "typ": "at+jwt"} | changes.pop("header", {})
        key = changes.pop("key", None) or keyring.derived("api.token")["k2"]
        claims = {
            "aud": "tieout-api",
            "sub": str(asked.application.id),
            "tenant": str(asked.tenant.id),
            "scope": "admin",
            "secret": asked.stored.secret_rotated_at.isoformat(),
            "exp": int((timezone.now() + timedelta(hours=1)).timestamp()),
        } | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, claims, OctKey.import_key(key), algorithms=["HS256", "HS512"])

    return make


def unsigned(asked: Program) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {
        "sub": str(asked.application.id),
        "tenant": str(asked.tenant.id),
        "scope": "admin",
        "exp": 9**11,
    }
    return f"{part({'alg': 'none', 'kid': 'k2'})}.{part(claims)}."


def changed(asked: Program) -> str:
    head, body, signature = asked.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    claims["scope"] = "admin"
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.{signature}"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(forged(key=bytes(32)), id="another key"),
        pytest.param(forged(key=RING[0][1]), id="the ring's key itself"),
        pytest.param(forged(header={"kid": "k9"}), id="a key that is not in the ring"),
        pytest.param(forged(header={"typ": "JWT"}), id="another type"),
        pytest.param(forged(header={"alg": "HS512"}), id="another algorithm"),
        pytest.param(forged(aud="elsewhere"), id="for somebody else"),
        pytest.param(forged(aud=None), id="for nobody"),
        pytest.param(forged(exp=None), id="without an end"),
        pytest.param(forged(exp="tomorrow"), id="an end in words"),
        pytest.param(forged(exp=10**30), id="an end beyond all years"),
        pytest.param(forged(tenant="cedar"), id="no tenant's id"),
        pytest.param(forged(tenant=None), id="no tenant"),
        pytest.param(forged(sub=7), id="a number as application"),
        pytest.param(forged(scope=None), id="no scopes"),
        pytest.param(forged(scope=["admin"]), id="scopes in a list"),
        pytest.param(forged(secret="yesterday"), id="a secret of no date"),
        pytest.param(unsigned, id="not signed"),
        pytest.param(changed, id="changed on the way"),
        pytest.param(lambda asked: asked.token() + "x", id="a letter more"),
        pytest.param(lambda asked: asked.token()[:-2], id="cut short"),
        pytest.param(lambda asked: asked.secret, id="the secret itself"),
        pytest.param(lambda asked: "a.b.c", id="rubbish"),
        pytest.param(lambda asked: "." * 20_000, id="much rubbish"),
        pytest.param(lambda asked: "\u00e4.b.c", id="not ascii"),
    ],
)
def test_a_token_that_is_not_ours_or_was_changed_is_refused(
    make: Callable[[Program], str], program: Make, settings: Any
) -> None:
    settings.FIELD_KEYS = RING

    refused(bearer(make(program())).get("/api/v1/"), said="This is not a token that Tieout gave out")


def test_what_forging_stands_on_is_a_token_that_would_pass(program: Make, settings: Any) -> None:
    settings.FIELD_KEYS = RING

    assert bearer(forged()(program())).get("/api/v1/").status_code == 200


def test_a_token_of_an_older_key_is_taken_and_of_a_retired_one_is_not(program: Make, settings: Any) -> None:
    settings.FIELD_KEYS = RING[1:]
    asked = program()
    older = asked.token()

    settings.FIELD_KEYS = RING
    newer = asked.token()
    assert json.loads(base64.urlsafe_b64decode(newer.split(".")[0] + "=="))["kid"] == "k2"
    assert [bearer(token).get("/api/v1/").status_code for token in (older, newer)] == [200, 200]
    settings.FIELD_KEYS = RING[:1]
    refused(bearer(older).get("/api/v1/"), said="not a token")
    assert bearer(newer).get("/api/v1/").status_code == 200


def test_a_token_ends_with_its_time(program: Make) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), tick=False) as clock:
        token = program().token()
        clock.shift(timedelta(minutes=14, seconds=59))
        assert bearer(token).get("/api/v1/").status_code == 200
        clock.shift(timedelta(seconds=1))
        refused(bearer(token).get("/api/v1/"), said="This token's time is up.")


def test_a_token_that_names_another_tenant_finds_nothing_there(
    program: Make, harbour: Tenant, settings: Any
) -> None:
    settings.FIELD_KEYS = RING
    theirs = program("Theirs", tenant=harbour)
    asked = program()

    for claims in (
        {"tenant": str(harbour.id)},
        {"sub": str(theirs.application.id)},
        {"tenant": str(uuid4())},
    ):
        refused(bearer(forged(**claims)(asked)).get("/api/v1/"), said="does not exist")


def test_two_organisations_programs_see_their_own_only(program: Make, harbour: Tenant, probes: None) -> None:
    ours, theirs = program(), program(tenant=harbour)
    with tenant_scope(tenant_id=harbour.id):
        accounts.create(
            wanted=accounts.Wanted(name="Third", role=Role.SERVICE),
            within=(),
            actor=Actor.system("the tests"),
            now=timezone.now(),
        )

    found = [
        bearer(asked.token()).get("/api/v1/probe/customers/").json()["seats"] for asked in (ours, theirs)
    ]

    assert found == [2, 3]
    with pytest.raises(NoTenant):
        current_tenant_id()


def test_revoking_acts_on_a_token_that_is_out(program: Make, cedar: Tenant, actor: Actor) -> None:
    asked = program()
    token = asked.token()
    assert bearer(token).get("/api/v1/").status_code == 200

    with tenant_scope(tenant_id=cedar.id):
        applications.revoke(application_id=asked.application.id, actor=actor, now=timezone.now())

    refused(bearer(token).get("/api/v1/"), said="The application Connector was revoked, and that is final.")


def test_suspending_the_account_acts_on_a_token_that_is_out_and_so_does_reinstating(
    program: Make, cedar: Tenant, actor: Actor
) -> None:
    asked = program()
    token = asked.token()
    with tenant_scope(tenant_id=cedar.id):
        accounts.suspend(account_id=asked.application.account_id, actor=actor, now=timezone.now())
    refused(bearer(token).get("/api/v1/"), said="The service account Connector robot is suspended.")

    with tenant_scope(tenant_id=cedar.id):
        accounts.reinstate(account_id=asked.application.account_id, actor=actor, now=timezone.now())
    assert bearer(token).get("/api/v1/").status_code == 200


def test_closing_the_account_altogether_acts_on_a_token_that_is_out(program: Make) -> None:
    asked = program()
    token = asked.token()
    User.objects.filter(is_service=True).update(is_active=False)

    refused(bearer(token).get("/api/v1/"), said="is suspended")


def test_a_deleted_application_is_no_application(program: Make, cedar: Tenant) -> None:
    asked = program()
    token = asked.token()
    with tenant_scope(tenant_id=cedar.id):
        ApiApplication.objects.all().delete()

    refused(bearer(token).get("/api/v1/"), said="does not exist")


def test_role_scopes_and_restriction_act_on_a_token_that_is_out(program: Make, probes: None) -> None:
    asked = program(scopes=("invoices.write",))
    client = bearer(asked.token())
    url, body = "/api/v1/probe/invoices/", json.dumps({"number": "1", "lines": []})

    def post() -> int:
        return client.post(url, body, content_type="application/json").status_code

    assert post() == 201
    asked.change_seat(role=Role.VIEWER)
    assert (post(), client.get(url).status_code) == (403, 200)
    asked.change_seat(role=Role.SERVICE, modules=["expenses"])
    assert (post(), client.get(url).status_code) == (403, 403)
    asked.change_seat(modules=[])
    asked.change(scopes=["invoices.read"])
    assert (post(), client.get(url).status_code) == (403, 200)
    asked.change(scopes=["admin"])
    assert post() == 201


def test_a_token_does_not_grow_with_its_application(program: Make, probes: None) -> None:
    asked = program(scopes=("customers.read",))
    client = bearer(asked.token())

    asked.change(scopes=["admin"])

    assert client.get("/api/v1/").json()["scopes"] == ["customers.read"]


def test_the_gate_asks_one_question_of_the_database(program: Make) -> None:
    client = bearer(program().token())
    client.get("/api/v1/")

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/api/v1/").status_code == 200

    asked = [
        query["sql"]
        for query in queries
        if "SAVEPOINT" not in query["sql"] and "set_config" not in query["sql"]
    ]
    assert len(asked) == 1, asked


def test_the_use_is_noted_once_a_minute(program: Make) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), tick=False) as clock:
        asked = program()
        assert asked.stored.last_used_at is None
        token = asked.token()
        first = asked.stored.last_used_at
        assert first == timezone.now()
        clock.shift(timedelta(seconds=59))
        bearer(token).get("/api/v1/")
        assert asked.stored.last_used_at == first
        clock.shift(timedelta(seconds=1))
        bearer(token).get("/api/v1/")
        assert asked.stored.last_used_at == first + timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_noting_the_use_waits_for_nobody(program: Make, cedar: Tenant) -> None:
    asked = program()
    token = asked.token()
    asked.change(last_used_at=None)

    def call() -> int:
        try:
            return bearer(token).get("/api/v1/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        ApiApplication.objects.select_for_update(of=("self",)).get()
        assert pool.submit(call).result(timeout=60) == 200

    assert asked.stored.last_used_at is None


def test_log_lines_name_tenant_application_and_tracking_id(
    program: Make,
) -> None:
    told: list[dict[str, str]] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage() == "request.finished":
                told.append(logcontext.bound())

    asked = program()
    token = asked.token()
    listener = Listener()
    logging.getLogger("tieout.request").addHandler(listener)
    try:
        bearer(token).get("/api/v1/")
    finally:
        logging.getLogger("tieout.request").removeHandler(listener)

    assert told[0] | {"request": ""} == {
        "request": "",
        "tenant": str(asked.tenant.id),
        "application": str(asked.application.id),
        "tracking": "erp-7",
    }


def test_changes_are_entered_under_application_and_account(program: Make, probes: None) -> None:
    asked = program()
    answer = bearer(asked.token()).post("/api/v1/probe/customers/", "{}", content_type="application/json")

    told = answer.json()
    assert UUID(told.pop("request_id"))
    assert told == {
        "id": str(asked.application.account.user_id),
        "label": "Connector (Connector robot)",
        "channel": "api",
        "address": "127.0.0.1",
    }


@pytest.fixture
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC), tick=False) as clock:
        yield clock


def test_each_application_has_its_own_rate_and_is_told_of_it(
    program: Make, settings: Any, at_noon: Any
) -> None:
    settings.API_RATE = 2
    one, other = program("One"), program("Other")
    client = bearer(one.token())

    told = [client.get(path) for path in ("/api/v1/", "/api/v1/nowhere/", "/api/v1/")]

    assert [answer.status_code for answer in told] == [200, 404, 429]
    headers = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    assert [tuple(answer[name] for name in headers) for answer in told] == [
        ("2", "1", "50"),
        ("2", "0", "50"),
        ("2", "0", "50"),
    ]
    assert (told[2]["Retry-After"], told[2]["Content-Type"]) == ("50", PROBLEM)
    assert told[2].json()["type"] == "urn:problem-type:tieout:too_many_requests"
    assert "Retry-After" not in told[0]
    assert bearer(other.token()).get("/api/v1/").status_code == 200
    at_noon.shift(timedelta(seconds=50))
    assert client.get("/api/v1/").status_code == 200


def test_while_the_cache_is_away_requests_are_answered_uncounted(program: Make, settings: Any) -> None:
    token = program().token()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    answer = bearer(token).get("/api/v1/")

    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer
