"""What has to be done once before the application starts: schema, static files, demonstration."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools.application import as_owner
from devtools.checkout import ROOT, fingerprint, write_private
from devtools.engines import Engines
from devtools.guard import Guard
from devtools.processes import APPLICATION_RANK, Process, stop_all
from devtools.refusal import Refused

PACKAGES = ("billing", "integrations", "config")


def schema_fingerprint() -> str:
    """Give a hash over all that decides what a migrated database looks like."""
    ours = [path for package in PACKAGES for path in (ROOT / package).rglob("migrations/*.py")]
    settings = (ROOT / "config").glob("settings*.py")
    # The guards that migrations name are written here, and so are the grants that precede them.
    guards = [*(ROOT / "billing" / "tenancy").glob("*.py"), *(ROOT / "billing").glob("apps.py")]
    return fingerprint(paths=[*ours, *settings, *guards, *_foundations()])


def prepare(*, engines: Engines, environment: Mapping[str, str], guard: Guard) -> None:
    """Bring schema, static files and demonstration up to date; what has not changed is skipped."""
    stamps = engines.folder / "prepared.json"
    done: dict[str, str] = json.loads(stamps.read_text()) if stamps.exists() else {}
    # A database of somebody else's may have changed behind our back; ours has not.
    schema = schema_fingerprint() if engines.embedded_database else ""
    wanted = {"static": _static_fingerprint(), "schema": schema, "demo": f"{schema} {_demo_fingerprint()}"}
    stale = {step for step, value in wanted.items() if done.get(step) != value or not value.strip()}
    if not Path(environment["TIEOUT_STATIC_ROOT"]).is_dir():
        stale.add("static")

    # The schema needs the database and the files need the disk: the two go side by side.
    together = [
        _manage("migrate", environment=as_owner(environment=environment), engines=engines, guard=guard)
        if "schema" in stale
        else None,
        _manage("collectstatic", "--clear", environment=environment, engines=engines, guard=guard)
        if "static" in stale
        else None,
    ]
    _finish([process for process in together if process])
    if stale & {"schema", "demo"} and environment.get("TIEOUT_DEMO") == "1" and _has_demo():
        _finish([_manage("seed_demo", environment=environment, engines=engines, guard=guard)])
    write_private(path=stamps, text=json.dumps(wanted))


def _manage(
    command: str, *arguments: str, environment: Mapping[str, str], engines: Engines, guard: Guard
) -> Process:
    unattended = [] if command == "seed_demo" else ["--no-input", "--verbosity", "0"]
    print(f"tieout: {command}", flush=True)
    return Process(
        name=command,
        command=[sys.executable, "manage.py", command, *unattended, *arguments],
        environment=environment,
        folder=ROOT,
        log=engines.folder / "logs" / f"{command}.log",
        guard=guard,
        rank=APPLICATION_RANK,
    )


def _finish(processes: Sequence[Process]) -> None:
    try:
        for process in processes:
            if status := process.wait():
                raise Refused(
                    f"`manage.py {process.name}` ended with {status}, so Tieout was not started. "
                    f"Its last lines:\n{process.tail(lines=25)}"
                )
    finally:
        stop_all(processes=processes, patience=2)


def _foundations() -> list[Path]:
    return [ROOT / "requirements" / "runtime.lock", ROOT / "billing" / "tenancy" / "roles.sql"]


def _static_fingerprint() -> str:
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    packaged = [
        path for package in PACKAGES for path in (ROOT / package).rglob("static/**/*") if path.is_file()
    ]
    settings = (ROOT / "config").glob("settings*.py")
    return fingerprint(paths=[*files, *packaged, *settings, ROOT / "requirements" / "runtime.lock"])


def _demo_fingerprint() -> str:
    return fingerprint(paths=[path for path in (ROOT / "billing").rglob("*demo*.py") if path.is_file()])


def _has_demo() -> bool:
    return any(ROOT.glob("*/management/commands/seed_demo.py"))
