"""An embedded PostgreSQL: its data folder, its process, and the roles the application logs in with."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from devtools import binaries, refuge, unprivileged
from devtools.checkout import ROOT, write_private
from devtools.guard import Guard
from devtools.ports import free_port
from devtools.processes import ENGINE_RANK, Process
from devtools.refusal import Refused

ROLES = ROOT / "billing" / "tenancy" / "roles.sql"
DATABASE = "tieout"
# On Debian the server writes its lock for unix sockets below /run; with TCP alone it needs no such folder.
SETTINGS = {
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "synchronous_commit": "off",
    "log_checkpoints": "off",
}
HASTY = {"fsync": "off", "full_page_writes": "off"}


class PostgreSQL:
    """A server on 127.0.0.1 with a database `tieout`, its owner and its application role."""

    def __init__(self, *, folder: Path, secrets: dict[str, str], guard: Guard, hasty: bool = False) -> None:
        self._secrets = secrets
        self._way = unprivileged.way()
        self._start_with = unprivileged.prefix(way=self._way)
        self._programs = binaries.postgresql()
        if self._way == "nobody":
            self._programs = refuge.programs(original=self._programs, start_with=self._start_with)
        self._version = _version(self._programs)
        self._data = self._data_folder(folder=folder)
        self.port = free_port()
        if not (self._data / "PG_VERSION").exists():
            self._create()
        settings = SETTINGS | (HASTY if hasty else {}) | {"port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = Process(
            name="postgresql",
            command=[*self._start_with, str(self._programs / "postgres"), "-D", str(self._data), *options],
            environment=_environment(),
            folder=self._programs,
            log=folder / "logs" / "postgresql.log",
            guard=guard,
            rank=ENGINE_RANK,
            # PostgreSQL's word for: end the sessions, write everything, leave.
            stop_signal=signal.SIGINT,
        )

    def url(self, *, role: str, database: str = DATABASE) -> str:
        """Give the address of a database for `superuser`, `owner` or `app`."""
        user = "postgres" if role == "superuser" else f"tieout_{role}"
        return f"postgresql://{user}:{self._secrets[role]}@127.0.0.1:{self.port}/{database}"

    def wait(self, *, patience: float = 60) -> None:
        """Return once the server answers, or refuse with the last lines of its log."""
        deadline = time.monotonic() + patience
        while True:
            try:
                self._as_superuser(database="postgres").close()
            except psycopg.OperationalError as problem:
                if "password authentication failed" in str(problem):
                    raise Refused(
                        f"The database in {self._data} was made with another password than the one kept "
                        "beside it. Put the old secrets.json back, or start anew with --fresh."
                    ) from problem
                if self.process.ended_with is not None or time.monotonic() > deadline:
                    raise Refused(
                        f"PostgreSQL did not start with its data in {self._data}. Its last lines:\n"
                        f"{self.process.tail()}"
                    ) from problem
                time.sleep(0.03)
            else:
                return

    def prepare(self) -> None:
        """Make roles and database what the application expects; safe to repeat."""
        with self._as_superuser(database="postgres") as connection:
            connection.execute(ROLES.read_bytes())
            for role in ("owner", "app"):
                statement = sql.SQL("alter role {} login password {}")
                connection.execute(statement.format(sql.Identifier(f"tieout_{role}"), self._secrets[role]))
            if self._version < 16:
                # There, owning a database does not reach an owner that inherits nothing.
                with self._as_superuser(database="template1") as pattern:
                    pattern.execute("grant create on schema public to tieout_owner")
            there = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if there is None:
                connection.execute(
                    sql.SQL("create database {} owner tieout_owner").format(sql.Identifier(DATABASE))
                )

    def _as_superuser(self, *, database: str) -> psycopg.Connection:
        return psycopg.connect(self.url(role="superuser", database=database), autocommit=True)

    def _data_folder(self, *, folder: Path) -> Path:
        name = f"pg{self._version}"
        if self._way != "nobody":
            return folder / name
        # Another user reaches nothing below root's own folders; a link here leads to where the data is.
        link = folder / f"{name}-elsewhere"
        if not link.is_symlink():
            data = refuge.folder(stands_for=str(link)) / name
            # Without its link it belongs to a folder that was thrown away, and to passwords nobody has.
            shutil.rmtree(data, ignore_errors=True)
            link.symlink_to(data)
        return link.readlink()

    def _create(self) -> None:
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if self._version >= 17 else ["--locale=C"]
        self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._data.parent) as folder:
            password = Path(folder) / "password"
            write_private(path=password, text=self._secrets["superuser"])
            if self._way == "nobody":
                for path in (self._data, Path(folder), password):
                    os.chown(path, unprivileged.nobody().pw_uid, unprivileged.nobody().pw_gid)
            made = subprocess.run(
                [*self._start_with, str(self._programs / "initdb"), "-D", str(self._data), "-U", "postgres",
                 "-E", "UTF8", *locale, "-A", "scram-sha-256", f"--pwfile={password}", "--no-sync"],
                env=_environment(), cwd=self._programs, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            )  # fmt: skip
        if made.returncode != 0:
            shutil.rmtree(self._data, ignore_errors=True)
            tail = "\n".join(f"    {line}" for line in made.stdout.splitlines()[-15:])
            raise Refused(f"PostgreSQL could not make its data folder {self._data}. Its last lines:\n{tail}")


def _environment() -> dict[str, str]:
    # Nothing of the caller's: a PGDATA or PGPORT meant for another server would be obeyed.
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


def _version(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    if not found:
        raise Refused(
            f"{programs / 'postgres'} does not run here: {said.stderr.strip() or said.stdout.strip()}"
        )
    return int(found[1])
