"""What the token endpoint says is read before anything is kept: 1.4."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.quickbooks_online.tokens import Nonsense, Tokens, read

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOOD = {
    "token_type": "bearer", "access_token": "eyJ-access-of-length", "expires_in": 3600,
    "refresh_token": "AB11-refresh-of-length", "x_refresh_token_expires_in": 8_726_400,
    "x_refresh_token_hard_expires_in": 157_766_400,
}  # fmt: skip


def test_all_that_matters_is_read() -> None:
    assert read(GOOD, now=NOW) == Tokens(
        access_token="eyJ-access-of-length", refresh_token="AB11-refresh-of-length",
        access_until=NOW + timedelta(hours=1), refresh_until=NOW + timedelta(days=101),
        hard_until=NOW + timedelta(days=1826),
    )  # fmt: skip
    assert "eyJ" not in repr(read(GOOD, now=NOW))


def test_what_is_not_said_is_assumed_with_care() -> None:
    held = {name: value for name, value in GOOD.items() if not name.startswith("x_")} | {"expires_in": "3600"}
    found = read(held, now=NOW)
    assert (found.refresh_until, found.hard_until) == (NOW + timedelta(days=100), None)


@pytest.mark.parametrize(
    "change",
    [
        {"access_token": "undefined"},
        {"access_token": None},
        {"access_token": "x" * 9000},
        {"access_token": "with a space in the middle"},
        {"access_token": "with-a-\u00fcmlaut-in-it-somewhere"},
        {"access_token": "with-a-break\n-in-it-somewhere"},
        {"refresh_token": ""},
        {"refresh_token": 12345678901234567890},
        {"expires_in": 0},
        {"expires_in": True},
        {"expires_in": "soon"},
        {"expires_in": 3600.5},
        {"expires_in": 10**12},
        {"x_refresh_token_expires_in": -5},
        {"x_refresh_token_hard_expires_in": {}},
    ],
)
def test_nonsense_is_named_by_its_part_and_never_quoted(change: dict[str, Any]) -> None:
    with pytest.raises(Nonsense) as caught:
        read(GOOD | change, now=NOW)
    ((name, value),) = change.items()
    assert name in str(caught.value)
    assert not isinstance(value, str) or not value or value not in str(caught.value)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.none()
    | st.text()
    | st.lists(st.text())
    | st.dictionaries(st.sampled_from([*GOOD]), st.text() | st.none() | st.integers())
)
def test_nothing_else_is_ever_raised(answer: Any) -> None:
    try:
        read(answer, now=NOW)
    except Nonsense:
        return
