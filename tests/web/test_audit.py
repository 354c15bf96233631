"""The audit page: what it shows, how it filters, what it exports."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import AuditEntry, Role, Tenant, User
from billing.queries.audit import WORDS
from billing.services import audit
from billing.tenancy.scope import NoTenant, current_tenant_id, tenant_scope

pytestmark = pytest.mark.django_db
URL = "/o/cedar/audit/"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def browser_of_owner(owner: User, cedar: Tenant, client_of: Callable[[User], Client]) -> Client:
    return client_of(owner)


@pytest.fixture
def trail(cedar: Tenant, actor: Actor) -> None:
    """120 entries, one an hour, about alternating people."""
    with tenant_scope(tenant_id=cedar.id):
        for number in range(120):
            audit.record(
                actor=actor,
                action="member.role_changed" if number % 2 else "invitation.sent",
                kind="member",
                subject_id=None,
                label=f"person{number:03d}@people.test",
                before={"role": "viewer", "same": 1},
                after={"role": "owner", "same": 1},
                now=START + timedelta(hours=number),
            )


def labels(client: Client, query: str = "") -> list[str]:
    return [entry["whom"] for entry in client.get(URL + query).context["entries"]]


def test_the_newest_come_first_and_older_ones_follow_page_by_page(
    browser_of_owner: Client, trail: None
) -> None:
    query, seen = "?area=member", []
    while query:
        response = browser_of_owner.get(URL + query)
        seen += [entry["whom"] for entry in response.context["entries"]]
        query = response.context["page"].next_url

    about_people = [label for label in seen if label.startswith("person")]
    assert about_people == [f"person{number:03d}@people.test" for number in range(119, 0, -2)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=PERSON007", ["person007@people.test"]),
        ("?q=person007&area=invitation", []),
        (
            "?since=2026-03-05&until=2026-03-05&q=person09",
            [f"person09{n}@people.test" for n in (9, 8, 7, 6, 5, 4, 3, 2, 1, 0)],
        ),
        ("?q=100%25", []),
        ("?q=_", []),
    ],
)
def test_the_filters_in_the_address_hold(
    query: str, expected: list[str], browser_of_owner: Client, trail: None
) -> None:
    assert labels(browser_of_owner, query) == expected


def test_days_are_counted_in_the_organisations_zone(
    browser_of_owner: Client, cedar: Tenant, actor: Actor
) -> None:
    late = datetime(2026, 3, 2, 4, tzinfo=UTC)  # 1 March, ten at night, in Chicago
    with tenant_scope(tenant_id=cedar.id):
        Tenant.objects.update(time_zone="America/Chicago")
        audit.record(actor=actor, action="x", kind="k", subject_id=None, label="late", now=late)

    assert labels(browser_of_owner, "?until=2026-03-01") == ["late"]
    assert "late" not in labels(browser_of_owner, "?since=2026-03-02")


def test_times_are_shown_in_the_organisations_zone(
    browser_of_owner: Client, cedar: Tenant, actor: Actor
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Tenant.objects.update(time_zone="Asia/Tokyo")
        audit.record(actor=actor, action="x", kind="k", subject_id=None, label="late", now=START)

    page = browser_of_owner.get(URL + "?q=late").content.decode()

    assert "2026-03-01T21:00:00+09:00" in page
    assert "JST" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?since=2026-13-45", "Enter a valid date"),
        ("?since=2026-03-02&until=2026-03-01", "The first day is after the last one"),
        ("?until=9999-12-31", "less than or equal to"),
        ("?since=0001-01-01", "greater than or equal to"),
        ("?area=nonsense", "not one of the available choices"),
        ("?q=a%00b", "Null characters are not allowed"),
        ("?q=a%E2%80%AEb", "U+202E"),
        ("?q=" + "x" * 10_000, "at most 200 characters"),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_shows_nothing(
    query: str, said: str, browser_of_owner: Client, trail: None
) -> None:
    response = browser_of_owner.get(URL + query)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert response.context["entries"] == []
    refused = browser_of_owner.get(f"{URL}export.csv{query}")
    assert refused.status_code == 400
    assert "The filter in this address" in refused.content.decode()


@pytest.mark.parametrize("place", ["after=x", "before=W10", "after=%00", "before=" + "A" * 5000])
def test_a_garbled_place_in_the_list_is_a_clear_page(
    place: str, browser_of_owner: Client, trail: None
) -> None:
    response = browser_of_owner.get(f"{URL}?{place}")

    assert response.status_code == 400
    assert "Start from its first page" in response.content.decode()


def test_what_changed_is_shown_and_what_stayed_is_not(
    browser_of_owner: Client, trail: None, cedar: Tenant
) -> None:
    (entry,) = browser_of_owner.get(URL + "?q=person007").context["entries"]

    assert [(change.field, change.before, change.after) for change in entry["changes"]] == [
        ("role", "viewer", "owner")
    ]


def test_markup_in_names_is_text(browser_of_owner: Client, cedar: Tenant, actor: Actor) -> None:
    hostile = "<script>alert(1)</script>"
    with tenant_scope(tenant_id=cedar.id):
        audit.record(
            actor=actor,
            action=hostile,
            kind="k",
            subject_id=None,
            label=hostile,
            after={hostile: hostile},
            now=START,
        )

    page = browser_of_owner.get(URL).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_an_export_holds_exactly_what_is_filtered_and_enters_itself(
    form: str, browser_of_owner: Client, cedar: Tenant, actor: Actor
) -> None:
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        for number in range(1203):
            audit.record(
                actor=actor,
                action="x.y",
                kind="k",
                subject_id=None,
                label=f"=1+{number}",
                after={"é": 1},
                now=START,
            )

    response = browser_of_owner.get(f"{URL}export.{form}?q=%3D1%2B")
    data = b"".join(response.streaming_content)
    text = data.decode(errors="replace")

    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).active
        head, *rows = sheet.iter_rows(values_only=True)
        assert head[:3] == ("at (UTC)", "who", "what")
        assert {row[4][:2] for row in rows} == {"=1"}
        assert {cell.data_type for cell in sheet["E"]} == {"s"}
        assert {row[0] for row in rows} == {START.replace(tzinfo=None)}
        assert rows[0][6] == "{'é': 1}"
    elif form == "csv":
        assert text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert {row["subject"][:3] for row in rows} == {"'=1"}
    else:
        rows = [json.loads(line) for line in text.splitlines()]
        assert {row["subject"][:2] for row in rows} == {"=1"}
        assert rows[0]["after"] == {"é": 1}
    assert len(rows) == 1203
    ending = {"json": "jsonl"}.get(form, form)
    assert re.search(rf'filename="audit-cedar-[0-9-]+\.{ending}"$', response["Content-Disposition"])
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        entry = AuditEntry.objects.get(action="audit.exported")
        assert entry.after == {"form": form, "area": "", "text": "=1+", "from": None, "to": None}


@pytest.mark.django_db(transaction=True)
def test_a_workbook_has_its_times_in_the_organisations_zone(
    browser_of_owner: Client, cedar: Tenant, actor: Actor
) -> None:
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        Tenant.objects.update(time_zone="Asia/Tokyo")
        audit.record(actor=actor, action="x", kind="k", subject_id=None, label="late", now=START)

    response = browser_of_owner.get(f"{URL}export.xlsx?q=late")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active

    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert sheet["A1"].value == "at (Asia/Tokyo)"
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("d", datetime.fromisoformat("2026-03-01 21:00"))
    assert sheet["E2"].value == "late"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_slow_readers_of_exports_leave_room_for_everybody_else(form: str, browser_of_owner: Client) -> None:
    url = f"{URL}export.{form}"
    held = []
    while (response := browser_of_owner.get(url)).streaming:
        held.append(response)
    assert 1 <= len(held) < settings.WEB_THREADS

    assert response["Location"] == URL
    assert "Try again in a minute" in browser_of_owner.get(URL).content.decode()
    for open_one in held:
        open_one.close()
    again = browser_of_owner.get(url)
    assert again.streaming
    again.close()


@pytest.mark.django_db(transaction=True)
def test_an_export_holds_no_transaction_while_it_waits_for_its_reader(
    browser_of_owner: Client, cedar: Tenant, actor: Actor
) -> None:
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        for _ in range(1203):
            audit.record(actor=actor, action="x.y", kind="k", subject_id=None, label="l", now=START)
    response = browser_of_owner.get(f"{URL}export.json")

    next(iter(response.streaming_content))

    assert not connection.in_atomic_block
    with pytest.raises(NoTenant):
        current_tenant_id()
    response.close()


@pytest.mark.django_db(transaction=True)
def test_an_export_never_holds_another_tenants_entries(
    browser_of_owner: Client, harbour: Tenant, cedar: Tenant
) -> None:
    text = b"".join(browser_of_owner.get(f"{URL}export.json").streaming_content).decode()
    book = b"".join(browser_of_owner.get(f"{URL}export.xlsx").streaming_content)
    values = [str(cell) for row in load_workbook(io.BytesIO(book)).active.values for cell in row]

    assert "owner@people.test" in values
    assert not [value for value in values if "stranger" in value or "Harbour" in value]
    assert "owner@people.test" in text
    assert "stranger" not in text
    assert "Harbour" not in text


def test_a_form_of_export_that_does_not_exist_is_404(browser_of_owner: Client) -> None:
    assert browser_of_owner.get(f"{URL}export.exe").status_code == 404


def test_an_entry_outside_a_tenant_or_a_transaction_is_refused(cedar: Tenant, actor: Actor) -> None:
    with pytest.raises(NoTenant):
        audit.record(actor=actor, action="x", kind="k", subject_id=None, label="l", now=START)


@pytest.mark.django_db(transaction=True)
def test_an_entry_apart_from_its_change_is_refused(cedar: Tenant, actor: Actor) -> None:
    with tenant_scope(tenant_id=cedar.id), pytest.raises(audit.OutsideTransaction):
        audit.record(actor=actor, action="x", kind="k", subject_id=None, label="l", now=START)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_entry(cedar: Tenant, actor: Actor) -> None:
    with tenant_scope(tenant_id=cedar.id):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            audit.record(actor=actor, action="x", kind="k", subject_id=None, label="l", now=START)
            _ = 1 / 0
        with transaction.atomic():
            assert not AuditEntry.objects.filter(action="x").exists()


def test_every_action_that_the_product_writes_has_its_words() -> None:
    import pathlib
    import re

    written: set[str] = set()
    folders = [*(f"billing/{name}" for name in ("services", "people", "web")), "integrations/services"]
    areas = "organisation|member|invitation|person|api|attachment|books|import|connection|connector"
    for folder in [*folders, "integrations/quickbooks_online", "integrations/quickbooks_desktop"]:
        for path in pathlib.Path(folder).rglob("*.py"):
            written |= set(re.findall(rf'"((?:{areas})\.[a-z_]+|audit\.exported)"', path.read_text()))

    assert len(written) > 15
    assert written | {f"{kind}.{verb}" for kind in Kind for verb in Verb} == WORDS.keys()


@pytest.mark.parametrize("path", ["", "people/", "people/invite/", "audit/", "settings/", "api/", "api/new/"])
def test_a_page_stays_within_ten_queries_however_much_there_is(
    path: str, browser_of_owner: Client, trail: None, seated: Callable[[Role], User]
) -> None:
    for role in Role:
        if role is not Role.OWNER:
            seated(role)
    browser_of_owner.get(f"/o/cedar/{path}")

    with CaptureQueriesContext(connection) as queries:
        assert browser_of_owner.get(f"/o/cedar/{path}").status_code == 200

    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 10, "\n".join(asked)
