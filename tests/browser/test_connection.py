"""An admin with no help connects the company by clicking, breaks it in many ways, and is told each time."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.actors import Actor
from billing.models import Tenant, User
from integrations.models import Attempt, Connection, Revocation
from integrations.services import connections
from integrations.tasks import look_at_connection, revoke
from integrations.vendors import Environment, Vendor
from tests.browser.conftest import Troubles
from tests.browser.steps import heading
from tests.simulator.running import Running

Inside = Callable[[Tenant], AbstractContextManager[None]]
PAGE = "/o/cedar/accounting/"
US, UK = "Sandbox Company US 1", "Sandbox Company UK 2"


@pytest.fixture
def page(
    visit: Callable[..., Page], owner: User, cedar: Tenant, intuit: Running, address: str, troubles: Troubles
) -> Page:
    """The owner's window, before anything is chosen."""
    troubles.allow(400, 401, 409, 422, 502)
    intuit.control("apps/" + intuit.app.client_id, {"redirect_uris": [f"{address}/quickbooks/callback"]})
    intuit.app = intuit.world.apps[intuit.app.client_id]
    window = visit(owner)
    window.goto(PAGE)
    return window


def state(page: Page, words: str) -> None:
    expect(page.locator("#lede .badge")).to_have_text(words)


def choose(page: Page, words: str) -> None:
    page.goto(PAGE)
    page.locator("#vendor label").filter(has_text=words).first.click()
    page.get_by_role("button", name="Choose", exact=True).click()


def without_popups(page: Page) -> None:
    page.add_init_script("window.open = () => null")
    page.goto(PAGE)


def at_intuit(page: Page, company: str = US, *, button: str = "Connect") -> None:
    """Sign in where that is asked, choose a company, press a button."""
    if page.get_by_label("Password").count():
        page.get_by_label("Email").fill("ann.lee@books.example")
        page.get_by_label("Password").fill("password")
        page.get_by_role("button", name="Sign in").click()
    if button == "Connect":
        page.get_by_text(company).click()
    page.get_by_role("button", name=button, exact=True).click()


def connect(page: Page, company: str = US) -> None:
    """Connect in the same window, and confirm if that is asked."""
    page.get_by_role("button", name="to QuickBooks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Sign in|Connect Tieout"))
    at_intuit(page, company)


def test_connecting_in_a_window_of_its_own(page: Page) -> None:
    state(page, "Not connected")
    choose(page, "QuickBooks Online · simulator")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Connect to QuickBooks").click()
    popup = opened.value
    expect(popup.get_by_role("heading", level=1)).to_have_text("Sign in")
    at_intuit(popup)
    expect(page.get_by_role("heading", name="Is this the right company?")).to_be_visible()
    state(page, "Needs attention")
    expect(page.locator("#right-company")).to_contain_text(US)
    expect(page.get_by_role("button", name="to QuickBooks")).to_have_count(0)
    page.get_by_role("button", name="Yes, this is it").click()
    state(page, "Connected")
    expect(page.locator("#vendor")).to_contain_text("Locked while connected")
    expect(page.locator("#vendor form")).to_have_count(0)
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#test .mark.ok")).to_have_count(6)


def test_what_goes_wrong_in_the_window_is_read_there(page: Page, intuit: Running) -> None:
    choose(page, "QuickBooks Online · simulator")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Connect to QuickBooks").click()
    popup = opened.value
    expect(popup.get_by_role("heading", level=1)).to_have_text("Sign in")
    popup.get_by_role("button", name="Cancel").click()
    expect(popup.get_by_role("heading", level=1)).to_have_text("You cancelled at Intuit")
    expect(popup).to_have_url("/quickbooks/ended")
    with popup.expect_event("close"):
        popup.get_by_role("link", name="Close this window").click()
    state(page, "Not connected")
    expect(page.get_by_role("button", name="Connect to QuickBooks")).to_be_enabled()


def test_without_scripts_it_is_one_window(
    visit: Callable[..., Page], owner: User, cedar: Tenant, intuit: Running, page: Page
) -> None:
    plain = visit(owner, scripts=False)
    choose(plain, "QuickBooks Online · simulator")
    plain.get_by_role("button", name="Connect to QuickBooks").click()
    at_intuit(plain)
    expect(plain.get_by_role("heading", name="Is this the right company?")).to_be_visible()


def test_what_can_go_wrong_is_said_and_mended(
    page: Page, intuit: Running, cedar: Tenant, inside: Inside
) -> None:
    choose(page, "QuickBooks Online · simulator")
    without_popups(page)

    # The popup is blocked: it goes on in this window. Intuit is cancelled.
    page.get_by_role("button", name="Connect to QuickBooks").click()
    at_intuit(page, button="Cancel")
    heading(page, "You cancelled at Intuit")
    page.get_by_role("link", name="Back to the connection").click()
    state(page, "Not connected")

    # Ten minutes go by at Intuit.
    page.get_by_role("button", name="Connect to QuickBooks").click()
    with inside(cedar):
        Attempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    at_intuit(page)
    heading(page, "Nothing was connected")
    expect(page.locator("main")).to_contain_text("More than ten minutes went by")
    page.get_by_role("link", name="Back to the connection").click()

    # Intuit's sign-in gives no answer.
    intuit.control("faults", {"kind": "503", "where": "token"})
    connect(page)
    heading(page, "Intuit's sign-in does not answer")
    intuit.control("faults", method="DELETE")
    page.get_by_role("link", name="Back to the connection").click()

    # The wrong company, and the way back from it.
    connect(page, UK)
    page.get_by_role("button", name="No, another one").click()
    state(page, "Not connected")
    connect(page)
    come_back = page.url
    page.get_by_role("button", name="Yes, this is it").click()
    state(page, "Connected")
    assert come_back.endswith(PAGE)

    # Access is lost.
    intuit.control("disconnect", {"realm": intuit.realm})
    with inside(cedar):
        Connection.objects.update(access_until=timezone.now())
    page.get_by_role("button", name="Test connection").click()
    state(page, "Reconnect needed")
    expect(page.locator("main")).to_contain_text("everything that waits is kept")

    # Another company comes back.
    connect(page, UK)
    heading(page, "That is another company")
    expect(page.locator("main")).to_contain_text(US)
    page.get_by_role("link", name="Back to the connection").click()
    connect(page)
    state(page, "Connected")

    # QuickBooks does not answer.
    intuit.control("faults", {"kind": "503", "entity": "preferences"})
    page.get_by_role("button", name="Test connection").click()
    state(page, "Needs attention")
    expect(page.locator("#test .mark.bad")).to_have_count(1)
    expect(page.locator("#test")).to_contain_text("try again in a few minutes")
    intuit.control("faults", method="DELETE")
    page.get_by_role("button", name="Test connection").click()
    state(page, "Connected")

    # Paused, and on again.
    page.get_by_role("button", name="Pause").click()
    state(page, "Paused")
    page.get_by_role("button", name="Resume").click()
    state(page, "Connected")


def test_an_answer_of_intuit_is_good_for_once(page: Page, intuit: Running) -> None:
    choose(page, "QuickBooks Online · simulator")
    without_popups(page)
    answers: list[str] = []
    page.on("request", lambda asked: answers.append(asked.url) if "/callback" in asked.url else None)
    connect(page)
    expect(page.get_by_role("heading", name="Is this the right company?")).to_be_visible()
    page.goto(answers[0])
    heading(page, "Nothing was connected")
    expect(page.locator("main")).to_contain_text("used already")


def test_a_company_belongs_to_one_organisation(
    page: Page, intuit: Running, harbour: Tenant, stranger: User, visit: Callable[..., Page], actor: Actor,
    inside: Inside,
) -> None:  # fmt: skip
    choose(page, "QuickBooks Online · simulator")
    without_popups(page)
    connect(page)
    with inside(harbour):
        connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE,
            environment=Environment.SIMULATOR,
            actor=actor,
            now=timezone.now(),
        )
    theirs = visit(stranger)
    theirs.add_init_script("window.open = () => null")
    theirs.goto("/o/harbour/accounting/")
    connect(theirs)
    heading(theirs, "Nothing was connected")
    expect(theirs.locator("main")).to_contain_text("connected to an organisation in Tieout already")
    expect(theirs.locator("body")).not_to_contain_text("Cedar")


def test_disconnecting_here_and_there_and_choosing_nothing(
    page: Page, intuit: Running, cedar: Tenant, inside: Inside
) -> None:
    choose(page, "QuickBooks Online · simulator")
    without_popups(page)
    connect(page)
    page.get_by_role("button", name="Yes, this is it").click()

    # In QuickBooks, by whoever administers it.
    intuit.control("disconnect", {"realm": intuit.realm})
    page.goto(f"/quickbooks/disconnected?realmId={intuit.realm}")
    heading(page, "Tieout was disconnected from your QuickBooks company")
    with inside(cedar):
        row = Connection.objects.get()
    look_at_connection(tenant_id=str(cedar.id), connection_id=str(row.pk))
    page.goto(PAGE)
    state(page, "Disconnected")
    connect(page)
    state(page, "Connected")

    # Here, by its name.
    page.get_by_role("link", name="Disconnect…").click()
    heading(page, f"Disconnect {US}?")
    confirm = page.locator("main").get_by_role("button", name="Disconnect")
    expect(confirm).to_be_disabled()
    page.get_by_label(f"Type {US} to confirm").fill(US)
    confirm.click()
    state(page, "Disconnected")
    with inside(cedar):
        left = Revocation.objects.get()
    revoke(tenant_id=str(cedar.id), revocation_id=str(left.pk))
    assert intuit.within(lambda: intuit.world.grants.living(intuit.realm)) == []

    choose(page, "None")
    state(page, "Not connected")
    expect(page.get_by_role("region", name="Earlier connections")).to_contain_text(US)
    choose(page, "QuickBooks Online · simulator")
    state(page, "Disconnected")
    connect(page)
    state(page, "Connected")


def test_switching_company_says_what_it_means(page: Page, intuit: Running) -> None:
    choose(page, "QuickBooks Online · simulator")
    without_popups(page)
    connect(page)
    page.get_by_role("button", name="Yes, this is it").click()
    page.get_by_role("link", name="Switch company…").click()
    heading(page, "Switch company?")
    page.get_by_role("button", name="Choose another company at Intuit").click()
    at_intuit(page, UK)
    expect(page.locator("#right-company")).to_contain_text(UK)
    expect(page.get_by_role("region", name="Earlier connections")).to_contain_text(US)
