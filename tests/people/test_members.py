"""Seats: roles, restrictions, suspension, removal, and the owner who must remain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import AuditEntry, Membership, Role, Tenant, User
from billing.roles import RIGHTS, Right, roles_with
from billing.services import members
from billing.tenancy.scope import tenant_scope

pytestmark = pytest.mark.django_db


def seat_of(tenant: Tenant, user: User) -> Membership:
    with tenant_scope(tenant_id=tenant.id):
        return Membership.objects.get(user=user)


@pytest.fixture
def browser_of_owner(cedar: Tenant, owner: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(owner)


def test_a_role_and_its_restriction_are_changed_and_entered(
    cedar: Tenant, owner: User, seated: Callable[[Role], User], browser_of_owner: Client
) -> None:
    viewer = seated(Role.VIEWER)
    url = f"/o/cedar/people/{seat_of(cedar, viewer).id}/"

    response = browser_of_owner.post(url, {"role": "operator", "modules": ["purchase_orders", "expenses"]})

    assert response["Location"] == "/o/cedar/people/"
    seat = seat_of(cedar, viewer)
    assert (seat.role, seat.modules) == ("operator", ["expenses", "purchase_orders"])
    with tenant_scope(tenant_id=cedar.id):
        entry = AuditEntry.objects.get(action="member.role_changed")
    assert entry.before == {"role": "viewer", "modules": []}
    assert entry.after == {"role": "operator", "modules": ["expenses", "purchase_orders"]}
    assert (entry.actor_id, entry.actor_label) == (owner.id, "owner@people.test")
    assert (entry.channel, entry.address, entry.subject_label) == ("web", "127.0.0.1", "viewer@people.test")
    assert len(entry.request_id) == 36


def test_saving_what_is_already_so_enters_nothing(
    cedar: Tenant, seated: Callable[[Role], User], browser_of_owner: Client
) -> None:
    seat = seat_of(cedar, seated(Role.VIEWER))

    browser_of_owner.post(f"/o/cedar/people/{seat.id}/", {"role": "viewer"})

    with tenant_scope(tenant_id=cedar.id):
        assert not AuditEntry.objects.filter(action="member.role_changed").exists()


@pytest.mark.parametrize(
    "form", [{"role": "king"}, {"role": ""}, {}, {"role": "viewer", "modules": ["everything"]}]
)
def test_a_role_that_does_not_exist_is_refused(
    form: dict[str, str], cedar: Tenant, owner: User, browser_of_owner: Client
) -> None:
    response = browser_of_owner.post(f"/o/cedar/people/{seat_of(cedar, owner).id}/", form)

    assert response.status_code == 422
    assert seat_of(cedar, owner).role == "owner"


def test_suspending_and_removing_ask_first(
    cedar: Tenant, seated: Callable[[Role], User], browser_of_owner: Client
) -> None:
    viewer = seated(Role.VIEWER)
    seat = seat_of(cedar, viewer)

    for verb, asked in (("suspend", "Suspend Viewer?"), ("remove", "Remove Viewer?")):
        shown = browser_of_owner.get(f"/o/cedar/people/{seat.id}/{verb}/")
        assert asked in shown.content.decode()
        assert seat_of(cedar, viewer).is_active

    browser_of_owner.post(f"/o/cedar/people/{seat.id}/suspend/")
    assert not seat_of(cedar, viewer).is_active
    browser_of_owner.post(f"/o/cedar/people/{seat.id}/reinstate/")
    assert seat_of(cedar, viewer).is_active
    browser_of_owner.post(f"/o/cedar/people/{seat.id}/remove/")
    with tenant_scope(tenant_id=cedar.id):
        assert not Membership.objects.filter(user=viewer).exists()
        told = list(
            AuditEntry.objects.filter(subject_id=seat.id).order_by("at").values_list("action", flat=True)
        )
    assert told == ["member.suspended", "member.reinstated", "member.removed"]


@pytest.mark.parametrize("verb", ["suspend/", "remove/", ""])
def test_the_last_owner_stays(verb: str, cedar: Tenant, owner: User, browser_of_owner: Client) -> None:
    seat = seat_of(cedar, owner)

    response = browser_of_owner.post(f"/o/cedar/people/{seat.id}/{verb}", {"role": "viewer"}, follow=True)

    assert "needs at least one owner" in response.content.decode()
    kept = seat_of(cedar, owner)
    assert (kept.role, kept.is_active) == ("owner", True)
    with tenant_scope(tenant_id=cedar.id):
        assert AuditEntry.objects.count() == 2


def test_a_suspended_or_closed_co_owner_does_not_count(
    cedar: Tenant, owner: User, person: Callable[..., User], actor: Actor
) -> None:
    other = person("other")
    with tenant_scope(tenant_id=cedar.id):
        second = Membership.objects.create(user=other, role=Role.OWNER, suspended_at=timezone.now())
        mine = Membership.objects.get(user=owner)
        with pytest.raises(members.LastOwner):
            members.remove(seat_id=mine.id, actor=actor, now=timezone.now())
        members.reinstate(seat_id=second.id, actor=actor, now=timezone.now())
        User.objects.filter(pk=other.pk).update(is_active=False)
        with pytest.raises(members.LastOwner):
            members.remove(seat_id=mine.id, actor=actor, now=timezone.now())
        User.objects.filter(pk=other.pk).update(is_active=True)
        members.remove(seat_id=mine.id, actor=actor, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_do_not_both_succeed(
    cedar: Tenant, owner: User, person: Callable[..., User], actor: Actor
) -> None:
    other = person("other")
    with tenant_scope(tenant_id=cedar.id), transaction.atomic():
        Membership.objects.create(user=other, role=Role.OWNER)
        ids = list(Membership.objects.values_list("id", flat=True))

    def remove(seat_id: object) -> str:
        try:
            with tenant_scope(tenant_id=cedar.id):
                members.remove(seat_id=seat_id, actor=actor, now=timezone.now())  # type: ignore[arg-type]
        except members.LastOwner:
            return "kept"
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, ids)) == ["kept", "removed"]


@pytest.mark.parametrize("verb", ["suspend", "remove"])
def test_who_closes_their_own_seat_is_led_to_their_organisations(
    verb: str, cedar: Tenant, owner: User, person: Callable[..., User], browser_of_owner: Client
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Membership.objects.create(user=person("other"), role=Role.OWNER)

    response = browser_of_owner.post(f"/o/cedar/people/{seat_of(cedar, owner).id}/{verb}/", follow=True)

    assert response.redirect_chain[0] == ("/organisations/", 302)
    assert response.status_code == 200


def test_the_list_shows_who_is_who_and_hides_what_one_may_not_do(
    cedar: Tenant, owner: User, seated: Callable[[Role], User], client_of: Callable[[User], Client]
) -> None:
    viewer = seated(Role.VIEWER)

    owners, viewers = (client_of(user).get("/o/cedar/people/").content.decode() for user in (owner, viewer))

    assert "viewer@people.test" in owners
    assert "owner@people.test" in viewers
    assert "/people/invite/" in owners
    assert "/people/invite/" not in viewers
    assert ">Change</a>" in owners
    assert ">Change</a>" not in viewers


@pytest.mark.parametrize("right", list(Right))
def test_every_right_is_held_by_the_owner_and_by_a_role_that_can_name_it(right: Right) -> None:
    assert Role.OWNER in roles_with(right)


def test_only_the_owner_manages_people_and_everybody_may_look() -> None:
    assert roles_with(Right.MANAGE_PEOPLE) == [Role.OWNER]
    assert set(roles_with(Right.LOOK)) == set(Role)
    assert RIGHTS[Role.VIEWER] == {Right.LOOK}
