"""The ways in and out: password, second factor, other devices, a forgotten password."""

import re
import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from allauth.usersessions.models import UserSession
from playwright.sync_api import Page, expect

from billing.models import Tenant, User
from tests.browser.steps import heading, link_in, sign_in, sign_out
from tests.conftest import PASSWORD

NEW_PASSWORD = "another long sentence"
REFUSED = "The email address and/or password you specified are not correct."


def counter() -> int:
    return int(time.time()) // 30


def test_two_factor_is_set_up_and_asked_for_and_a_recovery_code_stands_in(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    page = visit()
    sign_in(page, owner.email)
    page.get_by_role("link", name="Set up two-factor").click()
    page.get_by_role("link", name="Set up", exact=True).click()
    seed = page.locator("#totp-secret").inner_text()
    used = counter()
    page.get_by_label("Authenticator code").fill(f"{hotp_value(seed, used):06d}")
    page.get_by_role("button", name="Turn on").click()

    expect(page.locator("main")).to_contain_text("Recovery codes")
    page.goto("/account/two-factor/recovery-codes/")
    codes = page.locator("#codes li").all_inner_texts()
    assert len(set(codes)) == 10
    kinds = Authenticator.objects.filter(user=owner).values_list("type", flat=True)
    assert set(kinds) == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}

    sign_out(page)
    sign_in(page, owner.email)
    heading(page, "Enter your code")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    # A code works once; the next one is good already, for clocks that go ahead.
    page.get_by_label("Code").fill(f"{hotp_value(seed, max(used + 1, counter())):06d}")
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Overview")

    sign_out(page)
    sign_in(page, owner.email)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Overview")
    page.goto("/account/two-factor/")
    expect(page.locator("main")).to_contain_text("9 left")


def test_sessions_are_listed_and_ended_elsewhere(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    here, elsewhere = visit(), visit()
    for page in (here, elsewhere):
        sign_in(page, owner.email)
        heading(page, "Overview")

    here.goto("/account/sessions/")
    expect(here.locator("tbody tr")).to_have_count(2)
    expect(here.locator("tbody tr").filter(has_text="This one")).to_have_count(1)
    expect(here.locator("tbody tr").first).to_contain_text("Chrome on Linux")
    here.get_by_role("button", name="Sign out everywhere else").click()

    expect(here.locator("tbody tr")).to_have_count(1)
    elsewhere.reload()
    heading(elsewhere, "Sign in")
    assert UserSession.objects.filter(user=owner).count() == 1


def test_a_forgotten_password_is_replaced_by_mail(
    visit: Callable[..., Page], owner: User, cedar: Tenant, newest_mail: Callable[[str], str]
) -> None:
    page = visit()
    page.goto("/account/login/")
    page.get_by_role("link", name=re.compile("Forgot")).click()
    page.get_by_label("Email").fill(owner.email)
    page.get_by_role("button", name="Send the link").click()
    heading(page, "Look in your mail")

    page.goto(link_in(newest_mail(owner.email)))
    heading(page, "Choose a new password")
    page.get_by_label("New Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New Password (again)", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save password").click()
    heading(page, "Password saved")

    sign_in(page, owner.email)
    expect(page.get_by_role("alert")).to_contain_text(REFUSED)
    sign_in(page, owner.email, NEW_PASSWORD)
    heading(page, "Overview")
    owner.refresh_from_db()
    assert owner.check_password(NEW_PASSWORD)


def test_a_wrong_password_says_so_and_the_sixth_says_to_wait(visit: Callable[..., Page], owner: User) -> None:
    page = visit()
    for _ in range(5):
        sign_in(page, owner.email, "not the one")
        expect(page.get_by_role("alert")).to_contain_text(REFUSED)
        expect(page.get_by_label("Email")).to_have_value(owner.email)
        expect(page.get_by_label("Password", exact=True)).to_have_value("")

    sign_in(page, owner.email)

    expect(page.get_by_role("alert")).to_contain_text("Too many failed login attempts. Try again later.")
    assert not UserSession.objects.exists()


def test_signed_out_people_are_brought_back_to_where_they_were_going(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    page = visit()
    page.goto("/o/cedar/audit/?area=member")
    heading(page, "Sign in")
    page.get_by_label("Email").fill(owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show password").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url("/o/cedar/audit/?area=member")
