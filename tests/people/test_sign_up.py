"""Opening an organisation: by signing up, and by somebody who is signed in already."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from billing.actors import Actor
from billing.models import AuditEntry, Membership, Role, Tenant, User
from billing.queries.organisations import seats_of
from billing.services import tenants
from billing.services.mail import send_due
from billing.tenancy.scope import across_tenants, tenant_scope
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FORM = {
    "name": "New Person",
    "email": "New@People.test",
    "password1": PASSWORD,
    "organisation": "Maple & Söhne",
}


def delivered() -> list[str]:
    send_due(now=timezone.now())
    return [str(message.body) for message in mail.outbox]


def link_in(body: str) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", body)
    assert found is not None, body
    return found.group(1)


def test_signing_up_opens_an_organisation_once_the_address_is_proven() -> None:
    client = Client()

    response = client.post("/account/signup/", FORM)
    assert response["Location"] == "/account/confirm-email/"
    assert client.get("/organisations/").status_code == 302
    (body,) = delivered()
    link = link_in(body)
    assert client.get(link).status_code == 200
    client.post(link)

    landed = client.get("/organisations/", follow=True)
    assert landed.redirect_chain == [("/o/maple-sohne/", 302)]
    person = User.objects.get()
    assert (person.email, person.name) == ("new@people.test", "New Person")
    (seat,) = seats_of(person)
    assert (seat.name, seat.role) == ("Maple & Söhne", "Owner")
    with across_tenants(reason="to read the trail"):
        actions = AuditEntry.objects.order_by("at", "id").values_list("action", flat=True)
        assert list(actions) == ["organisation.opened", "member.joined", "person.signed_in"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("organisation", "", "This field is required"),
        ("organisation", "x" * 121, "at most 120 characters"),
        ("organisation", "Evil\u202eCorp", "U+202E, at position 5"),
        ("organisation", "Tab\tbed", "U+0009"),
        ("organisation", "Nul\x00", "Null characters are not allowed"),
        ("name", "x" * 10_000, "at most 120 characters"),
        ("name", "Line\nbreak", "U+000A"),
        ("email", "not an address", "valid email address"),
        ("email", "x" * 10_000 + "@people.test", "valid email address"),
        ("email", "a\u202eb@people.test", "valid email address"),
        ("email", "a@exa\u202emple.test", "U+202E"),
        ("email", "a@exa\u200bmple.test", "U+200B"),
        ("password1", "short", "too short"),
        ("password1", "password123", "too common"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(field: str, value: str, said: str) -> None:
    response = Client().post("/account/signup/", FORM | {field: value})

    assert said in response.content.decode()
    assert not User.objects.exists()
    with across_tenants(reason="nothing was opened"):
        assert not Tenant.objects.exists()


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed."""

    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)


@pytest.mark.parametrize("email", ["owner@people.test", "new@people.test"])
def test_a_known_and_a_new_address_cost_the_same_work(email: str, owner: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.people.test_sign_up.CountingHasher"]
    CountingHasher.hashed.clear()

    Client().post("/account/signup/", FORM | {"email": email})

    assert CountingHasher.hashed == [PASSWORD]


def test_signing_up_twice_does_not_tell_that_the_address_is_known(owner: User) -> None:
    response = Client().post("/account/signup/", FORM | {"email": "OWNER@people.test"})

    assert response["Location"] == "/account/confirm-email/"
    assert User.objects.count() == 1
    with across_tenants(reason="nothing was opened"):
        assert not Tenant.objects.exists()
    (body,) = delivered()
    assert "owner@people.test" in mail.outbox[0].to[0].lower()
    assert "already" in body


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_with_one_address_at_once_make_one_person_and_no_error() -> None:
    def sign_up(number: int) -> int:
        try:
            return Client().post("/account/signup/", FORM | {"organisation": f"Org {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(sign_up, range(4))) == [302] * 4

    assert User.objects.count() == 1
    with transaction.atomic(), across_tenants(reason="to count"):
        assert Tenant.objects.count() == Membership.objects.count() == 1


def test_organisations_of_one_name_get_addresses_of_their_own(
    owner: User, stranger: User, actor: Actor
) -> None:
    made = [
        tenants.open_tenant(name="Cedar!", owner=person, actor=actor, now=timezone.now())
        for person in (owner, stranger, owner)
    ]

    assert [(seat.slug, seat.note) for seat in seats_of(stranger)] == [(made[1].slug, "")]
    assert {seat.note for seat in seats_of(owner)} == {made[0].slug, made[2].slug}
    slugs = [tenant.slug for tenant in made]
    assert slugs[0] == "cedar"
    assert all(re.fullmatch(r"cedar-[a-z2-9]{4}", slug) for slug in slugs[1:])
    assert len(set(slugs)) == 3


def test_a_name_without_a_latin_letter_gets_an_address_too(owner: User, actor: Actor) -> None:
    made = tenants.open_tenant(name="株式会社", owner=owner, actor=actor, now=timezone.now())

    assert made.slug == "organisation"
    assert made.name == "株式会社"


def test_a_signed_in_person_opens_a_second_organisation(
    cedar: Tenant, owner: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(owner)

    response = client.post("/organisations/new/", {"name": "Second"})

    assert response["Location"] == "/o/second/"
    assert [seat.name for seat in seats_of(owner)] == ["Cedar", "Second"]
    page = client.get("/organisations/").content.decode()
    assert "/o/cedar/" in page
    assert "/o/second/" in page


def test_the_switcher_lists_only_the_persons_own_open_seats(
    cedar: Tenant, harbour: Tenant, owner: User, client_of: Callable[[User | None], Client]
) -> None:
    with tenant_scope(tenant_id=harbour.id):
        Membership.objects.create(user=owner, role=Role.VIEWER, suspended_at=timezone.now())

    fragment = client_of(owner).get("/organisations/", headers={"HX-Request": "true"}).content.decode()

    assert "/o/cedar/" in fragment
    assert "harbour" not in fragment.lower()
    assert "<html" not in fragment


def test_a_person_of_one_organisation_lands_in_it_and_a_person_of_none_is_helped_on(
    cedar: Tenant, owner: User, person: Callable[..., User], client_of: Callable[[User | None], Client]
) -> None:
    assert client_of(owner).get("/organisations/")["Location"] == "/o/cedar/"

    page = client_of(person("nobody")).get("/organisations/")
    assert page.status_code == 200
    assert "No organisation yet" in page.content.decode()
