"""The test of a connection: a line for each thing that is tried, and what to do about what fails."""

from typing import Any

import pytest
from django.utils import timezone

from billing.actors import Actor
from billing.models import Tenant
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection
from integrations.quickbooks_online import checks
from tests.integrations.online.conftest import Person, Within, fresh

pytestmark = pytest.mark.django_db(transaction=True)
TEST = "/o/cedar/accounting/quickbooks/test/"
UK = "9341452000000002"
NAME = "Sandbox Company US 1"
LABELS = [
    "Access accepted",
    "Right company",
    "Preferences read",
    "Subscription in force",
    "Records can be read",
    "Calls within limits",
]


def try_it(admin: Person, connected: Connection, within: Within) -> dict[str, Any]:
    answer = admin.client.post(TEST, follow=True)
    assert answer.status_code == 200
    return {check["label"]: check for check in fresh(connected, within).checks}


def test_everything_works(admin: Person, connected: Connection, within: Within) -> None:
    found = try_it(admin, connected, within)
    assert list(found) == LABELS
    assert all(check["ok"] for check in found.values())
    assert found["Calls within limits"]["detail"].endswith(" of 500 in this minute")
    assert int(found["Calls within limits"]["detail"].split()[0]) >= 3
    assert "The connection works." in admin.client.post(TEST, follow=True).content.decode()


@pytest.mark.parametrize(
    ("fault", "label", "fix"),
    [
        ({"kind": "503", "entity": "preferences"}, "Preferences read", "does not answer right now"),
        ({"kind": "429", "entity": "customer"}, "Records can be read", "asked too much right now"),
        ({"kind": "403", "entity": "companyinfo"}, "Right company", "an administrator of the company "
        "reconnects"),
        ({"kind": "401", "entity": "customer"}, "Records can be read", "does not take our access any more"),
        ({"kind": "fault", "entity": "preferences", "with": {"code": "5020"}}, "Preferences read",
         "refuses to answer"),
        ({"kind": "reset", "entity": "companyinfo"}, "Right company", "does not answer right now"),
    ],
)  # fmt: skip
def test_what_fails_says_what_to_do(
    fault: dict[str, Any], label: str, fix: str, admin: Person, connected: Connection, within: Within
) -> None:
    admin.intuit.control("faults", fault)
    found = try_it(admin, connected, within)
    assert not found[label]["ok"]
    assert fix in found[label]["fix"]
    now = fresh(connected, within)
    assert (now.trouble_code, now.company_name) == ("test_failed", "Sandbox Company US 1")
    assert fix in now.trouble
    assert "Needs attention" in admin.client.get("/o/cedar/accounting/").content.decode()

    admin.intuit.control("faults", method="DELETE")
    assert all(check["ok"] for check in try_it(admin, connected, within).values())
    assert fresh(connected, within).trouble_code == ""


def test_without_access_nothing_else_is_tried(admin: Person, connected: Connection, within: Within) -> None:
    admin.intuit.control("disconnect", {"realm": admin.intuit.realm})
    with within():
        Connection.objects.update(access_until=connected.authorised_at)
    found = try_it(admin, connected, within)
    assert list(found) == ["Access accepted"]
    assert "Reconnect" in found["Access accepted"]["fix"]
    assert fresh(connected, within).trouble_code == "reconnect_needed"


def test_a_disconnect_at_intuit_is_found_though_the_token_should_last(
    admin: Person, connected: Connection, within: Within
) -> None:
    admin.intuit.control("disconnect", {"realm": admin.intuit.realm})
    found = try_it(admin, connected, within)
    assert [(check["label"], check["ok"]) for check in found.values()] == [("Access accepted", False)]
    assert fresh(connected, within).trouble_code == "reconnect_needed"


def test_one_that_comes_late_does_not_write_over_another_company(
    admin: Person, chosen: Connection, within: Within, cedar: Tenant, actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    admin.connect(realm=UK)
    real = checks._keep

    def late(*words: Any, **more: Any) -> None:
        admin.client.post("/o/cedar/accounting/not-this-company/")
        admin.connect()
        real(*words, **more)

    monkeypatch.setattr(checks, "_keep", late)
    with tenant_scope(tenant_id=cedar.id):
        checks.run(connection_id=chosen.pk, actor=actor, now=timezone.now())
    now = fresh(chosen, within)
    assert (now.company_key, now.company_name, now.checks) == (admin.intuit.realm, NAME, [])


def test_a_renamed_company_is_told_and_kept(admin: Person, connected: Connection, within: Within) -> None:
    realm = admin.intuit.realm
    admin.intuit.control(f"companies/{realm}/settings", {"company_name": "Renamed Ltd"})
    try:
        found = try_it(admin, connected, within)
    finally:
        admin.intuit.control(f"companies/{realm}/settings", {"company_name": "Sandbox Company US 1"})
    assert found["Right company"]["detail"] == "renamed: Sandbox Company US 1 is Renamed Ltd now"
    assert fresh(connected, within).company_name == "Renamed Ltd"


@pytest.mark.parametrize(
    ("status", "ok"), [("PAID", True), ("", True), ("EXPIRED", False), ("cancelled", False)]
)
def test_an_ended_subscription_is_named(status: str, ok: bool) -> None:
    check = checks.subscription({"subscription": status, "plan": "QuickBooks Online Plus"})
    assert (check.ok, "Renew it at Intuit" in check.fix) == (ok, True)


def test_the_company_itself_says_that_it_ended(admin: Person, connected: Connection, within: Within) -> None:
    realm = admin.intuit.realm
    admin.intuit.control(f"companies/{realm}/settings", {"subscription_ended": True})
    try:
        found = try_it(admin, connected, within)
    finally:
        admin.intuit.control(f"companies/{realm}/settings", {"subscription_ended": False})
    assert not found["Subscription in force"]["ok"]
    assert "Needs attention" in admin.client.get("/o/cedar/accounting/").content.decode()


def test_there_is_nothing_to_test(admin: Person, chosen: Connection) -> None:
    answer = admin.client.post(TEST, follow=True)
    assert "Nothing is connected" in answer.content.decode()
