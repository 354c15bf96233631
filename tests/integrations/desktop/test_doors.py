"""What QuickBooks Desktop brings to the page of the connection, and what its standing follows from."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from billing.models import Tenant
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection
from integrations.registry import doors_of, standing_of
from integrations.states import Action, State
from tests.integrations.desktop.conftest import Inside, WebConnector

pytestmark = pytest.mark.django_db
SHELL = {"shell": {"seat": {"tenant_slug": "cedar", "tenant_name": "Cedar"}}}


def test_before_it_is_set_up_the_panel_offers_just_that(chosen: Connection, cedar: Tenant) -> None:
    with tenant_scope(tenant_id=cedar.id):
        panel = doors_of(chosen).panel(chosen, timezone.now())
        stands = standing_of(chosen, now=timezone.now())

    assert "Generate" in render_to_string(panel.template, panel.context | SHELL)
    assert (stands.state, stands.action) == (State.NOT_CONNECTED, Action.SET_UP_CONNECTOR)
    assert doors_of(chosen).environments() == []


def test_the_panel_shows_the_connector_and_its_visits(
    connector: WebConnector, rows: Inside, cedar: Tenant
) -> None:
    connector.visit()
    with tenant_scope(tenant_id=cedar.id):
        connection = rows()[0]
        panel = doors_of(connection).panel(connection, timezone.now())
        shown = render_to_string(panel.template, panel.context | SHELL)

    for words in ("Latest visits", "Birch and Sons", connector.user_name, "2.3.0.215", "Replacing".lower()):
        assert words in shown


def test_how_it_stands_from_the_first_call_to_the_disconnect(
    connector: WebConnector, rows: Inside, cedar: Tenant
) -> None:
    def state(**changes: object) -> State:
        with tenant_scope(tenant_id=cedar.id):
            Connection.objects.update(**changes)
            return standing_of(rows()[0], now=timezone.now() + timedelta(seconds=1)).state

    now = timezone.now()
    assert state() is State.WAITING
    connector.visit()
    assert state() is State.NEEDS_ATTENTION
    assert state(confirmed_at=now) is State.CONNECTED
    assert state(paused_at=now) is State.PAUSED
    assert state(paused_at=None, trouble="Something else.") is State.NEEDS_ATTENTION
    assert state(trouble="", authorised_at=None, set_up_at=None, disconnected_at=now) is State.DISCONNECTED
    # Set up anew after a disconnect, it waits again.
    assert state(set_up_at=now) is State.WAITING
