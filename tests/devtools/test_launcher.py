"""`python3 run.py`, started and ended in every way there is."""

import signal
import socket
import subprocess
import sys

import pytest

from devtools.ports import free_port


def test_it_ends_with_the_address_and_the_sign_in_as_its_last_words(installed):
    launch = installed.launch().until_ready()

    last = launch.output[launch.output.index("Tieout is ready") :]
    assert "http://localhost:" in last
    assert "admin@demo.test  /  open sesame" in last


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_asked_to_stop_is_success_and_leaves_nothing(installed, wait_until_gone, number):
    launch = installed.launch().until_ready()
    pids = installed.pids()

    assert launch.end(number) == 0

    assert len(pids) == 7
    wait_until_gone(pids)
    assert "Traceback" not in launch.output


def test_a_launcher_killed_outright_leaves_nothing(installed, wait_until_gone):
    launch = installed.launch().until_ready()
    pids = installed.pids()

    launch.process.kill()

    assert len(pids) == 7
    wait_until_gone(pids)
    assert installed.launch().until_ready().end(signal.SIGINT) == 0


def test_when_one_process_ends_all_the_others_are_stopped_and_it_is_named(installed, wait_until_gone):
    launch = installed.launch().until_ready()
    pids = installed.pids()

    (installed.folder / "end-worker").touch()

    assert launch.until_ended() == 1
    wait_until_gone(pids)
    assert "tieout: worker ended with exit status 3" in launch.output
    assert "    worker has had enough" in launch.output


def test_a_second_start_repeats_nothing_and_a_fresh_one_everything(installed):
    def commands():
        path = installed.folder / "commands"
        return sorted(path.read_text().splitlines()) if path.exists() else []

    installed.launch().until_ready().end(signal.SIGINT)
    first = commands()
    secrets = (installed.folder / ".local" / "secrets.json").read_text()
    installed.launch().until_ready().end(signal.SIGINT)
    assert commands() == first
    assert (installed.folder / ".local" / "secrets.json").read_text() == secrets

    installed.launch("--fresh").until_ready().end(signal.SIGINT)

    assert [line.split()[:2] for line in first] == [
        ["tieout_app", "collectstatic"],
        ["tieout_owner", "migrate"],
    ]
    assert len(commands()) == 2 * len(first)
    assert (installed.folder / ".local" / "secrets.json").read_text() != secrets


def test_two_launchers_in_one_folder_are_one_too_many(installed):
    first = installed.launch().until_ready()
    address = next(word for word in first.output.split() if word.startswith("http://"))

    status, output = installed.run()

    assert status == 1
    assert (
        output
        == f"tieout: Tieout already runs from this folder at {address}. Use that one, or stop it first.\n"
    )


def test_manage_works_beside_a_running_launcher_and_without_one(installed):
    launch = installed.launch().until_ready()

    assert installed.run("manage", "migrate", "--plan")[0] == 0
    launch.end(signal.SIGINT)
    assert installed.run("manage", "shell")[0] == 0

    assert (installed.folder / "commands").read_text().splitlines()[-2:] == [
        "tieout_owner migrate --plan",
        "tieout_app shell",
    ]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(installed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, output = installed.run("--port", str(port))

    assert status == 1
    assert output.startswith(f"tieout: Port {port} is in use by another program.")


def test_a_step_that_fails_is_named_with_its_last_lines(installed):
    (installed.folder / "fail").touch()

    status, output = installed.run("--port", str(free_port()))

    assert status == 1
    assert "tieout: `manage.py migrate` ended with 1" in output
    assert "    the schema is beyond repair" in output
    assert "Traceback" not in output


def test_a_word_nobody_knows_is_answered_with_those_there_are(checkout):
    status, output = checkout.run("strat")

    assert status == 1
    assert output == "tieout: There is no command `strat`. `python3 run.py help` lists those there are.\n"


def test_without_the_package_index_the_first_start_says_so(checkout):
    status, output = checkout.run(
        PIP_INDEX_URL="http://127.0.0.1:1/simple", PIP_RETRIES="0", PIP_CONFIG_FILE="/dev/null",
        PIP_FIND_LINKS="", PIP_NO_CACHE_DIR="1",
    )  # fmt: skip

    assert status == 1
    assert "tieout: The package index cannot be reached" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_older_python_is_told_which_one_is_needed(checkout, version):
    as_if = f"import runpy, sys; sys.version_info = {version}; runpy.run_path('run.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", as_if], cwd=checkout.folder, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith(
        f"Tieout needs Python 3.11 or newer, and this is Python {version[0]}.{version[1]}."
    )
    assert done.stderr.count("\n") == 1


def test_a_check_nobody_knows_is_answered_with_those_there_are(installed):
    status, output = installed.run("check", "speling")

    assert status == 1
    assert output.startswith("tieout: There is no check `speling`. The checks are: format, lint, types,")


def test_a_start_that_is_stopped_while_it_prepares_leaves_nothing(installed, wait_until_gone):
    (installed.folder / "manage.py").write_text(
        "import os, time\nopen('pids/migrate', 'w').write(str(os.getpid()))\nprint('x')\ntime.sleep(1000)\n"
    )
    launch = installed.launch()
    while not (installed.folder / "pids" / "migrate").exists():
        assert launch.process.poll() is None
    pids = installed.pids()

    assert launch.end(signal.SIGINT) == 0

    wait_until_gone(pids)
    assert launch.output.endswith("tieout: stopped\n")
