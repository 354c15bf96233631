"""Ending a connection: here, at Intuit, by a pause; what stays, and what Intuit is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.actors import Actor
from billing.models import AuditEntry, Role, Tenant, User
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, IntuitApp, Revocation
from integrations.quickbooks_online import own_app, revoking
from integrations.services import connections
from integrations.tasks import look_at_company, look_at_connection, revoke, sweep_revocations
from integrations.vendors import Environment, Vendor
from tests.integrations.online.conftest import Person, Within, fresh, in_another_thread
from tests.simulator.running import Running

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/o/cedar/accounting/"
UK = "9341452000000002"
NAME = "Sandbox Company US 1"


def living(intuit: Running, realm: str = "") -> int:
    """Count the grants Intuit would still take."""
    return int(intuit.within(lambda: len(intuit.world.grants.living(realm or intuit.realm))))


def pending(within: Within) -> list[Revocation]:
    with within():
        return list(Revocation.objects.all())


def test_the_dialog_says_what_stops_and_what_stays(admin: Person, connected: Connection) -> None:
    page = admin.client.get(PAGE + "disconnect/").content.decode()
    assert "Work that waits is held, not failed" in page
    assert "Settings, mappings, links and history stay" in page


def test_without_the_name_nothing_is_disconnected(
    admin: Person, connected: Connection, within: Within
) -> None:
    admin.client.post(PAGE + "disconnect/", {"word": "something else"})
    assert fresh(connected, within).is_authorised
    assert pending(within) == []


def test_disconnecting_ends_it_here_and_there_and_keeps_the_rest(
    admin: Person, connected: Connection, within: Within, cedar: Tenant
) -> None:
    with within():
        connected.settings = {"use_classes": True}
        connected.save(update_fields=["settings"])
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    now = fresh(connected, within)
    assert (now.authorised_at, now.disconnected_by, now.generation) == (None, "owner@people.test", 2)
    assert (now.credentials, now.access_until, now.refresh_until, now.hard_until) == (None, None, None, None)
    assert (now.company_name, now.settings) == (NAME, {"use_classes": True})
    assert now.confirmed_at is not None
    assert living(admin.intuit) == 1, "Intuit is told by a worker"

    (left,) = pending(within)
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert (living(admin.intuit), pending(within)) == (0, [])
    page = admin.client.get(PAGE).content.decode()
    assert "Disconnected" in page
    assert "Reconnect to QuickBooks" in page
    with within():
        assert AuditEntry.objects.get(action="connection.disconnected").actor_label == "owner@people.test"

    assert admin.connect().status_code == 302
    again = fresh(connected, within)
    assert (again.is_authorised, again.confirmed_at, again.disconnected_at) == (True, now.confirmed_at, None)
    assert again.settings == {"use_classes": True}


def test_while_intuit_is_silent_it_is_told_later(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, settings: Settings,
    odd_server: Callable[[int, str], str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    real = settings.QUICKBOOKS_ONLINE["simulator"]["url"]
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = odd_server(503, "<html>busy</html>")
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    assert not fresh(connected, within).is_authorised
    (left,) = pending(within)
    began = timezone.now()
    with tenant_scope(tenant_id=cedar.id):
        assert revoking.revoke(revocation_id=left.pk, now=began) is False
    (left,) = pending(within)
    assert (left.tries, left.due_at) == (1, began + timedelta(minutes=2))
    assert living(admin.intuit) == 1

    rung: list[str] = []
    monkeypatch.setattr("integrations.tasks.wake", lambda task, **words: rung.append(words["revocation_id"]))
    sweep_revocations()
    assert rung == []
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = real
    with tenant_scope(tenant_id=cedar.id):
        assert revoking.revoke(revocation_id=left.pk, now=began + timedelta(minutes=2)) is True
    assert (living(admin.intuit), pending(within)) == (0, [])


def test_it_is_given_up_in_the_end(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, settings: Settings,
    odd_server: Callable[[int, str], str],
) -> None:  # fmt: skip
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    settings.QUICKBOOKS_ONLINE["simulator"]["url"] = odd_server(500, "")
    (left,) = pending(within)
    with tenant_scope(tenant_id=cedar.id):
        done = [revoking.revoke(revocation_id=left.pk, now=timezone.now()) for _ in range(revoking.TRIES)]
    assert done == [False] * (revoking.TRIES - 1) + [True]
    assert pending(within) == []


def test_a_reconnect_before_intuit_heard_is_not_undone(
    admin: Person, connected: Connection, within: Within, cedar: Tenant
) -> None:
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    (left,) = pending(within)
    admin.connect()
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert pending(within) == []
    admin.client.post(PAGE + "quickbooks/test/")
    assert fresh(connected, within).trouble_code == ""


def test_after_no_another_company_does_not_keep_the_first_grant_alive(
    admin: Person, chosen: Connection, within: Within, cedar: Tenant
) -> None:
    admin.connect(realm=UK)
    admin.client.post(PAGE + "not-this-company/")
    (left,) = pending(within)
    assert (left.company_key, left.environment, bool(left.client_id)) == (UK, "simulator", True)
    assert admin.connect().status_code == 302
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert (living(admin.intuit, UK), living(admin.intuit), pending(within)) == (0, 1, [])


def test_nor_is_the_grant_of_another_organisation_ended(
    admin: Person, chosen: Connection, within: Within, cedar: Tenant, harbour: Tenant, stranger: User,
    actor: Actor, client_of: Callable[..., Client],
) -> None:  # fmt: skip
    admin.connect()
    admin.client.post(PAGE + "not-this-company/")
    (left,) = pending(within)
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE, environment=Environment.SIMULATOR, actor=actor,
            now=timezone.now(),
        )  # fmt: skip
    other = Person(client_of(stranger), admin.intuit)
    assert other.connect(path="/o/harbour/accounting/quickbooks/connect/").status_code == 302
    before = living(admin.intuit)
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert (living(admin.intuit), pending(within)) == (before, [])


def test_what_waits_is_told_with_the_keys_it_was_authorised_with(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, actor: Actor, settings: Settings
) -> None:
    """An own app may be removed as soon as it is disconnected; Intuit ends nothing for another app."""
    known = settings.QUICKBOOKS_ONLINE["simulator"]
    with within():
        IntuitApp.objects.create(
            environment="simulator", client_id=known["client_id"],
            credentials={"client_secret": known["client_secret"]}, created_by="x",
        )  # fmt: skip
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    (left,) = pending(within)
    with within():
        own_app.remove(environment=Environment.SIMULATOR, actor=actor, now=timezone.now())
    settings.QUICKBOOKS_ONLINE["simulator"] = known | {"client_id": "D" * 40, "client_secret": "S" * 40}
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert (living(admin.intuit), pending(within)) == (0, [])


def test_with_the_keys_of_another_app_nothing_is_taken_for_told(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, settings: Settings,
    odd_server: Callable[[int, str], str],
) -> None:  # fmt: skip
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    (left,) = pending(within)
    settings.QUICKBOOKS_ONLINE["simulator"] = {
        "client_id": "D" * 40, "client_secret": "S" * 40, "url": odd_server(400, "{}"),
    }  # fmt: skip
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert [row.pk for row in pending(within)] == [left.pk]


def test_a_look_does_not_end_what_was_authorised_meanwhile(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.intuit.control("disconnect", {"realm": admin.intuit.realm})
    real = connections.disconnect

    def after_the_reconnect(**words: Any) -> Any:
        in_another_thread(admin.connect)
        return real(**words)

    monkeypatch.setattr(connections, "disconnect", after_the_reconnect)
    look_at_connection(tenant_id=str(cedar.id), connection_id=str(connected.pk))
    now = fresh(connected, within)
    assert (now.is_authorised, now.generation) == (True, 2)


def test_disconnected_in_quickbooks(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(
        "integrations.quickbooks_online.coming.wake", lambda task, **words: rung.append((task, words))
    )
    monkeypatch.setattr("integrations.tasks.wake", lambda task, **words: rung.append((task, words)))
    page = f"/quickbooks/disconnected?realmId={admin.intuit.realm}"

    # Who says so without it being true changes nothing.
    answer = Client().get(page)
    assert (answer.status_code, "Cedar" in answer.content.decode()) == (200, False)
    assert rung.pop() == ("integrations.look_at_company", {"company_key": admin.intuit.realm})
    look_at_connection(tenant_id=str(cedar.id), connection_id=str(connected.pk))
    assert fresh(connected, within).is_authorised
    assert Client().get(page).status_code == 200
    assert rung == [], "it was looked at just now"

    admin.intuit.control("disconnect", {"realm": admin.intuit.realm})
    look_at_company(company_key=admin.intuit.realm)
    ((task, words),) = rung
    assert (task, words) == (
        "integrations.look_at_connection", {"tenant_id": str(cedar.id), "connection_id": str(connected.pk)},
    )  # fmt: skip
    look_at_connection(**words)
    now = fresh(connected, within)
    assert (now.is_authorised, now.disconnected_by, now.trouble_code) == (False, "Somebody in QuickBooks", "")
    assert pending(within) == []
    with within():
        assert AuditEntry.objects.get(action="connection.disconnected").channel == "worker"


@pytest.mark.parametrize("realm", ["", "<script>", "x" * 99, "1;2"])
def test_the_page_for_it_needs_no_sign_in_and_repeats_nothing(realm: str, db: None) -> None:
    answer = Client().get("/quickbooks/disconnected", {"realmId": realm})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script nonce", "")


def test_launch_leads_to_the_organisations(db: None) -> None:
    assert Client().get("/quickbooks/launch")["Location"] == "/organisations/"
    assert Client().get("/quickbooks/reconnect")["Location"] == "/organisations/"


def test_a_pause_is_something_else(admin: Person, connected: Connection, within: Within) -> None:
    admin.client.post(PAGE + "pause/")
    now = fresh(connected, within)
    assert (now.paused_by, now.is_authorised, now.generation) == ("owner@people.test", True, 1)
    assert "Paused" in admin.client.get(PAGE).content.decode()
    admin.client.post(PAGE + "resume/")
    assert fresh(connected, within).paused_at is None
    with within():
        told = AuditEntry.objects.filter(action__in=["connection.paused", "connection.resumed"])
        assert sorted(told.values_list("action", flat=True)) == ["connection.paused", "connection.resumed"]


def test_vendor_and_type_are_locked_in_the_service_too(
    admin: Person, connected: Connection, within: Within, actor: object
) -> None:
    answer = admin.client.post(PAGE + "choose/", {"choice": ""}, follow=True)
    assert "Disconnect first" in answer.content.decode()
    with within(), pytest.raises(connections.Held, match="stay as they are"):
        connections.choose(vendor=None, actor=actor, now=timezone.now())  # type: ignore[arg-type]
    assert fresh(connected, within).retired_at is None

    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    admin.client.post(PAGE + "choose/", {"choice": ""})
    assert fresh(connected, within).retired_at is not None
    page = admin.client.get(PAGE).content.decode()
    assert "Earlier connections" in page
    assert NAME in page
    # Chosen again, it is the same connection, with everything.
    admin.client.post(PAGE + "choose/", {"choice": "quickbooks_online:simulator"})
    with within():
        current = connections.current()
    assert current is not None
    assert (current.pk, current.company_name) == (connected.pk, NAME)


@pytest.mark.parametrize("role", [Role.MAPPER, Role.OPERATOR, Role.ACCOUNTANT, Role.VIEWER])
def test_others_look_and_change_nothing(
    role: Role, connected: Connection, within: Within, seated: Callable[[Role], User],
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    with transaction.atomic():
        person = seated(role)
    client = client_of(person)
    page = client.get(PAGE).content.decode()
    assert NAME in page
    assert "Disconnect…" not in page
    before = fresh(connected, within)
    for path in ("disconnect/", "pause/", "confirm/", "choose/", "quickbooks/connect/", "quickbooks/test/"):
        assert client.post(PAGE + path, {"word": NAME, "choice": ""}).status_code == 403, path
    assert client.get(PAGE + "settings/").status_code == 403
    after = fresh(connected, within)
    assert (after.generation, after.paused_at, after.checked_at, after.retired_at) == (
        before.generation, None, None, None,
    )  # fmt: skip
