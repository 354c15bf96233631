"""Settings: typed, kept by versions, taken back, carried in files."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from billing.actors import Actor
from billing.models import AuditEntry, Tenant, User
from billing.tenancy.scope import tenant_scope
from integrations.models import Connection, SettingChange
from integrations.services import connections, settings
from integrations.settings import catalogue
from integrations.settings.kinds import Unfit
from integrations.vendors import Vendor

pytestmark = pytest.mark.django_db
PAGE = "/o/cedar/accounting/settings/"


@pytest.mark.parametrize("setting", catalogue.SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_reads_its_own_default_and_says_what_it_means(setting: Any) -> None:
    assert setting.read(setting.default) == setting.default
    assert json.loads(json.dumps(setting.default)) == setting.default
    assert setting.shown(setting.default)
    assert setting.meaning.endswith(".")


@pytest.mark.parametrize(
    ("name", "good", "kept"),
    [
        ("use_classes", True, True),
        ("mode", "automatic", "automatic"),
        ("customer_match", ["email", "number", "email"], ["number", "email"]),
        ("look_back_days", 30, 30),
        ("tax_tolerance", "1.5", "1.50"),
        ("go_live_on", "2027-01-31", "2027-01-31"),
        ("go_live_on", None, ""),
        ("number_prefix", " T- ", "T-"),
        ("quiet_hours", "22:00 - 06:00", "22:00-06:00"),
        ("notice_recipients", ["a@b.example", "a@b.example"], ["a@b.example"]),
    ],
)
def test_what_fits_is_kept_in_one_form(name: str, good: Any, kept: Any) -> None:
    assert catalogue.read({name: good}) == ({name: kept}, {})


@pytest.mark.parametrize(
    ("name", "bad", "said"),
    [
        ("use_classes", "yes", "Say yes or no."),
        ("use_classes", 1, "Say yes or no."),
        ("mode", "at once", "Choose one of: Hold for approval"),
        ("mode", None, "Choose one of"),
        ("customer_match", "name", "Give a list."),
        ("customer_match", ["colour"], "Choose from"),
        ("look_back_days", 31, "from 1 to 30"),
        ("look_back_days", 0, "from 1 to 30"),
        ("look_back_days", True, "whole number"),
        ("look_back_days", "14", "whole number"),
        ("tax_tolerance", "0.001", "at most two decimals"),
        ("tax_tolerance", "-1", "from 0.00"),
        ("tax_tolerance", "NaN", "from 0.00"),
        ("tax_tolerance", "much", "as 0.01"),
        ("go_live_on", "31.1.2027", "as 2026-11-20"),
        ("number_prefix", "123456789", "at most 8 characters"),
        ("number_prefix", "a\nb", "one line"),
        ("quiet_hours", "22:00", "as 22:00-06:00"),
        ("quiet_hours", "22:00-22:00", "as 22:00-06:00"),
        ("quiet_hours", "25:00-06:00", "as 22:00-06:00"),
        ("notice_recipients", ["nobody"], "no mail address"),
        ("notice_recipients", [f"a{n}@b.example" for n in range(21)], "at most 20"),
        ("notice_recipients", "a@b.example", "Give a list"),
        ("colour", "red", "There is no such setting."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_word(name: str, bad: Any, said: str) -> None:
    fitting, problems = catalogue.read({name: bad, "allow_overrides": True})
    assert fitting == {"allow_overrides": True}
    assert said in problems[name]
    if name in catalogue.BY_NAME:
        with pytest.raises(Unfit):
            catalogue.BY_NAME[name].read(bad)


@contextmanager
def inside(cedar: Tenant) -> Iterator[None]:
    with tenant_scope(tenant_id=cedar.id):
        yield


@pytest.fixture
def desktop(cedar: Tenant, actor: Actor) -> Connection:
    with inside(cedar):
        made = connections.choose(
            vendor=Vendor.QUICKBOOKS_ONLINE, environment="simulator", actor=actor, now=timezone.now()
        )
    assert made is not None
    return made


def form(client: Client, **changes: Any) -> dict[str, Any]:
    """Return the page's form as a browser would send it, with these changes."""
    held = client.get(PAGE).context["form"]
    values: dict[str, Any] = {}
    for name, value in held.initial.items():
        if value is not False:
            values[name] = "on" if value is True else value
    return {name: value for name, value in (values | changes).items() if value is not None}


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], owner: User) -> Client:
    return client_of(owner)


def test_the_page_saves_a_version_and_the_history_shows_it(
    browser: Client, desktop: Connection, cedar: Tenant
) -> None:
    answer = browser.post(
        PAGE, form(browser, use_classes="on", direction_invoices="out", import_open_only=None)
    )
    assert answer.status_code == 302, answer.context["form"].errors
    with inside(cedar):
        now = Connection.objects.get()
        (change,) = SettingChange.objects.all()
        entry = AuditEntry.objects.get(action="connection.settings_changed")
    assert now.settings == {"use_classes": True, "direction_invoices": "out", "import_open_only": False}
    assert (now.settings_version, change.version, change.by) == (1, 1, "owner@people.test")
    assert change.changes == {
        "direction_invoices": ["off", "out"], "import_open_only": [True, False], "use_classes": [False, True],
    }  # fmt: skip
    assert (entry.before["use_classes"], entry.after["use_classes"]) == (False, True)
    page = browser.get(PAGE).content.decode()
    assert "Changed by <bdi>owner@people.test</bdi>" in page
    told = browser.get(PAGE + "history/").content.decode()
    assert "To QuickBooks" in told
    # The same once more is no version.
    assert browser.post(PAGE, form(browser)).status_code == 302
    with inside(cedar):
        assert SettingChange.objects.count() == 1


def test_who_saves_second_is_told(browser: Client, desktop: Connection, cedar: Tenant) -> None:
    mine, theirs = form(browser, use_classes="on"), form(browser, mode="automatic")
    assert browser.post(PAGE, theirs).status_code == 302
    answer = browser.post(PAGE, mine)
    assert (answer.status_code, "Somebody else changed the settings" in answer.content.decode()) == (
        422,
        True,
    )
    with inside(cedar):
        assert Connection.objects.get().settings == {"mode": "automatic"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("look_back_days", "99", "30"),
        ("mode", "x", "Select a valid choice"),
        ("notice_recipients", "me", "no mail address"),
        ("quiet_hours", "late", "as 22:00-06:00"),
        ("tax_tolerance", "x", "as 0.01"),
        ("look_back_days", "", "whole number"),
    ],
)
def test_the_page_names_what_is_wrong_and_saves_nothing(
    name: str, value: str, said: str, browser: Client, desktop: Connection, cedar: Tenant
) -> None:
    answer = browser.post(PAGE, form(browser, use_classes="on", **{name: value}))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    with inside(cedar):
        assert Connection.objects.get().settings == {}
        assert not SettingChange.objects.exists()


def changed(desktop: Connection, cedar: Tenant, version: int, **given: Any) -> None:
    with inside(cedar):
        settings.change(
            connection_id=desktop.pk,
            given=given,
            version=version,
            actor=Actor.system("tests"),
            now=timezone.now(),
        )


def test_any_version_can_be_taken_back(browser: Client, desktop: Connection, cedar: Tenant) -> None:
    changed(desktop, cedar, 0, mode="automatic", use_classes=True)
    changed(desktop, cedar, 1, use_classes=False, look_back_days=7)
    changed(desktop, cedar, 2, look_back_days=9)
    page = browser.get(PAGE + "history/1/").content.decode()
    assert "Back to version 1?" in page
    assert browser.post(PAGE + "history/1/", {"seen": "2"}).status_code == 302
    with inside(cedar):
        assert Connection.objects.get().settings_version == 3, "it was seen before the last change"
    browser.post(PAGE + "history/1/", {"seen": "3"})
    with inside(cedar):
        now = Connection.objects.get()
        last = SettingChange.objects.get(version=4)
    assert now.settings == {"mode": "automatic", "use_classes": True}
    assert (last.cause, last.changes) == (
        "rolled_back", {"look_back_days": [9, 14], "use_classes": [False, True]},
    )  # fmt: skip
    browser.post(PAGE + "history/0/", {"seen": "4"})
    with inside(cedar):
        assert Connection.objects.get().settings == {}
    assert browser.get(PAGE + "history/99/").status_code == 302


def test_a_file_carries_all_of_it_and_no_secret(browser: Client, desktop: Connection, cedar: Tenant) -> None:
    changed(desktop, cedar, 0, mode="automatic", notice_recipients=["a@b.example"])
    answer = browser.get(PAGE + "export.json")
    assert answer["Content-Disposition"] == 'attachment; filename="tieout-settings.json"'
    assert answer["Cache-Control"] == "no-store"
    document = answer.json()
    assert document["settings"] == catalogue.values(
        {"mode": "automatic", "notice_recipients": ["a@b.example"]}
    )
    assert document.keys() == {"format", "format_version", "vendor", "settings"}

    changed(desktop, cedar, 1, mode="off", notice_recipients=[])
    browser.post(PAGE + "import/", {"seen": "2", "file": SimpleUploadedFile("s.json", answer.content)})
    with inside(cedar):
        assert Connection.objects.get().settings == {
            "mode": "automatic",
            "notice_recipients": ["a@b.example"],
        }
        assert SettingChange.objects.get(version=3).cause == "imported"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"no json", "not a file of settings"),
        (b"[]", "not a file of settings"),
        (b'{"format": "other"}', "not a file of settings"),
        (b'{"format": "tieout-settings", "format_version": 2, "settings": {}}', "another version"),
        (b'{"format": "tieout-settings", "format_version": 1, "settings": []}', "another version"),
        (b'{"format": "tieout-settings", "format_version": 1, "settings": {"mode": "x", "colour": 1}}',
         "How work goes out: Choose one of"),
        (b"[" * 150_000, "not a file of settings"),
        (b" " * 200_001, "far larger"),
    ],
)  # fmt: skip
def test_another_file_changes_nothing(
    content: bytes, said: str, browser: Client, desktop: Connection, cedar: Tenant
) -> None:
    answer = browser.post(PAGE + "import/", {"seen": "0", "file": SimpleUploadedFile("s.json", content)})
    assert (answer.status_code, said in answer.content.decode()) == (422, True), answer.content.decode()
    with inside(cedar):
        assert Connection.objects.get().settings == {}


def test_what_means_nothing_here_is_left_out_of_a_file(
    browser: Client, desktop: Connection, cedar: Tenant
) -> None:
    document = {
        "format": "tieout-settings",
        "format_version": 1,
        "settings": {"unattended": "always", "mode": "off"},
    }
    file = SimpleUploadedFile("s.json", json.dumps(document).encode())
    assert browser.post(PAGE + "import/", {"seen": "0", "file": file}).status_code == 302
    with inside(cedar):
        assert Connection.objects.get().settings == {"mode": "off"}


@pytest.mark.parametrize("seen", ["x", "", "99999999999999999999", "-1"])
def test_what_was_seen_is_a_number(seen: str, browser: Client, desktop: Connection, cedar: Tenant) -> None:
    changed(desktop, cedar, 0, mode="automatic")
    answer = browser.post(PAGE + "history/0/", {"seen": seen}, follow=True)
    assert "Somebody else changed the settings" in answer.content.decode()
    with inside(cedar):
        assert Connection.objects.get().settings == {"mode": "automatic"}


@pytest.mark.parametrize("path", ["", "history/", "history/0/", "export.json", "import/"])
def test_without_a_vendor_there_is_nothing_to_set(path: str, browser: Client, cedar: Tenant) -> None:
    assert browser.get(PAGE + path)["Location"] == "/o/cedar/accounting/"
