"""The migrated database that test databases are copies of, made anew when what shapes it changes."""

import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from devtools.application import as_owner
from devtools.checkout import ROOT
from devtools.engines import Engines
from devtools.prepare import schema_fingerprint
from devtools.refusal import Refused

PREFIX = "tieout_template_"


def ensure(*, engines: Engines, environment: Mapping[str, str]) -> str:
    """Give the name of a database with every migration applied and nobody connected to it."""
    name = PREFIX + schema_fingerprint()
    with psycopg.connect(_at(engines.owner_url, database="postgres"), autocommit=True) as connection:
        # On a server that is given, another run may be doing the same.
        connection.execute("select pg_advisory_lock(hashtext(%s))", [PREFIX])
        names = {str(row[0]) for row in connection.execute("select datname from pg_database")}
        if name in names:
            return name
        outdated = {old for old in names if old.startswith(PREFIX)} if engines.embedded_database else set()
        # Under another name until it is complete: an interrupted run must not leave half a template behind.
        unfinished = f"{PREFIX}unfinished"
        for old in outdated | (names & {unfinished}):
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(old)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(unfinished)))
        _migrate(dict(environment) | {"DATABASE_OWNER_URL": _at(engines.owner_url, database=unfinished)})
        connection.execute(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


def _migrate(environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
        cwd=ROOT, env=as_owner(environment=environment), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Refused(f"The database for the tests could not be migrated:\n{done.stdout}")


def _at(url: str, *, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
