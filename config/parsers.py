"""What a value of the environment must look like, one function each; ValueError says it in our words."""

import base64
import binascii
import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("needs at least 32 random characters")
    return text


def key_ring(text: str) -> tuple[tuple[str, bytes], ...]:
    """Parse `name:base64,name:base64`, newest first, each key 32 bytes."""
    keys = []
    for entry in text.split(","):
        name, _, encoded = entry.strip().partition(":")
        if not re.fullmatch(r"[a-z0-9_-]{1,16}", name):
            raise ValueError("needs entries like k1:<base64 of 32 random bytes>, newest first, comma between")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ValueError(f"key {name} is not base64") from None
        if len(key) != 32:
            raise ValueError(f"key {name} has {len(key)} bytes and needs 32")
        keys.append((name, key))
    if len({name for name, _ in keys}) < len(keys):
        raise ValueError("names one key twice")
    return tuple(keys)


def url_parts(text: str, *, schemes: set[str], form: str, host: bool = True) -> SplitResult:
    """Take an address apart. What is wrong with it is said in our words: a parser's would quote passwords."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError(f"needs the form {form}") from None
    if url.scheme not in schemes or url.fragment or port == 0 or (host and not url.hostname):
        raise ValueError(f"needs the form {form}")
    return url


def database(text: str) -> dict[str, Any]:
    form = "postgresql://user:password@host:port/name, with / # ? @ in a password written %2F %23 %3F %40"
    url = url_parts(text, schemes={"postgres", "postgresql"}, form=form, host=False)
    name = url.path.removeprefix("/")
    if not name or "/" in name:
        raise ValueError(f"needs the form {form}")
    return {
        "NAME": unquote(name),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": {"connect_timeout": 5} | dict(parse_qsl(url.query)),
    }


def redis(text: str) -> str:
    form = "redis://:password@host:port/0"
    url = url_parts(text, schemes={"redis", "rediss"}, form=form)
    if not re.fullmatch(r"(/[0-9]*)?", url.path):
        raise ValueError(f"needs the form {form}")
    return text


def address(text: str) -> str:
    form = "https://tieout.example.com, without a path"
    url = url_parts(text, schemes={"http", "https"}, form=form)
    if url.path.strip("/") or url.query or "@" in url.netloc:
        raise ValueError(f"needs the form {form}")
    return text.rstrip("/")


def collector(text: str) -> str:
    url_parts(text, schemes={"http", "https"}, form="http://collector:4318")
    return text


def error_reports(text: str) -> str:
    form = "https://key@errors.example.com/1"
    url = url_parts(text, schemes={"http", "https"}, form=form)
    if not url.username or not re.fullmatch(r"/(.*/)?[0-9]+", url.path):
        raise ValueError(f"needs the form {form}")
    return text


def mail_server(text: str) -> dict[str, Any]:
    form = "smtp+tls://user:password@host:587"
    url = url_parts(text, schemes={"smtp", "smtps", "smtp+tls"}, form=form)
    if url.path.strip("/") or url.query:
        raise ValueError(f"needs the form {form}")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 10,
    }


def folder(text: str) -> Path:
    path = Path(text)
    if "\0" in text or not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        raise ValueError("needs a folder that exists and may be written to")
    return path


def mail_folder(text: str) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder(text)),
    }


def sender(text: str) -> str:
    if not text.isprintable() or not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]):
        raise ValueError("needs a mail address, like Tieout <billing@example.com>")
    return text


def intuit_app(text: str) -> dict[str, str]:
    """Parse `client id:client secret`, with the verifier token of webhooks behind it where there is one."""
    client_id, _, rest = text.partition(":")
    client_secret, _, verifier = rest.partition(":")
    if not re.fullmatch(r"[A-Za-z0-9]{16,120}", client_id) or not re.fullmatch(
        r"[A-Za-z0-9]{16,120}", client_secret
    ):
        raise ValueError("needs client-id:client-secret, or client-id:client-secret:verifier-token")
    return {"client_id": client_id, "client_secret": client_secret, "verifier_token": verifier}


def words(text: str) -> tuple[str, ...]:
    names = tuple(word.strip() for word in text.split(",") if word.strip())
    if not names:
        raise ValueError("needs at least one name")
    return names


def switch(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError("needs 1 or 0")
    return text.lower() in YES


def count(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,5}", text) or not least <= int(text) <= most:
            raise ValueError(f"needs a whole number from {least} to {most}")
        return int(text)

    return number


def one_of(*choices: str) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text not in choices:
            raise ValueError(f"needs one of {', '.join(choices)}")
        return text

    return choose
