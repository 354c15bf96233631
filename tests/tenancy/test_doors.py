"""Guard 5, second half: the ways into a tenant, and who is let through them."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from celery import shared_task
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import (
    ApiApplication,
    AuditEntry,
    Customer,
    Import,
    Invitation,
    Membership,
    Role,
    Tenant,
    User,
)
from billing.roles import RIGHTS, Right
from billing.services import accounts, applications, imports
from billing.tenancy.scope import NoTenant, across_tenants, current_tenant_id, tenant_scope
from billing.tenancy.tasks import TenantTask
from integrations.models import Connection, Connector

pytestmark = pytest.mark.django_db
Clients = Callable[[User | None], Client]


def patterns() -> Iterator[URLPattern]:
    """Yield every address inside an organisation."""
    for entry in get_resolver().url_patterns:
        for part in getattr(entry, "url_patterns", []):
            if str(getattr(part, "pattern", "")).startswith("o/<str:slug>/"):
                yield from part.url_patterns


@pytest.fixture
def addresses(cedar: Tenant, owner: User) -> dict[str, str]:
    """Every address inside Cedar, with ids that exist there."""
    with tenant_scope(tenant_id=cedar.id):
        seat = Membership.objects.get()
        invitation = Invitation.objects.create(
            email="new@people.test",
            role=Role.VIEWER,
            invited_by=owner,
            expires_at=timezone.now() + timedelta(days=7),
        )
        customer = Customer.objects.create(name="Ash", currency="USD", sort_key="ash")
        imported = imports.receive(
            kind=Kind.CUSTOMER,
            name="table.csv",
            file=io.BytesIO(b"name\nBirch\n"),
            actor=Actor.system("the tests"),
            now=timezone.now(),
        )
        robot = accounts.Wanted(name="Robot", role=Role.SERVICE)
        application, _ = applications.create(
            wanted=applications.Wanted(name="Shop", account=robot, scopes=("customers.read",)),
            within=(),
            actor=Actor.system("the tests"),
            now=timezone.now(),
        )
    known = {
        "slug": cedar.slug,
        "seat_id": seat.id,
        "invitation_id": invitation.id,
        "form": "csv",
        "version": 0,
        "kind": Kind.CUSTOMER,
        "record_id": customer.id,
        "import_id": imported.id,
        "key": "delete",
        "attachment_id": customer.id,
        "application_id": application.id,
        "account_id": application.account_id,
    }
    return {
        pattern.name: reverse(
            pattern.name,
            kwargs={"slug": cedar.slug} | {name: known[name] for name in pattern.pattern.converters},
        )
        for pattern in patterns()
    }


def everything() -> list[object]:
    """Return all rows that a page of an organisation could change."""
    with across_tenants(reason="to compare before and after"):
        return [
            sorted(Membership.objects.values_list("id", "role", "suspended_at")),
            sorted(Invitation.objects.values_list("id", "serial", "withdrawn_at")),
            sorted(
                ApiApplication.objects.values_list("id", "name", "scopes", "secret_rotated_at", "revoked_at"),
                key=str,
            ),
            sorted(Tenant.objects.values_list("id", "name", "currency")),
            sorted(Customer.objects.values_list("id", "name", "version")),
            sorted(Import.objects.values_list("id", "state", "version")),
            sorted(Connection.objects.values_list("id", "vendor", "generation")),
            sorted(Connector.objects.values_list("id", "file_id", "password_made_at")),
            AuditEntry.objects.count(),
        ]


def test_every_address_inside_an_organisation_names_the_right_it_needs() -> None:
    named = {pattern.name: getattr(pattern.callback, "right", None) for pattern in patterns()}

    assert len(named) >= 12
    assert [name for name, right in named.items() if not isinstance(right, Right)] == []


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_a_stranger_gets_404_everywhere_and_changes_nothing(
    method: str, addresses: dict[str, str], harbour: Tenant, stranger: User, client_of: Clients
) -> None:
    client, before = client_of(stranger), everything()

    statuses = {name: getattr(client, method)(url).status_code for name, url in addresses.items()}

    assert set(statuses.values()) == {404}, statuses
    assert everything() == before


def test_the_404_of_a_real_organisation_is_the_404_of_none(
    cedar: Tenant, stranger: User, client_of: Clients
) -> None:
    client = client_of(stranger)

    real, none = client.get("/o/cedar/people/"), client.get("/o/nowhere/people/")

    assert real.status_code == none.status_code == 404
    hidden = (b"cedar", b"nowhere", b"Cedar")
    assert not any(word in real.content + none.content for word in hidden)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_are_sent_to_the_sign_in_and_change_nothing(
    method: str, addresses: dict[str, str], client_of: Clients
) -> None:
    client, before = client_of(None), everything()

    for url in addresses.values():
        response = getattr(client, method)(url)
        assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={url}")
    assert everything() == before


def test_an_htmx_request_of_the_anonymous_sends_the_whole_page_to_the_sign_in(
    addresses: dict[str, str],
) -> None:
    response = Client().get(addresses["people"], headers={"HX-Request": "true"})

    assert response["HX-Redirect"].startswith("/account/login/")
    assert response.content == b""


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_a_member_without_the_right_is_told_who_has_it_and_changes_nothing(
    role: Role, addresses: dict[str, str], seated: Callable[[Role], User], client_of: Clients
) -> None:
    client = client_of(seated(role))
    before = everything()

    for pattern in patterns():
        right = pattern.callback.right  # type: ignore[attr-defined]
        if right in RIGHTS[role]:
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(addresses[pattern.name])
            assert response.status_code == 403, pattern.name
            assert f"Your role here is {role.label}" in response.content.decode()
    assert everything() == before


def test_a_suspended_member_is_a_stranger(
    cedar: Tenant, seated: Callable[[Role], User], client_of: Clients
) -> None:
    client = client_of(seated(Role.ACCOUNTANT))
    assert client.get("/o/cedar/").status_code == 200

    with tenant_scope(tenant_id=cedar.id):
        Membership.objects.filter(role=Role.ACCOUNTANT).update(suspended_at=timezone.now())

    assert client.get("/o/cedar/").status_code == 404


@pytest.mark.parametrize("name", ["people-member", "people-suspend", "people-remove", "people-reinstate"])
def test_another_tenants_seat_under_ones_own_organisation_is_404(
    name: str, cedar: Tenant, harbour: Tenant, owner: User, client_of: Clients
) -> None:
    with tenant_scope(tenant_id=harbour.id):
        theirs = Membership.objects.get()
    client, before = client_of(owner), everything()
    url = reverse(name, args=["cedar", theirs.id])

    assert client.post(url, {"role": "viewer"}).status_code == 404
    assert client.post(reverse(name, args=["cedar", uuid4()])).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("name", ["people-send-again", "people-withdraw"])
def test_another_tenants_invitation_under_ones_own_organisation_is_404(
    name: str, addresses: dict[str, str], harbour: Tenant, owner: User, stranger: User, client_of: Clients
) -> None:
    with tenant_scope(tenant_id=harbour.id):
        theirs = Invitation.objects.create(
            email="x@people.test",
            role=Role.VIEWER,
            invited_by=stranger,
            expires_at=timezone.now() + timedelta(days=7),
        )
    before = everything()

    assert client_of(owner).post(reverse(name, args=["cedar", theirs.id])).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("slug", ["%00", "a" * 3000, "..%2f..", "Cedar", "cedar%20", "\u202ecedar", "%ff%fe"])
def test_a_hostile_slug_is_404(slug: str, cedar: Tenant, owner: User, client_of: Clients) -> None:
    assert client_of(owner).get(f"/o/{slug}/people/").status_code == 404


@shared_task(base=TenantTask, name="tests.whose")
def whose(**_: object) -> str:
    return str(current_tenant_id())


def test_a_task_works_in_the_tenant_its_message_names_and_leaves_it(cedar: Tenant) -> None:
    assert whose(tenant_id=str(cedar.id), newer_argument=1) == str(cedar.id)
    with pytest.raises(NoTenant):
        current_tenant_id()


@pytest.mark.parametrize(("args", "kwargs"), [((), {}), (("positional",), {}), ((), {"tenant": "x"})])
def test_a_task_whose_message_names_no_tenant_is_refused(
    args: tuple[str, ...], kwargs: dict[str, str]
) -> None:
    with pytest.raises(TypeError, match="tenant_id"):
        whose(*args, **kwargs)
