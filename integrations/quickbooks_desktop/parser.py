"""The XML parser under both readers: defused, and frugal with what is long."""

from typing import Any
from xml.sax import SAXException

from defusedxml.expatreader import DefusedExpatParser

# In pieces of this size it is fed, and text is told.
PIECE = 1 << 14
LONGEST_TAG = 1 << 16


class Parser(DefusedExpatParser):
    """Tells text in long pieces, and refuses tags of which expat would have to keep too much at once.

    By itself expat ends a piece at every `&lt;`, and XML that travels inside XML is full of them.
    """

    def reset(self) -> None:
        super().reset()
        self._taken = 0
        self._expat: Any = self._parser  # type: ignore[attr-defined]  # the stubs leave it out
        self._expat.buffer_text = True
        self._expat.buffer_size = PIECE

    def feed(self, data: Any, isFinal: Any = False) -> None:  # noqa: FBT002, N803  # the base has it so
        super().feed(data, isFinal)
        self._taken += len(data)
        # How far it got: what lies between is one unfinished tag.
        if self._taken - self._expat.CurrentByteIndex > LONGEST_TAG:
            raise SAXException(f"a tag is longer than {LONGEST_TAG:,} bytes")
