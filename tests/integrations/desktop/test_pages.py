"""The pages of the Web Connector: who may do what, what is shown once, what is refused and stays."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.db import connection as database
from django.db import connections as databases
from django.db import transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.actors import Actor
from billing.models import AuditEntry, Role, Tenant, User
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, Connector
from integrations.quickbooks_desktop import setup
from integrations.services import connections
from integrations.services.connections import Refused
from integrations.vendors import Vendor
from tests.integrations.desktop.conftest import Inside, WebConnector, answered, say_yes, state_of

pytestmark = pytest.mark.django_db
HOME = "/o/cedar/accounting/desktop/"
PASSWORD = re.compile(r'id="connector-password">([a-z2-9-]{23})<')


def audited(tenant: Tenant) -> list[str]:
    with transaction.atomic(), tenant_scope(tenant_id=tenant.id):
        found = AuditEntry.objects.filter(subject_kind__in=["connector", "connection"])
        return list(found.order_by("at", "pk").values_list("action", flat=True))


def test_generate_chooses_desktop_and_shows_the_password_once(
    browser_of_owner: Client, rows: Inside, cedar: Tenant
) -> None:
    assert b"Generate" in browser_of_owner.get(HOME).content

    response = browser_of_owner.post(HOME + "set-up/", {"minutes": "30", "note": "reception"})

    found = PASSWORD.search(response.content.decode())
    assert found
    assert response["Cache-Control"] == "no-store, private"
    connection, row = rows()
    assert (connection.vendor, connection.set_up_at is not None) == (Vendor.QUICKBOOKS_DESKTOP, True)
    assert (row.minutes, row.note) == (30, "reception")
    for path in (HOME, HOME + "sheet/", HOME + "password/", HOME + "replace/"):
        assert found[1] not in browser_of_owner.get(path).content.decode()
    assert found[1] not in str(row.secret)
    with tenant_scope(tenant_id=cedar.id):
        assert found[1] not in str(list(AuditEntry.objects.values()))
    assert audited(cedar) == ["connection.chosen", "connector.set_up"]


def test_a_form_that_is_sent_twice_sets_up_once(browser_of_owner: Client, rows: Inside) -> None:
    browser_of_owner.post(HOME + "set-up/", {"minutes": "15", "note": ""})
    before = rows()[1]
    again = browser_of_owner.post(HOME + "set-up/", {"minutes": "20", "note": ""}, follow=True)

    assert "set up already" in again.content.decode()
    assert (rows()[1].secret, rows()[1].minutes) == (before.secret, 15)


@pytest.mark.parametrize("minutes", ["0", "1441", "-3", "", "soon", "1.5"])
def test_an_impossible_interval_is_refused_at_its_field(
    minutes: str, browser_of_owner: Client, cedar: Tenant
) -> None:
    response = browser_of_owner.post(HOME + "set-up/", {"minutes": minutes, "note": ""})

    assert response.status_code == 422
    assert "minutes" in response.context["form"].errors
    with tenant_scope(tenant_id=cedar.id):
        assert not Connection.objects.exists()


def test_what_is_connected_to_online_is_not_pushed_aside(
    browser_of_owner: Client, cedar: Tenant, actor: Actor
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        online = connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE, environment="simulator", actor=actor, now=timezone.now()
        )
        grant = connections.Grant(company_key="1", company={"name": "Else"}, credentials={"a": "b"})
        connections.authorise(connection_id=online.pk, grant=grant, actor=actor, now=timezone.now())  # type: ignore[union-attr]  # chosen above

    assert "Something else is connected" in browser_of_owner.get(HOME).content.decode()
    told = browser_of_owner.post(
        HOME + "set-up/", {"minutes": "15", "note": ""}, follow=True
    ).content.decode()
    assert "Disconnect first" in told
    with tenant_scope(tenant_id=cedar.id):
        assert not Connector.objects.exists()
        assert Connection.objects.get().vendor == Vendor.QUICKBOOKS_ONLINE


def test_the_file_is_stable_and_never_kept_by_a_browser(
    connector: WebConnector, browser_of_owner: Client, settings: Settings, cedar: Tenant, rows: Inside
) -> None:
    settings.PUBLIC_URL = "https://tieout.example"
    first, second = (browser_of_owner.get(HOME + "file/") for _ in range(2))

    assert first.content == second.content
    assert first["Content-Disposition"] == 'attachment; filename="tieout-cedar.qwc"'
    assert first["Cache-Control"] == "no-store, private"
    root = fromstring(first.content.decode())
    assert root.findtext("AppURL") == f"https://tieout.example/qbwc/{connector.user_name}"
    assert root.findtext("AppSupport") == "https://tieout.example/qbwc/help/"
    assert UUID(root.findtext("FileID")) == connector.file_id
    assert connector.password not in first.content.decode()
    assert audited(cedar).count("connector.file_downloaded") == 2
    assert rows()[1].downloaded_at is not None


def test_a_new_password_keeps_the_file_and_ends_the_old_one(
    connector: WebConnector, browser_of_owner: Client, rows: Inside, cedar: Tenant
) -> None:
    file = browser_of_owner.get(HOME + "file/").content
    page = browser_of_owner.get(HOME + "password/")
    expected = page.context["form"].initial["expected"]

    response = browser_of_owner.post(HOME + "password/", {"expected": expected})

    newer = PASSWORD.search(response.content.decode())[1]  # type: ignore[index]  # it is shown
    assert browser_of_owner.get(HOME + "file/").content == file
    assert connector.enter()[1] == "nvu"
    assert connector.enter(newer)[1] == ""
    # The other window still shows the page of before: it makes none.
    before = rows()[1].secret
    told = browser_of_owner.post(HOME + "password/", {"expected": expected}, follow=True).content.decode()
    assert "A newer password was made" in told
    assert rows()[1].secret == before
    assert audited(cedar).count("connector.password_made") == 1


@pytest.mark.parametrize("expected", ["", "yesterday", "2026-13-45", "2026-01-01T00:00:00"])
def test_a_page_that_names_no_password_makes_none(
    expected: str, connector: WebConnector, browser_of_owner: Client, rows: Inside
) -> None:
    before = rows()[1].secret
    assert browser_of_owner.post(HOME + "password/", {"expected": expected}).status_code == 422
    assert rows()[1].secret == before


def test_old_passwords_are_remembered_only_for_a_while(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor
) -> None:
    for _ in range(8):
        connection, row = rows()
        with tenant_scope(tenant_id=cedar.id):
            setup.new_password(
                connection_id=connection.pk, expected=row.password_made_at, actor=actor, now=timezone.now()
            )
    assert len(rows()[1].secret["old"]) == setup.REMEMBERED
    connector.enter()
    assert rows()[1].trouble_code == "wrong_password"


def test_replacing_the_file_asks_for_a_word_and_proves_the_company_anew(
    connector: WebConnector, browser_of_owner: Client, rows: Inside, cedar: Tenant
) -> None:
    connector.visit()
    say_yes(browser_of_owner)
    before = rows()
    refused = browser_of_owner.post(HOME + "replace/", {"word": "yes"})
    assert (refused.status_code, rows()[1].file_id) == (422, connector.file_id)

    browser_of_owner.post(HOME + "replace/", {"word": "Replace"})

    connection, row = rows()
    assert row.file_id != connector.file_id
    assert row.owner_id != connector.owner_id
    assert (row.user_name, row.secret) == (before[1].user_name, before[1].secret)
    assert (connection.authorised_at, connection.confirmed_at) == (None, None)
    assert connection.company_key == str(row.file_id)
    assert connection.generation == before[0].generation + 1
    assert state_of(browser_of_owner)["state"] == "Waiting for first contact"
    # The old file is still in use: its mark proves nothing any more, and nothing is opened by it.
    ticket, _ = connector.enter()
    connector.ask(ticket, connector.said())
    assert connector.bring(ticket, answered(connector.owner_id, connector.file_id)) == -1
    assert rows()[0].authorised_at is None
    connector.owner_id, connector.file_id = row.owner_id, row.file_id
    assert connector.visit() == 100
    assert rows()[0].confirmed_at is None
    assert audited(cedar)[-4:] == [
        "connection.confirmed", "connector.file_replaced", "connector.unproven", "connection.authorised",
    ]  # fmt: skip


def test_two_connections_of_one_installation_share_their_owner_and_nothing_else(
    connector: WebConnector, harbour: Tenant, actor: Actor
) -> None:
    with tenant_scope(tenant_id=harbour.id):
        other = connections.choose(vendor=Vendor.QUICKBOOKS_DESKTOP, actor=actor, now=timezone.now())
        row, password = setup.generate(
            connection_id=other.pk,
            minutes=15,
            note="",
            actor=actor,
            now=timezone.now(),  # type: ignore[union-attr]  # chosen above
        )
    assert row.owner_id == connector.owner_id
    assert row.file_id != connector.file_id
    # Their password does not open our connection, nor ours theirs.
    assert connector.enter(password)[1] == "nvu"


def test_interval_and_note_are_changed_and_told(
    connector: WebConnector, browser_of_owner: Client, rows: Inside, cedar: Tenant
) -> None:
    browser_of_owner.post(HOME + "change/", {"minutes": "60", "note": "upstairs"})
    assert (rows()[1].minutes, rows()[1].note) == (60, "upstairs")
    browser_of_owner.post(HOME + "change/", {"minutes": "60", "note": "upstairs"})
    assert audited(cedar).count("connector.changed") == 1
    assert browser_of_owner.post(HOME + "change/", {"minutes": "0", "note": ""}).status_code == 422
    assert rows()[1].minutes == 60


@pytest.mark.parametrize("path", ["password/", "file/", "replace/", "sheet/"])
def test_without_a_connector_every_page_leads_to_setting_one_up(path: str, browser_of_owner: Client) -> None:
    response = browser_of_owner.get(HOME + path, follow=True)
    assert response.redirect_chain == [(HOME, 302)]
    assert "not set up yet" in response.content.decode()


@pytest.mark.parametrize("role", [Role.BOOKKEEPER, Role.VIEWER, Role.ACCOUNTANT, Role.OPERATOR])
def test_a_member_without_the_right_changes_nothing_and_reads_the_help(
    role: Role,
    connector: WebConnector,
    seated: Callable[[Role], User],
    client_of: Callable[[User], Client],
    rows: Inside,
) -> None:
    client, before = client_of(seated(role)), rows()[1].secret
    for path in ("", "live/", "file/", "sheet/", "password/", "replace/"):
        assert client.get(HOME + path).status_code == 403
    for path in ("set-up/", "password/", "change/", "replace/", "confirm/"):
        assert client.post(HOME + path, {"minutes": "1", "word": "replace"}).status_code == 403
    assert client.get(HOME + "help/").status_code == 200
    assert (rows()[1].secret, rows()[1].file_id) == (before, connector.file_id)


def test_an_integration_admin_may(
    connector: WebConnector, seated: Callable[[Role], User], client_of: Callable[[User], Client]
) -> None:
    assert client_of(seated(Role.ADMIN)).get(HOME + "file/").status_code == 200


def test_strangers_and_the_anonymous_find_nothing(
    connector: WebConnector, harbour: Tenant, stranger: User, client_of: Callable[[User | None], Client]
) -> None:
    for path in ("", "live/", "file/", "sheet/", "password/", "replace/", "help/"):
        assert client_of(stranger).get(HOME + path).status_code == 404
        assert client_of(None).get(HOME + path).status_code == 302


def test_the_live_line_is_cheap_and_asks_for_the_whole_page_once_it_changed(
    connector: WebConnector, browser_of_owner: Client
) -> None:
    browser_of_owner.get(HOME)
    with CaptureQueriesContext(database) as queries:
        response = browser_of_owner.get(HOME + "live/", headers={"HX-Request": "true"})
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 7
    assert 'hx-trigger="every 4s"' in response.content.decode()
    assert "HX-Refresh" not in response

    connector.visit()
    response = browser_of_owner.get(HOME + "live/", headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


def test_a_connector_that_misses_its_visits_is_silent(
    connector: WebConnector, browser_of_owner: Client
) -> None:
    connector.visit()
    say_yes(browser_of_owner)
    assert state_of(browser_of_owner)["state"] == "Connected"
    with time_machine.travel(timezone.now() + timedelta(minutes=46), tick=False):
        assert state_of(browser_of_owner)["state"] == "Silent"


def test_confirming_what_is_not_connected_is_refused(
    connector: WebConnector, browser_of_owner: Client, rows: Inside
) -> None:
    told = browser_of_owner.post(HOME + "confirm/", follow=True).content.decode()
    assert "no company to confirm" in told
    assert rows()[0].confirmed_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_at_once_one_does(
    chosen: Connection, cedar: Tenant, actor: Actor, rows: Inside
) -> None:
    made: list[str] = []
    refused: list[str] = []
    start = threading.Barrier(2)

    def generate() -> None:
        try:
            with tenant_scope(tenant_id=cedar.id):
                start.wait()
                row, _ = setup.generate(
                    connection_id=chosen.pk, minutes=15, note="", actor=actor, now=timezone.now()
                )
                made.append(row.user_name)
        except Refused as problem:
            refused.append(str(problem))
        finally:
            databases.close_all()

    threads = [threading.Thread(target=generate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), len(refused)) == (1, 1), refused
    assert rows()[1].user_name == made[0]


@pytest.mark.django_db(transaction=True)
def test_a_disconnect_that_overtakes_an_answer_stays_a_disconnect(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor
) -> None:
    ticket, _ = connector.enter()
    connector.ask(ticket, connector.said())
    reached: list[int] = []

    def bring() -> None:
        try:
            reached.append(connector.bring(ticket, answered(connector.owner_id, connector.file_id)))
        finally:
            databases.close_all()

    thread = threading.Thread(target=bring)
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id), database.cursor() as cursor:
        connections.disconnect(connection_id=rows()[0].pk, actor=actor, now=timezone.now())
        thread.start()
        waiting = 0
        while not waiting and thread.is_alive():
            cursor.execute("select count(*) from pg_locks where not granted and pid <> pg_backend_pid()")
            (waiting,) = cursor.fetchone()
    thread.join()

    assert (waiting, reached) == (1, [-1])
    assert (rows()[0].authorised_at, rows()[0].set_up_at) == (None, None)
