"""How names are sorted and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.naming import KEY_LENGTH, WORD_LENGTH, WORDS_AT_MOST, sort_key, words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ökonomie  & Co", "okonomie & co"),
        ("  O'Neil: 'A~B' ", "o'neil: 'a~b'"),
        ("STRASSE / straße", "strasse / strasse"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_a_key_has_no_case_no_accents_and_single_spaces(text: str, key: str) -> None:
    assert sort_key(text) == key


def test_words_are_found_once_and_in_order() -> None:
    assert words("Café Déjà-Vu", "cafe 24/7") == ["cafe", "deja", "vu", "24", "7"]


@given(st.text(max_size=300))
def test_keys_and_words_fit_their_columns_and_stay_what_they_are(text: str) -> None:
    assert len(sort_key(text)) <= KEY_LENGTH
    found = words(text)
    assert len(found) <= WORDS_AT_MOST
    assert all(0 < len(word) <= WORD_LENGTH for word in found)
    assert words(*found) == found
