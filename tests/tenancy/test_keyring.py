"""What is sealed opens only with its key, in its place, unchanged."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from billing.tenancy import keyring

OLD, NEW = ("old", bytes(range(32))), ("new", bytes(range(32, 64)))


@pytest.fixture(autouse=True)
def _ring(settings: Settings) -> None:
    settings.FIELD_KEYS = (OLD,)


@given(plain=st.binary(max_size=500), context=st.text(max_size=50))
def test_what_is_sealed_opens_in_its_context_and_nowhere_else(plain: bytes, context: str) -> None:
    sealed = keyring.seal(plain, context=context)

    assert keyring.open_sealed(sealed, context=context) == plain
    with pytest.raises(keyring.Unreadable, match="moved or changed"):
        keyring.open_sealed(sealed, context=context + "x")


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    assert keyring.seal(b"token", context="c") != keyring.seal(b"token", context="c")


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_changed_bit_goes_unnoticed(position: int, bit: int) -> None:
    sealed = bytearray(keyring.seal(b"token", context="c"))
    sealed[position % len(sealed)] ^= 1 << bit

    with pytest.raises(keyring.Unreadable):
        keyring.open_sealed(bytes(sealed), context="c")


@given(st.binary(max_size=80))
def test_what_was_never_sealed_is_unreadable(noise: bytes) -> None:
    with pytest.raises(keyring.Unreadable):
        keyring.open_sealed(noise, context="c")


@pytest.mark.parametrize("text", ["", "plain text", "e30=", base64.b64encode(b"x" * 60).decode()])
def test_plain_text_is_never_taken_for_sealed_text(text: str) -> None:
    with pytest.raises(keyring.Unreadable):
        keyring.open_text(text, context="c")


def test_the_newest_key_writes_and_all_keys_read(settings: Settings) -> None:
    before = keyring.seal(b"token", context="c")
    settings.FIELD_KEYS = (NEW, OLD)
    after = keyring.seal(b"token", context="c")

    assert not keyring.is_current(before)
    assert keyring.is_current(after)
    assert keyring.open_sealed(before, context="c") == keyring.open_sealed(after, context="c") == b"token"


def test_a_value_whose_key_is_gone_names_the_key(settings: Settings) -> None:
    sealed = keyring.seal(b"token", context="c")
    settings.FIELD_KEYS = (NEW,)

    with pytest.raises(keyring.Unreadable, match="'old'"):
        keyring.open_sealed(sealed, context="c")


def test_another_key_under_the_same_name_does_not_open_it(settings: Settings) -> None:
    sealed = keyring.seal(b"token", context="c")
    settings.FIELD_KEYS = (("old", NEW[1]),)

    with pytest.raises(keyring.Unreadable):
        keyring.open_sealed(sealed, context="c")
