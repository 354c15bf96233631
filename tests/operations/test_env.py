"""A deployment that is incomplete or wrong does not start, and says what is missing, all of it at once."""

import base64
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.env import BadEnvironment, read

KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "DATABASE_URL": "postgresql://app:p%40ss@db.example:5433/books?sslmode=require",
    "REDIS_URL": "redis://:secret@cache.example:6379/0",
    "TIEOUT_SECRET_KEY": "x" * 50,
    "TIEOUT_FIELD_KEYS": f"k2:{KEY},k1:{KEY}",
    "TIEOUT_PUBLIC_URL": "https://tieout.example.com/",
    "TIEOUT_ALLOWED_HOSTS": "tieout.example.com, www.example.com",
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
    assert (env.debug, env.demo, env.log_format, env.proxies) == (False, False, "json", 0)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(BadEnvironment) as caught:
        read({})

    assert {problem.split()[0] for problem in caught.value.problems} == GOOD.keys()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://a:b@c/d", "needs the form postgresql://"),
        ("DATABASE_URL", "postgresql://a:b@c:notaport/d", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://a:b@c", "needs the form postgresql://"),
        ("REDIS_URL", "memory://", "needs the form redis://"),
        ("TIEOUT_SECRET_KEY", "short", "at least 32"),
        ("TIEOUT_FIELD_KEYS", "k1", "TIEOUT_FIELD_KEYS"),
        ("TIEOUT_FIELD_KEYS", "k1:!!!", "k1 is not base64"),
        ("TIEOUT_FIELD_KEYS", "k1:" + base64.b64encode(b"x" * 31).decode(), "has 31 bytes and needs 32"),
        ("TIEOUT_FIELD_KEYS", f"k1:{KEY},k1:{KEY}", "names one key twice"),
        ("TIEOUT_FIELD_KEYS", f"K 1:{KEY}", "needs entries like"),
        ("TIEOUT_PUBLIC_URL", "tieout.example.com", "needs the form https://"),
        ("TIEOUT_PUBLIC_URL", "https://example.com/tieout", "without a path"),
        ("TIEOUT_MAIL_URL", "imap://mail", "needs the form smtp+tls://"),
        ("TIEOUT_DEBUG", "perhaps", "needs 1 or 0"),
        ("TIEOUT_LOG_FORMAT", "xml", "needs one of json, console"),
        ("TIEOUT_WEB_PORT", "80a", "needs a whole number"),
        ("TIEOUT_PROXIES", "-1", "needs a whole number"),
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


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=40)))
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


def test_web_refuses_to_serve_as_the_owner_of_the_tables() -> None:
    ended = started("web", DATABASE_URL=os.environ["DATABASE_OWNER_URL"])

    assert ended.returncode == 1
    assert "no tenant would be safe. Let it log in as tieout_app" in ended.stderr


def test_migrations_refuse_to_run_as_the_role_of_the_application() -> None:
    ended = started("migrate")

    assert ended.returncode == 1
    assert "Migrations run as the database role tieout_owner" in ended.stderr
    assert "Traceback" not in ended.stderr
