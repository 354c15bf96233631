"""An own Intuit app: taken, used, never shown, and not pulled away under a living connection."""

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from billing.models import AuditEntry, Tenant
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, IntuitApp
from integrations.quickbooks_online import worlds
from tests.integrations.online.conftest import Person, Within

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/o/cedar/accounting/quickbooks/app/"
SECRET = "S" * 40
KEYS = {"environment": "sandbox", "client_id": "A" * 50, "client_secret": SECRET}


def apps(within: Within) -> list[IntuitApp]:
    with within():
        return list(IntuitApp.objects.all())


def test_its_keys_are_taken_and_used_and_the_secret_is_nowhere_to_be_seen(
    admin: Person, within: Within, harbour: Tenant
) -> None:
    assert admin.client.post(PAGE, KEYS).status_code == 302
    (app,) = apps(within)
    assert (app.client_id, app.credentials, app.created_by) == (
        "A" * 50, {"client_secret": SECRET}, "owner@people.test",
    )  # fmt: skip
    page = admin.client.get(PAGE).content.decode()
    assert "A" * 50 in page
    assert SECRET not in page
    with within():
        world = worlds.world("sandbox")
        entry = AuditEntry.objects.get(action="connection.app_changed")
        assert worlds.environments() == ["sandbox", "simulator"]
    assert (world.client_id, world.client_secret, world.api_url) == (
        "A" * 50, SECRET, "https://sandbox-quickbooks.api.intuit.com",
    )  # fmt: skip
    assert SECRET not in repr(world)
    assert SECRET not in str(entry.after)
    assert "Intuit sandbox" in admin.client.get("/o/cedar/accounting/").content.decode()
    with tenant_scope(tenant_id=harbour.id), pytest.raises(worlds.NoKeys), transaction.atomic():
        worlds.world("sandbox")


def test_it_is_removed_again(admin: Person, within: Within) -> None:
    admin.client.post(PAGE, KEYS)
    admin.client.post(PAGE, {"remove": "sandbox"})
    assert apps(within) == []
    with within():
        assert AuditEntry.objects.filter(action="connection.app_removed").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_id": "short"}, "no client ID of Intuit"),
        ({"client_secret": "with blanks in it, and long"}, "no client secret of Intuit"),
        ({"client_id": ""}, "required"),
        ({"environment": "simulator"}, "Select a valid choice"),
        ({"environment": "moon"}, "Select a valid choice"),
    ],
)
def test_what_are_no_keys_is_refused(
    change: dict[str, str], said: str, admin: Person, within: Within
) -> None:
    answer = admin.client.post(PAGE, KEYS | change)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert SECRET not in answer.content.decode()
    assert apps(within) == []


@pytest.mark.parametrize("form", [KEYS | {"client_id": "B" * 50}, {"remove": "sandbox"}])
def test_keys_that_are_in_use_stay(
    form: dict[str, str], admin: Person, connected: Connection, within: Within, settings: Settings
) -> None:
    admin.client.post(PAGE, KEYS)
    with within():
        Connection.objects.update(environment="sandbox")
    answer = admin.client.post(PAGE, form, follow=True)
    assert "Disconnect it first" in answer.content.decode()
    assert [app.client_id for app in apps(within)] == ["A" * 50]


def test_a_world_without_keys_says_who_mends_that(admin: Person, settings: Settings) -> None:
    settings.QUICKBOOKS_ONLINE = {}
    assert "No Intuit app is set up" in admin.client.get("/o/cedar/accounting/").content.decode()
    answer = admin.client.post("/o/cedar/accounting/quickbooks/connect/", follow=True)
    assert "Whoever runs Tieout has to set its keys" in answer.content.decode()
