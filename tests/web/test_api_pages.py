"""The pages of API applications and service accounts: what they show, do, refuse, and never show again."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.actors import Actor
from billing.models import ApiApplication, AuditEntry, Membership, Role, Tenant, User
from billing.roles import RIGHTS, Right, roles_for_accounts
from billing.services import accounts, applications, invitations, members
from billing.tenancy.scope import tenant_scope
from tests.api.conftest import ask, bearer

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'<code id="client-secret">(tos_[\w-]{43})</code>')
NEW = {
    "name": "Shop",
    "authentication": "client_secret",
    "account": "new",
    "account_name": "",
    "account_role": "service",
    "tracking_id": "shop-1",
    "preset": "chosen",
    "scopes": ["customers.write", "customers.read", "invoices.read"],
}


@pytest.fixture
def browser_of_owner(cedar: Tenant, owner: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(owner)


@pytest.fixture
def account(cedar: Tenant, actor: Actor) -> Membership:
    with tenant_scope(tenant_id=cedar.id):
        return accounts.create(
            wanted=accounts.Wanted(name="Robot", role=Role.SERVICE),
            within=(),
            actor=actor,
            now=timezone.now(),
        )


@pytest.fixture
def application(cedar: Tenant, account: Membership, actor: Actor) -> tuple[ApiApplication, str]:
    wanted = applications.Wanted(name="Shop", account=account.id, scopes=("customers.read",))
    with tenant_scope(tenant_id=cedar.id):
        return applications.create(wanted=wanted, within=(), actor=actor, now=timezone.now())


def stored(tenant: Tenant, **which: Any) -> ApiApplication:
    with tenant_scope(tenant_id=tenant.id):
        return ApiApplication.objects.select_related("account__user").get(**which)


def entries(tenant: Tenant, action: str) -> list[AuditEntry]:
    with tenant_scope(tenant_id=tenant.id):
        return list(AuditEntry.objects.filter(action=action))


def counts(tenant: Tenant) -> tuple[int, int, int, int]:
    with tenant_scope(tenant_id=tenant.id):
        return (
            ApiApplication.objects.count(),
            Membership.objects.count(),
            User.objects.count(),
            AuditEntry.objects.count(),
        )


def token_status(client_id: str, secret: str) -> int:
    return ask(grant_type="client_credentials", client_id=client_id, client_secret=secret).status_code


def test_one_form_makes_application_and_account_and_shows_the_secret_once(
    cedar: Tenant, owner: User, browser_of_owner: Client
) -> None:
    answer = browser_of_owner.post("/o/cedar/api/new/", NEW)

    page = answer.content.decode()
    (secret,) = SECRET.findall(page)
    made = stored(cedar)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert made.client_id in page
    assert "This is the only time the secret is shown." in page
    assert (made.name, made.tracking_id, made.scopes) == (
        "Shop",
        "shop-1",
        ["customers.write", "invoices.read"],
    )
    seat, user = made.account, made.account.user
    assert (seat.role, seat.modules, user.name, user.is_service) == ("service", [], "Shop", True)
    assert not user.has_usable_password()
    assert user.email.endswith("@service.invalid")
    token = ask(grant_type="client_credentials", client_id=made.client_id, client_secret=secret).json()
    assert bearer(token["access_token"]).get("/api/v1/").status_code == 200
    (entry,) = entries(cedar, "api.application_created")
    assert entry.before is None
    assert entry.after == {
        "name": "Shop",
        "client_id": made.client_id,
        "service_account": "Shop",
        "scopes": ["customers.write", "invoices.read"],
        "tracking_id": "shop-1",
        "revoked_at": None,
    }
    assert (entry.actor_id, entry.subject_label) == (owner.id, "Shop")
    (entry,) = entries(cedar, "api.account_created")
    assert entry.after == {"name": "Shop", "role": "service", "modules": [], "active": True}

    for path in ("", f"{made.id}/", f"{made.id}/edit/", f"{made.id}/rotate/", f"accounts/{seat.id}/"):
        assert secret not in browser_of_owner.get(f"/o/cedar/api/{path}").content.decode()
    assert secret not in browser_of_owner.get("/o/cedar/audit/").content.decode()
    assert secret not in json.dumps([session.get_decoded() for session in Session.objects.all()])
    with tenant_scope(tenant_id=cedar.id):
        told = [
            json.dumps([entry.before, entry.after, entry.subject_label]) for entry in AuditEntry.objects.all()
        ]
    assert secret not in "".join(told)


def test_sending_the_form_again_makes_no_second_one(cedar: Tenant, browser_of_owner: Client) -> None:
    browser_of_owner.post("/o/cedar/api/new/", NEW)
    before = counts(cedar)

    answer = browser_of_owner.post("/o/cedar/api/new/", NEW)

    assert answer.status_code == 422
    assert "There is an application Shop already. Choose another name." in answer.content.decode()
    assert not SECRET.findall(answer.content.decode())
    assert counts(cedar) == before


@pytest.mark.parametrize(
    ("preset", "first", "many"),
    [
        ("read_only", "currencies.read", 17),
        ("standard", "all:standard", 1),
        ("quickbooks", "currencies.read", 17),
    ],
)
def test_a_preset_stands_for_its_scopes(
    preset: str, first: str, many: int, cedar: Tenant, browser_of_owner: Client
) -> None:
    assert (
        browser_of_owner.post("/o/cedar/api/new/", NEW | {"preset": preset, "scopes": []}).status_code == 200
    )

    assert (stored(cedar).scopes[0], len(stored(cedar).scopes)) == (first, many)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"preset": "read_only"}, "Scopes are ticked below as well."),
        ({"scopes": []}, "Tick at least one scope, or choose a preset."),
        ({"scopes": ["king.read"]}, "Select a valid choice."),
        ({"preset": "king"}, "Select a valid choice."),
        ({"name": ""}, "This field is required."),
        ({"name": "a\u202eb"}, "cannot be shown"),
        ({"tracking_id": "a\nb"}, "cannot be shown"),
        ({"tracking_id": "x" * 81}, "at most 80 characters"),
        ({"account": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice."),
        ({"account_role": "owner"}, "Select a valid choice."),
        ({"authentication": "none"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_made(
    change: dict[str, Any], said: str, cedar: Tenant, browser_of_owner: Client
) -> None:
    before = counts(cedar)

    answer = browser_of_owner.post("/o/cedar/api/new/", NEW | change)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert counts(cedar) == before


def test_a_name_is_taken_whatever_its_letters_and_its_owner_is_revoked_or_not(
    cedar: Tenant,
    harbour: Tenant,
    browser_of_owner: Client,
    application: tuple[ApiApplication, str],
    actor: Actor,
) -> None:
    assert "There is an application Shop already." in (
        browser_of_owner.post("/o/cedar/api/new/", NEW | {"name": "sHOP"}).content.decode()
    )
    with tenant_scope(tenant_id=cedar.id):
        applications.revoke(application_id=application[0].id, actor=actor, now=timezone.now())
    assert "already, which is revoked." in browser_of_owner.post("/o/cedar/api/new/", NEW).content.decode()
    wanted = applications.Wanted(name="Shop", account=accounts.Wanted(name="R", role=Role.SERVICE), scopes=())
    with tenant_scope(tenant_id=harbour.id):
        applications.create(wanted=wanted, within=(), actor=actor, now=timezone.now())
    with tenant_scope(tenant_id=cedar.id), pytest.raises(IntegrityError), transaction.atomic():
        copy = ApiApplication(name="SHOP", client_id="x", account=application[0].account, secret=b"x")
        copy.save()


def test_a_persons_seat_is_no_service_account(
    cedar: Tenant, owner: User, browser_of_owner: Client, actor: Actor
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        seat = Membership.objects.get(user=owner)
    before = counts(cedar)

    assert browser_of_owner.post("/o/cedar/api/new/", NEW | {"account": str(seat.id)}).status_code == 422
    wanted = applications.Wanted(name="X", account=seat.id, scopes=())
    with tenant_scope(tenant_id=cedar.id), pytest.raises(applications.NotAServiceAccount, match="is not one"):
        applications.create(wanted=wanted, within=(), actor=actor, now=timezone.now())
    assert counts(cedar) == before


def test_another_organisations_account_is_none(
    cedar: Tenant, harbour: Tenant, account: Membership, actor: Actor
) -> None:
    wanted = applications.Wanted(name="X", account=account.id, scopes=())
    with tenant_scope(tenant_id=harbour.id):
        with pytest.raises(applications.NotAServiceAccount):
            applications.create(wanted=wanted, within=(), actor=actor, now=timezone.now())
        assert ApiApplication.objects.count() == 0
        with pytest.raises(IntegrityError, match="billing_apiapplication_account"), transaction.atomic():
            ApiApplication.objects.create(name="X", client_id="x", account=account, secret=b"x")


def test_two_organisations_never_see_each_others_applications(
    cedar: Tenant,
    harbour: Tenant,
    stranger: User,
    application: tuple[ApiApplication, str],
    client_of: Callable[[User], Client],
) -> None:
    client, made = client_of(stranger), application[0]

    page = client.get("/o/harbour/api/").content.decode()

    assert "Shop" not in page
    assert "Robot" not in page
    for path in ("", "edit/", "rotate/", "revoke/"):
        assert client.get(f"/o/harbour/api/{made.id}/{path}").status_code == 404
        assert client.post(f"/o/harbour/api/{made.id}/{path}", NEW).status_code in {404, 405}
    for path in ("", "suspend/", "reinstate/"):
        assert client.post(f"/o/harbour/api/accounts/{made.account_id}/{path}", {}).status_code == 404
    assert stored(cedar).revoked_at is None
    assert stored(cedar).account.is_active


def test_the_page_of_one_shows_the_effective_table_and_an_example(
    cedar: Tenant, browser_of_owner: Client, application: tuple[ApiApplication, str], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://books.example"
    page = browser_of_owner.get(f"/o/cedar/api/{application[0].id}/").content.decode()

    assert f'curl --user "{application[0].client_id}:$TIEOUT_SECRET" \\' in page.replace("&quot;", '"')
    assert "https://books.example/api/oauth/token" in page
    assert page.count("Withheld") == 35
    assert "The scope customers.write is not granted." in page
    assert page.count(">Allowed<") == 1


def test_unwise_scopes_and_a_shared_account_are_warned_of_and_taken(
    cedar: Tenant, account: Membership, browser_of_owner: Client, application: tuple[ApiApplication, str]
) -> None:
    wide = NEW | {
        "name": "Other",
        "account": str(account.id),
        "scopes": ["admin", "all:standard", "settings.read"],
    }

    assert browser_of_owner.post("/o/cedar/api/new/", wide).status_code == 200
    page = browser_of_owner.get(f"/o/cedar/api/{stored(cedar, name='Other').id}/").content.decode()

    assert "admin allows everything" in page
    assert "all:standard is a wildcard" in page
    assert "The role Sync service does not allow all that these scopes ask for: settings.read, admin." in page
    assert "This service account is used by more than one application." in page
    assert "<bdi>Shop</bdi>" in page


def test_changing_is_entered_with_before_and_after_and_nothing_is_without_a_change(
    cedar: Tenant, account: Membership, browser_of_owner: Client, application: tuple[ApiApplication, str]
) -> None:
    url = f"/o/cedar/api/{application[0].id}/edit/"
    same = {"name": "Shop", "account": str(account.id), "tracking_id": "", "scopes": ["customers.read"]}

    assert browser_of_owner.post(url, same)["Location"] == f"/o/cedar/api/{application[0].id}/"
    assert entries(cedar, "api.application_changed") == []
    browser_of_owner.post(url, same | {"tracking_id": "t", "scopes": ["items.write", "items.read"]})

    (entry,) = entries(cedar, "api.application_changed")
    assert entry.before == {"scopes": ["customers.read"], "tracking_id": ""}
    assert entry.after == {"scopes": ["items.write"], "tracking_id": "t"}


def test_replacing_the_secret_shows_the_new_one_once_and_says_until_when_the_old_one_works(
    cedar: Tenant, browser_of_owner: Client, application: tuple[ApiApplication, str]
) -> None:
    made, old = application
    url = f"/o/cedar/api/{made.id}/rotate/"
    form = {"grace": "1h", "expected": made.secret_rotated_at.isoformat()}
    assert 'name="expected"' in browser_of_owner.get(url).content.decode()

    answer = browser_of_owner.post(url, form)

    (new,) = SECRET.findall(answer.content.decode())
    assert answer["Cache-Control"] == "no-store, private"
    assert [token_status(made.client_id, secret) for secret in (old, new)] == [200, 200]
    after = stored(cedar)
    assert after.old_secret_ends_at == after.secret_rotated_at + timedelta(hours=1)
    (entry,) = entries(cedar, "api.secret_rotated")
    assert entry.before == {"old_secret_ends_at": None}
    assert set(entry.after) == {"old_secret_ends_at"}

    again = browser_of_owner.post(url, form, follow=True)
    assert "was replaced in the meantime" in again.content.decode()
    assert stored(cedar).secret_rotated_at == after.secret_rotated_at
    assert token_status(made.client_id, new) == 200


@pytest.mark.parametrize(
    "form", [{}, {"grace": "1w"}, {"grace": "now", "expected": "soon"}, {"grace": "now"}]
)
def test_a_rotation_that_is_misshapen_changes_nothing(
    form: dict[str, str], cedar: Tenant, browser_of_owner: Client, application: tuple[ApiApplication, str]
) -> None:
    assert browser_of_owner.post(f"/o/cedar/api/{application[0].id}/rotate/", form).status_code == 422
    assert token_status(application[0].client_id, application[1]) == 200
    assert stored(cedar).old_secret is None


def test_revoking_asks_first_is_final_and_leaves_the_account(
    cedar: Tenant,
    account: Membership,
    browser_of_owner: Client,
    application: tuple[ApiApplication, str],
    actor: Actor,
) -> None:
    made, secret = application
    url = f"/o/cedar/api/{made.id}/"

    assert "Revoke Shop?" in browser_of_owner.get(url + "revoke/").content.decode()
    assert stored(cedar).revoked_at is None
    assert browser_of_owner.post(url + "revoke/")["Location"] == "/o/cedar/api/"

    ended = stored(cedar).revoked_at
    assert ended is not None
    assert token_status(made.client_id, secret) == 401
    assert stored(cedar).account.is_active
    (entry,) = entries(cedar, "api.application_revoked")
    assert entry.before == {"revoked_at": None}
    for path, form in (
        ("revoke/", {}),
        ("edit/", {"name": "New", "account": str(account.id)}),
        ("rotate/", {"grace": "now", "expected": made.secret_rotated_at.isoformat()}),
    ):
        answer = browser_of_owner.post(url + path, form, follow=True)
        assert "is revoked, and that is final." in answer.content.decode()
    with tenant_scope(tenant_id=cedar.id):
        for act in (
            lambda: applications.revoke(application_id=made.id, actor=actor, now=timezone.now()),
            lambda: applications.change(
                application_id=made.id,
                wanted=applications.Wanted(name="New", account=account.id, scopes=()),
                within=(),
                actor=actor,
                now=timezone.now(),
            ),
            lambda: applications.rotate(
                application_id=made.id,
                grace=timedelta(0),
                expected=made.secret_rotated_at,
                within=(),
                actor=actor,
                now=timezone.now(),
            ),
        ):
            with pytest.raises(applications.Revoked, match="that is final"):
                act()
    assert (stored(cedar).name, stored(cedar).revoked_at) == ("Shop", ended)
    page = browser_of_owner.get(url).content.decode()
    assert "Revoked" in page
    assert "/rotate/" not in page


def test_accounts_are_made_changed_suspended_and_reinstated(cedar: Tenant, browser_of_owner: Client) -> None:
    url = "/o/cedar/api/accounts/"
    assert browser_of_owner.post(url + "new/", {"name": "Robot", "role": "bookkeeper"}).status_code == 302
    with tenant_scope(tenant_id=cedar.id):
        seat = Membership.objects.get(user__name="Robot")
    assert (
        browser_of_owner.post(
            f"{url}{seat.id}/", {"name": "Roboter", "role": "viewer", "modules": ["expenses"]}
        )["Location"]
        == "/o/cedar/api/"
    )
    assert "Suspend Roboter?" in browser_of_owner.get(f"{url}{seat.id}/suspend/").content.decode()
    browser_of_owner.post(f"{url}{seat.id}/suspend/")
    browser_of_owner.post(f"{url}{seat.id}/suspend/")
    browser_of_owner.post(f"{url}{seat.id}/reinstate/")
    browser_of_owner.post(f"{url}{seat.id}/reinstate/")

    with tenant_scope(tenant_id=cedar.id):
        told = list(AuditEntry.objects.filter(action__startswith="api.").order_by("at", "id"))
    assert [(entry.action, entry.before, entry.after) for entry in told] == [
        ("api.account_created", None, {"name": "Robot", "role": "bookkeeper", "modules": [], "active": True}),
        (
            "api.account_changed",
            {"name": "Robot", "role": "bookkeeper", "modules": []},
            {"name": "Roboter", "role": "viewer", "modules": ["expenses"]},
        ),
        ("api.account_suspended", {"active": True}, {"active": False}),
        ("api.account_reinstated", {"active": False}, {"active": True}),
    ]
    browser_of_owner.post(f"{url}{seat.id}/", {"name": "Roboter", "role": "viewer", "modules": ["expenses"]})
    assert len(entries(cedar, "api.account_changed")) == 1


def test_two_accounts_have_two_names(cedar: Tenant, account: Membership, browser_of_owner: Client) -> None:
    answer = browser_of_owner.post("/o/cedar/api/accounts/new/", {"name": "ROBOT", "role": "service"})

    assert answer.status_code == 422
    assert "There is a service account ROBOT already." in answer.content.decode()
    assert browser_of_owner.post("/o/cedar/api/new/", NEW | {"account_name": "robot"}).status_code == 422


def test_no_program_is_an_owner(
    cedar: Tenant, account: Membership, browser_of_owner: Client, actor: Actor
) -> None:
    assert roles_for_accounts()[0] is Role.SERVICE
    assert Role.OWNER not in roles_for_accounts()
    assert (
        browser_of_owner.post("/o/cedar/api/accounts/new/", {"name": "X", "role": "owner"}).status_code == 422
    )
    with tenant_scope(tenant_id=cedar.id), pytest.raises(accounts.NotForPrograms, match="for people only"):
        accounts.create(
            wanted=accounts.Wanted(name="X", role=Role.OWNER), within=(), actor=actor, now=timezone.now()
        )


def test_who_is_restricted_to_modules_opens_no_other_to_a_program(
    cedar: Tenant,
    account: Membership,
    seated: Callable[[Role], User],
    client_of: Callable[[User], Client],
    application: tuple[ApiApplication, str],
) -> None:
    admin = seated(Role.ADMIN)
    with tenant_scope(tenant_id=cedar.id):
        Membership.objects.filter(user=admin).update(modules=["expenses"])
    client, before = client_of(admin), counts(cedar)
    rotate = {"grace": "now", "expected": application[0].secret_rotated_at.isoformat()}

    for path, form in (
        ("new/", NEW | {"name": "Wide", "account": str(account.id)}),
        (f"{application[0].id}/edit/", {"name": "Wide", "account": str(account.id)}),
        ("accounts/new/", {"name": "Wide", "role": "service", "modules": ["invoices"]}),
        (f"accounts/{account.id}/", {"name": "Wide", "role": "service", "modules": ["expenses"]}),
        (f"{application[0].id}/rotate/", rotate),
    ):
        answer = client.post(f"/o/cedar/api/{path}", form, follow=True)
        assert "Your own seat is restricted to some modules" in answer.content.decode(), path
    assert counts(cedar) == before
    assert token_status(application[0].client_id, application[1]) == 200
    client.post("/o/cedar/api/accounts/new/", {"name": "Narrow", "role": "service"})
    with tenant_scope(tenant_id=cedar.id):
        assert Membership.objects.get(user__name="Narrow").modules == ["expenses"]


def test_people_pages_do_not_touch_service_accounts(
    cedar: Tenant, account: Membership, browser_of_owner: Client, actor: Actor
) -> None:
    page = browser_of_owner.get("/o/cedar/people/").content.decode()
    assert f"/o/cedar/api/accounts/{account.id}/" in page
    assert f"/o/cedar/people/{account.id}/" not in page
    assert "service.invalid" not in page
    for path in ("", "suspend/", "reinstate/", "remove/"):
        assert (
            browser_of_owner.post(f"/o/cedar/people/{account.id}/{path}", {"role": "owner"}).status_code
            == 404
        )
    now = timezone.now()
    with tenant_scope(tenant_id=cedar.id):
        for act in (
            lambda: members.change_role(
                seat_id=account.id, role=Role.OWNER, modules=[], actor=actor, now=now
            ),
            lambda: members.suspend(seat_id=account.id, actor=actor, now=now),
            lambda: members.reinstate(seat_id=account.id, actor=actor, now=now),
            lambda: members.remove(seat_id=account.id, actor=actor, now=now),
        ):
            with pytest.raises(members.ServiceAccount, match="Robot is a service account"):
                act()
        kept = Membership.objects.get(pk=account.id)
    assert (kept.role, kept.is_active) == ("service", True)


def test_a_service_account_is_no_owner_to_leave_behind(
    cedar: Tenant, owner: User, account: Membership, actor: Actor
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Membership.objects.filter(pk=account.pk).update(role=Role.OWNER)
        with pytest.raises(members.LastOwner):
            members.remove(seat_id=Membership.objects.get(user=owner).id, actor=actor, now=timezone.now())


def test_a_service_account_is_invited_nowhere_and_accepts_nothing(
    cedar: Tenant, account: Membership, owner: User, browser_of_owner: Client, actor: Actor
) -> None:
    email = account.user.email
    answer = browser_of_owner.post("/o/cedar/people/invite/", {"email": email.upper(), "role": "viewer"})
    assert answer.status_code == 422
    assert "stands for a service account" in answer.content.decode()
    now = timezone.now()
    with tenant_scope(tenant_id=cedar.id):
        made = invitations.invite(
            email="robot@people.test", role=Role.VIEWER, modules=[], inviter=owner, actor=actor, now=now
        )
        robot = User.objects.create_user(email="robot@people.test", name="R", is_service=True)
        with pytest.raises(invitations.WrongPerson):
            invitations.accept(invitation_id=made.id, serial=made.serial, person=robot, actor=actor, now=now)
        assert not Membership.objects.filter(user=robot).exists()


def test_a_service_account_signs_in_by_no_page(cedar: Tenant, account: Membership) -> None:
    email, client = account.user.email, Client()

    page = client.post("/account/login/", {"login": email, "password": "!"}).content.decode()
    assert "not correct" in page
    client.post("/account/password/reset/", {"email": email})
    client.force_login(account.user)
    assert client.get("/o/cedar/").status_code == 302
    assert client.get("/organisations/").status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_only_who_manages_the_api_finds_the_way_there(
    role: Role, cedar: Tenant, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    user = person(f"x{role.value}")
    with tenant_scope(tenant_id=cedar.id):
        Membership.objects.create(user=user, role=role)

    page = client_of(user).get("/o/cedar/").content.decode()

    assert ("/o/cedar/api/" in page) == (Right.MANAGE_API in RIGHTS[role])
    assert {role for role in Role if Right.MANAGE_API in RIGHTS[role]} == {Role.OWNER, Role.ADMIN}


def test_the_list_takes_the_same_queries_however_many_there_are(
    cedar: Tenant, account: Membership, browser_of_owner: Client, actor: Actor
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        for number in range(30):
            wanted = applications.Wanted(name=f"N{number}", account=account.id, scopes=("customers.read",))
            applications.create(wanted=wanted, within=(), actor=actor, now=timezone.now())
    browser_of_owner.get("/o/cedar/api/")

    with CaptureQueriesContext(connection) as queries:
        assert browser_of_owner.get("/o/cedar/api/").status_code == 200

    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 10
