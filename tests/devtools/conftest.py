"""A checkout with a stand-in for the application, so that the launcher is tried for real and in a second."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools.ports import free_port

ROOT = Path(__file__).resolve().parents[2]

STAND_IN = """
import http.server, os, subprocess, sys, time
role = sys.argv[1]
print(role, "runs", flush=True)
grandchild = subprocess.Popen(["sleep", "1000"])
with open(role, "w") as file:
    file.write(f"{os.getpid()} {grandchild.pid}")
os.rename(role, os.path.join("pids", role))
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if len(os.listdir("pids")) == 3 else 503)
        self.end_headers()
    def log_message(self, *_):
        pass
if role == "web":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["TIEOUT_WEB_PORT"])), Answer).serve_forever()
while not os.path.exists(f"end-{role}"):
    time.sleep(0.05)
print(role, "has had enough", flush=True)
sys.exit(3)
"""

MANAGE = """
import os, sys
with open("commands", "a") as file:
    file.write(" ".join([os.environ["DATABASE_URL"].split(":")[1].strip("/"), *sys.argv[1:]]) + "\\n")
os.makedirs(os.environ["TIEOUT_STATIC_ROOT"], exist_ok=True)
sys.exit(1 if os.path.exists("fail") and print("the schema is beyond repair") is None else 0)
"""


class Launch:
    """A running `python3 run.py`, seen from outside."""

    def __init__(self, checkout: "Checkout", *words: str) -> None:
        self._checkout = checkout
        # Its own, since tests that run beside this one would take the same first free one.
        self.process = checkout.popen("--port", str(free_port()), *words)
        self.lines: list[str] = []

    def until_ready(self) -> "Launch":
        for line in self.process.stdout:
            self.lines.append(line)
            if "Stop with" in line:
                return self
        pytest.fail("never ready:\n" + "".join(self.lines))

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.until_ended()

    def until_ended(self) -> int:
        self.lines += self.process.stdout.readlines()
        return self.process.wait()

    @property
    def output(self) -> str:
        return "".join(self.lines)


class Checkout:
    """A folder with the launcher, the locks and a stand-in for everything else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._launches: list[Launch] = []

    def environment(self) -> dict[str, str]:
        ours = ("DATABASE_", "REDIS_", "TIEOUT_", "PYTEST_", "DJANGO_", "PROMETHEUS_", "COV_")
        return {name: value for name, value in os.environ.items() if not name.startswith(ours)}

    def popen(self, *words: str, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "run.py", *words],
            cwd=self.folder,
            env=self.environment() | extra,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str, **extra: str) -> tuple[int, str]:
        process = self.popen(*words, **extra)
        output, _ = process.communicate()
        return process.returncode, output

    def launch(self, *words: str) -> Launch:
        launch = Launch(self, *words)
        self._launches.append(launch)
        return launch

    def pids(self) -> set[int]:
        engines = self.folder.glob(".local/pg*/postmaster.pid")
        words = [word for path in (self.folder / "pids").iterdir() for word in path.read_text().split()]
        return {int(path.read_text().split()[0]) for path in engines if path.exists()} | {
            int(word) for word in words
        }

    def close(self) -> None:
        for launch in self._launches:
            if launch.process.poll() is None:
                launch.end(signal.SIGTERM)
            launch.process.stdout.close()


@pytest.fixture
def checkout(tmp_path):
    folder = tmp_path / "a check out"
    shutil.copytree(ROOT / "devtools", folder / "devtools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "simulator", folder / "simulator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "run.py", folder)
    (folder / "billing" / "tenancy").mkdir(parents=True)
    shutil.copy(ROOT / "billing" / "tenancy" / "roles.sql", folder / "billing" / "tenancy")
    (folder / "billing" / "demo.py").write_text(
        'DEMO_EMAIL = "admin@demo.test"\nDEMO_PASSWORD = "open sesame"\n'
    )
    (folder / "config").mkdir()
    (folder / "config" / "__main__.py").write_text(STAND_IN)
    (folder / "manage.py").write_text(MANAGE)
    (folder / "pids").mkdir()
    made = Checkout(folder)
    yield made
    made.close()


@pytest.fixture
def installed(checkout):
    """The same, with the packages in place: those this very test runs with."""
    venv = checkout.folder / ".venv"
    venv.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (venv / name).symlink_to(Path(sys.prefix) / name)
    stamp = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in ROOT.glob("requirements/*.lock")
    }
    stamp["python"] = os.path.realpath(venv / "bin" / "python")
    (venv / "installed.json").write_text(json.dumps(stamp))
    return checkout


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def wait_until_gone():
    """Returns when none of these processes is left; the time limit of the test is the only limit."""

    def wait(pids):
        while not all(gone(pid) for pid in pids):
            time.sleep(0.05)

    return wait
