"""The audit trail: filtered, opened, sorted, turned over, taken along."""

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from billing.actors import Actor
from billing.models import AuditEntry, Tenant, User
from billing.services import audit

Inside = Callable[[Tenant], AbstractContextManager[None]]
START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def trail(cedar: Tenant, actor: Actor, inside: Inside) -> None:
    """120 entries, one an hour: every fourth about an invitation, the others about a role."""
    with inside(cedar):
        for number in range(120):
            audit.record(
                actor=actor,
                action="member.role_changed" if number % 4 else "invitation.sent",
                kind="member",
                subject_id=None,
                label=f"person{number:03d}@people.test",
                before={"role": "viewer"},
                after={"role": "operator"},
                now=START + timedelta(hours=number),
            )


def test_the_trail_is_filtered_by_chip_and_by_form_and_cleared(
    visit: Callable[..., Page], owner: User, trail: None
) -> None:
    page = visit(owner)
    page.goto("/o/cedar/audit/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)

    page.get_by_role("link", name="Invitations").click()
    expect(page.locator(".chip[aria-current]")).to_have_text("Invitations")
    expect(rows).to_have_count(30)

    page.get_by_label("Who or whom").fill("person00")
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-03-01")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url("/o/cedar/audit/?area=invitation&q=person00&since=2026-03-01&until=2026-03-01")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("person008@people.test")

    page.get_by_role("link", name="Clear").click()
    expect(page).to_have_url(re.compile(r"/audit/\??$"))
    expect(rows).to_have_count(50)

    page.get_by_label("Who or whom").fill("nobody at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing fits these filters")).to_be_visible()


def test_a_row_opens_in_place_and_shows_what_changed(
    visit: Callable[..., Page], owner: User, trail: None
) -> None:
    page = visit(owner)
    page.goto("/o/cedar/audit/?q=person007")
    row = page.locator("tbody tr")
    expect(row.get_by_text("Operator")).not_to_be_visible()

    row.locator("summary").click()

    expect(row.locator("dt")).to_have_text(["role"])
    expect(row.locator("dd")).to_have_text("viewer → operator")
    expect(row.locator("dd")).to_be_visible()


def test_pages_turn_both_ways_and_the_order_can_be_turned(
    visit: Callable[..., Page], owner: User, trail: None
) -> None:
    page = visit(owner)
    page.goto("/o/cedar/audit/?q=person")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("person119")
    for first, many in (("person069", 50), ("person019", 20)):
        page.get_by_role("link", name="Older").click()
        expect(rows.first).to_contain_text(first)
        expect(rows).to_have_count(many)
    expect(page.get_by_role("link", name="Older")).to_have_count(0)

    page.get_by_role("link", name="Newer").click()
    expect(rows.first).to_contain_text("person069")
    page.get_by_role("link", name="Newer").click()
    expect(rows.first).to_contain_text("person119")

    page.get_by_role("columnheader", name="When").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="When")).to_have_attribute("aria-sort", "ascending")
    expect(rows.first).to_contain_text("person000")


def test_what_is_filtered_is_downloaded(
    visit: Callable[..., Page], owner: User, trail: None, cedar: Tenant, inside: Inside
) -> None:
    page = visit(owner)
    page.goto("/o/cedar/audit/?area=invitation")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    text = download.value.path().read_text(encoding="utf-8-sig")
    subjects = [row["subject"] for row in csv.DictReader(io.StringIO(text))]
    assert subjects == [f"person{number:03d}@people.test" for number in range(116, -1, -4)]
    assert download.value.suggested_filename.startswith("audit-cedar-")
    with inside(cedar):
        assert AuditEntry.objects.filter(action="audit.exported").count() == 1
