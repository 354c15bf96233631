"""The environment, read once and typed. Nothing else in the project looks at os.environ."""

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.http.request import validate_host

Value = TypeVar("Value")
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
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
    static_root: Path
    proxies: int
    debug: bool
    demo: bool
    log_format: str
    log_level: str
    metrics_token: str = field(repr=False)
    metrics_folder: Path | None
    sentry_dsn: str = field(repr=False)
    tracing_endpoint: str
    web_host: str
    web_port: int
    web_workers: int
    web_threads: int
    worker_processes: int
    api_token_minutes: int
    api_rate: int
    import_megabytes: int

    @property
    def https(self) -> bool:
        return self.public_url.lower().startswith("https:")


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


def contradictions(
    *, public_url: str | None, allowed_hosts: tuple[str, ...] | None, proxies: int | None
) -> list[str]:
    """Say which values are right in themselves but not together; what is None was refused already."""
    found = []
    host = urlsplit(public_url or "").hostname or ""
    # The form in which a browser sends it, and Django compares it.
    host = f"[{host}]" if ":" in host else host
    if public_url and allowed_hosts and not validate_host(host, allowed_hosts):
        found.append("TIEOUT_PUBLIC_URL names a host that is not among TIEOUT_ALLOWED_HOSTS.")
    if public_url and public_url.lower().startswith("https:") and proxies == 0:
        found.append(
            "TIEOUT_PROXIES needs 1 or more, since TIEOUT_PUBLIC_URL is https and a proxy must end TLS."
        )
    return found


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
            return None  # type: ignore[return-value]  # likewise

    if environ.get("TIEOUT_MAIL_FOLDER", "").strip():
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
        "mail_from": take("TIEOUT_MAIL_FROM", sender),
        "static_root": take("TIEOUT_STATIC_ROOT", Path, Path("static-collected").absolute()),
        "proxies": take("TIEOUT_PROXIES", count(0, 99), 0),
        "debug": take("TIEOUT_DEBUG", switch, default=False),
        "demo": take("TIEOUT_DEMO", switch, default=False),
        "log_format": take("TIEOUT_LOG_FORMAT", one_of("json", "console"), "json"),
        "log_level": take("TIEOUT_LOG_LEVEL", one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        "metrics_token": take("TIEOUT_METRICS_TOKEN", secret, ""),
        # The library takes an empty value for the working folder, so one that is set must name a folder.
        "metrics_folder": take(METRICS_FOLDER, folder) if METRICS_FOLDER in environ else None,
        "sentry_dsn": take("SENTRY_DSN", error_reports, ""),
        "tracing_endpoint": take("OTEL_EXPORTER_OTLP_ENDPOINT", collector, ""),
        "web_host": take("TIEOUT_WEB_HOST", str, "127.0.0.1"),
        "web_port": take("TIEOUT_WEB_PORT", count(1, 65535), 8000),
        "web_workers": take("TIEOUT_WEB_WORKERS", count(1, 256), 1),
        "web_threads": take("TIEOUT_WEB_THREADS", count(1, 1024), 8),
        "worker_processes": take("TIEOUT_WORKER_PROCESSES", count(1, 256), 2),
        "api_token_minutes": take("TIEOUT_API_TOKEN_MINUTES", count(1, 60), 15),
        "api_rate": take("TIEOUT_API_RATE", count(1, 99_999), 600),
        "import_megabytes": take("TIEOUT_IMPORT_MEGABYTES", count(1, 250), 50),
    }
    problems += contradictions(**{name: values[name] for name in ("public_url", "allowed_hosts", "proxies")})
    if problems:
        raise BadEnvironment(problems)
    return Env(**values)
