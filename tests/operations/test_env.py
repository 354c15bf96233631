"""A deployment that is incomplete or wrong does not start, and says what is missing, all of it at once."""

import base64
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from config.env import BadEnvironment, read
from tests.operations.processes import collected

KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "DATABASE_URL": "postgresql://app:p%40ss@db.example:5433/books?sslmode=require",
    "REDIS_URL": "redis://:secret@cache.example:6379/0",
    "TIEOUT_SECRET_KEY": "x" * 50,
    "TIEOUT_FIELD_KEYS": f"k2:{KEY},k1:{KEY}",
    "TIEOUT_PUBLIC_URL": "https://tieout.example.com/",
    "TIEOUT_ALLOWED_HOSTS": "tieout.example.com, www.example.com",
    "TIEOUT_PROXIES": "1",
    "TIEOUT_MAIL_URL": "smtp+tls://user:p%3Aw@mail.example:2525",
    "TIEOUT_MAIL_FROM": "Tieout <books@example.com>",
}


def test_a_complete_environment_is_read() -> None:
    env = read(GOOD)

    assert env.database == {
        "NAME": "books",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": 5, "sslmode": "require"},
    }
    assert [name for name, _ in env.field_keys] == ["k2", "k1"]
    assert env.public_url == "https://tieout.example.com"
    assert env.allowed_hosts == ("tieout.example.com", "www.example.com")
    assert env.https
    assert (env.mail["EMAIL_HOST"], env.mail["EMAIL_PORT"]) == ("mail.example", 2525)
    assert (env.mail["EMAIL_HOST_PASSWORD"], env.mail["EMAIL_USE_TLS"]) == ("p:w", True)
    assert (env.debug, env.demo, env.log_format, env.proxies) == (False, False, "json", 1)


def test_intuit_apps_are_read_by_the_world_they_open() -> None:
    app, other = "A" * 50, "b" * 40
    env = read(
        GOOD
        | {
            "TIEOUT_INTUIT_PRODUCTION": f"{app}:{other}",
            "TIEOUT_SIMULATOR": f"{app}:{other}:a-verifier",
            "TIEOUT_SIMULATOR_URL": "http://localhost:8090",
        }
    )
    keys = {"client_id": app, "client_secret": other}
    assert env.quickbooks_online == {
        "production": keys | {"verifier_token": ""},
        "simulator": keys | {"verifier_token": "a-verifier", "url": "http://localhost:8090"},
    }
    assert other not in repr(env)
    assert read(GOOD).quickbooks_online == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"TIEOUT_INTUIT_SANDBOX": "only-one"}, "TIEOUT_INTUIT_SANDBOX needs client-id:client-secret"),
        ({"TIEOUT_SIMULATOR": f"{'a' * 20}:{'b' * 20}"}, "are set together or not at all"),
        ({"TIEOUT_SIMULATOR_URL": "http://localhost:8090"}, "are set together or not at all"),
        ({"TIEOUT_SIMULATOR_URL": "localhost"}, "TIEOUT_SIMULATOR_URL needs the form"),
    ],
)
def test_keys_that_cannot_be_are_named(changes: dict[str, str], said: str) -> None:
    with pytest.raises(BadEnvironment) as caught:
        read(GOOD | changes)
    (problem,) = caught.value.problems
    assert said in problem


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(BadEnvironment) as caught:
        read({})

    assert {problem.split()[0] for problem in caught.value.problems} == GOOD.keys() - {"TIEOUT_PROXIES"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://a:b@c/d", "needs the form postgresql://"),
        ("DATABASE_URL", "postgresql://a:b@c:notaport/d", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://a:b@c", "needs the form postgresql://"),
        ("DATABASE_URL", "postgresql://app:12/ss@h/t", "needs the form postgresql://"),
        ("DATABASE_URL", "postgresql://a:b@c:0/d", "needs the form postgresql://"),
        ("REDIS_URL", "redis://h:abc/0", "needs the form redis://"),
        ("REDIS_URL", "redis://h:99999/0", "needs the form redis://"),
        ("REDIS_URL", "redis://h/books", "needs the form redis://"),
        ("REDIS_URL", "memory://", "needs the form redis://"),
        ("TIEOUT_SECRET_KEY", "short", "at least 32"),
        ("TIEOUT_FIELD_KEYS", "k1", "TIEOUT_FIELD_KEYS"),
        ("TIEOUT_FIELD_KEYS", "k1:!!!", "k1 is not base64"),
        ("TIEOUT_FIELD_KEYS", "k1:" + base64.b64encode(b"x" * 31).decode(), "has 31 bytes and needs 32"),
        ("TIEOUT_FIELD_KEYS", f"k1:{KEY},k1:{KEY}", "names one key twice"),
        ("TIEOUT_FIELD_KEYS", f"K 1:{KEY}", "needs entries like"),
        ("TIEOUT_PUBLIC_URL", "tieout.example.com", "needs the form https://"),
        ("TIEOUT_PUBLIC_URL", "https://example.com/tieout", "without a path"),
        ("TIEOUT_PUBLIC_URL", "http://x:abc", "needs the form https://"),
        ("TIEOUT_PUBLIC_URL", "https://tieout.example.com?a=b", "needs the form https://"),
        ("TIEOUT_PUBLIC_URL", "https://tieout.example.com:70000", "needs the form https://"),
        ("TIEOUT_PUBLIC_URL", "https://other.example.com", "not among TIEOUT_ALLOWED_HOSTS"),
        ("TIEOUT_ALLOWED_HOSTS", ",", "needs at least one name"),
        ("TIEOUT_MAIL_URL", "imap://mail", "needs the form smtp+tls://"),
        ("TIEOUT_MAIL_URL", "smtp://mail:abc", "needs the form smtp+tls://"),
        ("TIEOUT_MAIL_URL", "smtp://user:12/ss@mail", "needs the form smtp+tls://"),
        ("TIEOUT_MAIL_FOLDER", "/no/such/folder", "needs a folder that exists"),
        ("TIEOUT_MAIL_FOLDER", __file__, "needs a folder that exists"),
        ("PROMETHEUS_MULTIPROC_DIR", "/no/such/folder", "needs a folder that exists"),
        ("PROMETHEUS_MULTIPROC_DIR", "", "PROMETHEUS_MULTIPROC_DIR"),
        ("TIEOUT_MAIL_FROM", "Tieout", "needs a mail address"),
        ("TIEOUT_MAIL_FROM", "Tieout <books>", "needs a mail address"),
        ("TIEOUT_MAIL_FROM", "Tie\nout <books@example.com>", "needs a mail address"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "needs the form http://collector:4318"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:x", "needs the form http://collector:4318"),
        ("SENTRY_DSN", "garbage", "needs the form https://key@errors.example.com/1"),
        ("SENTRY_DSN", "https://errors.example.com/1", "needs the form https://key@"),
        ("SENTRY_DSN", "https://key@errors.example.com/", "needs the form https://key@"),
        ("TIEOUT_DEBUG", "perhaps", "needs 1 or 0"),
        ("TIEOUT_LOG_FORMAT", "xml", "needs one of json, console"),
        ("TIEOUT_WEB_PORT", "80a", "needs a whole number"),
        ("TIEOUT_WEB_PORT", "0", "from 1 to 65535"),
        ("TIEOUT_WEB_PORT", "65536", "from 1 to 65535"),
        ("TIEOUT_WEB_WORKERS", "0", "needs a whole number from 1"),
        ("TIEOUT_WEB_THREADS", "0", "needs a whole number from 1"),
        ("TIEOUT_WORKER_PROCESSES", "0", "needs a whole number from 1"),
        ("TIEOUT_PROXIES", "-1", "needs a whole number"),
        ("TIEOUT_PROXIES", "0", "needs 1 or more, since TIEOUT_PUBLIC_URL is https"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_needed_and_never_shown(name: str, value: str, said: str) -> None:
    with pytest.raises(BadEnvironment) as caught:
        read(GOOD | {name: value})

    (problem,) = caught.value.problems
    assert problem.startswith(name)
    assert said in problem
    if len(value) > 8 and name in {"TIEOUT_SECRET_KEY", "DATABASE_URL", "TIEOUT_FIELD_KEYS"}:
        assert value not in str(caught.value)


@pytest.mark.parametrize("rest", ["app:pa/ss@h/t", "app:pa#ss@h/t", "app:pa?ss@h/t"])
@pytest.mark.parametrize(
    ("name", "scheme"), [("DATABASE_URL", "postgresql"), ("REDIS_URL", "redis"), ("TIEOUT_MAIL_URL", "smtp")]
)
def test_a_refusal_holds_no_piece_of_a_password(name: str, scheme: str, rest: str) -> None:
    with pytest.raises(BadEnvironment) as caught:
        read(GOOD | {name: f"{scheme}://{rest}"})

    assert "'pa" not in str(caught.value)


@pytest.mark.parametrize(
    ("public_url", "hosts"),
    [
        ("https://Tieout.Example.com", "tieout.example.com"),
        ("https://tieout.example.com:8443", "tieout.example.com"),
        ("https://tieout.example.com", ".example.com"),
        ("https://example.com", ".example.com"),
        ("https://tieout.example.com", "*"),
        ("http://[::1]:8000", "[::1]"),
    ],
)
def test_a_public_url_whose_host_is_allowed_is_taken(public_url: str, hosts: str) -> None:
    env = read(GOOD | {"TIEOUT_PUBLIC_URL": public_url, "TIEOUT_ALLOWED_HOSTS": hosts})

    assert env.public_url == public_url


def test_without_https_no_proxy_is_needed() -> None:
    given = {"TIEOUT_PUBLIC_URL": "http://localhost:8000", "TIEOUT_ALLOWED_HOSTS": "localhost"}

    assert read(GOOD | given | {"TIEOUT_PROXIES": ""}).proxies == 0


def test_wrong_values_that_depend_on_each_other_are_named_at_once_too() -> None:
    with pytest.raises(BadEnvironment) as caught:
        read(GOOD | {"TIEOUT_ALLOWED_HOSTS": "a.test", "TIEOUT_PROXIES": "0", "TIEOUT_WEB_PORT": "0"})

    named = {problem.split()[0] for problem in caught.value.problems}
    assert named == {"TIEOUT_PUBLIC_URL", "TIEOUT_PROXIES", "TIEOUT_WEB_PORT"}


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=40)))
@example({"TIEOUT_PUBLIC_URL": "http://[::1"})
@example({"TIEOUT_PUBLIC_URL": "http://[v1.a]"})
@example({"REDIS_URL": "redis://\u2100/0"})
def test_no_environment_ends_in_another_error(values: dict[str, str]) -> None:
    try:
        read(GOOD | values)
    except BadEnvironment as problem:
        assert problem.problems


def test_secrets_are_not_in_the_picture_of_the_environment() -> None:
    shown = repr(read(GOOD))

    assert not any(secret in shown for secret in ("p@ss", "secret@", "x" * 50, "p:w"))


def started(role: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "config", role],
        env=environment | changes,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("role", "changes", "said"),
    [
        ("web", {"TIEOUT_SECRET_KEY": "", "REDIS_URL": ""}, "TIEOUT_SECRET_KEY is missing."),
        ("web", {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, "The database does not answer"),
        ("worker", {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, "The database does not answer"),
        ("migrate", {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, "The database does not answer"),
        ("web", {"REDIS_URL": "redis://127.0.0.1:1/0"}, "The broker does not answer"),
        ("worker", {"REDIS_URL": "redis://127.0.0.1:1/0"}, "The broker does not answer"),
        ("scheduler", {"REDIS_URL": "redis://127.0.0.1:1/0"}, "The broker does not answer"),
        ("cook", {}, "Usage: python -m config web|worker|scheduler|migrate"),
    ],
)
def test_a_role_that_cannot_start_says_why_in_words_and_fails(
    role: str, changes: dict[str, str], said: str
) -> None:
    ended = started(role, **changes)

    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def on_the_tests_database() -> dict[str, str]:
    """Name the database whose migrations have been run."""
    address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    return {"DATABASE_URL": address, "TIEOUT_STATIC_ROOT": str(collected())}


@pytest.mark.django_db
def test_web_refuses_to_serve_pages_whose_static_files_were_not_collected(tmp_path: Path) -> None:
    ended = started("web", **on_the_tests_database() | {"TIEOUT_STATIC_ROOT": str(tmp_path)})

    assert ended.returncode == 1
    assert f"There is no staticfiles.json in {tmp_path}" in ended.stderr
    assert "manage.py collectstatic" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.django_db
def test_web_refuses_a_port_that_somebody_else_listens_on() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        port = str(taken.getsockname()[1])
        ended = started("web", **on_the_tests_database(), TIEOUT_WEB_PORT=port)

    assert ended.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be listened on: Address already in use." in ended.stderr
    assert "TIEOUT_WEB_PORT" in ended.stderr


@pytest.mark.django_db
def test_web_refuses_a_host_that_is_none_of_this_machine() -> None:
    ended = started("web", **on_the_tests_database(), TIEOUT_WEB_HOST="no-such-host.invalid")

    assert ended.returncode == 1
    assert "of no-such-host.invalid cannot be listened on" in ended.stderr
    assert "TIEOUT_WEB_HOST" in ended.stderr


def test_web_refuses_to_serve_as_the_owner_of_the_tables() -> None:
    ended = started("web", DATABASE_URL=os.environ["DATABASE_OWNER_URL"])

    assert ended.returncode == 1
    assert "no tenant would be safe. Let it log in as tieout_app" in ended.stderr


def test_migrations_refuse_to_run_as_the_role_of_the_application() -> None:
    ended = started("migrate")

    assert ended.returncode == 1
    assert "Migrations run as the database role tieout_owner" in ended.stderr
    assert "Traceback" not in ended.stderr
