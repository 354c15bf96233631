"""Inviting a colleague, from the form to the seat, and every way a link can fail."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core import mail, signing
from django.db import connection
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import AuditEntry, Invitation, Membership, Role, Tenant, User
from billing.services import invitations
from billing.tenancy.scope import tenant_scope
from tests.conftest import PASSWORD
from tests.people.test_sign_up import delivered, link_in

pytestmark = pytest.mark.django_db
Clients = Callable[[User | None], Client]


@pytest.fixture
def link(cedar: Tenant, owner: User, client_of: Clients) -> str:
    """Invite bookkeeper@people.test as accountant, and return the link in the mail."""
    response = client_of(owner).post(
        "/o/cedar/people/invite/",
        {"email": "bookkeeper@people.test", "role": "accountant", "modules": ["invoices"]},
    )
    assert response["Location"] == "/o/cedar/people/"
    (body,) = delivered()
    return link_in(body)


def seats(tenant: Tenant) -> list[tuple[str, str]]:
    with tenant_scope(tenant_id=tenant.id):
        return sorted(Membership.objects.values_list("user__email", "role"))


def test_the_mail_says_who_invites_to_what_and_as_what(link: str) -> None:
    (message,) = mail.outbox

    assert message.to == ["bookkeeper@people.test"]
    assert message.subject == "Owner invites you to Cedar on Tieout"
    assert "Accountant" in message.body
    html = message.alternatives[0][0]  # type: ignore[attr-defined]
    assert link in html


def test_a_person_without_an_account_signs_up_through_the_link_and_has_the_seat(
    link: str, cedar: Tenant
) -> None:
    client = Client()
    page = client.get(link).content.decode()
    assert "Create your account" in page

    form = client.get(f"/account/signup/?next={link}").content.decode()
    assert 'value="bookkeeper@people.test"' in form
    assert "Then you can accept your invitation" in form
    assert "organisation" not in form.split("<form")[1]
    response = client.post(
        f"/account/signup/?next={link}",
        {"name": "Book Keeper", "password1": PASSWORD, "email": "x@people.test", "next": link},
    )
    assert response["Location"] == link
    assert client.post(link)["Location"] == "/o/cedar/"

    assert seats(cedar) == [("bookkeeper@people.test", "accountant"), ("owner@people.test", "owner")]
    with tenant_scope(tenant_id=cedar.id):
        assert Membership.objects.get(role="accountant").modules == ["invoices"]
        told = AuditEntry.objects.order_by("at", "id").values_list("action", flat=True)
        assert [action for action in told if action.startswith(("inv", "member"))] == [
            "member.joined",
            "invitation.sent",
            "invitation.accepted",
            "member.joined",
        ]


def test_a_person_with_an_account_signs_in_and_accepts(
    link: str, cedar: Tenant, person: Callable[..., User], client_of: Clients
) -> None:
    bookkeeper = person("bookkeeper")
    assert "Sign in to accept" in Client().get(link).content.decode()
    client = client_of(bookkeeper)

    assert "Accept" in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/o/cedar/"

    assert ("bookkeeper@people.test", "accountant") in seats(cedar)


def test_looking_at_the_link_accepts_nothing(
    link: str, cedar: Tenant, person: Callable[..., User], client_of: Clients
) -> None:
    client_of(person("bookkeeper")).get(link)
    Client().get(link)
    Client().post(link)

    assert seats(cedar) == [("owner@people.test", "owner")]


def test_somebody_else_cannot_use_the_link(
    link: str, cedar: Tenant, stranger: User, client_of: Clients
) -> None:
    client = client_of(stranger)

    assert "signed in with another address" in client.get(link).content.decode()
    assert client.post(link).status_code == 409
    assert seats(cedar) == [("owner@people.test", "owner")]


def test_a_link_works_once(link: str, cedar: Tenant, person: Callable[..., User], client_of: Clients) -> None:
    client = client_of(person("bookkeeper"))
    client.post(link)
    before = seats(cedar)

    assert client.post(link).status_code == 410
    assert client.get(link).status_code == 410
    assert seats(cedar) == before


def test_a_link_ends_after_seven_days(
    link: str, cedar: Tenant, person: Callable[..., User], client_of: Clients
) -> None:
    client = client_of(person("bookkeeper"))
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        client.force_login(User.objects.get(email="bookkeeper@people.test"))
        assert client.post(link).status_code == 410
    assert seats(cedar) == [("owner@people.test", "owner")]


def test_a_withdrawn_link_and_an_older_link_are_closed(
    link: str, cedar: Tenant, owner: User, person: Callable[..., User], client_of: Clients
) -> None:
    owners, invited = client_of(owner), client_of(person("bookkeeper"))
    with tenant_scope(tenant_id=cedar.id):
        invitation = Invitation.objects.get()

    owners.post(f"/o/cedar/people/invitations/{invitation.id}/send-again/")
    newer = link_in(delivered()[-1])
    assert newer != link
    assert invited.get(link).status_code == 410
    assert invited.get(newer).status_code == 200

    assert (
        "Withdraw the invitation to"
        in owners.get(f"/o/cedar/people/invitations/{invitation.id}/withdraw/").content.decode()
    )
    assert invited.get(newer).status_code == 200
    owners.post(f"/o/cedar/people/invitations/{invitation.id}/withdraw/")
    assert invited.post(newer).status_code == 410
    assert owners.post(f"/o/cedar/people/invitations/{invitation.id}/withdraw/").status_code == 404
    assert seats(cedar) == [("owner@people.test", "owner")]


def test_inviting_an_address_again_renews_its_invitation(
    link: str, cedar: Tenant, owner: User, client_of: Clients
) -> None:
    client_of(owner).post("/o/cedar/people/invite/", {"email": "BookKeeper@people.test", "role": "viewer"})

    with tenant_scope(tenant_id=cedar.id):
        invitation = Invitation.objects.get()
        assert (invitation.role, invitation.serial) == ("viewer", 2)
        entry = AuditEntry.objects.get(action="invitation.renewed")
        assert (entry.before["role"], entry.after["role"]) == ("accountant", "viewer")


def test_nobody_floods_an_address_with_invitations(cedar: Tenant, owner: User, client_of: Clients) -> None:
    client, form = client_of(owner), {"email": "b@people.test", "role": "viewer"}
    statuses = [client.post("/o/cedar/people/invite/", form).status_code for _ in range(5)]
    with tenant_scope(tenant_id=cedar.id):
        invitation = Invitation.objects.get()

    assert statuses == [302] * 5
    assert client.post("/o/cedar/people/invite/", form).status_code == 429
    again = client.post(f"/o/cedar/people/invitations/{invitation.id}/send-again/")
    assert again.status_code == 429
    assert "<h1" in again.content.decode()
    assert client.post("/o/cedar/people/invite/", form | {"email": "c@people.test"}).status_code == 302
    assert len(delivered()) == 6


def test_a_member_cannot_be_invited_again(cedar: Tenant, owner: User, client_of: Clients) -> None:
    response = client_of(owner).post(
        "/o/cedar/people/invite/", {"email": "Owner@people.test", "role": "viewer"}
    )

    assert response.status_code == 422
    assert "has a seat here already" in response.content.decode()
    assert delivered() == []


@pytest.mark.parametrize(
    "ticket",
    [
        "nonsense",
        "a" * 5000,
        "%00",
        "WzEsMiwzXQ:1tXXXX:forged",
        signing.dumps(["not", "ids", 1], salt=invitations.SALT),
        signing.dumps({"an": "object"}, salt=invitations.SALT),
        signing.dumps(["00000000-0000-0000-0000-000000000000"] * 2 + [1], salt=invitations.SALT),
        signing.dumps(["00000000-0000-0000-0000-000000000000"] * 2 + [1], salt="another door"),
    ],
    # A signed ticket carries the second it was made in: no name for a test that several processes collect.
    ids=["nonsense", "long", "nul", "forged", "no ids", "an object", "no such", "another door"],
)
def test_a_forged_or_garbled_ticket_ends_on_a_page_that_says_what_to_do(ticket: str, db: None) -> None:
    response = Client().get(f"/invitation/{ticket}/")

    assert response.status_code == 410
    assert "Ask for a new one" in response.content.decode()


def test_a_changed_ticket_does_not_open_another_tenants_invitation(
    link: str, cedar: Tenant, harbour: Tenant, client_of: Clients, person: Callable[..., User]
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        invitation = Invitation.objects.get()
    swapped = signing.dumps([str(harbour.id), str(invitation.id), 1], salt=invitations.SALT)

    assert client_of(person("bookkeeper")).post(f"/invitation/{swapped}/").status_code == 410
    assert seats(harbour) == [("stranger@people.test", "owner")]


@pytest.mark.django_db(transaction=True)
def test_a_link_clicked_many_times_at_once_gives_one_seat(
    cedar: Tenant, owner: User, person: Callable[..., User], actor: Actor
) -> None:
    bookkeeper = person("bookkeeper")
    with tenant_scope(tenant_id=cedar.id):
        invitation = invitations.invite(
            email=bookkeeper.email,
            role=Role.VIEWER,
            modules=[],
            inviter=owner,
            actor=actor,
            now=timezone.now(),
        )

    def click(_: int) -> str:
        try:
            with tenant_scope(tenant_id=cedar.id):
                invitations.accept(
                    invitation_id=invitation.id, serial=1, person=bookkeeper, actor=actor, now=timezone.now()
                )
        except invitations.NotInvited:
            return "closed"
        finally:
            connection.close()
        return "seated"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(click, range(6)))

    assert sorted(answers) == ["closed"] * 5 + ["seated"]


def test_the_invitation_and_its_mail_are_written_together_or_not_at_all(
    cedar: Tenant, owner: User, client_of: Clients, settings: object
) -> None:
    settings.EMAIL_BACKEND = "tests.people.test_invitations.BrokenBackend"  # type: ignore[attr-defined]
    client = client_of(owner)
    client.raise_request_exception = False

    response = client.post("/o/cedar/people/invite/", {"email": "b@people.test", "role": "viewer"})

    assert response.status_code == 500
    with tenant_scope(tenant_id=cedar.id):
        assert not Invitation.objects.exists()
        assert not AuditEntry.objects.filter(action="invitation.sent").exists()


class BrokenBackend:
    def __init__(self, **_: object) -> None:
        pass

    def send_messages(self, _: object) -> int:
        raise RuntimeError("the outbox is broken")
