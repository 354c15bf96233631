"""Everything that is pressed can be reached and left by keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from billing.models import Role, Tenant, User
from tests.browser.steps import heading


@pytest.fixture
def page_of_people(
    visit: Callable[..., Page], owner: User, cedar: Tenant, seated: Callable[[Role], User]
) -> Page:
    for role in (Role.MAPPER, Role.VIEWER):
        seated(role)
    page = visit(owner)
    page.goto("/o/cedar/people/")
    return page


def test_the_first_key_leads_past_the_navigation_to_the_main_action(page_of_people: Page) -> None:
    page = page_of_people
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Invite", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "Invite somebody")


def test_tab_walks_the_navigation_in_the_order_it_is_read(page_of_people: Page) -> None:
    seen = []
    for _ in range(20):
        page_of_people.keyboard.press("Tab")
        seen.append(page_of_people.evaluate("document.activeElement.innerText.split('\\n')[0].trim()"))

    assert seen == [
        "Skip to the content",
        "Tieout",
        "Cedar",
        "Overview",
        "Customers",
        "Invoices",
        "Payments",
        "Items",
        "Suppliers",
        "Purchase orders",
        "Expenses",
        "Accounts and lists",
        "Settings of the books",
        "Connection",
        "Settings of syncing",
        "People",
        "API applications",
        "Audit",
        "Settings",
        "Mails sent",
    ]


def test_a_menu_opens_by_key_walks_by_arrows_and_gives_the_focus_back(page_of_people: Page) -> None:
    page = page_of_people
    button, panel = page.locator(".person"), page.locator("#person-menu")
    button.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("link", name="My account")).to_be_focused()
    page.keyboard.press("End")
    expect(panel.get_by_role("button", name="Sign out")).to_be_focused()

    page.keyboard.press("Escape")

    expect(panel).not_to_be_visible()
    expect(button).to_be_focused()


def test_the_switcher_is_used_by_keys_alone(page_of_people: Page) -> None:
    page = page_of_people
    page.get_by_role("button", name="Change organisation").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#switcher").get_by_role("link", name="Cedar")).to_be_visible()
    for name in ("Cedar", "All organisations"):
        page.keyboard.press("ArrowDown")
        expect(page.locator("#switcher").get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "My organisations")


def test_j_and_k_walk_the_rows_and_leave_fields_alone(page_of_people: Page) -> None:
    page = page_of_people
    names = page.locator("[data-walk-stop]")
    for key, expected in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(names.nth(expected)).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "Mapper")

    page.goto("/o/cedar/audit/")
    page.get_by_label("Who or whom").focus()
    page.keyboard.type("jk/")
    expect(page.get_by_label("Who or whom")).to_have_value("jk/")


def test_the_narrow_navigation_closes_by_escape(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    page = visit(owner, viewport={"width": 360, "height": 740})
    page.goto("/o/cedar/")
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("link", name="People", exact=True)).not_to_be_visible()
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="People", exact=True)).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="People", exact=True)).not_to_be_visible()
    expect(menu).to_be_focused()
