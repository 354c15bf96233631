"""The command that starts the stand-in, and what it finds again."""

import contextlib
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from simulator.quickbooks_online.__main__ import main
from tests.simulator.running import NOON, STUB, Running, get, running

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_is_and_stops_when_told(name: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "simulator.quickbooks_online",
        "--books",
        STUB,
        "--seed",
        "us",
        "--seed",
        "uk",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(11)]
        url = re.search(r"http://127\.0\.0\.1:\d+", lines[0]).group()
        assert get(url + "/.well-known/openid_sandbox_configuration/").json()["issuer"] == url + "/op/v1"
        assert "Stub us (us, sandbox)" in lines[9]
        assert "Stub uk (uk, sandbox)" in lines[10]
        process.send_signal(name)
        assert process.wait(10) == 0


def test_beside_others_it_starts_without_a_word() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "simulator.quickbooks_online",
        "--quiet",
        "--port",
        str(port),
        "--books",
        STUB,
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(200):
            with contextlib.suppress(requests.ConnectionError):
                assert get(f"http://127.0.0.1:{port}/").status_code == 200
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seed", "mars"], "The profile is one of us, us-ast, ca, uk, au, not 'mars'."),
        (["--seed", "us:large,customers=many"], "A size is name=number, not 'customers=many'."),
    ],
)
def test_what_cannot_be_started_is_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--books", STUB, *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_restart_finds_tokens_apps_people_companies_and_settings(tmp_path: Path) -> None:
    """9.12."""
    with running(state=tmp_path, seeds=("us", "ca")) as first:
        tokens = first.connected("com.intuit.quickbooks.accounting openid")
        first.control("clock", {"move": 86_400})
        renewed = first.refresh(tokens["refresh_token"]).json()
        first.control("settings", {"grace_seconds": 7})
        keys = get(first.url + "/op/v1/jwks").json()
    assert (tmp_path / "world.json").stat().st_mode & 0o077 == 0
    with running(state=tmp_path) as second:
        assert sorted(second.world.places) == sorted(first.world.places)
        assert second.world.settings["grace_seconds"] == 7
        assert get(second.url + "/op/v1/jwks").json() == keys
        _still_works(second, tokens, renewed)


def _still_works(qbo: Running, tokens: dict[str, str], renewed: dict[str, str]) -> None:
    assert qbo.world.clock.now() == NOON
    qbo.control("clock", {"move": 86_400})
    assert qbo.call(renewed["access_token"], "companyinfo/1").status_code == 200
    assert qbo.refresh(tokens["refresh_token"]).json()["refresh_token"] == renewed["refresh_token"]
    qbo.control("clock", {"move": 8})
    assert qbo.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
