"""The embedded engines, started for real."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
import redis

from devtools import engines, ports, unprivileged
from devtools.checkout import Busy, claimed, private_folder
from devtools.guard import Guard
from devtools.refusal import Refused


@pytest.fixture
def guard():
    made = Guard()
    yield made
    made.dismiss()


@pytest.fixture
def nothing_given(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def one(url, statement):
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchone()


@pytest.mark.usefixtures("nothing_given")
def test_two_sets_of_engines_run_side_by_side_and_know_nothing_of_each_other(tmp_path, guard):
    with (
        engines.running(folder=tmp_path / "one of them", guard=guard, hasty=True) as first,
        engines.running(folder=tmp_path / "the other", guard=guard, hasty=True) as second,
    ):
        with psycopg.connect(first.owner_url, autocommit=True) as connection:
            connection.execute("create table only_here (id int)")
        redis.Redis.from_url(first.redis_url).set("only", "here")

        assert one(first.owner_url, "select to_regclass('only_here') is null") == (False,)
        assert one(second.owner_url, "select to_regclass('only_here') is null") == (True,)
        assert redis.Redis.from_url(second.redis_url).get("only") is None


@pytest.mark.usefixtures("nothing_given")
def test_what_is_written_is_there_after_a_restart(tmp_path, guard):
    with engines.running(folder=tmp_path, guard=guard) as started:
        with psycopg.connect(started.owner_url, autocommit=True) as connection:
            connection.execute("create table kept as select 42 as answer")
        redis.Redis.from_url(started.redis_url).set("kept", "42")

    with engines.running(folder=tmp_path, guard=guard) as started:
        assert one(started.owner_url, "select answer from kept") == (42,)
        assert redis.Redis.from_url(started.redis_url).get("kept") == b"42"


@pytest.mark.usefixtures("nothing_given")
def test_neither_role_may_pass_over_row_level_security(tmp_path, guard):
    rights = "current_user::text, rolsuper, rolbypassrls, rolcreatedb"
    who = f"select {rights} from pg_roles where rolname = current_user"
    with engines.running(folder=tmp_path, guard=guard, hasty=True) as started:
        assert one(started.owner_url, who) == ("tieout_owner", False, False, True)
        assert one(started.database_url, who) == ("tieout_app", False, False, False)


@pytest.mark.usefixtures("nothing_given")
def test_a_wrong_password_opens_neither_engine(tmp_path, guard):
    with engines.running(folder=tmp_path, guard=guard, hasty=True) as started:
        password = started.database_url.split(":")[2].split("@")[0]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(started.database_url.replace(password, "guess"))
        address = started.redis_url.split("@")[1]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(f"redis://:guess@{address}").ping()


@pytest.mark.usefixtures("nothing_given")
def test_an_engine_that_does_not_start_is_refused_with_its_last_lines(tmp_path, guard):
    with engines.running(folder=tmp_path, guard=guard, hasty=True):
        pass
    data = next(tmp_path.glob("pg*"))
    (data / "PG_VERSION").write_text("9.1\n")

    with (
        pytest.raises(Refused, match=r"PostgreSQL did not start(?s:.*)not compatible with this version 18"),
        engines.running(folder=tmp_path, guard=guard, hasty=True),
    ):
        pytest.fail("a data folder of another version was accepted")


@pytest.mark.usefixtures("nothing_given")
def test_data_whose_password_is_lost_is_refused_with_what_to_do(tmp_path, guard):
    with engines.running(folder=tmp_path, guard=guard, hasty=True):
        pass
    (tmp_path / "secrets.json").unlink()

    with (
        pytest.raises(Refused, match=r"made with another password .*--fresh"),
        engines.running(folder=tmp_path, guard=guard, hasty=True),
    ):
        pytest.fail("somebody else's data was taken over")


def test_addresses_that_are_given_are_used_and_nothing_is_started(tmp_path, guard, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@127.0.0.1:1/given")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/3")

    with engines.running(folder=tmp_path, guard=guard) as started:
        assert started.environment() == {
            "DATABASE_URL": "postgresql://somebody@127.0.0.1:1/given",
            "DATABASE_OWNER_URL": "postgresql://somebody@127.0.0.1:1/given",
            "REDIS_URL": "redis://127.0.0.1:1/3",
        }
        assert started.processes == ()


def test_whoever_starts_it_the_database_server_is_not_root():
    command = [*unprivileged.prefix(way=unprivileged.way()), "id", "-u"]

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert int(said) != 0
    assert (os.geteuid() == 0) == (len(command) > 2)


def test_a_folder_that_cannot_be_written_to_is_refused_with_what_to_do():
    # Not even root may make a folder there.
    with pytest.raises(Refused, match=r"^/dev/null cannot be written to \(.+\)\. .*copy the folder"):
        private_folder(path=Path("/dev/null/.local"))


def test_a_lock_is_held_by_one_and_its_note_read_by_the_others(tmp_path):
    with claimed(path=tmp_path / "lock") as claim:
        claim.note("http://127.0.0.1:8000")
        with pytest.raises(Busy) as busy, claimed(path=tmp_path / "lock"):
            pytest.fail("held twice")

    assert busy.value.note == "http://127.0.0.1:8000"
    with claimed(path=tmp_path / "lock"):
        pass


@pytest.mark.parametrize("port", [-1, 0, 80, 70000])
def test_a_port_nobody_may_choose_is_refused(port):
    with pytest.raises(Refused, match=f"Port {port} is not one to choose"):
        ports.web_port(asked=port)
