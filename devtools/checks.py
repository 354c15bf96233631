"""`python3 run.py check`: everything that judges the code without running it, one line each."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from devtools import audit
from devtools.checkout import ROOT
from devtools.refusal import Refused

# Made up, complete, and of the kind production has: what is checked must not depend on this machine.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    # Nobody listens there, so a check that needs a database fails at once instead of finding the wrong one.
    "DATABASE_URL": "postgresql://tieout_app:unused@127.0.0.1:1/tieout",
    "REDIS_URL": "redis://:unused@127.0.0.1:1/0",
    "TIEOUT_SECRET_KEY": "not-a-secret-but-long-and-varied-enough-to-be-taken-for-one-0123456789",
    "TIEOUT_FIELD_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
    "TIEOUT_PUBLIC_URL": "https://tieout.example.com",
    "TIEOUT_ALLOWED_HOSTS": "tieout.example.com",
    "TIEOUT_PROXIES": "1",
    "TIEOUT_MAIL_URL": "smtp+tls://user:unused@mail.example.com:587",
    "TIEOUT_MAIL_FROM": "Tieout <billing@example.com>",
    "TIEOUT_STATIC_ROOT": str(ROOT / ".local" / "static"),
    "TIEOUT_LOG_FORMAT": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A program that judges, by its exit status; some depend on a service that may not be there."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    may_be_unanswered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one check found, and how long it took."""

    check: Check
    status: int
    output: str
    seconds: float

    @property
    def silent(self) -> bool:
        """Whether the program could not judge at all."""
        return self.check.may_be_unanswered and self.status == audit.UNANSWERED

    @property
    def failed(self) -> bool:
        """Whether there is something to put right."""
        return self.status != 0 and not self.silent


def checks() -> list[Check]:
    """Give every check there is, in the order they are reported."""
    python = sys.executable
    manage = [python, "manage.py"]
    return [
        Check(name="format", command=[python, "-m", "ruff", "format", "--check", "."]),
        Check(name="lint", command=[python, "-m", "ruff", "check", "."]),
        Check(name="types", command=[python, "-m", "mypy"], environment=PRODUCTION),
        Check(
            name="layers",
            command=[python, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
            environment=PRODUCTION,
        ),
        Check(name="templates", command=[*djade(), "--check", *templates()]),
        Check(
            name="migrations",
            command=[*manage, "makemigrations", "--check", "--dry-run"],
            environment=PRODUCTION,
        ),
        Check(
            name="deploy",
            command=[*manage, "check", "--deploy", "--fail-level", "WARNING"],
            environment=PRODUCTION,
        ),
        Check(name="audit", command=[python, "-m", "devtools.audit"], may_be_unanswered=True),
    ]


def djade() -> list[str]:
    """Give the template formatter's command, without files."""
    return [str(Path(sys.executable).with_name("djade")), "--target-version", "5.2"]


def templates() -> list[str]:
    """Give every template, as the formatter wants them named one by one."""
    folders = [ROOT / "templates", *(ROOT / name / "templates" for name in ("billing", "integrations"))]
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*.html"))


def main(arguments: Sequence[str]) -> int:
    """Run the named checks, or all, to the end; the status is 1 if one of them found something."""
    every = checks()
    if unknown := set(arguments) - {check.name for check in every}:
        names = ", ".join(check.name for check in every)
        raise Refused(f"There is no check `{min(unknown)}`. The checks are: {names}.")
    chosen = [check for check in every if not arguments or check.name in arguments]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        verdicts = [_report(verdict) for verdict in pool.map(_judge, chosen)]
    failed = [verdict.check.name for verdict in verdicts if verdict.failed]
    print(
        f"tieout: {len(verdicts) - len(failed)} of {len(verdicts)} checks passed"
        + "; not: " * bool(failed)
        + ", ".join(failed)
    )
    return 1 if failed else 0


def _judge(check: Check) -> Verdict:
    began = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env=os.environ | check.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return Verdict(check=check, status=done.returncode, output=done.stdout, seconds=time.monotonic() - began)


def _report(verdict: Verdict) -> Verdict:
    word = "FAILED" if verdict.failed else "NOT DONE" if verdict.silent else "ok"
    because = "  the service it asks cannot be reached from here" if verdict.silent else ""
    print(f"{verdict.check.name:<12} {word:<8} {verdict.seconds:5.1f} s{because}", flush=True)
    if verdict.failed:
        print(verdict.output.rstrip() + "\n", flush=True)
    return verdict
