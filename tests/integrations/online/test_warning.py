"""Authorisations end for good some day; those who can renew them hear of it in time, and not every day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as delivered
from django.utils import timezone

from billing.models import Tenant
from billing.services import mail
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection
from integrations.quickbooks_online.warning import DAYS, due, warn
from integrations.services import settings
from integrations.tasks import warn_of_ends
from tests.integrations.online.conftest import Person, Within, fresh

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "warned", "found"),
    [
        (61, None, None), (60, None, 60), (59, 60, None), (30, 60, 30), (20, None, 30), (14, 30, 14),
        (7, 14, 7), (3, 7, None), (2, 7, 2), (1, 2, None), (0, 2, None), (-1, None, None),
    ],
)  # fmt: skip
def test_when_a_warning_is_due(left: int, warned: int | None, found: int | None) -> None:
    assert due(hard_until=NOW + timedelta(days=left), warned_days=warned, now=NOW) == found


@pytest.mark.django_db(transaction=True)
def test_they_are_mailed_once_for_each_step(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = connected.hard_until
    assert end is not None
    for day in range(70, -2, -1):
        with tenant_scope(tenant_id=cedar.id):
            warn(connection_id=connected.pk, now=end - timedelta(days=day))
    assert len(sent()) == len(DAYS)
    assert all(to == ["owner@people.test"] for to in sent())
    assert fresh(connected, within).warned_days == 2

    rung: list[str] = []
    monkeypatch.setattr("integrations.tasks.wake", lambda task, **words: rung.append(words["connection_id"]))
    warn_of_ends()
    assert rung == [], "five years are left"
    with within():
        Connection.objects.update(hard_until=timezone.now() + timedelta(days=59))
    warn_of_ends()
    assert rung == [str(connected.pk)]


def sent() -> list[list[str]]:
    """Send what is due, and return to whom."""
    mail.send_due(now=timezone.now())
    return [letter.to for letter in delivered.outbox]


@pytest.mark.django_db(transaction=True)
def test_whom_the_settings_name_is_told_instead(
    admin: Person, connected: Connection, within: Within, cedar: Tenant, actor: object
) -> None:
    with within():
        settings.change(
            connection_id=connected.pk, given={"notice_recipients": ["books@cedar.example"]}, version=0,
            actor=actor, now=timezone.now(),  # type: ignore[arg-type]
        )  # fmt: skip
    assert connected.hard_until is not None
    with tenant_scope(tenant_id=cedar.id):
        assert warn(connection_id=connected.pk, now=connected.hard_until - timedelta(days=5)) is True
    assert sent() == [["books@cedar.example"]]
    admin.client.post("/o/cedar/accounting/disconnect/", {"word": "Sandbox Company US 1"})
    with tenant_scope(tenant_id=cedar.id):
        assert warn(connection_id=connected.pk, now=connected.hard_until - timedelta(days=1)) is False
