"""A file that comes back after a disconnect, or in the place of another: who says that it is right."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import Tenant
from billing.tenancy.scope import tenant_scope
from integrations.quickbooks_desktop import setup
from tests.integrations.desktop.conftest import Inside, WebConnector, answered, hcp, say_yes, state_of

pytestmark = pytest.mark.django_db
PAGE = "/o/cedar/accounting/"


def visit(connector: WebConnector, name: str, *, marked: bool = True) -> int:
    stamp = connector.file_id if marked else None
    ticket, word = connector.enter()
    assert word == ""
    connector.ask(ticket, hcp(connector.owner_id, stamp, name=name))
    reached = connector.bring(ticket, answered(connector.owner_id, stamp, name=name))
    connector.leave(ticket)
    return reached


def set_up_again(connector: WebConnector, client: Client, rows: Inside, cedar: Tenant, actor: Actor) -> None:
    """Disconnect, and set the connector up anew."""
    client.post(PAGE + "disconnect/", {"word": "Birch and Sons"})
    connection = rows()[0]
    assert connection.set_up_at is None
    with transaction.atomic(), tenant_scope(tenant_id=cedar.id):
        made, connector.password = setup.generate(
            connection_id=connection.pk, minutes=15, note="", actor=actor, now=timezone.now()
        )
    connector.user_name, connector.owner_id, connector.file_id = made.user_name, made.owner_id, made.file_id


@pytest.mark.parametrize("marked", [True, False])
def test_another_company_after_a_disconnect_waits_for_a_yes(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor, browser_of_owner: Client, marked: bool
) -> None:
    """The same .qwc stamps whichever file it is added to: the stamp alone proves nothing then."""
    assert visit(connector, "Birch and Sons", marked=marked) == 100
    say_yes(browser_of_owner)
    assert rows()[0].confirmed_at is not None
    set_up_again(connector, browser_of_owner, rows, cedar, actor)

    assert visit(connector, "Oak Personal", marked=marked) == 100

    found = rows()[0]
    assert (found.is_authorised, found.company_name, found.confirmed_at) == (True, "Oak Personal", None)
    assert found.confirmed_by == ""


@pytest.mark.parametrize("marked", [True, False])
def test_the_same_company_after_a_disconnect_asks_nobody(
    connector: WebConnector, rows: Inside, cedar: Tenant, actor: Actor, browser_of_owner: Client, marked: bool
) -> None:
    visit(connector, "Birch and Sons", marked=marked)
    say_yes(browser_of_owner)
    said = rows()[0].confirmed_at
    set_up_again(connector, browser_of_owner, rows, cedar, actor)

    assert visit(connector, "Birch and Sons", marked=marked) == 100

    assert said is not None
    assert rows()[0].confirmed_at == said


def test_a_file_that_was_replaced_leaves_no_trouble_of_the_old_one(
    connector: WebConnector, rows: Inside, browser_of_owner: Client
) -> None:
    connector.visit()
    say_yes(browser_of_owner)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert visit(connector, "Birch and Sons", marked=False) == -1
    assert "does not carry the mark" in str(state_of(browser_of_owner)["sentence"])

    browser_of_owner.post(PAGE + "desktop/replace/", {"word": "replace"})

    assert "does not carry the mark" not in str(state_of(browser_of_owner)["sentence"])
    connection = rows()[0]
    assert (connection.trouble, connection.trouble_code, connection.trouble_since) == ("", "", None)
