"""How people come to be here: by themselves, and by invitation."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.models import Invitation, Membership, Role, Tenant, User
from billing.queries.organisations import seats_of
from tests.browser.conftest import Troubles
from tests.browser.steps import heading, link_in, sign_in
from tests.conftest import PASSWORD

Inside = Callable[[Tenant], AbstractContextManager[None]]
NEW = "newcomer@people.test"


def test_a_newcomer_signs_up_confirms_and_lands_in_an_organisation(
    visit: Callable[..., Page], newest_mail: Callable[[str], str]
) -> None:
    page = visit()
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("New Comer")
    page.get_by_label("Email").fill(NEW)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Organisation").fill("Fresh Books")
    page.get_by_role("button", name="Create account").click()
    heading(page, "Look in your mail")

    page.goto(link_in(newest_mail(NEW)))
    page.get_by_role("button", name="Yes, it is mine").click()

    heading(page, "Overview")
    expect(page).to_have_url("/o/fresh-books/")
    expect(page.locator(".lede")).to_contain_text("Fresh Books")
    expect(page.locator(".tile").filter(has_text="People").locator(".tile-figure")).to_have_text("1")
    user = User.objects.get(email=NEW)
    assert [(seat.slug, seat.role) for seat in seats_of(user)] == [("fresh-books", "Owner")]


def test_a_colleague_is_invited_and_joins(
    visit: Callable[..., Page],
    owner: User,
    cedar: Tenant,
    newest_mail: Callable[[str], str],
    inside: Inside,
) -> None:
    mine = visit()
    sign_in(mine, owner.email)
    heading(mine, "Overview")
    mine.get_by_role("link", name="Invite somebody").click()
    mine.get_by_label("Email address").fill(NEW)
    mine.get_by_role("radio", name="Operator").check()
    mine.get_by_role("button", name="Send the invitation").click()
    expect(mine.locator(".toasts")).to_contain_text(f"The invitation to {NEW} is on its way.")
    waiting = mine.get_by_role("region", name="Invitations").get_by_role("row", name=NEW)
    expect(waiting).to_contain_text("Invited")

    theirs = visit()
    theirs.goto(link_in(newest_mail(NEW)))
    heading(theirs, "Join Cedar")
    theirs.get_by_role("link", name="Create your account").click()
    expect(theirs.get_by_label("Email")).to_be_disabled()
    theirs.get_by_label("Your name").fill("New Comer")
    theirs.get_by_label("Password", exact=True).fill(PASSWORD)
    theirs.get_by_role("button", name="Create account").click()
    theirs.get_by_role("button", name="Accept").click()
    heading(theirs, "Overview")
    expect(theirs.locator(".person")).to_contain_text("Operator")
    with inside(cedar):
        seat = Membership.objects.get(user__email=NEW)
        assert (seat.role, seat.suspended_at) == (Role.OPERATOR, None)
        assert Invitation.objects.get().accepted_at is not None

    mine.reload()
    expect(mine.get_by_role("region", name="Members").get_by_role("row", name=NEW)).to_contain_text(
        "Operator"
    )
    expect(waiting).to_have_count(0)


def test_an_owner_changes_suspends_reinstates_and_removes_a_seat(
    visit: Callable[..., Page], owner: User, cedar: Tenant, seated: Callable[[Role], User], inside: Inside
) -> None:
    colleague = seated(Role.OPERATOR)
    with inside(cedar):
        seat = Membership.objects.get(user=colleague)
    theirs, mine = visit(colleague), visit(owner)
    mine.goto("/o/cedar/")
    mine.get_by_role("link", name="People", exact=True).click()
    row = mine.get_by_role("region", name="Members").get_by_role("row", name=colleague.email)
    expect(row).to_contain_text("Operator")
    row.get_by_role("link", name="Change").click()
    mine.get_by_role("radio", name="Accountant").check()
    mine.get_by_role("checkbox", name="Invoices").check()
    mine.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Accountant")
    expect(row).to_contain_text("Invoices")
    with inside(cedar):
        seat.refresh_from_db()
        assert (seat.role, seat.modules) == (Role.ACCOUNTANT, ["invoices"])

    row.get_by_role("link", name="Change").click()
    mine.get_by_role("link", name="Suspend…").click()
    mine.get_by_role("button", name="Suspend", exact=True).click()
    expect(row).to_contain_text("Suspended")
    with inside(cedar):
        seat.refresh_from_db()
        assert seat.suspended_at is not None

    row.get_by_role("link", name="Change").click()
    mine.get_by_role("button", name="Reinstate").click()
    expect(row).to_contain_text("Active")
    theirs.goto("/o/cedar/")
    heading(theirs, "Overview")

    row.get_by_role("link", name="Change").click()
    mine.get_by_role("link", name="Remove…").click()
    mine.get_by_role("button", name="Remove", exact=True).click()
    expect(mine.get_by_role("region", name="Members").get_by_role("row")).to_have_count(2)
    with inside(cedar):
        assert list(Membership.objects.values_list("user__email", flat=True)) == [owner.email]
    assert User.objects.filter(pk=colleague.pk).exists()


def test_the_suspended_are_kept_out_from_their_next_click_on(
    visit: Callable[..., Page],
    cedar: Tenant,
    seated: Callable[[Role], User],
    troubles: Troubles,
    inside: Inside,
) -> None:
    page = visit(seated(Role.VIEWER))
    page.goto("/o/cedar/")
    heading(page, "Overview")
    with inside(cedar):
        Membership.objects.filter(role=Role.VIEWER).update(suspended_at=timezone.now())

    troubles.allow(404)
    page.get_by_role("link", name="People", exact=True).click()

    heading(page, "There is nothing here")
    page.goto("/organisations/?all")
    expect(page.locator("main li")).to_contain_text("Suspended")
    expect(page.locator("main li a")).to_have_count(0)
