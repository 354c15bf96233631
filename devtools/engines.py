"""The two engines the application needs, embedded unless the environment names servers that run already."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtools.checkout import kept_secrets, private_folder
from devtools.guard import Guard
from devtools.postgresql import PostgreSQL
from devtools.processes import Process, stop_all
from devtools.valkey import Valkey


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Where the engines answer, and those of them that were started here."""

    database_url: str
    owner_url: str
    redis_url: str
    folder: Path
    processes: tuple[Process, ...]

    @property
    def embedded_database(self) -> bool:
        """Whether the database is ours to keep and to throw away."""
        return any(process.name == "postgresql" for process in self.processes)

    def environment(self) -> dict[str, str]:
        """Give the variables under which the application and the tests find the engines."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
        }


@contextmanager
def running(*, folder: Path, guard: Guard, hasty: bool = False) -> Iterator[Engines]:
    """Run the engines that DATABASE_URL and REDIS_URL do not give, with their data in a folder.

    Hasty engines skip what only a power cut would miss, and keep nothing of the broker: right for tests.
    """
    secrets = kept_secrets(folder=private_folder(path=folder))
    given_database, given_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    processes: list[Process] = []
    try:
        if not given_redis:
            valkey = Valkey(folder=folder, secrets=secrets, guard=guard, hasty=hasty)
            processes.append(valkey.process)
        if not given_database:
            postgresql = PostgreSQL(folder=folder, secrets=secrets, guard=guard, hasty=hasty)
            processes.append(postgresql.process)
            postgresql.wait()
            postgresql.prepare()
        if not given_redis:
            valkey.wait()
        yield Engines(
            database_url=given_database or postgresql.url(role="app"),
            owner_url=os.environ.get("DATABASE_OWNER_URL", given_database)
            if given_database
            else postgresql.url(role="owner"),
            redis_url=given_redis or valkey.url,
            folder=folder,
            processes=tuple(processes),
        )
    finally:
        stop_all(processes=processes, patience=10)
