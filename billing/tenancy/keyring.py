"""The key ring: what we must be able to read again is sealed with AES-256-GCM under the newest key.

A sealed value names its key and is bound to a context (which tenant, which table and column), so that a value
copied elsewhere does not open. Nothing falls back: what cannot be opened raises.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE = 12


class Unreadable(ValueError):
    """A sealed value does not open: its key is gone, it was moved, or it was changed."""


def seal(plain: bytes, *, context: str) -> bytes:
    """Return version, key name, nonce and ciphertext as one value that opens only under this context."""
    name, key = settings.FIELD_KEYS[0]
    head = VERSION + bytes([len(name)]) + name.encode()
    nonce = os.urandom(NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + context.encode())


def open_sealed(sealed: bytes, *, context: str) -> bytes:
    """Return what was sealed, or raise Unreadable."""
    name, head, rest = _split(sealed)
    key = dict(settings.FIELD_KEYS).get(name)
    if key is None:
        raise Unreadable(f"A sealed value needs the key {name!r}, which TIEOUT_FIELD_KEYS no longer holds.")
    try:
        return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], head + context.encode())
    except InvalidTag:
        raise Unreadable(f"A sealed value does not open as {context}: it was moved or changed.") from None


def is_current(sealed: bytes) -> bool:
    """Tell whether a sealed value was made with the newest key."""
    return _split(sealed)[0] == settings.FIELD_KEYS[0][0]


def seal_text(text: str, *, context: str) -> str:
    return base64.b64encode(seal(text.encode(), context=context)).decode()


def open_text(text: str, *, context: str) -> str:
    return open_sealed(_decoded(text), context=context).decode()


def text_is_current(text: str) -> bool:
    return is_current(_decoded(text))


def derived(purpose: str) -> dict[str, bytes]:
    """Return a key for this purpose from each key of the ring, by name and newest first.

    Who learns one of them learns neither the ring's key nor the key for another purpose.
    """
    return {
        name: HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tieout:{purpose}".encode()).derive(key)
        for name, key in settings.FIELD_KEYS
    }


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("A sealed value is not in the form that sealing gives.") from None


def _split(sealed: bytes) -> tuple[str, bytes, bytes]:
    if len(sealed) < 2 or sealed[:1] != VERSION or len(sealed) < 2 + sealed[1] + NONCE + 16:
        raise Unreadable("A sealed value is not in the form that sealing gives.")
    end = 2 + sealed[1]
    try:
        return sealed[2:end].decode("ascii"), sealed[:end], sealed[end:]
    except UnicodeDecodeError:
        raise Unreadable("A sealed value is not in the form that sealing gives.") from None
