"""Keeping a connection open: one refresh for all, stored before use, and never overwritten by nonsense."""

import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx2
import pytest
from django.db import connection as database
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.actors import Actor
from billing.models import AuditEntry, Tenant
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection
from integrations.quickbooks_online import keeping, oauth
from integrations.services import connections
from integrations.tasks import keep_connection, keep_connections
from integrations.vendors import Environment, Vendor
from tests.integrations.online.conftest import Person, Within, fresh, in_another_thread

# As in production: what is done outside a transaction must be able to be.
pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
NONSENSE = [
    (200, "undefined"),
    (200, "null"),
    (200, "[]"),
    (200, "{}"),
    (200, '{"access_token": "undefined", "refresh_token": "undefined", "expires_in": 3600}'),
    (200, '{"access_token": "a-token-of-good-length", "expires_in": 3600, "refresh_token": null}'),
    (200, '{"access_token": "a-token-of-good-length", "refresh_token": "another-of-good-length"}'),
    (200, '{"access_token": "one-of-good-length", "refresh_token": "two-of-good-length", "expires_in": -1}'),
    (200, "<html>maintenance</html>"),
    (400, "<html>bad request</html>"),
    (400, '{"error": "something_new"}'),
    (500, ""),
    (503, "<html>busy</html>"),
    (302, ""),
]  # fmt: skip


def key(connected: Connection, cedar: Tenant, **more: Any) -> keeping.Key:
    with tenant_scope(tenant_id=cedar.id):
        return keeping.key(connection_id=connected.pk, **{"now": timezone.now(), **more})


def asks(admin: Person) -> int:
    """Count the refreshes at Intuit: a rule that never falls counts what it sees."""
    (rule,) = admin.intuit.control("faults").json()
    return int(rule["seen"])


@pytest.fixture
def counted(admin: Person) -> Person:
    admin.intuit.control("faults", {"kind": "500", "where": "token", "nth": 1_000_000})
    return admin


def test_a_token_that_works_is_used(connected: Connection, cedar: Tenant, counted: Person) -> None:
    first = key(connected, cedar)
    assert (first.company_key, first.generation) == (counted.intuit.realm, 1)
    assert key(connected, cedar).access_token == first.access_token
    assert asks(counted) == 0
    assert first.access_token not in repr(first)


def test_it_is_refreshed_ahead_of_its_end_and_stored_before_it_is_used(
    connected: Connection, cedar: Tenant, counted: Person, within: Within
) -> None:
    before = fresh(connected, within)
    soon = timezone.now() + HOUR - timedelta(minutes=9)
    renewed = key(connected, cedar, now=soon)
    after = fresh(connected, within)
    assert asks(counted) == 1
    assert renewed.access_token == after.credentials["access_token"] != before.credentials["access_token"]
    assert after.refreshed_at == soon
    assert after.access_until == soon + HOUR


def test_many_who_ask_at_once_cost_one_refresh(connected: Connection, cedar: Tenant, counted: Person) -> None:
    late = timezone.now() + 2 * HOUR
    together, found = threading.Barrier(8), []

    def one() -> None:
        together.wait()
        found.append(key(connected, cedar, now=late).access_token)
        database.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), asks(counted)) == (8, 1, 1)


def test_many_who_were_refused_at_once_cost_one_refresh(
    connected: Connection, cedar: Tenant, counted: Person
) -> None:
    together, found = threading.Barrier(6), []
    refused = key(connected, cedar).access_token

    def one() -> None:
        together.wait()
        found.append(key(connected, cedar, refused=refused).access_token)
        database.close()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), asks(counted)) == (6, 1, 1)
    assert refused not in found
    # Whoever comes later with the same refused token is served by the same one too.
    assert key(connected, cedar, refused=refused).access_token in found
    assert asks(counted) == 1


@pytest.mark.parametrize(("status", "body"), NONSENSE)
def test_nonsense_never_overwrites_what_is_stored(
    status: int, body: str, connected: Connection, cedar: Tenant, within: Within, settings: Settings,
    odd_server: Callable[[int, str], str],
) -> None:  # fmt: skip
    before = fresh(connected, within).credentials
    real = settings.QUICKBOOKS_ONLINE["simulator"]["url"]
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = odd_server(status, body)
    with pytest.raises(keeping.NotOpen, match="no usable answer"):
        key(connected, cedar, now=timezone.now() + 2 * HOUR)
    now = fresh(connected, within)
    assert (now.credentials, now.is_authorised, now.trouble_code) == (before, True, "sign_in_unreachable")
    # Once it answers again, it goes on by itself.
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = real
    assert key(connected, cedar, now=timezone.now() + 2 * HOUR).access_token
    assert fresh(connected, within).trouble_code == ""


def test_ahead_of_need_a_silent_sign_in_is_no_trouble(
    connected: Connection, cedar: Tenant, within: Within, admin: Person
) -> None:
    held = fresh(connected, within).credentials["access_token"]
    admin.intuit.control("faults", {"kind": "503", "where": "token"})
    assert key(connected, cedar, now=timezone.now() + HOUR - timedelta(minutes=5)).access_token == held
    assert fresh(connected, within).trouble_code == ""


def test_a_grant_that_is_over_asks_for_a_person(
    connected: Connection, cedar: Tenant, within: Within, admin: Person
) -> None:
    admin.intuit.control("disconnect", {"realm": admin.intuit.realm})
    with pytest.raises(keeping.NotOpen, match="Reconnect"):
        key(connected, cedar, now=timezone.now() + 2 * HOUR)
    now = fresh(connected, within)
    assert (now.trouble_code, now.is_authorised, now.generation) == ("reconnect_needed", True, 1)
    page = admin.client.get("/o/cedar/accounting/").content.decode()
    assert "Reconnect needed" in page
    assert "Reconnect to QuickBooks" in page
    # Nobody asks in vain again, and a reconnect mends it.
    admin.intuit.control("faults", {"kind": "500", "where": "token", "nth": 1_000_000})
    with pytest.raises(keeping.NotOpen):
        key(connected, cedar, now=timezone.now() + 3 * HOUR)
    assert asks(admin) == 0
    assert admin.connect().status_code == 302
    now = fresh(connected, within)
    assert (now.trouble_code, now.confirmed_at is not None, now.generation) == ("", True, 2)
    with within():
        told = AuditEntry.objects.filter(action="connection.troubled").get()
    assert told.after["trouble_code"] == "reconnect_needed"


def test_an_answer_that_was_lost_does_not_lock_us_out(
    connected: Connection, cedar: Tenant, within: Within, admin: Person
) -> None:
    """Where Intuit still takes the token before, it opens what a wrong or lost successor does not."""
    with within():
        row = Connection.objects.get(pk=connected.pk)
        good = row.credentials["refresh_token"]
        lost = {"refresh_token": "AB11-never-arrived-whole", "earlier_refresh_token": good}
        row.credentials = row.credentials | lost
        row.save(update_fields=["credentials"])
    assert key(connected, cedar, now=timezone.now() + 2 * HOUR).access_token
    assert fresh(connected, within).trouble_code == ""


def test_without_an_authorisation_there_is_no_key(chosen: Connection, cedar: Tenant) -> None:
    with pytest.raises(keeping.NotOpen, match="Connect to QuickBooks first"):
        key(chosen, cedar)


def test_wrong_keys_of_the_deployment_are_told_apart(
    connected: Connection, cedar: Tenant, within: Within, settings: Settings
) -> None:
    settings.QUICKBOOKS_ONLINE["simulator"]["client_secret"] = "Wrong" * 8
    with pytest.raises(keeping.NotOpen, match="does not know Tieout by its keys"):
        key(connected, cedar, now=timezone.now() + 2 * HOUR)
    assert fresh(connected, within).trouble_code == "keys_wrong"


def test_the_schedule_keeps_what_is_in_use_and_what_is_idle(
    connected: Connection, cedar: Tenant, counted: Person, within: Within, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(
        "integrations.tasks.wake", lambda task, **arguments: rung.append(arguments["connection_id"])
    )
    keep_connections()
    assert rung == [], "its token is fresh"

    def moved(**fields: Any) -> None:
        with within():
            Connection.objects.filter(pk=connected.pk).update(**fields)

    now = timezone.now()
    moved(access_until=now + timedelta(minutes=5), used_at=now)
    keep_connections()
    assert rung == [str(connected.pk)]
    moved(used_at=now - timedelta(days=2))
    keep_connections()
    assert len(rung) == 1, "nobody uses it"
    moved(refreshed_at=now - timedelta(days=8))
    keep_connections()
    assert len(rung) == 2, "left alone for a week"
    keep_connection(tenant_id=str(cedar.id), connection_id=str(connected.pk))
    assert asks(counted) == 1
    assert fresh(connected, within).used_at == now - timedelta(days=2), "to keep it open is not to use it"
    for code in ("test_failed", "company_unread", "keys_wrong"):
        moved(refreshed_at=now - timedelta(days=8), trouble_code=code)
        keep_connections()
        assert rung.pop() == str(connected.pk), code
    moved(refreshed_at=now - timedelta(days=8), trouble_code="reconnect_needed")
    keep_connections()
    assert len(rung) == 2, "a person has to act"


def test_those_that_cannot_be_refreshed_keep_nobody_waiting(
    admin: Person, connected: Connection, cedar: Tenant, within: Within, harbour: Tenant, actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    now = timezone.now()
    with within():
        Connection.objects.filter(pk=connected.pk).update(access_until=now + timedelta(minutes=5))
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        stuck = connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE, environment=Environment.SIMULATOR, actor=actor, now=now
        )
        assert stuck is not None
        Connection.objects.filter(pk=stuck.pk).update(
            authorised_at=now, company_key="77", trouble_code="keys_wrong", access_until=now - 24 * HOUR,
            refreshed_at=now - timedelta(days=9),
        )  # fmt: skip
        stuck.refresh_from_db()
        stuck.credentials = {"access_token": "a", "refresh_token": "b"}
        stuck.save(update_fields=["credentials"])
    monkeypatch.setattr("integrations.tasks.AT_ONCE", 1)
    rung: list[dict[str, str]] = []
    monkeypatch.setattr("integrations.tasks.wake", lambda task, **words: rung.append(words))
    for _ in range(2):
        keep_connections()
        keep_connection(**rung[-1])
    assert {words["connection_id"] for words in rung} == {str(stuck.pk), str(connected.pk)}


def test_the_trouble_of_an_old_grant_is_not_noted_on_the_new_one(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh fails; whoever waited for the row with a fresh authorisation gets it first."""
    admin.intuit.control("disconnect", {"realm": admin.intuit.realm})
    real = connections.note_trouble

    def after_the_reconnect(**words: Any) -> bool:
        monkeypatch.setattr(connections, "note_trouble", real)
        in_another_thread(admin.connect)
        return real(**words)

    monkeypatch.setattr(connections, "note_trouble", after_the_reconnect)
    with pytest.raises(keeping.NotOpen):
        key(connected, cedar, now=timezone.now() + 2 * HOUR)
    now = fresh(connected, within)
    assert (now.generation, now.trouble_code) == (2, "")


def test_a_refresh_that_did_not_come_about_is_no_recovery(
    admin: Person, connected: Connection, within: Within, cedar: Tenant
) -> None:
    """The sign-in stays silent, though the old token lasts some minutes more."""
    with within():
        Connection.objects.update(
            trouble_code="sign_in_unreachable", trouble="It does not answer.",
            access_until=timezone.now() + timedelta(minutes=5),
        )  # fmt: skip
    admin.intuit.control("faults", {"kind": "503", "where": "token"})
    key(connected, cedar)
    assert fresh(connected, within).trouble_code == "sign_in_unreachable"


def test_a_refresh_refused_for_the_app_is_no_end_of_the_grant(
    connected: Connection, within: Within, cedar: Tenant, settings: Settings,
    odd_server: Callable[[int, str], str],
) -> None:  # fmt: skip
    body = '{"error": "invalid_grant", "error_description": "Incorrect Token type or clientID"}'
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = odd_server(400, body)
    with pytest.raises(keeping.NotOpen, match="by its keys"):
        key(connected, cedar, now=timezone.now() + 2 * HOUR)
    assert fresh(connected, within).trouble_code == "keys_wrong"


def test_an_answer_that_does_not_end_is_none(
    connected: Connection, cedar: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It comes a sign at a time: each in time, and the whole of it never."""
    over = threading.Event()

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("content-length", "1000")
            self.end_headers()
            while not over.wait(0.1):
                self.wfile.write(b" ")
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Dripping)
    threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(oauth, "TIMEOUT", httpx2.Timeout(1, connect=1))
    ended = threading.Timer(10, over.set)
    ended.start()
    try:
        with pytest.raises(keeping.NotOpen, match="no usable answer"):
            key(connected, cedar, now=timezone.now() + 2 * HOUR)
        assert not over.is_set(), "it waited until the server was done"
    finally:
        ended.cancel()
        over.set()
        server.shutdown()
        server.server_close()


def test_an_answer_that_is_far_too_large_is_none(
    connected: Connection, cedar: Tenant, within: Within, settings: Settings,
    odd_server: Callable[[int, str], str],
) -> None:  # fmt: skip
    held = fresh(connected, within).credentials
    body = (
        '{"access_token": "a-token-of-good-length", "refresh_token": "another-of-good-length", '
        '"expires_in": 3600, "x": "%s"}'
    )
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = odd_server(200, body % ("x" * 200_000))
    with pytest.raises(keeping.NotOpen, match="no usable answer"):
        key(connected, cedar, now=timezone.now() + 2 * HOUR)
    assert fresh(connected, within).credentials == held
