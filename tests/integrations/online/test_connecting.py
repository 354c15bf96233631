"""To Intuit and back: who may come back with what, and what everybody else is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import AuditEntry, Role, Tenant, User
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, Purpose, Revocation, SettingChange
from integrations.quickbooks_online import attempts, checks, keeping
from integrations.quickbooks_online.envelope import Fault, Trouble
from integrations.services import connections, settings
from integrations.tasks import revoke, sweep_revocations
from integrations.vendors import Environment, Vendor
from tests.integrations.online.conftest import CONNECT, ENDED, Person, Within, fresh, in_another_thread, seen
from tests.simulator.running import Running

# As in production: what is done outside a transaction must be able to be.
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/o/cedar/accounting/"
UK = "9341452000000002"
NAME = "Sandbox Company US 1"


def held(within: Within) -> list[Revocation]:
    """Return what is stored of Intuit's beside the connection."""
    with within():
        return list(Revocation.objects.all())


def living(admin: Person) -> int:
    """Count the grants Intuit would still take."""
    return int(admin.intuit.within(lambda: len(admin.intuit.world.grants.living(admin.intuit.realm))))


def nothing_changed(chosen: Connection, within: Within) -> None:
    """Nothing was authorised, and nobody holds anything of Intuit's."""
    now = fresh(chosen, within)
    assert (now.authorised_at, now.company_key, now.generation) == (None, "", 0)
    assert now.credentials is None
    with within():
        assert not AuditEntry.objects.filter(action="connection.authorised").exists()


def test_an_admin_connects_by_clicking(admin: Person, chosen: Connection, within: Within) -> None:
    assert b"Connect to QuickBooks" in admin.client.get(PAGE).content
    answer = admin.connect()
    assert (answer.status_code, answer["Location"]) == (302, PAGE)

    now = fresh(chosen, within)
    assert (now.company_key, now.company_name) == (admin.intuit.realm, "Sandbox Company US 1")
    assert now.company["home_currency"] == "USD"
    assert (now.authorised_by, now.confirmed_at, now.generation) == ("owner@people.test", None, 1)
    assert now.hard_until is not None
    assert abs(now.hard_until - timezone.now() - timedelta(days=1826)) < timedelta(minutes=1)
    page = admin.client.get(PAGE).content.decode()
    assert "Is this the right company?" in page
    assert "Connect to QuickBooks" not in page
    with within():
        (entry,) = AuditEntry.objects.filter(action="connection.authorised")
    assert entry.after["company"] == "Sandbox Company US 1"
    assert now.credentials["access_token"] not in str(entry.after)

    shown = seen(now)
    for stale in (shown | {"company": UK}, shown | {"generation": "0"}, {}):
        told = admin.client.post(PAGE + "confirm/", stale, follow=True)
        assert "was changed since this page was opened" in told.content.decode()
        assert fresh(chosen, within).confirmed_at is None
    admin.client.post(PAGE + "confirm/", shown)
    assert fresh(chosen, within).confirmed_by == "owner@people.test"


def test_it_is_not_the_right_company(admin: Person, chosen: Connection, within: Within) -> None:
    admin.connect()
    admin.client.post(PAGE + "not-this-company/")
    now = fresh(chosen, within)
    assert (now.authorised_at, now.company_key, now.disconnected_at) == (None, "", None)
    with within():
        assert Revocation.objects.count() == 1
    # Another one may come now, without switching.
    assert admin.connect(realm=UK).status_code == 302
    assert fresh(chosen, within).company["country"] == "GB"


def test_who_cancels_at_intuit_has_changed_nothing(admin: Person, chosen: Connection, within: Within) -> None:
    back = admin.at_intuit(admin.sent_to_intuit(), do="cancel")
    answer = admin.back(back)
    assert (answer.status_code, "You cancelled at Intuit" in answer.content.decode()) == (200, True)
    nothing_changed(chosen, within)


def test_an_answer_is_taken_once(admin: Person, chosen: Connection, within: Within) -> None:
    back = admin.at_intuit(admin.sent_to_intuit())
    admin.back(back)
    before = fresh(chosen, within)
    answer = admin.back(back)
    assert answer.status_code == 400
    assert "used already" in answer.content.decode()
    assert fresh(chosen, within).refreshed_at == before.refreshed_at


def test_an_answer_is_taken_for_ten_minutes(admin: Person, chosen: Connection, within: Within) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        late = admin.at_intuit(admin.sent_to_intuit())
        soon = admin.at_intuit(admin.sent_to_intuit())
    with time_machine.travel(begun + timedelta(minutes=10), tick=False):
        answer = admin.back(late)
    assert (answer.status_code, "More than ten minutes" in answer.content.decode()) == (400, True)
    nothing_changed(chosen, within)
    with time_machine.travel(begun + timedelta(minutes=9, seconds=59), tick=False):
        assert admin.back(soon).status_code == 302


def test_another_browser_cannot_bring_it_back(
    admin: Person, chosen: Connection, within: Within, owner: User, client_of: Callable[..., Client]
) -> None:
    back = admin.at_intuit(admin.sent_to_intuit())
    answer = Person(client_of(owner), admin.intuit).back(back)
    assert (answer.status_code, "in another browser" in answer.content.decode()) == (400, True)
    nothing_changed(chosen, within)


def test_another_admin_cannot_bring_it_back(
    admin: Person, chosen: Connection, within: Within, seated: Callable[[Role], User],
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    back = admin.at_intuit(admin.sent_to_intuit())
    with transaction.atomic():
        other = seated(Role.ADMIN)
    answer = Person(client_of(other), admin.intuit).back(back)
    assert (answer.status_code, "Somebody else set out" in answer.content.decode()) == (400, True)
    nothing_changed(chosen, within)


@pytest.mark.parametrize("who", ["viewer", "stranger", "nobody"])
def test_who_has_no_right_there_learns_nothing(
    who: str, admin: Person, chosen: Connection, within: Within, seated: Callable[[Role], User],
    stranger: User, harbour: Tenant, client_of: Callable[..., Client],
) -> None:  # fmt: skip
    with transaction.atomic():
        viewer = seated(Role.VIEWER)
    person = {"viewer": viewer, "stranger": stranger, "nobody": None}[who]
    back = admin.at_intuit(admin.sent_to_intuit())
    answer = Person(client_of(person), admin.intuit).back(back)
    assert answer.status_code == (401 if who == "nobody" else 400)
    assert "Cedar" not in answer.content.decode()
    nothing_changed(chosen, within)
    # And the one who set out can still come back with it.
    assert admin.back(back).status_code == 302


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"state": "<script>alert(1)</script>"}, 400, "This link leads nowhere"),
        ({"state": "0" * 32 + ".x"}, 400, "This link leads nowhere"),
        ({"state": ""}, 400, "This link leads nowhere"),
        ({"code": ""}, 400, "has no code in it"),
        ({"code": "never given"}, 502, "was used already, or is too old"),
        ({"realmId": ""}, 400, "names no company"),
        ({"realmId": "<b>1</b>"}, 400, "names no company"),
        ({"error": "invalid_scope"}, 400, "Intuit refused"),
        ({"error": "<img src=x onerror=alert(1)>"}, 400, "Intuit refused"),
        ({"realmId": UK}, 502, "not into that company"),
    ],
)
def test_answers_that_were_tampered_with(
    change: dict[str, str], status: int, said: str, admin: Person, chosen: Connection, within: Within
) -> None:
    back = urlsplit(admin.at_intuit(admin.sent_to_intuit()))
    held = {name: values[0] for name, values in parse_qs(back.query).items()} | change
    answer = admin.ended(admin.client.get(f"{back.path}?{urlencode(held)}"))
    text = answer.content.decode()
    assert (answer.status_code, said in text) == (status, True), text
    assert "<script>alert" not in text
    assert "onerror=" not in text
    nothing_changed(chosen, within)


def test_the_sign_in_of_intuit_is_down(admin: Person, chosen: Connection, within: Within) -> None:
    back = admin.at_intuit(admin.sent_to_intuit())
    admin.intuit.control("faults", {"kind": "503", "where": "token"})
    answer = admin.back(back)
    assert (answer.status_code, "does not answer" in answer.content.decode()) == (502, True)
    nothing_changed(chosen, within)


def test_wrong_keys_are_nobodys_fault_here(
    admin: Person, chosen: Connection, within: Within, settings
) -> None:  # type: ignore[no-untyped-def]
    back = admin.at_intuit(admin.sent_to_intuit())
    settings.QUICKBOOKS_ONLINE["simulator"]["client_secret"] = "Wrong" * 8
    answer = admin.back(back)
    assert (answer.status_code, "does not know Tieout by its keys" in answer.content.decode()) == (502, True)
    nothing_changed(chosen, within)


def test_the_company_cannot_be_read_yet(admin: Person, chosen: Connection, within: Within) -> None:
    back = admin.at_intuit(admin.sent_to_intuit())
    admin.intuit.control("faults", {"kind": "503", "entity": "companyinfo"})
    assert admin.back(back).status_code == 302
    now = fresh(chosen, within)
    assert (now.is_authorised, now.trouble_code, now.company) == (True, "company_unread", {})
    admin.intuit.control("faults", method="DELETE")
    admin.client.post(PAGE + "quickbooks/test/")
    now = fresh(chosen, within)
    assert (now.trouble_code, now.company_name) == ("", "Sandbox Company US 1")


def test_nobody_confirms_a_company_that_could_not_be_read(
    admin: Person, chosen: Connection, within: Within
) -> None:
    admin.intuit.control("faults", {"kind": "503", "entity": "companyinfo"})
    admin.connect()
    answer = admin.client.post(PAGE + "confirm/", seen(fresh(chosen, within)), follow=True)
    assert "could not be read yet" in answer.content.decode()
    assert fresh(chosen, within).confirmed_at is None


def test_yes_is_said_to_what_was_looked_at(
    admin: Person, chosen: Connection, within: Within, actor: Actor
) -> None:
    admin.connect()
    found = fresh(chosen, within)
    shown = {"company_key": found.company_key, "generation": found.generation}
    for more in ({"company_key": UK}, {"generation": found.generation + 1}, {"company_key": ""}):
        with within(), pytest.raises(connections.Refused, match="was changed since"):
            connections.confirm(connection_id=chosen.pk, actor=actor, now=timezone.now(), **shown | more)
    with within():
        connections.confirm(connection_id=chosen.pk, actor=actor, now=timezone.now(), **shown)
    assert fresh(chosen, within).confirmed_at is not None


def test_a_reconnect_while_quickbooks_is_silent_keeps_what_is_known(
    admin: Person, connected: Connection, within: Within
) -> None:
    admin.client.post(PAGE + "disconnect/", {"word": NAME})
    admin.intuit.control("faults", {"kind": "503", "entity": "companyinfo"})
    assert admin.connect().status_code == 302
    now = fresh(connected, within)
    assert (now.company_name, now.trouble_code, now.confirmed_at) == (
        NAME, "company_unread", connected.confirmed_at,
    )  # fmt: skip
    assert "does not answer right now" in now.trouble


def test_that_it_was_not_read_is_written_down_with_the_authorisation(
    admin: Person, chosen: Connection, within: Within, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left to be done afterwards that a process could die before."""
    admin.intuit.control("faults", {"kind": "503", "entity": "companyinfo"})

    def dies(**_: Any) -> bool:
        raise SystemExit

    monkeypatch.setattr(connections, "note_trouble", dies)
    assert admin.connect().status_code == 302
    now = fresh(chosen, within)
    assert (now.is_authorised, now.trouble_code) == (True, "company_unread")


def test_tokens_are_stored_before_they_are_used(
    admin: Person, chosen: Connection, within: Within, cedar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the process dies while it asks the company who it is, they are given back."""
    used: list[tuple[str, str]] = []

    def looked_at(key: keeping.Key) -> None:
        with within():
            used.append((key.access_token, Revocation.objects.get().credentials["access_token"]))

    def dies(*, key: keeping.Key, now: datetime) -> dict[str, Any]:
        in_another_thread(lambda: looked_at(key))
        raise SystemExit

    monkeypatch.setattr(checks, "facts_of", dies)
    with pytest.raises(SystemExit):
        admin.connect()
    ((given, stored),) = used
    assert given == stored
    assert living(admin) == 1
    rung: list[dict[str, str]] = []
    monkeypatch.setattr("integrations.tasks.wake", lambda task, **words: rung.append(words))
    sweep_revocations()
    assert rung == [], "somebody may be at it still"
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        sweep_revocations()
        revoke(**rung[0])
    assert (living(admin), held(within)) == (0, [])


def test_what_is_kept_is_not_given_back(admin: Person, connected: Connection, within: Within) -> None:
    assert held(within) == []


def test_where_another_vendor_was_chosen_meanwhile_the_code_is_not_used(
    admin: Person, chosen: Connection, within: Within
) -> None:
    back = admin.at_intuit(admin.sent_to_intuit())
    admin.client.post(PAGE + "choose/", {"choice": ""})
    answer = admin.back(back)
    assert (answer.status_code, "chosen meanwhile" in answer.content.decode()) == (409, True)
    assert (living(admin), held(within)) == (0, [])


@pytest.mark.parametrize("late", ["another vendor", "another company"])
def test_a_grant_that_cannot_be_kept_is_given_back(
    late: str, admin: Person, chosen: Connection, within: Within, cedar: Tenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It is changed when the code was exchanged already, or the code opens another company than it says."""
    real = checks.facts_of

    def meanwhile(**words: Any) -> Any:
        if late == "another vendor":
            in_another_thread(lambda: admin.client.post(PAGE + "choose/", {"choice": ""}))
            return real(**words)
        return Fault(status=403, trouble=Trouble.UNAUTHORISED, code="3100")

    monkeypatch.setattr(checks, "facts_of", meanwhile)
    assert admin.connect().status_code == (409 if late == "another vendor" else 502)
    assert living(admin) == 1
    (left,) = held(within)
    assert left.due_at <= timezone.now()
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert (living(admin), held(within)) == (0, [])
    nothing_changed(chosen, within)


def test_a_mistaken_switch_can_be_taken_back(admin: Person, connected: Connection, within: Within) -> None:
    switch = PAGE + "quickbooks/switch/"
    admin.connect(realm=UK, path=switch)
    admin.connect(path=switch)
    with within():
        current = connections.current()
        assert Connection.objects.filter(company_key=admin.intuit.realm).count() == 1
    assert current is not None
    assert (current.pk, current.company_name, current.confirmed_at) == (
        connected.pk, NAME, connected.confirmed_at,
    )  # fmt: skip


def test_no_credential_is_in_a_repr() -> None:
    grant = connections.Grant(company_key="1", company={}, credentials={"refresh_token": "AB11-secret"})
    assert "AB11-secret" not in repr(grant)


def test_nobody_learns_by_asking_whether_a_company_is_connected(
    admin: Person, connected: Connection, harbour: Tenant, stranger: User, actor: Actor,
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    """With a code that is made up, or one that opens another company than is named."""
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE, environment=Environment.SIMULATOR, actor=actor,
            now=timezone.now(),
        )  # fmt: skip
    other = Person(client_of(stranger), admin.intuit)
    away = "/o/harbour/accounting/quickbooks/connect/"

    def told(realm: str, code: str) -> tuple[int, bool]:
        back = urlsplit(other.at_intuit(other.sent_to_intuit(away), realm=UK))
        query = {name: values[0] for name, values in parse_qs(back.query).items()} | {"realmId": realm}
        path = f"{back.path}?{urlencode(query | ({'code': code} if code else {}))}"
        answer = other.ended(other.client.get(path))
        return answer.status_code, "already" in answer.content.decode().replace("used already", "")

    assert told(admin.intuit.realm, "made-up") == told("9999999999", "made-up") == (502, False)
    assert told(admin.intuit.realm, "") == (502, False)


def test_while_quickbooks_is_silent_nobody_is_told_whose_a_company_is(
    admin: Person, connected: Connection, harbour: Tenant, stranger: User, actor: Actor,
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE, environment=Environment.SIMULATOR, actor=actor,
            now=timezone.now(),
        )  # fmt: skip
    admin.intuit.control("faults", {"kind": "503", "entity": "companyinfo"})
    other = Person(client_of(stranger), admin.intuit)
    answer = other.connect(path="/o/harbour/accounting/quickbooks/connect/")
    assert (answer.status_code, "connected to an organisation" in answer.content.decode()) == (502, False)
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        assert not Revocation.objects.exists(), "it would end the grant of the organisation that has it"


def test_one_company_serves_one_organisation(
    admin: Person, connected: Connection, harbour: Tenant, stranger: User, actor: Actor,
    client_of: Callable[..., Client], within: Within,
) -> None:  # fmt: skip
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        theirs = connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE,
            environment=Environment.SIMULATOR,
            actor=actor,
            now=timezone.now(),
        )
    other = Person(client_of(stranger), admin.intuit)
    answer = other.connect(path="/o/harbour/accounting/quickbooks/connect/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "connected to an organisation in Tieout already" in text
    assert "Cedar" not in text
    assert theirs is not None
    with transaction.atomic(), tenant_scope(tenant_id=harbour.id):
        assert Connection.objects.get(pk=theirs.pk).authorised_at is None
        assert not Revocation.objects.exists()
    # Cedar's own grant was neither used up nor given back.
    admin.client.post(PAGE + "quickbooks/test/")
    assert fresh(connected, within).trouble_code == ""


def test_another_company_is_refused_unless_it_is_switched(
    admin: Person, connected: Connection, within: Within
) -> None:
    with within():
        settings.change(
            connection_id=connected.pk, given={"use_classes": True}, version=0, now=timezone.now(),
            actor=Actor.system("tests"),
        )  # fmt: skip
    answer = admin.connect(realm=UK)
    assert (answer.status_code, "That is another company" in answer.content.decode()) == (409, True)
    assert fresh(connected, within).company_key == admin.intuit.realm

    assert b"Starts anew" in admin.client.get(PAGE + "quickbooks/switch/").content
    assert admin.connect(realm=UK, path=PAGE + "quickbooks/switch/").status_code == 302
    with within():
        old, new = Connection.objects.get(pk=connected.pk), connections.current()
        carried = SettingChange.objects.get(connection=new)
    assert (old.is_authorised, old.retired_at is not None, old.company_key) == (
        False,
        True,
        admin.intuit.realm,
    )
    assert new is not None
    assert (new.company_key, new.confirmed_at, new.settings) == (UK, None, {"use_classes": True})
    assert carried.cause == "carried_over"
    assert "Earlier connections" in admin.client.get(PAGE).content.decode()


def test_a_popup_ends_on_a_page_that_closes_itself(admin: Person) -> None:
    answer = admin.connect(popup="1")
    assert answer.status_code == 200
    assert b"data-popup-over" in answer.content


def test_no_page_stands_at_an_address_with_a_code_in_it(
    admin: Person, chosen: Connection, within: Within
) -> None:
    back = urlsplit(admin.at_intuit(admin.sent_to_intuit(popup="1")))
    path = f"{back.path}?{back.query}"
    assert admin.client.head(path).status_code == 405
    nothing_changed(chosen, within)
    assert admin.client.get(path)["Location"] == ENDED
    assert admin.client.get(path)["Location"] == ENDED
    assert "used already" in admin.client.get(ENDED).content.decode()


def test_who_never_set_out_finds_no_ending(admin: Person) -> None:
    assert admin.client.get(ENDED)["Location"] == "/organisations/"


def test_two_factor_sign_in_that_is_asked_for_meanwhile_is_asked_for(
    admin: Person, chosen: Connection, within: Within, cedar: Tenant
) -> None:
    back = admin.at_intuit(admin.sent_to_intuit())
    with within():
        Tenant.objects.update(requires_two_factor=True)
    assert admin.back(back).status_code == 400
    nothing_changed(chosen, within)


def test_nothing_is_chosen_so_nobody_is_sent_anywhere(
    intuit: Running, cedar: Tenant, owner: User, client_of: Callable[..., Client]
) -> None:
    answer = client_of(owner).post(CONNECT)
    assert answer["Location"] == PAGE


def test_the_page_lets_its_form_lead_to_intuit(admin: Person) -> None:
    policy = admin.client.get(PAGE)["Content-Security-Policy"]
    assert f"form-action 'self' {admin.intuit.url}" in policy


def test_even_in_the_same_browser_another_person_cannot_use_it(
    admin: Person, chosen: Connection, within: Within, stranger: User
) -> None:
    with within():
        state = attempts.begin(
            connection=chosen, user_id=stranger.pk, browser="one", purpose=Purpose.CONNECT, in_popup=False,
            now=timezone.now(),
        )  # fmt: skip
    with within(), pytest.raises(attempts.Invalid, match="Somebody else set out"):
        attempts.take(state=state, user_id=chosen.pk, browser="one", now=timezone.now())
