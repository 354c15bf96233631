"""Pages about errors: what happened, why, and what to do now."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from billing import health
from billing.models import Role, Tenant, User
from tests.browser.conftest import Troubles
from tests.browser.steps import heading


@pytest.mark.parametrize(
    ("path", "status", "title", "why", "what"),
    [
        (
            "no-such-page/",
            404,
            "There is nothing here",
            "does not exist, or it belongs to",
            "Check the address",
        ),
        ("settings/", 403, "You may not do that", "Your role here is Viewer.", "Ask an owner"),
        ("people/?after=x", 400, "We could not read that", "Start from its first page", "Go back"),
    ],
    ids=["404", "403", "400"],
)
def test_an_error_says_what_happened_why_and_what_to_do(
    visit: Callable[..., Page],
    seated: Callable[[Role], User],
    troubles: Troubles,
    path: str,
    status: int,
    title: str,
    why: str,
    what: str,
) -> None:
    troubles.allow(status)
    page = visit(seated(Role.VIEWER))

    answer = page.goto(f"/o/cedar/{path}")

    assert answer is not None
    assert answer.status == status
    heading(page, title)
    expect(page.locator("main")).to_contain_text(why)
    expect(page.locator("main")).to_contain_text(what)
    expect(page.locator(".error-code")).to_contain_text(answer.headers["x-request-id"])
    page.get_by_role("link", name="Go to the start").click()
    heading(page, "Overview")


def test_a_form_that_is_not_ours_is_refused_and_changes_nothing(
    visit: Callable[..., Page], owner: User, cedar: Tenant, troubles: Troubles
) -> None:
    troubles.allow(403)
    page = visit(owner)
    page.goto("/account/profile/")
    page.get_by_label("Your name").fill("Forged")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save").click()

    heading(page, "This form was too old")
    expect(page.locator("main")).to_contain_text("nothing was changed")
    expect(page.locator("main")).to_contain_text("reload the page")
    owner.refresh_from_db()
    assert owner.name == "Owner"


def test_a_refused_form_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    visit: Callable[..., Page], owner: User, cedar: Tenant, troubles: Troubles
) -> None:
    troubles.allow(422)
    page = visit(owner)
    page.goto("/o/cedar/people/invite/")
    page.get_by_label("Email address").fill(owner.email)
    page.get_by_role("radio", name="Mapper").check()
    page.get_by_role("button", name="Send the invitation").click()

    field = page.get_by_label("Email address")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(owner.email)
    expect(page.locator(".field-error")).to_have_count(1)
    expect(page.get_by_role("radio", name="Mapper")).to_be_checked()


def test_background_work_at_rest_is_said_on_every_page_and_no_longer_than_it_rests(
    visit: Callable[..., Page], owner: User, cedar: Tenant
) -> None:
    with health.broker() as client:
        client.delete(health.WORKER)
        page = visit(owner)
        page.goto("/o/cedar/people/")
        expect(page.get_by_role("complementary", name="Notice")).to_contain_text("Nothing is lost")

        client.set(health.WORKER, 1)
    health._remembered.clear()
    page.reload()
    heading(page, "People")
    expect(page.get_by_role("complementary", name="Notice")).to_have_count(0)
