"""Real processes of the product, on the test database, behind wires that can be cut."""

import atexit
import contextlib
import functools
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

PATIENCE = 60


class Wire:
    """Passes TCP connections on to a server until it is cut, and again once it is mended."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.open = True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        self.open = False
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def mend(self) -> None:
        self.open = True

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if not self.open:
                near.close()
                continue
            far = socket.create_connection(self.target)
            self.ends += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    @staticmethod
    def _pass_on(near: socket.socket, far: socket.socket) -> None:
        with near, far, contextlib.suppress(OSError, ValueError):
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    sent = ready.recv(65536)
                    if not sent:
                        return
                    (far if ready is near else near).sendall(sent)


def wire_to(url: str) -> Wire:
    parts = urlsplit(url)
    return Wire((parts.hostname or "", parts.port or 0))


def rerouted(url: str, wire: Wire, *, path: str) -> str:
    """Return the address with another port and path, so that it leads through the wire."""
    parts = urlsplit(url)
    credentials = parts.netloc.rpartition("@")[0]
    return f"{parts.scheme}://{credentials}@127.0.0.1:{wire.port}/{path}"


@contextlib.contextmanager
def running(
    role: str, *, database: Wire, broker: Wire, log: Path, **changes: str
) -> Iterator[subprocess.Popen[str]]:
    """Run one role on the test's own database until the block ends; it must then stop by itself."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {
        "DATABASE_URL": rerouted(os.environ["DATABASE_URL"], database, path=connection.settings_dict["NAME"]),
        "REDIS_URL": rerouted(settings.REDIS_URL, broker, path=urlsplit(settings.REDIS_URL).path.strip("/")),
        "TIEOUT_LOG_FORMAT": "json",
        "TIEOUT_STATIC_ROOT": str(collected()),
    }
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config", role],
            env=environment | changes,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                # With whatever it started: one that hangs must not keep the database from the tests after it.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def run_in_a_process(script: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a process of the product of their own."""
    environment = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "TIEOUT_LOG_FORMAT": "json"}
    # The tests' own database has the tables; what a test wrote in its transaction cannot be seen from here.
    environment["DATABASE_URL"] = (
        f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        env=environment | changes,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@functools.cache
def collected() -> Path:
    """Collect the static files once, since pages name them by their hashes."""
    folder = Path(tempfile.mkdtemp(prefix="tieout static "))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = os.environ | {
        "TIEOUT_STATIC_ROOT": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
    return folder


def eventually(check: Callable[[], object], *, what: str) -> None:
    """Wait until a condition holds."""
    until = time.monotonic() + PATIENCE
    while not check():
        if time.monotonic() > until:
            raise AssertionError(f"Not within {PATIENCE} s: {what}")
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
