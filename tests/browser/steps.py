"""What people do on several of the journeys."""

import re

from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form one is sent to."""
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.locator(".person").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def heading(page: Page, words: str) -> None:
    """Expect the page of this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def link_in(letter: str) -> str:
    """Return the one link of a mail."""
    (link,) = set(re.findall(r"https?://\S+", letter))
    return link
