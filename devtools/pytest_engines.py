"""A pytest plugin: engines of its own for every test run, before the settings are read; given addresses win.

Runs at the same time in one checkout each take a slot below .local/test, and a slot keeps its
migrated template database for the next run. Workers of pytest-xdist inherit the environment.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools import application, engines, template
from devtools.checkout import TEST, Busy, claimed, private_folder
from devtools.guard import Guard
from devtools.refusal import Refused

SLOTS = 16
_running = contextlib.ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the engines in the process that was called, and say in the environment where they are."""
    asks = early_config.known_args_namespace
    if "PYTEST_XDIST_WORKER" in os.environ or asks.help or asks.version:
        return
    try:
        _start()
    except Refused as refusal:
        _running.close()
        raise pytest.UsageError(str(refusal)) from refusal
    except BaseException:
        _running.close()
        raise


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the engines after the last test, or after whatever ended the run."""
    if not hasattr(config, "workerinput"):
        _running.close()


def _start() -> None:
    folder = _running.enter_context(_slot())
    guard = Guard()
    _running.callback(guard.dismiss)
    started = _running.enter_context(engines.running(folder=folder, guard=guard, hasty=True))
    shutil.rmtree(folder / "metrics", ignore_errors=True)
    # What somebody has set for the application they run is not what the tests are about.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
    environment = application.environment(engines=started, port=8000, outside=outside)
    name = template.ensure(engines=started, environment=environment)
    # Which settings the tests use is said in pyproject.toml, and the environment would win over it.
    del environment["DJANGO_SETTINGS_MODULE"]
    os.environ.update(environment | {"TIEOUT_TEST_TEMPLATE": name})


@contextlib.contextmanager
def _slot() -> Iterator[Path]:
    for number in range(SLOTS):
        folder = private_folder(path=private_folder(path=TEST) / str(number))
        with contextlib.suppress(Busy), claimed(path=folder / "lock"):
            yield folder
            return
    raise Refused(f"{SLOTS} test runs are under way in this folder already. Wait for one to end.")
