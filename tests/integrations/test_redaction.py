"""What is taken out before anybody reads it: credentials and mail addresses, wherever they hide."""

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
    ],
)
def test_no_credential_is_left_in_a_text(text: str) -> None:
    assert SECRET not in redact_text(text)


@pytest.mark.parametrize(
    "text", ["3 invoices sent", "at 14:02", "QuickBooks error 6240: Duplicate Name Exists"]
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
