"""The main journeys once more in a browser that runs no script: every action is a form or a link."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect

from billing.models import AuditEntry, Invitation, Membership, Role, Tenant, User
from tests.browser.steps import heading, link_in, sign_in

Inside = Callable[[Tenant], AbstractContextManager[None]]


def test_a_colleague_is_invited_and_accepts(
    visit: Callable[..., Page],
    owner: User,
    cedar: Tenant,
    stranger: User,
    newest_mail: Callable[[str], str],
    inside: Inside,
) -> None:
    mine = visit(scripts=False)
    sign_in(mine, owner.email)
    heading(mine, "Overview")
    mine.goto("/o/cedar/people/invite/")
    mine.get_by_label("Email address").fill(stranger.email)
    mine.get_by_role("radio", name="Approver").check()
    mine.get_by_role("button", name="Send the invitation").click()
    expect(mine.get_by_role("status").first).to_contain_text("is on its way")

    theirs = visit(scripts=False)
    theirs.goto(link_in(newest_mail(stranger.email)))
    theirs.get_by_role("link", name="Sign in to accept").click()
    theirs.get_by_label("Email").fill(stranger.email)
    theirs.get_by_label("Password", exact=True).fill("correct horse battery")
    theirs.get_by_role("button", name="Sign in").click()
    theirs.get_by_role("button", name="Accept").click()

    heading(theirs, "Overview")
    with inside(cedar):
        assert Membership.objects.get(user=stranger).role == Role.APPROVER


def test_a_role_is_changed_and_a_seat_suspended_and_an_invitation_withdrawn(
    visit: Callable[..., Page], owner: User, cedar: Tenant, seated: Callable[[Role], User], inside: Inside
) -> None:
    colleague = seated(Role.VIEWER)
    page = visit(owner, scripts=False)
    page.goto("/o/cedar/people/invite/")
    page.get_by_label("Email address").fill("late@people.test")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("link", name="Withdraw…").click()
    heading(page, "Withdraw the invitation to late@people.test?")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw").click()
    heading(page, "People")

    row = page.get_by_role("region", name="Members").get_by_role("row", name=colleague.email)
    row.get_by_role("link", name="Change").click()
    page.get_by_role("radio", name="Mapper").check()
    page.get_by_role("button", name="Save").click()
    row.get_by_role("link", name="Change").click()
    page.get_by_role("link", name="Suspend…").click()
    page.get_by_role("button", name="Suspend").click()

    expect(row).to_contain_text("Mapper")
    expect(row).to_contain_text("Suspended")
    with inside(cedar):
        seat = Membership.objects.get(user=colleague)
        assert (seat.role, seat.is_active) == (Role.MAPPER, False)
        assert Invitation.objects.get().withdrawn_at is not None


def test_the_organisation_is_changed_and_the_trail_filtered_and_opened(
    visit: Callable[..., Page], owner: User, cedar: Tenant, harbour: Tenant, inside: Inside
) -> None:
    with inside(harbour):
        Membership.objects.create(user=owner, role=Role.ACCOUNTANT)
    page = visit(owner, scripts=False)
    page.goto("/o/cedar/")
    page.locator(".switcher:visible").click()
    heading(page, "My organisations")
    page.get_by_role("link", name="Harbour").click()
    expect(page).to_have_url("/o/harbour/")

    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_role("link", name="Members").click()
    page.get_by_label("Who or whom").fill("stranger")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody summary").click()
    expect(page.locator("tbody dd").first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    assert download.value.path().read_text().count("\n") == 1
    with inside(harbour):
        assert AuditEntry.objects.filter(action="audit.exported").count() == 1


def test_the_menu_of_the_person_and_the_narrow_navigation_open(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    page = visit(owner, scripts=False, viewport={"width": 360, "height": 740})
    page.goto("/o/cedar/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="People", exact=True).click()
    heading(page, "People")
    page.get_by_role("button", name="Menu").click()
    page.locator(".person").click()
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
