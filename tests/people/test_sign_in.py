"""Signing in: who may, how often, and with what beside the password."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.models import AuditEntry, Tenant, User
from billing.services.mail import send_due
from billing.tasks import clear_expired_sessions
from billing.tenancy.scope import tenant_scope
from tests.conftest import PASSWORD
from tests.people.test_sign_up import delivered, link_in

pytestmark = pytest.mark.django_db
SEED = "JBSWY3DPEHPK3PXP"


def sign_in(client: Client, email: str = "owner@people.test", password: str = PASSWORD) -> str:
    """Return where a sign-in leads, or what it says when it leads nowhere."""
    response = client.post("/account/login/", {"login": email, "password": password})
    return response.headers.get("Location") or response.content.decode()


def code_now() -> str:
    return f"{hotp_value(SEED, int(time.time()) // 30):06d}"


@pytest.mark.parametrize("email", ["owner@people.test", "OWNER@People.Test", " owner@people.test "])
def test_a_person_signs_in_with_the_address_however_it_is_written(email: str, owner: User) -> None:
    assert sign_in(Client(), email) == "/organisations/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(owner: User) -> None:
    wrong, unknown = sign_in(Client(), password="wrong"), sign_in(Client(), "nobody@people.test")

    said = "The email address and/or password you specified are not correct."
    assert said in wrong
    assert said in unknown


def test_after_five_wrong_passwords_even_the_right_one_waits(owner: User, stranger: User) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, password="wrong")

    assert "Too many failed login attempts" in sign_in(client)
    assert "Too many failed login attempts" in sign_in(Client())
    assert sign_in(Client(), "stranger@people.test") == "/organisations/"


def test_an_unproven_address_is_asked_to_prove_itself_first(person: Callable[..., User]) -> None:
    user = User.objects.create_user(email="late@people.test", name="Late", password=PASSWORD)

    assert sign_in(Client(), user.email) == "/account/confirm-email/"


def test_a_service_account_never_signs_in(
    person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    service = User.objects.create_user(email="robot@people.test", name="Robot", is_service=True)

    assert "not correct" in sign_in(Client(), service.email, "!")
    assert client_of(service).get("/organisations/").status_code == 302


def test_a_service_account_never_holds_a_password(db: None) -> None:
    service = User.objects.create_user(email="robot@people.test", name="Robot", is_service=True)
    service.set_password(PASSWORD)

    with pytest.raises(IntegrityError, match="user_service_has_no_password"), transaction.atomic():
        service.save()


def test_a_service_account_gets_no_reset_mail(db: None) -> None:
    User.objects.create_user(email="robot@people.test", name="Robot", is_service=True)

    Client().post("/account/password/reset/", {"email": "robot@people.test"})

    assert not any("/password/reset/key/" in body for body in delivered())


def test_a_closed_account_does_not_sign_in(owner: User) -> None:
    User.objects.update(is_active=False)

    assert sign_in(Client()) == "/account/inactive/"


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(cedar: Tenant, owner: User) -> None:
    client = Client()
    client.post("/account/password/reset/", {"email": "owner@people.test"})
    (body,) = delivered()
    landed = client.get(link_in(body), follow=True)
    form = landed.redirect_chain[-1][0]

    client.post(form, {"password1": "another long one", "password2": "another long one"})

    assert "not correct" in sign_in(Client())
    assert sign_in(Client(), password="another long one") == "/organisations/"
    again = Client().get(link_in(body), follow=True).content.decode()
    assert "password1" not in again
    with tenant_scope(tenant_id=cedar.id):
        assert AuditEntry.objects.filter(action="person.password_reset").count() == 1


def test_asking_for_a_reset_does_not_tell_whether_the_address_is_known(owner: User) -> None:
    known = Client().post("/account/password/reset/", {"email": "owner@people.test"})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@people.test"})

    assert known["Location"] == unknown["Location"] == "/account/password/reset/done/"


def test_a_second_factor_is_asked_for_and_each_code_works_once(owner: User) -> None:
    TOTP.activate(owner, SEED)
    client = Client()
    assert sign_in(client) == "/account/two-factor/authenticate/"
    assert client.get("/organisations/").status_code == 302

    wrong = client.post("/account/two-factor/authenticate/", {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    code = code_now()
    assert client.post("/account/two-factor/authenticate/", {"code": code})["Location"] == "/organisations/"

    second = Client()
    sign_in(second)
    replayed = second.post("/account/two-factor/authenticate/", {"code": code})
    assert "Incorrect code" in replayed.content.decode()


def test_a_recovery_code_works_once_and_the_trail_says_so(cedar: Tenant, owner: User) -> None:
    TOTP.activate(owner, SEED)
    code = RecoveryCodes.activate(owner).get_unused_codes()[0]
    client, second = Client(), Client()

    sign_in(client)
    assert client.post("/account/two-factor/authenticate/", {"code": code})["Location"] == "/organisations/"
    sign_in(second)
    assert (
        "Incorrect code" in second.post("/account/two-factor/authenticate/", {"code": code}).content.decode()
    )
    with tenant_scope(tenant_id=cedar.id):
        assert AuditEntry.objects.filter(action="person.recovery_code_used").count() == 1


def test_a_person_turns_two_factor_on_in_the_browser_and_the_trail_says_so(
    cedar: Tenant, owner: User
) -> None:
    client = Client()
    sign_in(client)
    form = "/account/two-factor/totp/activate/"
    page = client.get(form)
    seed = page.context["form"].secret

    code = f"{hotp_value(seed, int(time.time()) // 30):06d}"
    response = client.post(form, {"code": code})

    assert response.status_code == 302
    assert Authenticator.objects.filter(user=owner, type=Authenticator.Type.TOTP).count() == 1
    with tenant_scope(tenant_id=cedar.id):
        entry = AuditEntry.objects.filter(action="person.two_factor_on").first()
        assert entry is not None
        assert (entry.actor_id, entry.channel, entry.address) == (owner.id, "web", "127.0.0.1")


def test_some_minutes_after_the_sign_in_the_password_is_asked_for_before_credentials_change(
    owner: User,
) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/account/two-factor/totp/activate/").status_code == 200

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        asked = client.get("/account/two-factor/totp/activate/")["Location"]
        assert asked.startswith("/account/reauthenticate/")
        new = {"action_add": "1", "email": "new@people.test"}
        assert client.post("/account/email/", new)["Location"].startswith("/account/reauthenticate/")
        wrong = client.post("/account/reauthenticate/", {"password": "wrong"})
        assert "Incorrect password" in wrong.content.decode()
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        assert client.get("/account/two-factor/totp/activate/").status_code == 200
    assert User.objects.get().email == "owner@people.test"


def test_an_organisation_that_demands_two_factor_sends_people_to_set_it_up(
    cedar: Tenant, owner: User, client_of: Callable[[User], Client]
) -> None:
    with tenant_scope(tenant_id=cedar.id):
        Tenant.objects.update(requires_two_factor=True)
    client = client_of(owner)

    assert client.get("/o/cedar/people/")["Location"] == "/account/two-factor/"
    TOTP.activate(owner, SEED)
    assert client.get("/o/cedar/people/").status_code == 200


def test_sessions_are_listed_and_ended_elsewhere(owner: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    assert UserSession.objects.count() == 2

    page = here.get("/account/sessions/").content.decode()
    assert page.count("127.0.0.1") >= 2
    here.post("/account/sessions/end-others/")

    assert here.get("/organisations/").status_code == 200
    assert elsewhere.get("/organisations/")["Location"].startswith("/account/login/")


def test_many_sessions_cost_no_more_queries_than_few(owner: User) -> None:
    here = Client()
    sign_in(here)
    here.get("/account/sessions/")

    def counted(client: Client, method: str, url: str, **form: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            getattr(client, method)(url, form)
        return len(queries)

    form = {"login": owner.email, "password": PASSWORD}
    before = counted(here, "get", "/account/sessions/"), counted(Client(), "post", "/account/login/", **form)
    for _ in range(20):
        sign_in(Client())
    after = counted(here, "get", "/account/sessions/"), counted(Client(), "post", "/account/login/", **form)

    assert UserSession.objects.count() == 23
    assert after == before


def test_sessions_that_are_over_are_forgotten_at_night(owner: User) -> None:
    kept, over = Client(), Client()
    sign_in(kept)
    sign_in(over)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=timezone.now())

    assert kept.get("/account/sessions/").content.decode().count("127.0.0.1") == 1
    clear_expired_sessions()

    assert [row.session_key for row in UserSession.objects.all()] == [kept.session.session_key]


def test_one_session_is_ended_alone_and_only_by_its_person(
    cedar: Tenant, owner: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    here, lost, kept = Client(), Client(), Client()
    for client in (here, lost, kept):
        sign_in(client)
    sessions = {row.session_key: row.pk for row in UserSession.objects.all()}
    mine, theirs = sessions[here.session.session_key or ""], sessions[lost.session.session_key or ""]

    assert client_of(stranger).post(f"/account/sessions/{theirs}/end/").status_code == 404
    assert here.get(f"/account/sessions/{theirs}/end/").status_code == 405
    assert here.post(f"/account/sessions/{mine}/end/").status_code == 404
    assert lost.get("/organisations/?all").status_code == 200
    here.post(f"/account/sessions/{theirs}/end/")

    assert lost.get("/organisations/?all").status_code == 302
    assert here.get("/organisations/?all").status_code == kept.get("/organisations/?all").status_code == 200
    with tenant_scope(tenant_id=cedar.id):
        assert AuditEntry.objects.filter(action="person.sessions_ended").count() == 1


def test_a_session_is_noted_every_few_minutes_and_not_with_every_page(owner: User) -> None:
    client = Client()
    sign_in(client)
    client.get("/organisations/", headers={"User-Agent": "first"})
    client.get("/organisations/", headers={"User-Agent": "second"})
    assert UserSession.objects.get().user_agent == "first"

    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        client.get("/organisations/", headers={"User-Agent": "third"})
        noted = UserSession.objects.get()
        assert (noted.user_agent, noted.last_seen_at) == ("third", timezone.now())


def test_changing_the_password_ends_the_other_sessions(owner: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)

    new = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
    here.post("/account/password/change/", new)

    assert here.get("/organisations/").status_code == 200
    assert elsewhere.get("/organisations/").status_code == 302
    assert UserSession.objects.count() == 1


def test_signing_out_needs_a_click_and_ends_the_session(owner: User) -> None:
    client = Client()
    sign_in(client)

    assert client.get("/account/logout/").status_code == 200
    assert client.get("/organisations/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/organisations/").status_code == 302


def test_a_sign_in_leads_back_to_where_it_was_asked_for_and_never_off_the_site(
    cedar: Tenant, owner: User
) -> None:
    good = Client().post(
        "/account/login/?next=/o/cedar/people/",
        {"login": owner.email, "password": PASSWORD, "next": "/o/cedar/people/"},
    )
    bad = Client().post(
        "/account/login/", {"login": owner.email, "password": PASSWORD, "next": "https://elsewhere.test/"}
    )

    assert good["Location"] == "/o/cedar/people/"
    assert bad["Location"] == "/organisations/"


def test_an_address_changes_only_once_the_new_one_is_proven_and_the_trail_says_from_what_to_what(
    cedar: Tenant, owner: User
) -> None:
    client = Client()
    sign_in(client)

    client.post("/account/email/", {"action_add": "1", "email": "New.Owner@people.test"})
    assert User.objects.get().email == "owner@people.test"
    bodies = delivered()
    link = next(link_in(body) for body in bodies if "/confirm-email/" in body)
    client.post(link)

    assert User.objects.get().email == "new.owner@people.test"
    with tenant_scope(tenant_id=cedar.id):
        entry = AuditEntry.objects.get(action="person.email_changed")
    assert (entry.before, entry.after) == (
        {"address": "owner@people.test"},
        {"address": "new.owner@people.test"},
    )


def test_a_mail_tells_of_a_changed_password(owner: User, client_of: Callable[[User], Client]) -> None:
    client = Client()
    sign_in(client)
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"},
    )

    send_due(now=timezone.now())

    assert [message.to for message in mail.outbox] == [["owner@people.test"]]
    assert "password" in mail.outbox[0].subject.lower()
