"""The border of the application: what comes in misshapen is turned away with a word, and nothing leaks."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import AuditEntry, Membership, Role, Tenant, User
from billing.tenancy.scope import tenant_scope

pytestmark = pytest.mark.django_db

HOSTILE = {
    "nul": "a\x00b",
    "bell": "a\x07b",
    "escape": "a\x1b[31mb",
    "line break": "a\nb",
    "c1": "a\x85b",
    "override": "a\u202egnp.exe",
    "isolate": "a\u2066b\u2069",
    "zero width": "a\u200bb",
    "byte order mark": "\ufeffab",
    "line separator": "a\u2028b",
    "ten thousand": "x" * 10_000,
}
NOBODY = "00000000-0000-0000-0000-000000000000"
HARMLESS = [
    "Ünïcödé & Söhne",
    'O\'Brien "Quoted" <b>',
    "שלום עולם",
    "株式会社",
    "👩‍👩‍👧 family"[2:],
    "a" * 120,
    "100 %",
    "=1+1",
]


def browser(owner: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(owner)


def fields(cedar: Tenant) -> list[tuple[str, dict[str, str], str]]:
    """Every form with a text field that people fill in: address, the rest of the form, the field."""
    settings = {"name": "Cedar", "time_zone": "UTC", "currency": "USD"}
    return [
        (reverse("organisation", args=["cedar"]), settings, "name"),
        (reverse("organisation", args=["cedar"]), settings, "time_zone"),
        (reverse("organisation", args=["cedar"]), settings, "currency"),
        (reverse("organisations-new"), {}, "name"),
        (reverse("profile"), {}, "name"),
        (reverse("people-invite", args=["cedar"]), {"role": "viewer"}, "email"),
        (reverse("people-invite", args=["cedar"]), {"email": "a@people.test"}, "role"),
        (reverse("account_login"), {"password": "x"}, "login"),
        (reverse("account_login"), {"login": "a@people.test"}, "password"),
        (reverse("account_reset_password"), {}, "email"),
        (reverse("account_change_password"), {"password1": "y", "password2": "y"}, "oldpassword"),
        (reverse("account_email"), {"action_add": "1"}, "email"),
        (reverse("account_reauthenticate"), {}, "password"),
    ]


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_hostile_text_is_taken_by_any_field_or_breaks_its_page(
    kind: str, cedar: Tenant, owner: User, client_of: Callable[[User], Client]
) -> None:
    for url, rest, field in fields(cedar):
        client = Client() if field == "login" else client_of(owner)
        response = client.post(url, rest | {field: HOSTILE[kind]})
        assert response.status_code in {200, 302, 422}, (url, field)
        if response.status_code == 302:
            assert "next=" in response["Location"] or field in {"password", "login", "email"}, (url, field)
    with tenant_scope(tenant_id=cedar.id):
        assert Tenant.objects.get().name == "Cedar"
        assert AuditEntry.objects.count() == 2
    assert User.objects.get().name == "Owner"


@pytest.mark.parametrize("text", HARMLESS)
def test_every_script_and_sign_is_welcome_in_a_name_and_comes_back_as_text(
    text: str, cedar: Tenant, owner: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(owner)

    client.post(
        reverse("organisation", args=["cedar"]), {"name": text, "time_zone": "UTC", "currency": "EUR"}
    )

    with tenant_scope(tenant_id=cedar.id):
        assert Tenant.objects.get().name == text
    page = client.get("/o/cedar/").content.decode()
    assert "<b>" not in page.split("<main")[1]


def test_a_body_too_large_is_turned_away_before_it_is_read(db: None) -> None:
    response = Client().post("/account/login/", {"login": "x" * 3_000_000})

    assert response.status_code == 413
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "content_type", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"], ids=["parts", "encoded"]
)
@pytest.mark.parametrize(("fields", "status"), [(2_000, 200), (2_001, 400)])
def test_too_many_fields_are_turned_away(db: None, content_type: str, fields: int, status: int) -> None:
    form = {f"field{number}": "x" for number in range(fields)}
    data = form if content_type is MULTIPART_CONTENT else urlencode(form)

    response = Client().post("/account/login/", data, content_type=content_type)

    assert response.status_code == status
    assert ("more than 2,000 fields" in response.content.decode()) is (status == 400)


@pytest.mark.parametrize(("fields", "status"), [(14_000, 422), (15_001, 400)])
def test_a_form_with_a_line_editor_may_be_long(
    cedar: Tenant, owner: User, client_of: Callable[[User], Client], fields: int, status: int
) -> None:
    form = {f"field{number}": "x" for number in range(fields)}

    assert client_of(owner).post("/o/cedar/invoices/new/", form).status_code == status


def test_a_request_without_its_token_is_refused_with_a_way_out(cedar: Tenant, owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    response = client.post("/organisations/new/", {"name": "Forged"})

    assert response.status_code == 403
    assert "<h1" in response.content.decode()
    with tenant_scope(tenant_id=cedar.id):
        assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"csp-report": 1}',
        b'{"csp-report": []}',
        b"\xff\xfe",
        b"[" * 15_000,
        b'{"other": {}}',
    ],
)
def test_malformed_json_gets_a_plain_answer(body: bytes, db: None) -> None:
    response = Client().post("/csp-report", body, content_type="application/csp-report")

    assert response.status_code == 400
    assert response.json()["code"] == "malformed"


def test_a_report_of_the_browser_is_taken_and_a_huge_one_is_not(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    report = {
        "csp-report": {
            "document-uri": "http://x/",
            "blocked-uri": "inline",
            "violated-directive": "script-src",
        }
    }

    assert (
        Client().post("/csp-report", json.dumps(report), content_type="application/csp-report").status_code
        == 204
    )
    assert [record.message for record in caplog.records if record.name == "tieout"] == ["csp.violation"]
    huge = json.dumps({"csp-report": {"document-uri": "x" * 30_000}})
    assert Client().post("/csp-report", huge, content_type="application/csp-report").status_code == 413


def test_while_the_broker_is_away_a_sign_in_is_put_off_with_a_page_and_other_pages_come(
    cedar: Tenant, owner: User, client_of: Callable[[User], Client], settings: Any
) -> None:
    away = "redis://127.0.0.1:1/0"
    settings.REDIS_URL = away
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": away}}
    client = Client(raise_request_exception=False)

    answer = client.post("/account/login/", {"login": owner.email, "password": "x"})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "<h1" in answer.content.decode()
    assert client_of(owner).get("/o/cedar/people/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/account/login/", "/nowhere"])
def test_every_answer_carries_the_strict_policy(path: str, db: None) -> None:
    answer = Client().get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))

    assert "unsafe" not in answer["Content-Security-Policy"]
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/%00", "/o/%00/", "/%ff%fe", "/" + "a" * 5000, "/o/cedar", "/../etc/passwd", "/o//people/"]
)
def test_an_address_of_nothing_is_404(
    path: str, cedar: Tenant, owner: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(owner).get(path)

    assert response.status_code in {404, 301}
    if response.status_code == 404:
        assert "<h1" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused(db: None) -> None:
    assert Client().get("/account/login/", headers={"Host": "evil.test"}).status_code == 400


def test_the_outbox_of_the_demonstration_does_not_exist_in_production(settings: Any, db: None) -> None:
    settings.DEMO = False

    assert Client().get("/outbox/").status_code == 404
    assert Client().get("/outbox/x.log/").status_code == 404


def test_the_outbox_never_reads_another_file(settings: Any, tmp_path: Any, db: None) -> None:
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    (tmp_path.parent / "secret.log").write_text("Subject: secret\n\nsecret")

    for name in ("..%2fsecret.log", "%2e%2e%2fsecret.log", "../secret.log"):
        assert Client().get(f"/outbox/{name}/").status_code == 404


def test_a_row_of_another_tenant_costs_no_more_than_one_that_never_was(
    cedar: Tenant, harbour: Tenant, owner: User, client_of: Callable[[User], Client]
) -> None:
    """Nothing is revealed by the work an answer takes, either."""
    with tenant_scope(tenant_id=harbour.id):
        theirs = Membership.objects.get(role=Role.OWNER)
    client = client_of(owner)
    for seat_id in (theirs.id, NOBODY):
        client.get(f"/o/cedar/people/{seat_id}/")

    counts = []
    for seat_id in (theirs.id, NOBODY):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/o/cedar/people/{seat_id}/").status_code == 404
        counts.append([query["sql"].split()[0] for query in queries])

    assert counts[0] == counts[1]
