"""An admin sets the Web Connector up by clicking, breaks it, and is told each time what happened."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.models import Tenant, User
from tests.browser.test_every_page import (
    CONTRAST,
    DESK,
    EVERYTHING,
    LONG,
    MARKUP,
    PHONE,
    RIGHT_TO_LEFT,
    SETTLED,
    too_wide,
)
from tests.integrations.desktop.conftest import WebConnector, answered, hcp

HOME = "/o/cedar/accounting/desktop/"


@pytest.fixture
def page(visit: Callable[..., Page], owner: User, cedar: Tenant) -> Page:
    return visit(owner)


@pytest.fixture
def connector(page: Page) -> WebConnector:
    """Set up by clicking; then what a person carries over to the computer with QuickBooks."""
    page.goto(HOME)
    page.get_by_label("Which computer and company file").fill("reception")
    page.get_by_role("button", name="Generate").click()
    expect(page.get_by_text("This is the only time the password is shown.")).to_be_visible()
    password = page.locator("#connector-password").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    assert download.value.suggested_filename == "tieout-cedar.qwc"
    entry = fromstring(download.value.path().read_text())
    page.get_by_role("link", name="I have the password").click()
    return WebConnector(
        url="/qbwc/" + entry.findtext("UserName", ""),
        user_name=entry.findtext("UserName", ""),
        password=password,
        owner_id=UUID(entry.findtext("OwnerID")),
        file_id=UUID(entry.findtext("FileID")),
    )


def test_from_nothing_to_connected_with_all_that_goes_wrong_on_the_way(
    page: Page, connector: WebConnector
) -> None:
    live = page.locator("#live")
    expect(live).to_contain_text("Waiting for first contact")
    expect(live).to_contain_text("has not called yet")

    assert connector.enter("wrong-wrong")[1] == "nvu"
    expect(live).to_contain_text("tried a wrong password at")

    ticket, _ = connector.enter()
    expect(live).to_contain_text("waits for QuickBooks to open the company file")
    connector.say(
        "connectionError", ticket=ticket, hresult="0x80040408", message="Could not start QuickBooks."
    )
    expect(live).to_contain_text("QuickBooks could not be started")
    live.get_by_role("link", name="All that can be done about 0x80040408").click()
    expect(page.locator("[id='0x80040408']")).to_be_in_viewport()
    page.go_back()

    ticket, _ = connector.enter()
    connector.ask(ticket, hcp(connector.owner_id, uuid4(), name="Willow & Co"))
    expect(live).to_contain_text("Another company file was open")
    expect(live).to_contain_text("Willow & Co")

    ticket, _ = connector.enter()
    connector.say(
        "sendRequestXML", ticket=ticket, strHCPResponse=hcp(connector.owner_id, None, versions=("8.0",)),
        strCompanyFileName="", qbXMLCountry="US", qbXMLMajorVers="8", qbXMLMinorVers="0",
    )  # fmt: skip
    expect(live).to_contain_text("too old for Tieout")

    page.get_by_role("link", name="New password").click()
    page.get_by_role("button", name="Make a new password").click()
    newer = page.locator("#connector-password").inner_text()
    page.get_by_role("link", name="I have the password").click()
    assert connector.enter()[1] == "nvu"
    connector.password = newer

    # The page asks again by itself, and shows the company as soon as it is proven.
    assert connector.visit() == 100
    expect(page.get_by_role("heading", name="Is this the right company?")).to_be_visible()
    expect(page.get_by_text("Birch and Sons").first).to_be_visible()
    page.get_by_role("button", name="Yes, this is it").click()
    expect(live).to_contain_text("Connected")
    expect(page.get_by_role("region", name="Latest visits")).to_contain_text("Old password")

    with time_machine.travel(timezone.now() + timedelta(days=1, hours=1)):
        ticket, _ = connector.enter()
        connector.ask(ticket, hcp(connector.owner_id, uuid4(), name="Willow & Co"))
    page.reload()
    expect(live).to_contain_text("Needs attention")
    expect(live).to_contain_text("Willow & Co")


def test_the_file_is_replaced_only_by_typing_the_word(page: Page, connector: WebConnector) -> None:
    page.get_by_role("link", name="Replace the file").click()
    verb = page.get_by_role("button", name="Replace the file")
    expect(verb).to_be_disabled()
    page.get_by_label("Type replace to make a new file").fill("replace")
    verb.click()

    expect(page.get_by_text("The file is replaced.")).to_be_visible()
    assert connector.enter()[1] == ""


def test_help_is_searched_without_signing_in(visit: Callable[..., Page]) -> None:
    page = visit(None)
    page.goto("/qbwc/help/")
    page.get_by_label("Code or words").fill("QBWC1039")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("article")).to_contain_text("Replace the file")
    page.get_by_role("link", name="Show everything").click()
    expect(page.get_by_role("heading", name="Step by step")).to_be_visible()


def test_the_sheet_fits_one_page_of_paper(page: Page, connector: WebConnector) -> None:
    page.goto(HOME + "sheet/")
    page.emulate_media(media="print")
    expect(page.locator(".sidebar")).not_to_be_visible()
    # Each page that Chromium prints begins so.
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    assert page.pdf(format="Letter").count(b"/Type /Page\n") <= 2


@pytest.mark.parametrize("hostile", [LONG, MARKUP, RIGHT_TO_LEFT], ids=["long", "markup", "right to left"])
def test_every_page_is_readable_and_fits_whatever_quickbooks_calls_its_company(
    hostile: str, page: Page, connector: WebConnector
) -> None:
    paths = [
        HOME,
        *(HOME + name for name in ("password/", "replace/", "sheet/", "help/", "help/?q=0x80040408")),
    ]
    ticket, _ = connector.enter()
    connector.ask(ticket, hcp(connector.owner_id, uuid4(), name=hostile[:59]))
    connector.file = f"C:\\{LONG}\\{MARKUP}.QBW"
    connector.visit(name=hostile[:59])
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))

    found = {}
    for path in [*paths, "/qbwc/help/"]:
        page.goto(path)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert too_wide(page) == 0, (path, size)
        for scheme, rules in (("light", EVERYTHING), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(SETTLED)
            result = Axe().run(page, options=rules)
            if result.violations_count:
                found[path, scheme] = result.generate_report()
    assert not found, "\n".join(f"{place}\n{report}" for place, report in found.items())


def test_the_answer_of_quickbooks_reaches_the_page_in_a_row_of_visits(
    page: Page, connector: WebConnector
) -> None:
    ticket, _ = connector.enter()
    connector.ask(ticket, hcp(connector.owner_id, None))
    connector.bring(ticket, answered(connector.owner_id, None))
    connector.leave(ticket)
    page.reload()
    expect(page.get_by_role("region", name="Latest visits").locator("tbody tr")).to_have_count(1)
    expect(page.get_by_text("Look twice.")).to_be_visible()
