"""An import from the list to the list, as a bookkeeper does it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from billing.models import Customer, Import, Tenant, User
from billing.services.importing import working
from billing.tenancy.scope import tenant_scope
from tests.browser.conftest import Troubles
from tests.browser.steps import heading

FILE = """Customer,Number,Street,Email,Nickname
Ash & Sons,C-1,12 Mill Lane,ash@people.test,A
Birch,C-2,,nobody,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(FILE)
    return tmp_path


def test_customers_come_from_a_file_and_the_rest_is_corrected(
    cedar: Tenant, owner: User, visit: Callable[..., Page], inside: Callable, folder: Path, troubles: Troubles
) -> None:
    page = visit(owner, viewport={"width": 1440, "height": 900})

    def work() -> None:
        with inside(cedar):
            newest = Import.objects.order_by("-pk").values_list("pk", flat=True)[0]
        with tenant_scope(tenant_id=cedar.id):
            working.work(import_id=newest)

    page.goto("/o/cedar/customers/")
    page.get_by_role("link", name="Import").click()
    heading(page, "Import customers")
    page.get_by_label("File").set_input_files(folder / "customers.csv")
    page.get_by_role("button", name="Upload").click()

    heading(page, "Match the columns")
    expect(page.get_by_label("Customer becomes")).to_have_value("name")
    expect(page.get_by_label("Email becomes")).to_have_value("contacts.primary.email")
    expect(page.get_by_label("Nickname becomes")).to_have_value("")
    page.screenshot(path=folder / "match.png")
    page.get_by_role("button", name="Check the file").click()

    heading(page, "Checking the file")
    page.screenshot(path=folder / "checking.png")
    work()
    heading(page, "What would happen")  # by itself
    preview = page.get_by_role("region", name="The first records")
    expect(preview.locator("tbody tr")).to_have_count(2)
    expect(preview).to_contain_text("12 Mill Lane")
    expect(page.get_by_role("region", name="Refused")).to_contain_text("Enter a valid email address.")
    expect(page.get_by_text("Not read: Nickname.")).to_be_visible()
    page.screenshot(path=folder / "checked.png", full_page=True)
    page.get_by_role("button", name="Import 1").click()

    heading(page, "Importing customers")
    page.screenshot(path=folder / "running.png")
    work()
    heading(page, "Imported, but not all")
    page.screenshot(path=folder / "done.png", full_page=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Rows to correct").click()
    corrected = Path(download.value.path()).read_text().replace(",nobody,", ",birch@people.test,", 1)
    (folder / "again.csv").write_text(corrected)

    page.get_by_role("link", name="Import another file").click()
    page.get_by_label("File").set_input_files(folder / "again.csv")
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the file").click()
    work()
    page.get_by_role("button", name="Import 1").click()
    work()
    heading(page, "Imported")
    page.get_by_role("link", name="Created").click()
    heading(page, "Customers")
    expect(page.get_by_role("region", name="Customers").locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("region", name="Customers")).to_contain_text("Birch")
    page.goto("/o/cedar/imports/")
    expect(page.get_by_role("region", name="Imports").locator("tbody tr")).to_have_count(2)

    with inside(cedar):
        assert sorted(Customer.objects.values_list("name", flat=True)) == ["Ash & Sons", "Birch"]


def test_without_scripts_each_step_is_a_page(
    cedar: Tenant, owner: User, visit: Callable[..., Page], inside: Callable, folder: Path
) -> None:
    page = visit(owner, scripts=False)
    page.goto("/o/cedar/customers/import/")
    page.get_by_label("File").set_input_files(folder / "customers.csv")
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the file").click()
    heading(page, "Checking the file")
    with inside(cedar):
        row = Import.objects.get()
    with tenant_scope(tenant_id=cedar.id):
        working.work(import_id=row.pk)

    page.get_by_role("link", name="Look again").click()

    heading(page, "What would happen")


def test_a_session_that_ended_leads_back_to_the_file_and_nothing_is_kept(
    cedar: Tenant, owner: User, visit: Callable[..., Page], inside: Callable, folder: Path
) -> None:
    page = visit(owner)
    page.goto("/o/cedar/customers/import/")
    page.get_by_label("File").set_input_files(folder / "customers.csv")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Upload").click()

    heading(page, "Sign in")
    assert "next=/o/cedar/customers/import/" in page.url
    with inside(cedar):
        assert Import.objects.count() == 0
