"""What is taken out before anybody reads it: credentials and mail addresses, wherever they hide."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.redaction import REDACTED, redact, redact_text

SECRET = "s3cr3t-Zq81xWv0"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"basic {SECRET}==",
        f"postgresql://app:{SECRET}@db:5432/x",
        f"redis://:{SECRET}@cache:6379/0",
        f"https://example.test/cb?code={SECRET}&state=1",
        f"refresh_token={SECRET}",
        f'{{"access_token": "{SECRET}", "x": 1}}',
        f"{{'client_secret': '{SECRET}'}}",
        f"password: {SECRET}",
        f"sessionid={SECRET}; path=/",
        f"GET /invitation/{SECRET}/ 200",
        f"GET /account/password/reset/key/{SECRET}/",
        f"/account/confirm-email/{SECRET}/",
        f"mail to {SECRET}@people.example.com failed",
        f"mail to {SECRET}@exämple.de failed",
        f"user={SECRET}%40demo.test",
        f"X-Api-Key: {SECRET}",
        f"api-key={SECRET}",
        f'client_secret = "a\\"{SECRET}"',
        f"client_secret = 'a\\'{SECRET}'",
        f'client_secret = "a {SECRET}',
        f"token=b'{SECRET}'",
        f"postgresql://u:p/{SECRET}@h",
        f"postgresql://u:p@{SECRET}@h/x",
        f"postgresql://u@h:{SECRET}@h/x",
    ],
)
def test_no_credential_is_left_in_a_text(text: str) -> None:
    assert SECRET not in redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "3 invoices sent",
        "at 14:02",
        "QuickBooks error 6240: Duplicate Name Exists",
        "http://127.0.0.1:8000/o/cedar/",
        "duplicate key value violates a constraint",
        "100% of 40.5",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "refresh_token",
        "Authorization",
        "client_secret",
        "Set-Cookie",
        "apiKey",
        "sentry_dsn",
        "code",
        "ticket",
        "sessionid",
        "session_key",
        "key",
        "seed",
        "X-Api-Key",
    ],
)
def test_a_field_named_like_a_secret_is_hidden_whatever_it_holds(name: str) -> None:
    assert redact({name: SECRET, "kept": 1}) == {name: REDACTED, "kept": 1}
    assert redact({name: {"nested": [SECRET]}}) == {name: REDACTED}


def test_nothing_nested_escapes() -> None:
    nested = {
        "a": [{"token": SECRET}, (f"Bearer {SECRET}",), {f"x@{SECRET}.example.com"}],
        "b": f"Bearer {SECRET}".encode(),
    }

    assert SECRET not in str(redact(nested))


def test_a_mail_address_is_no_key_either_and_no_entry_is_lost() -> None:
    told = redact({"a@people.test": 1, "b@people.test": 2, 3: 4})

    assert told == {"[mail address]": 1, "[mail address] 2": 2, 3: 4}


def test_an_object_is_told_by_its_redacted_text_and_a_plain_value_stays_one() -> None:
    class Address:
        def __str__(self) -> str:
            return f"/invitation/{SECRET}/"

    kept = [None, True, 3, 2.5, Decimal("1.50"), date(2026, 1, 2), UUID(int=1)]

    assert redact(Address()) == f"/invitation/{REDACTED}/"
    assert redact(kept) == kept


def test_a_text_cut_short_or_an_apostrophe_takes_only_what_may_be_secret() -> None:
    assert redact_text(f'token = "{SECRET} and\nthe next line') == f"token = {REDACTED}\nthe next line"
    assert redact_text("code: I'm sorry") == f"code: {REDACTED}'m sorry"


def test_an_error_is_told_without_its_secret() -> None:
    assert redact(ValueError(f"token={SECRET}")) == f"ValueError: token={REDACTED}"


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_redacting_never_fails_and_twice_is_as_good_as_once(value: object) -> None:
    assert redact(redact(value)) == redact(value)
