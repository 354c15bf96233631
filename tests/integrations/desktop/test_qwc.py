"""The file for the Web Connector, the names and the passwords: pure, so tried without a database."""

import math
import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from integrations.quickbooks_desktop import passwords, qwc

ENTRY = qwc.Entry(
    app_name="Tieout - Birch & Sons (7f3a)",
    url="https://tieout.example/qbwc/qbd-x",
    support_url="https://tieout.example/qbwc/help/",
    user_name="qbd-x",
    owner_id=UUID("5a0c1b9e-7c52-4d0b-9c7f-3e1b2a4d6f80"),
    file_id=UUID("c1d7e2f4-0b6a-4e55-8f0e-9a1b2c3d4e5f"),
    minutes=15,
)


def test_the_file_holds_the_elements_in_the_order_intuit_shows() -> None:
    root = fromstring(qwc.file(ENTRY).decode())

    assert root.tag == "QBWCXML"
    assert [(element.tag, element.text) for element in root] == [
        ("AppName", "Tieout - Birch & Sons (7f3a)"),
        ("AppID", None),
        ("AppURL", "https://tieout.example/qbwc/qbd-x"),
        ("AppDescription", "Keeps billing and QuickBooks in agreement"),
        ("AppSupport", "https://tieout.example/qbwc/help/"),
        ("UserName", "qbd-x"),
        ("OwnerID", "{5A0C1B9E-7C52-4D0B-9C7F-3E1B2A4D6F80}"),
        ("FileID", "{C1D7E2F4-0B6A-4E55-8F0E-9A1B2C3D4E5F}"),
        ("QBType", "QBFS"),
        ("PersonalDataPref", "pdpNotNeeded"),
        ("UnattendedModePref", "umpOptional"),
        ("AuthFlags", "0xF"),
        ("IsReadOnly", "false"),
        ("Notify", "false"),
        ("Scheduler", None),
    ]
    assert root.findtext("Scheduler/RunEveryNMinutes") == "15"
    assert len(root.findtext("AppDescription")) <= 80


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_the_file_is_ascii_and_reads_back_whatever_it_is_named(name: str) -> None:
    content = qwc.file(replace(ENTRY, app_name=f"x{name}x"))

    assert content.isascii()
    assert content.startswith(b"<?xml")
    read = fromstring(content.decode()).findtext("AppName")
    assert read == f"x{name}x".replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_an_interval_that_the_web_connector_does_not_know_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="1 to 1440 minutes"):
        qwc.file(replace(ENTRY, minutes=minutes))


@pytest.mark.parametrize(
    ("organisation", "name"),
    [
        ("Birch & Sons", "Tieout - Birch & Sons (7f3a)"),
        ("Caf\u00e9 \u5317", "Tieout - Cafe (7f3a)"),
        ("\u5317\u4eac", "Tieout - billing (7f3a)"),
        ("a\r\n\tb", "Tieout - a b (7f3a)"),
        ("W" * 200, "Tieout - " + "W" * 64 + " (7f3a)"),
    ],
)
def test_the_name_in_the_web_connector_is_readable_ascii_and_unique(organisation: str, name: str) -> None:
    made = qwc.app_name(organisation=organisation, chance="7f3a")
    assert (made, len(made) <= qwc.NAME_LENGTH) == (name, True)


def test_a_password_is_typed_easily_and_not_guessed() -> None:
    made = {passwords.new_password() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}", one) for one in made)
    assert passwords.GROUPS * passwords.GROUP * math.log2(len(passwords.SIGNS)) > 80
    assert not set("0O1lIoi") & set(passwords.SIGNS)


def test_user_names_and_tickets_tell_their_organisation_and_nothing_else_does() -> None:
    tenant = uuid4()

    assert passwords.tenant_of_user(passwords.new_user_name(tenant_id=tenant)) == tenant
    assert passwords.tenant_of_ticket(passwords.new_ticket(tenant_id=tenant)) == tenant
    for other in (
        "",
        "qbd-",
        "x" * 5_000,
        f"qbd-{tenant}-00000000",
        f"qbd-{tenant.hex}-0000000\n",
        "qbd-\u0661" * 9,
    ):
        assert passwords.tenant_of_user(other) is None
        assert passwords.tenant_of_ticket(other) is None


def test_a_digest_belongs_to_its_user_name() -> None:
    assert passwords.digest("a", user_name="x") != passwords.digest("a", user_name="y")
    assert passwords.digest("AB-cd", user_name="x") == passwords.digest(" ab\u2013CD ", user_name="x")
