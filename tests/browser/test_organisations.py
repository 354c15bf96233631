"""Several organisations side by side: choosing, changing, staying apart."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from billing.models import Membership, Role, Tenant, User
from billing.queries.organisations import seats_of
from tests.browser.steps import heading

Inside = Callable[[Tenant], AbstractContextManager[None]]


@pytest.fixture
def both(cedar: Tenant, harbour: Tenant, owner: User, inside: Inside) -> User:
    """Somebody with a seat in two organisations."""
    with inside(harbour):
        Membership.objects.create(user=owner, role=Role.VIEWER)
    return owner


def test_the_switcher_names_where_one_is_and_leads_elsewhere(visit: Callable[..., Page], both: User) -> None:
    page = visit(both)
    page.goto("/o/cedar/people/")
    page.get_by_role("button", name="Change organisation, now Cedar").click()
    panel = page.locator("#switcher")

    expect(panel.locator("[aria-current=true]")).to_contain_text("Cedar")
    expect(panel.get_by_role("link")).to_contain_text(
        ["Cedar", "Harbour", "All organisations", "New organisation"]
    )
    panel.get_by_role("link", name="Harbour").click()

    expect(page).to_have_url("/o/harbour/")
    expect(page.locator(".person")).to_contain_text("Viewer")
    page.get_by_role("button", name="Change organisation, now Harbour").click()
    expect(panel.locator("[aria-current=true]")).to_contain_text("Harbour")
    panel.get_by_role("link", name="All organisations").click()
    heading(page, "My organisations")
    expect(page.locator("main li")).to_have_count(2)


def test_two_tabs_in_two_organisations_stay_apart(
    visit: Callable[..., Page], both: User, cedar: Tenant, harbour: Tenant, inside: Inside
) -> None:
    first = visit(both)
    first.goto("/o/cedar/settings/")
    second = first.context.new_page()
    second.goto("/o/harbour/people/")
    expect(second.locator(".switcher:visible")).to_contain_text("Harbour")

    first.get_by_label("Name", exact=True).fill("Cedar Renamed")
    first.get_by_role("button", name="Save").click()

    expect(first.locator(".toasts")).to_contain_text("The settings are saved.")
    expect(first.locator(".switcher:visible")).to_contain_text("Cedar Renamed")
    second.reload()
    expect(second.locator(".switcher:visible")).to_contain_text("Harbour")
    expect(second.get_by_role("region", name="Members").get_by_role("row")).to_have_count(3)
    for tenant, name in ((cedar, "Cedar Renamed"), (harbour, "Harbour")):
        with inside(tenant):
            assert Tenant.objects.get().name == name


def test_a_person_opens_another_organisation_and_is_its_owner(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    page = visit(owner)
    page.goto("/organisations/?all")
    page.get_by_role("link", name="New organisation").click()
    page.get_by_label("Name").fill("Second Books")
    page.get_by_role("button", name="Open it").click()

    expect(page).to_have_url("/o/second-books/")
    assert [(seat.slug, seat.role) for seat in seats_of(owner)] == [
        ("cedar", "Owner"),
        ("second-books", "Owner"),
    ]
