"""What holds for every page: readable by everybody, on every screen, in both schemes, and on paper."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, resolve
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.actors import Actor
from billing.kinds import Kind
from billing.models import Invitation, Membership, Role, Tenant, User
from billing.services import accounts, applications
from billing.services.invitations import ticket_for
from billing.services.people import rename
from billing.services.tenants import change_settings
from billing.web import urls
from integrations import urls as integrations
from integrations.models import Connection
from integrations.quickbooks_online import company
from integrations.services import connections, settings
from integrations.vendors import Environment, Vendor
from tests.books.making import one_of_each
from tests.browser.conftest import Troubles
from tests.browser.steps import imports_of
from tests.conftest import PASSWORD

Inside = Callable[[Tenant], AbstractContextManager[None]]
PHONE, TABLET, DESK = (
    {"width": 360, "height": 740},
    {"width": 768, "height": 1024},
    {"width": 1440, "height": 900},
)
SIGNED_OUT = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/invitation/{ticket}/",
    "/invitation/torn-off/",
    "/outbox/",
    "/quickbooks/disconnected",
]
EVERYBODY = [
    "/o/cedar/",
    "/o/cedar/accounting/",
    "/o/cedar/people/",
    "/organisations/?all",
    "/organisations/new/",
]
ACCOUNT = [
    "/account/profile/",
    "/account/email/",
    "/account/password/change/",
    "/account/two-factor/",
    "/account/two-factor/totp/activate/",
    "/account/sessions/",
    "/account/logout/",
    "/account/reauthenticate/",
]
OWNERS = [
    "/o/cedar/people/invite/",
    "/o/cedar/people/{seat}/",
    "/o/cedar/people/{seat}/suspend/",
    "/o/cedar/people/{seat}/remove/",
    "/o/cedar/people/invitations/{invitation}/withdraw/",
    "/o/cedar/api/",
    "/o/cedar/api/new/",
    "/o/cedar/api/{application}/",
    "/o/cedar/api/{application}/edit/",
    "/o/cedar/api/{application}/rotate/",
    "/o/cedar/api/{application}/revoke/",
    "/o/cedar/api/accounts/new/",
    "/o/cedar/api/accounts/{robot}/",
    "/o/cedar/api/accounts/{robot}/suspend/",
    "/o/cedar/imports/",
    "/o/cedar/customers/import/",
    "/o/cedar/customers/import/{uploaded}/columns/",
    "/o/cedar/customers/import/{checked}/",
    "/o/cedar/customers/import/{finished}/",
    "/o/cedar/audit/",
    "/o/cedar/audit/?q=nobody",
    "/o/cedar/settings/",
    "/o/cedar/books/settings/",
    "/o/cedar/accounting/",
    "/o/cedar/accounting/disconnect/",
    "/o/cedar/accounting/settings/",
    "/o/cedar/accounting/settings/history/",
    "/o/cedar/accounting/settings/history/0/",
    "/o/cedar/accounting/settings/import/",
    "/o/cedar/accounting/quickbooks/switch/",
    "/o/cedar/accounting/quickbooks/app/",
]
BOOKS = [
    "/o/cedar/invoices/?state=overdue",
    "/o/cedar/customers/?q=nobody",
    "/o/cedar/invoices/new/?customer={customer}",
    "/o/cedar/payments/new/?customer={customer}",
    "/o/cedar/customers/{customer}/edit/",
    "/o/cedar/customers/{customer}/delete/",
    "/o/cedar/customers/{customer}/statement/",
    "/o/cedar/invoices/{invoice}/paper/",
    "/o/cedar/invoices/{invoice}/letter/",
    *(f"/o/cedar/{kind.slug}/" for kind in Kind),
    *(f"/o/cedar/{kind.slug}/{{{kind.value}}}/" for kind in Kind),
    *(f"/o/cedar/{kind.slug}/new/" for kind in (Kind.ITEM, Kind.TAX_CODE, Kind.EXPENSE, Kind.TERMS)),
]
TWO_FACTOR = [
    "/account/two-factor/",
    "/account/two-factor/totp/deactivate/",
    "/account/two-factor/recovery-codes/",
    "/account/two-factor/recovery-codes/generate/",
]
WHO = {
    "nobody": SIGNED_OUT,
    "viewer": [*EVERYBODY, *ACCOUNT],
    "owner": [*EVERYBODY, *OWNERS],
    "bookkeeper": BOOKS,
    "guarded": TWO_FACTOR,
}
# Not pages: they act and lead on, or are files.
NO_PAGES = {
    "sessions-end",
    "sessions-end-others",
    "people-send-again",
    "people-reinstate",
    "api-applications-account-reinstate",
    "audit-export",
    "import-template",
    "import-progress",
    "import-start",
    "import-stop",
    "import-errors",
    "outbox-letter",
    "records-export",
    "records-bulk",
    "record-totals",
    "record-lookup",
    "record-pdf",
    "record-files",
    "record-file",
    "record-file-remove",
    "accounting-choose",
    "accounting-confirm",
    "accounting-deny",
    "accounting-pause",
    "accounting-resume",
    "sync-settings-export",
    "quickbooks-connect",
    "quickbooks-test",
    "quickbooks-launch",
    "quickbooks-reconnect",
    "quickbooks-callback",
    "quickbooks-ended",
}
# Looked at in test_desktop.py, where there is a connector; or answered to the connector itself.
NO_PAGES |= {
    "accounting-desktop",
    *(
        f"accounting-desktop-{name}"
        for name in ("live", "set-up", "password", "file", "change", "replace", "confirm", "sheet", "help")
    ),
    *("qbwc", "qbwc-of", "qbwc-help"),
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": RULES, "resultTypes": ["violations"]}
# The other scheme differs in nothing but colour.
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
# Colours fade into each other, and half-way nothing can be read.
# What was asked for has come, and what it set in motion has ended: also what began in the first round.
SETTLED = """async () => {
    for (let round = 0; round < 2; round++) {
        while (document.querySelector(".htmx-request, .htmx-settling")) {
            await new Promise((done) => setTimeout(done, 20));
        }
        await new Promise(requestAnimationFrame);
        await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    }
}"""
# Letters that run from right to left, one word too long for any line, a picture, and what would be a script.
LONG = "W" * 120
FILE = f"Customer,Number,Email,Nickname\nAsh,1,a@people.test,{LONG}\n{LONG},2,,\n{LONG},3,{LONG},\n"
RIGHT_TO_LEFT = "\u05d7\u05e9\u05d1\u05d5\u05e0\u05d9\u05ea (2026) \u0641\u0627\u062a\u0648\u0631\u0629"
EMOJI = "\U0001f469\u200d\U0001f4bb\U0001f4b8" * 20
MARKUP = "<script>document.title='caught'</script><img src=x onerror=alert(1)>"
HOSTILE = {
    "long and markup": {"organisation": LONG, "owner": EMOJI, "viewer": MARKUP},
    "markup and long": {"organisation": MARKUP, "owner": RIGHT_TO_LEFT, "viewer": LONG},
    "right to left": {"organisation": RIGHT_TO_LEFT + EMOJI, "owner": MARKUP, "viewer": RIGHT_TO_LEFT},
}


@pytest.fixture
def record_name(request: pytest.FixtureRequest) -> str:
    """What the records of the books are called; a test may ask for another name."""
    return str(getattr(request, "param", "Ash & Sons"))


def connected(actor: Actor, *, name: str) -> None:
    """Connect the organisation to a company of this name, change a setting, and test it in vain."""
    now = timezone.now()
    made = connections.choose(
        vendor=Vendor.QUICKBOOKS_ONLINE, environment=Environment.SANDBOX, actor=actor, now=now
    )
    assert made is not None
    facts = company.facts({"CompanyName": name, "Country": "US"}, {})
    grant = connections.Grant(
        company_key="9341452000000009", company=facts, credentials={"access_token": "x"}
    )
    connections.authorise(connection_id=made.pk, grant=grant, actor=actor, now=now)
    connections.confirm(
        connection_id=made.pk, company_key="9341452000000009", generation=1, actor=actor, now=now
    )
    settings.change(connection_id=made.pk, given={"use_classes": True}, version=0, actor=actor, now=now)
    check = {"label": "Access accepted", "ok": False, "detail": name, "fix": name, "milliseconds": 5}
    Connection.objects.update(checks=[check, check | {"ok": True}], checked_at=now)


@pytest.fixture
def pages(
    cedar: Tenant,
    owner: User,
    stranger: User,
    seated: Callable[[Role], User],
    inside: Inside,
    record_name: str,
) -> Callable[[str], tuple[User | None, list[str]]]:
    """Return who visits as what, and which pages that person may open."""
    viewer, bookkeeper = seated(Role.VIEWER), seated(Role.BOOKKEEPER)
    TOTP.activate(stranger, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(stranger)
    with inside(cedar):
        now = timezone.now()
        seat = Membership.objects.get(user=viewer)
        invitation = Invitation.objects.create(
            email="invited@people.test",
            role=Role.MAPPER,
            invited_by=owner,
            sent_at=now,
            expires_at=now + timedelta(days=7),
        )
        application, _ = applications.create(
            wanted=applications.Wanted(
                name="Shop", account=accounts.Wanted(name="Robot", role=Role.SERVICE), scopes=("admin",)
            ),
            within=(),
            actor=Actor.system("the tests"),
            now=now,
        )

        connected(Actor.system("the tests"), name=record_name)
        records = one_of_each(actor=Actor.system("the tests"), name=record_name)
        sent = {
            name: imports_of(Kind.CUSTOMER, FILE, owner, until=name)
            for name in ("uploaded", "checked", "finished")
        }

    def given(who: str) -> tuple[User | None, list[str]]:
        people = {"viewer": viewer, "owner": owner, "guarded": stranger, "bookkeeper": bookkeeper}
        person = people.get(who)
        names = {
            "seat": seat.id,
            "invitation": invitation.id,
            "ticket": ticket_for(invitation),
            "application": application.id,
            "robot": application.account_id,
            **{kind.value: row.pk for kind, row in records.items()},
            **{name: row.id for name, row in sent.items()},
        }
        return person, [path.format(**names) for path in WHO[who]]

    return given


def test_every_page_is_visited() -> None:
    sent = ("uploaded", "checked", "finished")
    ids = {name: uuid4() for name in ("seat", "invitation", "application", "robot", *sent, *Kind)}
    names = ids | {"ticket": "t"}
    listed = {path.partition("?")[0].format(**names) for paths in WHO.values() for path in paths}

    ours = {pattern.name for pattern in [*patterns(urls.urlpatterns), *patterns(integrations.urlpatterns)]}
    assert {resolve(path).url_name for path in listed} >= ours - NO_PAGES
    assert ours >= NO_PAGES


def patterns(found: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Yield every address below these."""
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns(one.url_patterns)


def each(page: Page, paths: list[str]) -> Iterator[str]:
    """Open one page after the other, and see that it is the one that was asked for."""
    for path in paths:
        page.goto(path)
        expect(page).to_have_url(path)
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        yield path


def enter(
    visit: Callable[..., Page], who: str, person: User | None, troubles: Troubles, **looks: str
) -> Page:
    """Open a window in which every page of this person's list opens at once."""
    troubles.allow(410)  # an invitation that is void
    page = visit(person, **looks)
    if who in {"viewer", "guarded"}:
        page.goto("/account/reauthenticate/")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Is it you?")
    return page


def too_wide(page: Page) -> int:
    """Say by how much the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("who", WHO)
def test_the_accessibility_audit_finds_nothing_in_either_scheme(
    who: str,
    visit: Callable[..., Page],
    pages: Callable[[str], tuple[User | None, list[str]]],
    troubles: Troubles,
) -> None:
    person, paths = pages(who)
    page = enter(visit, who, person, troubles, reduced_motion="reduce")

    found = {}
    for path in each(page, paths):
        for scheme, rules in (("light", EVERYTHING), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            result = Axe().run(page, options=rules)
            if result.violations_count:
                found[path, scheme] = result.generate_report()

    assert not found, "\n".join(f"{place}\n{report}" for place, report in found.items())


@pytest.mark.parametrize("who", WHO)
def test_no_page_is_wider_than_the_screen(
    who: str,
    visit: Callable[..., Page],
    pages: Callable[[str], tuple[User | None, list[str]]],
    troubles: Troubles,
) -> None:
    person, paths = pages(who)
    page = enter(visit, who, person, troubles)

    wide = {}
    for path in each(page, paths):
        for size in (PHONE, TABLET, DESK):
            page.set_viewport_size(size)
            if by := too_wide(page):
                wide[path, size["width"]] = by

    assert wide == {}


def test_paper_shows_the_figures_and_not_the_furniture(
    visit: Callable[..., Page], pages: Callable[[str], tuple[User | None, list[str]]]
) -> None:
    person, _ = pages("owner")
    page = visit(person, viewport=DESK)
    page.emulate_media(media="print")

    for _ in each(page, ["/o/cedar/", "/o/cedar/people/", "/o/cedar/audit/"]):
        for furniture in (".sidebar", ".topbar", ".page-head .actions", ".chips", ".filter", ".row-actions"):
            for found in page.locator(furniture).all():
                expect(found).not_to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator("main").bounding_box()["x"] < 10


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_names_neither_run_nor_break_the_layout(
    kind: str,
    visit: Callable[..., Page],
    pages: Callable[[str], tuple[User | None, list[str]]],
    cedar: Tenant,
    actor: Actor,
    inside: Inside,
) -> None:
    names, now = HOSTILE[kind], timezone.now()
    person, paths = pages("owner")
    with inside(cedar):
        change_settings(tenant=cedar, changes={"name": names["organisation"]}, actor=actor, now=now)
        for user in User.objects.all():
            name = names.get(user.email.partition("@")[0], LONG)
            rename(person_id=user.id, name=name, actor=actor, now=now)
    page = visit(person)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    for path in each(page, paths):
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert too_wide(page) == 0, (path, size)
    page.goto("/o/cedar/people/")
    page.get_by_role("button", name="Change organisation").click()
    expect(page.locator("#switcher a").first).to_be_visible()

    assert too_wide(page) == 0
    assert asked == []
    assert page.title() == "People · Tieout"
    expect(page.locator("#switcher a").first).to_contain_text(names["organisation"])
    seats = page.get_by_role("region", name="Members").locator("tbody th")
    expect(seats.nth(0)).to_contain_text(names["owner"][:79])
    expect(seats.nth(1)).to_contain_text(names["viewer"][:79])


@pytest.mark.parametrize("record_name", [LONG, MARKUP, RIGHT_TO_LEFT + EMOJI[:20]], indirect=True)
def test_hostile_records_neither_run_nor_break_the_layout(
    record_name: str, visit: Callable[..., Page], pages: Callable[[str], tuple[User | None, list[str]]]
) -> None:
    person, paths = pages("bookkeeper")
    page = visit(person)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    for path in each(page, paths):
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert too_wide(page) == 0, (path, size)

    assert asked == []


def test_a_page_that_breaks_a_rule_is_noticed(
    visit: Callable[..., Page], owner: User, troubles: Troubles
) -> None:
    """What the other tests stand on: a script, a style and a picture from elsewhere are each reported."""
    page = visit(owner)
    page.goto("/organisations/?all")
    page.evaluate(
        """() => {
            const make = (tag, words) => Object.assign(document.createElement(tag), words);
            const add = (tag, words) => document.body.append(make(tag, words));
            add("div", {innerHTML: "<p style='color: red'>x</p>"});
            add("script", {textContent: "window.ran = true"});
            add("img", {src: "https://elsewhere.test/x.png", alt: ""});
        }"""
    )
    page.goto("/account/profile/")

    for directive in ("style-src", "script-src", "img-src"):
        assert any(told.startswith(f"policy: {directive}") for told in troubles.noticed), directive
    assert page.evaluate("window.ran") is None
    troubles.noticed.clear()
