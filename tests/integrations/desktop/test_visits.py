"""The calls of a Web Connector: what it is answered, and what is written down before."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.actors import Actor
from billing.models import AuditEntry, Tenant
from billing.tenancy.scope import tenant_scope
from integrations.models import Connector, Outcome, Visit
from integrations.quickbooks_desktop import passwords, setup
from integrations.services import connections
from tests.integrations.desktop.conftest import Inside, WebConnector, answered, hcp, say_yes, state_of

pytestmark = pytest.mark.django_db


def outcomes(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant_id=tenant.id):
        return list(Visit.objects.order_by("begun_at", "pk").values_list("outcome", flat=True))


def test_the_first_visit_proves_the_company_and_the_next_one_finds_nothing_to_do(
    connector: WebConnector, rows: Inside, cedar: Tenant, browser_of_owner: Client
) -> None:
    assert state_of(browser_of_owner)["state"] == "Waiting for first contact"

    assert connector.visit() == 100

    connection, row = rows()
    assert connection.company_key == str(connector.file_id)
    assert connection.company == {
        "name": "Birch and Sons", "country": "US", "currency": "", "version": "34.0",
        "product": "QuickBooks Enterprise Solutions 24.0", "file": "C:\\QB\\Birch.QBW", "stamped": True,
    }  # fmt: skip
    assert connection.authorised_by == "QuickBooks Web Connector"
    assert row.client_version == "2.3.0.215"
    assert state_of(browser_of_owner)["state"] == "Needs attention"

    ticket, word = connector.enter()
    assert word == "none"
    assert connector.leave(ticket) == connector.leave(ticket) == "OK. Nothing to do."
    assert outcomes(cedar) == [Outcome.DONE, Outcome.NOTHING]

    say_yes(browser_of_owner)
    assert state_of(browser_of_owner)["state"] == "Connected"


def test_versions_are_answered_without_knowing_who_asks(connector: WebConnector) -> None:
    assert connector.say("serverVersion") == "1.0"
    assert connector.say("getServerVersion", ticket="x") == "1.0"
    for version, begins in (
        ("2.3.0.215", ""),
        ("34.0.10003.1", ""),
        ("", ""),
        ("new", ""),
        ("2.0.0.139", "W:"),
        ("1.5", "E:"),
    ):
        said = connector.say("clientVersion", strVersion=version)
        assert said[:2] == begins, (version, said)


def test_interactive_mode_is_declined(connector: WebConnector) -> None:
    assert connector.say("getInteractiveURL", wcTicket="x", sessionID="y") == ""
    assert connector.say("interactiveRejected", wcTicket="x", reason="no") == ""
    assert connector.say("interactiveDone", wcTicket="x") == "Done"


def test_the_password_is_taken_however_it_is_spaced_and_written(connector: WebConnector) -> None:
    for spelling in (
        connector.password.replace("-", ""),
        connector.password.upper(),
        f" {connector.password} ",
    ):
        ticket, word = connector.enter(spelling)
        assert word == ""
        connector.leave(ticket)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_and_change_nothing(
    connector: WebConnector, rows: Inside, browser_of_owner: Client
) -> None:
    before = rows()[0]
    ticket, word = connector.enter("wrong")
    stranger = WebConnector(
        url="/qbwc", user_name=connector.user_name[:-1] + "g", password="x",
        owner_id=connector.owner_id, file_id=connector.file_id,
    )  # fmt: skip
    other, other_word = stranger.enter()

    assert (word, other_word) == ("nvu", "nvu")
    assert passwords.TICKET.fullmatch(ticket)
    assert passwords.TICKET.fullmatch(other)
    assert connector.ask(ticket, connector.said()) == ""
    assert "Session expired" in connector.last_error(ticket)
    assert connector.bring(ticket, answered(connector.owner_id, connector.file_id)) == -1
    assert connector.say("connectionError", ticket=ticket, hresult="0x80040408", message="") == "done"
    after, row = rows()
    assert after.authorised_at is None
    assert (after.generation, after.trouble) == (before.generation, "")
    assert (row.heard_at, row.trouble_code) == (None, "wrong_password")
    assert re.search(r"wrong password at \d\d:\d\d", str(state_of(browser_of_owner)["sentence"]))


def test_an_old_password_is_told_with_its_time(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor, browser_of_owner: Client
) -> None:
    connection, row = rows()
    with tenant_scope(tenant_id=cedar.id):
        _, newer = setup.new_password(
            connection_id=connection.pk, expected=row.password_made_at, actor=actor, now=timezone.now()
        )

    assert connector.enter()[1] == "nvu"

    at = timezone.localtime(rows()[1].trouble_at).strftime("%H:%M")
    assert f"tried an old password at {at}" in str(state_of(browser_of_owner)["sentence"])
    assert outcomes(cedar) == [Outcome.OLD_PASSWORD]
    assert connector.enter(newer)[1] == ""
    assert rows()[1].trouble_code == ""


def test_guessing_is_limited_by_name_and_address_and_counts_for_the_right_password_too(
    connector: WebConnector, rows: Inside
) -> None:
    words = [connector.enter("wrong")[1] for _ in range(12)]

    assert words == ["nvu"] * 10 + ["busy"] * 2
    assert connector.enter()[1] == "busy"
    assert rows()[1].heard_at is None
    connector.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert connector.enter()[1] == ""


def test_one_address_may_not_try_names_without_end(connector: WebConnector) -> None:
    def tried(number: int) -> str:
        return connector.call("authenticate", strUserName=f"nobody{number}", strPassword="x")[1]

    assert [tried(number) for number in range(101)] == ["nvu"] * 100 + ["busy"]


def test_a_second_session_is_told_busy_until_the_first_ends_or_falls_silent(
    connector: WebConnector, cedar: Tenant
) -> None:
    ticket, _ = connector.enter()
    assert connector.enter()[1] == "busy"
    connector.leave(ticket)
    second, word = connector.enter()
    assert word == ""
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        third, word = connector.enter()
        assert (word, connector.ask(second, connector.said())) == ("", "")
        assert "over" in connector.last_error(second)
        assert "CompanyQueryRq" in connector.ask(third, connector.said())
    assert outcomes(cedar) == ["broken_off", "busy", "broken_off", "open"]


def test_a_ticket_expires_and_says_so(connector: WebConnector, rows: Inside) -> None:
    ticket, _ = connector.enter()
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert connector.ask(ticket, connector.said()) == ""
        assert "Session expired" in connector.last_error(ticket)
        assert connector.bring(ticket, answered(connector.owner_id, connector.file_id)) == -1
    assert rows()[0].authorised_at is None


def test_a_ticket_is_kept_as_its_digest_alone(connector: WebConnector, cedar: Tenant) -> None:
    ticket, _ = connector.enter()

    with tenant_scope(tenant_id=cedar.id), database.cursor() as cursor:
        cursor.execute("select v::text from integrations_visit v")
        (stored,) = cursor.fetchone()
    with tenant_scope(tenant_id=cedar.id):
        assert bytes(Visit.objects.get().ticket) == passwords.ticket_digest(ticket)
        secret = Connector.objects.get().secret
    assert ticket not in stored
    assert connector.password not in str(secret)
    assert len(passwords.TICKET.fullmatch(ticket)[0].partition("-")[2]) == 43  # type: ignore[index]  # it matches


@pytest.mark.parametrize("name", ["Willow", "Birch and Sons"])
def test_another_company_file_is_refused_and_named(
    name: str, connector: WebConnector, rows: Inside, browser_of_owner: Client
) -> None:
    ticket, _ = connector.enter()
    said = hcp(connector.owner_id, uuid4(), name=name)

    assert connector.ask(ticket, said) == ""
    assert name in connector.last_error(ticket)
    assert connector.bring(ticket, answered(connector.owner_id, connector.file_id)) == -1
    connection, row = rows()
    assert (connection.authorised_at, connection.company_key, row.trouble_code) == (None, "", "other_company")
    shown = state_of(browser_of_owner)
    assert shown["state"] == "Waiting for first contact"
    assert "Another company file was open in QuickBooks at" in str(shown["sentence"])

    assert connector.visit() == 100
    assert rows()[1].trouble_code == ""


def test_a_swapped_company_file_is_noticed_later_too(
    connector: WebConnector, rows: Inside, browser_of_owner: Client
) -> None:
    connector.visit()
    generation = rows()[0].generation
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        ticket, word = connector.enter()
        assert word == ""
        request = connector.ask(ticket, hcp(connector.owner_id, None, name="Willow"))
        assert "CompanyQueryRq" in request
        assert connector.bring(ticket, answered(connector.owner_id, None, name="Willow")) == -1
        assert "does not carry the mark" in connector.last_error(ticket)
        connection, row = rows()
        assert (connection.trouble_code, row.trouble_code) == ("desktop_no_stamp", "no_stamp")
        assert (connection.generation, connection.company_name) == (generation, "Birch and Sons")
        # The right file again: all is well.
        assert connector.visit() == 100
        assert rows()[0].trouble_code == ""


def test_a_file_without_a_visible_mark_is_left_to_a_person(
    connector: WebConnector, rows: Inside, browser_of_owner: Client
) -> None:
    ticket, _ = connector.enter()
    connector.ask(ticket, hcp(connector.owner_id, None))
    assert connector.bring(ticket, answered(connector.owner_id, None)) == 100

    assert rows()[0].company["stamped"] is False
    assert "Look twice" in browser_of_owner.get("/o/cedar/accounting/desktop/").content.decode()


def test_an_old_quickbooks_is_refused_with_what_it_needs(connector: WebConnector, rows: Inside) -> None:
    ticket, _ = connector.enter()
    said = hcp(connector.owner_id, connector.file_id, versions=("1.0", "12.0"))
    answer = connector.say(
        "sendRequestXML", ticket=ticket, strHCPResponse=said, strCompanyFileName="", qbXMLCountry="US",
        qbXMLMajorVers="12", qbXMLMinorVers="0",
    )  # fmt: skip

    assert answer == ""
    assert "2014 and later" in connector.last_error(ticket)
    assert (rows()[0].authorised_at, rows()[1].trouble_code) == (None, "too_old")


@pytest.mark.parametrize(
    "said", ["junk", "<a/>", "<QBXML>", '<!DOCTYPE x [<!ENTITY a "b">]><QBXML>&a;</QBXML>', "<QBXML/>" * 2]
)
def test_what_cannot_be_read_of_quickbooks_is_a_failed_visit(
    said: str, connector: WebConnector, rows: Inside
) -> None:
    ticket, _ = connector.enter()
    assert connector.ask(ticket, said) == ""
    assert "cannot be read" in connector.last_error(ticket)
    assert rows()[0].authorised_at is None


@pytest.mark.parametrize(
    ("hresult", "words"),
    [
        ("0x80040408", "QuickBooks could not be started"),
        ("0x8004040A", "Another company file is open"),
        ("0x80040418", "has not let Tieout in yet"),
        ("0x80049999", "0x80049999"),
    ],
)
def test_quickbooks_that_does_not_open_is_told_in_plain_words(
    hresult: str, words: str, connector: WebConnector, rows: Inside, browser_of_owner: Client
) -> None:
    ticket, _ = connector.enter()

    said = connector.say("connectionError", ticket=ticket, hresult=hresult, message="<b>No</b>")

    assert said == "done"
    assert words in str(state_of(browser_of_owner)["sentence"])
    assert words in connector.last_error(ticket)
    assert b"<b>No</b>" not in browser_of_owner.get("/o/cedar/accounting/desktop/").content
    # The visit is over: the next one is not told that it is busy.
    assert connector.visit() == 100


def test_an_error_of_quickbooks_while_it_answers_ends_the_visit(
    connector: WebConnector, rows: Inside
) -> None:
    ticket, _ = connector.enter()
    connector.ask(ticket, hcp(connector.owner_id, None))
    assert connector.bring(ticket, hresult="0x80040400", message="parse error") == -1
    assert "could not read what Tieout asked" in connector.last_error(ticket)
    assert "problem" in connector.leave(ticket)
    assert rows()[0].authorised_at is None


def test_what_is_sent_twice_is_answered_the_same(connector: WebConnector, rows: Inside) -> None:
    ticket, _ = connector.enter()
    first = connector.ask(ticket, connector.said())
    assert connector.ask(ticket) == first
    answer = answered(connector.owner_id, connector.file_id)
    assert connector.bring(ticket, answer) == connector.bring(ticket, answer) == 100
    assert rows()[0].generation == 1


def test_after_a_disconnect_the_connector_is_unknown_and_set_up_anew_it_keeps_its_file(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor
) -> None:
    connector.visit()
    with tenant_scope(tenant_id=cedar.id):
        ticket = connector.enter()[0]
        connections.disconnect(connection_id=rows()[0].pk, actor=actor, now=timezone.now())
    before = rows()

    assert connector.enter()[1] == "nvu"
    assert connector.ask(ticket, connector.said()) == ""
    assert rows()[0].authorised_at is None
    assert rows()[1].heard_at == before[1].heard_at
    assert outcomes(cedar)[-1] == Outcome.SWITCHED_OFF

    with tenant_scope(tenant_id=cedar.id):
        row, password = setup.generate(
            connection_id=before[0].pk, minutes=15, note="", actor=actor, now=timezone.now()
        )
    assert (row.user_name, row.owner_id, row.file_id) == (
        connector.user_name, connector.owner_id, connector.file_id,
    )  # fmt: skip
    connector.password = password
    assert connector.visit() == 100


def test_a_disconnect_in_the_middle_of_a_visit_ends_it(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor
) -> None:
    ticket, _ = connector.enter()
    connector.ask(ticket, connector.said())
    with tenant_scope(tenant_id=cedar.id):
        connections.disconnect(connection_id=rows()[0].pk, actor=actor, now=timezone.now())

    assert connector.bring(ticket, answered(connector.owner_id, connector.file_id)) == -1
    assert "disconnected in Tieout" in connector.last_error(ticket)
    assert rows()[0].authorised_at is None


def test_a_paused_connection_still_proves_its_company(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        connections.pause(connection_id=rows()[0].pk, actor=actor, now=timezone.now())
    assert connector.visit() == 100
    assert connector.enter()[1] == "none"


def test_a_ticket_opens_nothing_in_another_organisation(
    connector: WebConnector, harbour: Tenant, rows: Inside
) -> None:
    ticket, _ = connector.enter()
    moved = f"{harbour.id.hex}-{ticket.partition('-')[2]}"

    assert connector.ask(moved, connector.said()) == ""
    assert "expired" in connector.last_error(moved)
    assert rows()[0].authorised_at is None


def test_a_renamed_company_keeps_its_connection_and_is_confirmed_anew(
    connector: WebConnector, rows: Inside, cedar: Tenant, browser_of_owner: Client
) -> None:
    connector.visit()
    say_yes(browser_of_owner)
    generation = rows()[0].generation
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        ticket, _ = connector.enter()
        connector.ask(ticket, connector.said(name="Birch & Daughters"))
        answer = answered(connector.owner_id, connector.file_id, name="Birch & Daughters")
        assert connector.bring(ticket, answer) == 100

    assert (rows()[0].company_name, rows()[0].generation) == ("Birch & Daughters", generation)
    assert rows()[0].confirmed_at is None
    with tenant_scope(tenant_id=cedar.id):
        told = AuditEntry.objects.get(action="connector.company_renamed")
    assert (told.before, told.after) == (
        {"company": "Birch and Sons", "confirmed_by": "owner@people.test"},
        {"company": "Birch & Daughters", "confirmed_by": ""},
    )


def test_only_so_many_visits_are_kept(connector: WebConnector, cedar: Tenant) -> None:
    connector.visit()
    for _ in range(60):
        assert connector.enter()[1] == "none"
    assert len(outcomes(cedar)) == 50


def test_a_whole_visit_takes_few_queries(connector: WebConnector) -> None:
    def counted(step: object) -> int:
        with CaptureQueriesContext(database) as queries:
            step()  # type: ignore[operator]  # each is called with nothing
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    assert counted(lambda: connector.say("serverVersion")) == 0
    assert counted(lambda: connector.say("clientVersion", strVersion="2.3")) == 0
    tickets: list[str] = []
    assert counted(lambda: tickets.append(connector.enter()[0])) <= 8
    assert counted(lambda: connector.ask(tickets[0], connector.said())) <= 8
    answer = answered(connector.owner_id, connector.file_id)
    assert counted(lambda: connector.bring(tickets[0], answer)) <= 14
    assert counted(lambda: connector.leave(tickets[0])) <= 4
