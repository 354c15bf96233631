"""How names are sorted and found: without case, accents and punctuation. Pure."""

import re
import unicodedata

KEY_LENGTH = 100
WORD_LENGTH = 40
WORDS_AT_MOST = 24
BEYOND = "\U0010ffff"
_WORD = re.compile(r"\w+", re.UNICODE)


def sort_key(text: str) -> str:
    """Return what a name is sorted and found by: `Ökonomie & Co` becomes `okonomie & co`."""
    return " ".join(_plain(text).split())[:KEY_LENGTH]


def words(*texts: str) -> list[str]:
    """Return the different words of some texts, in the order in which they come."""
    found = (word[:WORD_LENGTH] for text in texts for word in _WORD.findall(_plain(text)))
    return list(dict.fromkeys(found))[:WORDS_AT_MOST]


def _plain(text: str) -> str:
    # Taken apart before and after: some letters have a case only once they are what they stand for.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
