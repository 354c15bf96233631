"""What people do on several of the journeys."""

import io
import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.actors import Actor, Channel
from billing.kinds import Kind
from billing.models import Import, User
from billing.services import imports
from billing.services.importing import working
from billing.services.importing.plan import Options
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


def imports_of(kind: Kind, text: str, person: User, *, until: str) -> Import:
    """Bring a file as far as this: uploaded, checked or finished."""
    now = timezone.now()
    actor = Actor(id=person.id, label=person.email, channel=Channel.WEB)
    row = imports.receive(
        kind=kind, name=f"{until}.csv", file=io.BytesIO(text.encode()), actor=actor, now=now
    )
    if until != "uploaded":
        imports.match(
            import_id=row.pk,
            matching=row.matching,
            options=Options.read(row.options),
            version=row.version,
            now=now,
        )
        working.work(import_id=row.pk)
        row.refresh_from_db()
    if until == "finished":
        imports.start(import_id=row.pk, version=row.version, actor=actor, now=now)
        working.work(import_id=row.pk)
        row.refresh_from_db()
    assert row.state == until, row.problem
    return row
