"""The environment, read once and typed. Nothing else in the project looks at os.environ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http.request import validate_host

from config import parsers

Value = TypeVar("Value")
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


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
    quickbooks_online: dict[str, dict[str, str]] = field(repr=False)

    @property
    def https(self) -> bool:
        return self.public_url.lower().startswith("https:")


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


def _worlds(
    apps: dict[str, dict[str, str]], *, simulator_url: str | None, problems: list[str]
) -> dict[str, dict[str, str]]:
    """Return the apps that are set, by world; the simulator has an address of its own."""
    if simulator_url is not None and bool(apps["simulator"]) != bool(simulator_url):
        problems.append("TIEOUT_SIMULATOR and TIEOUT_SIMULATOR_URL are set together or not at all.")
    found = {name: app for name, app in apps.items() if app}
    if "simulator" in found:
        found["simulator"] |= {"url": simulator_url or ""}
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
        mail = take("TIEOUT_MAIL_FOLDER", parsers.mail_folder)
    else:
        mail = take("TIEOUT_MAIL_URL", parsers.mail_server)
    values: dict[str, Any] = {
        "secret_key": take("TIEOUT_SECRET_KEY", parsers.secret),
        "field_keys": take("TIEOUT_FIELD_KEYS", parsers.key_ring),
        "database": take("DATABASE_URL", parsers.database),
        "redis_url": take("REDIS_URL", parsers.redis),
        "public_url": take("TIEOUT_PUBLIC_URL", parsers.address),
        "allowed_hosts": take("TIEOUT_ALLOWED_HOSTS", parsers.words),
        "mail": mail,
        "mail_from": take("TIEOUT_MAIL_FROM", parsers.sender),
        "static_root": take("TIEOUT_STATIC_ROOT", Path, Path("static-collected").absolute()),
        "proxies": take("TIEOUT_PROXIES", parsers.count(0, 99), 0),
        "debug": take("TIEOUT_DEBUG", parsers.switch, default=False),
        "demo": take("TIEOUT_DEMO", parsers.switch, default=False),
        "log_format": take("TIEOUT_LOG_FORMAT", parsers.one_of("json", "console"), "json"),
        "log_level": take("TIEOUT_LOG_LEVEL", parsers.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        "metrics_token": take("TIEOUT_METRICS_TOKEN", parsers.secret, ""),
        # The library takes an empty value for the working folder, so one that is set must name a folder.
        "metrics_folder": take(METRICS_FOLDER, parsers.folder) if METRICS_FOLDER in environ else None,
        "sentry_dsn": take("SENTRY_DSN", parsers.error_reports, ""),
        "tracing_endpoint": take("OTEL_EXPORTER_OTLP_ENDPOINT", parsers.collector, ""),
        "web_host": take("TIEOUT_WEB_HOST", str, "127.0.0.1"),
        "web_port": take("TIEOUT_WEB_PORT", parsers.count(1, 65535), 8000),
        "web_workers": take("TIEOUT_WEB_WORKERS", parsers.count(1, 256), 1),
        "web_threads": take("TIEOUT_WEB_THREADS", parsers.count(1, 1024), 8),
        "worker_processes": take("TIEOUT_WORKER_PROCESSES", parsers.count(1, 256), 2),
        "api_token_minutes": take("TIEOUT_API_TOKEN_MINUTES", parsers.count(1, 60), 15),
        "api_rate": take("TIEOUT_API_RATE", parsers.count(1, 99_999), 600),
        "import_megabytes": take("TIEOUT_IMPORT_MEGABYTES", parsers.count(1, 250), 50),
    }
    values["quickbooks_online"] = _worlds(
        {
            "production": take("TIEOUT_INTUIT_PRODUCTION", parsers.intuit_app, {}),
            "sandbox": take("TIEOUT_INTUIT_SANDBOX", parsers.intuit_app, {}),
            "simulator": take("TIEOUT_SIMULATOR", parsers.intuit_app, {}),
        },
        simulator_url=take("TIEOUT_SIMULATOR_URL", parsers.address, ""),
        problems=problems,
    )
    problems += contradictions(**{name: values[name] for name in ("public_url", "allowed_hosts", "proxies")})
    if problems:
        raise BadEnvironment(problems)
    return Env(**values)
