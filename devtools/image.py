"""Rehearses the container image where there is no Docker: its build, word for word, in an empty environment.

`python3 run.py image` copies what .dockerignore lets through and runs every RUN of the first stage, with
the image's folders moved to a temporary place. Then each role has to name what it misses, and, given all it
needs, migrate and web have to come up until the image's own HEALTHCHECK is content.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools import engines
from devtools.checkout import ROOT
from devtools.checks import PRODUCTION
from devtools.guard import Guard
from devtools.ports import free_port
from devtools.processes import APPLICATION_RANK, Process, stop_all
from devtools.refusal import Refused

ROLES = ("web", "worker", "scheduler", "migrate")
DOCKERFILE = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())


def main(_arguments: Sequence[str]) -> int:
    """Build and try in a temporary folder, or refuse with the step that failed and what it said."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _build(folder=folder)
        for role in ROLES:
            _refuses(role=role, folder=folder)
        _serves(folder=folder)
    print("image: built; every role names what it misses; web passes its health check", flush=True)
    return 0


def _build(*, folder: Path) -> None:
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line.startswith("!"):
            _copy(source=ROOT / line[1:], target=folder / "srv" / line[1:])
    # Of what is set outside only the way to the package index.
    kept = {
        key: value for key, value in os.environ.items() if key.upper().startswith(("PIP_", "SSL_", "HTTP"))
    }
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for step in re.findall(r"^RUN (.*)$", DOCKERFILE.split("\nFROM ")[1], re.MULTILINE):
        print(f"image: {step[:100]}", flush=True)
        command = step.replace("/srv/tieout", str(folder / "srv")).replace("/opt/tieout", str(folder / "opt"))
        _run(
            ["/bin/sh", "-ec", command], folder=folder, environment=kept | {"PATH": path, "HOME": str(folder)}
        )


def _copy(*, source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    else:
        shutil.copy2(source, target)


def _refuses(*, role: str, folder: Path) -> None:
    said = subprocess.run(
        [_python(folder), "-m", "config", role],
        cwd=folder / "srv",
        env={},
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    if "DATABASE_URL is missing" not in said or "Traceback" in said:
        raise Refused(
            f"The role {role}, without an environment, should name what it misses, but said:\n{said}"
        )


def _serves(*, folder: Path) -> None:
    guard = Guard()
    try:
        with engines.running(folder=folder / "engines", guard=guard, hasty=True) as started:
            ours = {
                "TIEOUT_WEB_PORT": str(free_port()),
                "TIEOUT_STATIC_ROOT": str(folder / "srv" / "static-collected"),
            }
            environment = PRODUCTION | started.environment() | ours
            owners = environment | {"DATABASE_URL": started.owner_url}
            _run([_python(folder), "-m", "config", "migrate"], folder=folder, environment=owners)
            web = Process(
                name="web",
                command=[_python(folder), "-m", "config", "web"],
                environment=environment,
                folder=folder / "srv",
                log=folder / "web.log",
                guard=guard,
                rank=APPLICATION_RANK,
            )
            try:
                _wait_until_healthy(web=web, folder=folder, environment=environment)
            finally:
                stop_all(processes=[web], patience=10)
    finally:
        guard.dismiss()


def _wait_until_healthy(
    *, web: Process, folder: Path, environment: Mapping[str, str], patience: float = 60
) -> None:
    found = re.search(r"^HEALTHCHECK .*? CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    if not found:
        raise Refused("The Dockerfile has no HEALTHCHECK.")
    _, *arguments = json.loads(found[1])
    deadline = time.monotonic() + patience
    while subprocess.run(
        [_python(folder), *arguments], env=environment, capture_output=True, check=False
    ).returncode:
        if web.ended_with is not None or time.monotonic() > deadline:
            raise Refused(
                f"The image's health check never passed. The last lines of web:\n{web.tail(lines=30)}"
            )


def _run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder / "srv", env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Refused(f"A step of the image failed: {' '.join(command)}\n{done.stdout}")


def _python(folder: Path) -> str:
    return str(folder / "opt" / "bin" / "python")
