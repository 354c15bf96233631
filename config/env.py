"""The environment, read once and typed. Nothing else in the project looks at os.environ."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

Value = TypeVar("Value")
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class BadEnvironment(ValueError):
    """The environment does not describe a complete, consistent deployment."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"Tieout cannot start: its environment is incomplete.\n{lines}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Everything that differs from one deployment to the next."""

    secret_key: str = field(repr=False)
    field_keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    database: dict[str, Any] = field(repr=False)
    redis_url: str = field(repr=False)
    public_url: str
    allowed_hosts: tuple[str, ...]
    mail: dict[str, Any] = field(repr=False)
    mail_from: str
    static_root: Path | None
    proxies: int
    debug: bool
    demo: bool
    log_format: str
    log_level: str
    metrics_token: str = field(repr=False)
    sentry_dsn: str = field(repr=False)
    tracing_endpoint: str
    web_host: str
    web_port: int
    web_workers: int
    web_threads: int
    worker_processes: int

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


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


def database(text: str) -> dict[str, Any]:
    url = urlsplit(text)
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise ValueError("needs the form postgresql://user:password@host:port/name")
    return {
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": {"connect_timeout": 5} | dict(parse_qsl(url.query)),
    }


def redis(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss"}:
        raise ValueError("needs the form redis://:password@host:port/0")
    return text


def address(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/"):
        raise ValueError("needs the form https://tieout.example.com, without a path")
    return text.rstrip("/")


def mail_server(text: str) -> dict[str, Any]:
    url = urlsplit(text)
    if url.scheme not in {"smtp", "smtps", "smtp+tls"} or not url.hostname:
        raise ValueError("needs the form smtp+tls://user:password@host:587")
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


def mail_folder(text: str) -> dict[str, Any]:
    return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": text}


def words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def switch(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError("needs 1 or 0")
    return text.lower() in YES


def count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise ValueError("needs a whole number")
    return int(text)


def one_of(*choices: str) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text not in choices:
            raise ValueError(f"needs one of {', '.join(choices)}")
        return text

    return choose


def read(environ: Mapping[str, str]) -> Env:
    """Parse the whole environment, or raise BadEnvironment with every problem at once."""
    problems: list[str] = []

    def take(name: str, parse: Callable[[str], Value], default: Value | None = None) -> Value:
        text = environ.get(name, "").strip()
        if not text:
            if default is None:
                problems.append(f"{name} is missing.")
            return default  # type: ignore[return-value]  # a problem is noted, so no Env is built from it
        try:
            return parse(text)
        except ValueError as problem:
            problems.append(f"{name} {problem}.")
            return default  # type: ignore[return-value]  # likewise

    if environ.get("TIEOUT_MAIL_FOLDER"):
        mail = take("TIEOUT_MAIL_FOLDER", mail_folder)
    else:
        mail = take("TIEOUT_MAIL_URL", mail_server)
    values: dict[str, Any] = {
        "secret_key": take("TIEOUT_SECRET_KEY", secret),
        "field_keys": take("TIEOUT_FIELD_KEYS", key_ring),
        "database": take("DATABASE_URL", database),
        "redis_url": take("REDIS_URL", redis),
        "public_url": take("TIEOUT_PUBLIC_URL", address),
        "allowed_hosts": take("TIEOUT_ALLOWED_HOSTS", words),
        "mail": mail,
        "mail_from": take("TIEOUT_MAIL_FROM", str),
        "static_root": take("TIEOUT_STATIC_ROOT", Path, Path("static-collected").absolute()),
        "proxies": take("TIEOUT_PROXIES", count, 0),
        "debug": take("TIEOUT_DEBUG", switch, default=False),
        "demo": take("TIEOUT_DEMO", switch, default=False),
        "log_format": take("TIEOUT_LOG_FORMAT", one_of("json", "console"), "json"),
        "log_level": take("TIEOUT_LOG_LEVEL", one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        "metrics_token": take("TIEOUT_METRICS_TOKEN", secret, ""),
        "sentry_dsn": take("SENTRY_DSN", str, ""),
        "tracing_endpoint": take("OTEL_EXPORTER_OTLP_ENDPOINT", str, ""),
        "web_host": take("TIEOUT_WEB_HOST", str, "127.0.0.1"),
        "web_port": take("TIEOUT_WEB_PORT", count, 8000),
        "web_workers": take("TIEOUT_WEB_WORKERS", count, 1),
        "web_threads": take("TIEOUT_WEB_THREADS", count, 8),
        "worker_processes": take("TIEOUT_WORKER_PROCESSES", count, 2),
    }
    if problems:
        raise BadEnvironment(problems)
    return Env(**values)
