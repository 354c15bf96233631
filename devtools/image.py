"""Rehearses the Dockerfile where there is no Docker: its build steps, word for word, in an empty environment.

`python3 run.py image` copies what .dockerignore lets through and runs every RUN of the first stage with the
two folders of the image moved to a temporary place; then each role has to name what it misses.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from devtools.checkout import ROOT

ROLES = ("web", "worker", "scheduler", "migrate")


def main(_arguments: Sequence[str]) -> int:
    """Build in a temporary folder; the status is that of the first step that failed."""
    with tempfile.TemporaryDirectory() as name:
        tree, packages = Path(name) / "srv", Path(name) / "opt"
        _copy(to=tree)
        # Of what is set outside only the way to the package index.
        kept = {
            key: value
            for key, value in os.environ.items()
            if key.upper().startswith(("PIP_", "SSL_", "HTTP"))
        }
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        for step in _steps():
            print(f"image: {step[:100]}", flush=True)
            command = step.replace("/srv/tieout", str(tree)).replace("/opt/tieout", str(packages))
            done = subprocess.run(
                ["/bin/sh", "-ec", command], cwd=tree, env=kept | {"PATH": path, "HOME": name}, check=False
            )
            if done.returncode != 0:
                return done.returncode
        return _roles_refuse(python=packages / "bin" / "python", tree=tree)


def _steps() -> list[str]:
    first_stage = (ROOT / "Dockerfile").read_text().split("\nFROM ")[1]
    joined = re.sub(r"\\\n\s*", " ", first_stage)
    return re.findall(r"^RUN (.*)$", joined, re.MULTILINE)


def _copy(*, to: Path) -> None:
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line.startswith("!"):
            continue
        source, target = ROOT / line[1:], to / line[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, target)


def _roles_refuse(*, python: Path, tree: Path) -> int:
    for role in ROLES:
        said = subprocess.run(
            [python, "-m", "config", role], cwd=tree, env={}, capture_output=True, text=True, check=False
        )
        if said.returncode == 0 or "DATABASE_URL" not in said.stderr or "Traceback" in said.stderr:
            print(
                f"image: `{role}` without an environment should name what it misses, but said:\n{said.stderr}"
            )
            return 1
    print("image: built, and every role names what it misses")
    return 0
