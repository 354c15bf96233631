"""The API's pages in a browser: the secret is copied, and the reference draws itself under our policy."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from billing.models import Tenant, User


def test_an_application_is_made_and_its_secret_copied(
    visit: Callable[..., Page], cedar: Tenant, owner: User
) -> None:
    page = visit(owner)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/o/cedar/api/")
    page.get_by_role("link", name="New application").first.click()
    page.get_by_label("Name", exact=True).fill("Shop")
    page.get_by_role("radio", name="Read only").check()
    page.get_by_role("button", name="Create").click()
    secret = page.locator("#client-secret")
    expect(secret).to_have_text(re.compile("^tos_"))
    text = secret.inner_text()

    page.locator(".secret").filter(has=secret).get_by_role("button", name="Copy").click()

    assert page.evaluate("navigator.clipboard.readText()") == text
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shop")
    expect(page.locator("body")).not_to_contain_text(text)


def test_the_reference_shows_the_addresses(visit: Callable[..., Page], db: None) -> None:
    page = visit(None)
    page.goto("/api/reference/")

    expect(page.get_by_role("heading", name="Tieout API")).to_be_visible()
    expect(page.locator(".opblock-summary-path").first).to_contain_text("/api/v1/")
    page.locator(".opblock-summary").first.click()
    expect(page.locator(".opblock-body").first).to_be_visible()
    expect(page.get_by_role("button", name="Authorize")).to_have_count(0)
    expect(page.get_by_role("button", name="Try it out")).to_have_count(0)
