"""What the measurements share: a clone to run, a browser that signs in, and the arithmetic."""

import ast
import http.cookiejar
import math
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Tieout as `python3 run.py` started it in a folder."""

    folder: Path
    url: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page: how long it took as seen from here, how large it was, and the id its log line carries."""

    milliseconds: float
    octets: int
    request_id: str
    text: str


@contextmanager
def cloned() -> Iterator[Path]:
    """Give a clean clone of the last commit in a temporary place, and take it away again."""
    with tempfile.TemporaryDirectory(prefix="tieout-benchmark-") as name:
        folder = Path(name) / "tieout"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)  # noqa: S607  # whichever git is here
        yield folder


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Run Tieout in this folder until the block is left; what it prints goes to benchmark.log there."""
    port = free_port()
    with (folder / "benchmark.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "run.py", "--port", str(port)], cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            started = Running(folder=folder, url=f"http://127.0.0.1:{port}", port=port)
            _wait_until_ready(started, process)
            yield started
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _wait_until_ready(started: Running, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with _direct().open(f"{started.url}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"Tieout did not start:\n{(started.folder / 'benchmark.log').read_text()[-2000:]}")


def _direct(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    # A proxy meant for the outside knows nothing of this machine.
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Browser:
    """Just enough of one to sign in and to ask for pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._cookies = http.cookiejar.CookieJar()
        self._opener = _direct(urllib.request.HTTPCookieProcessor(self._cookies))

    def get(self, path: str) -> Answer:
        """Ask for a page, under an id of ours that the server writes into its log line."""
        request_id = str(uuid.uuid4())
        request = urllib.request.Request(self.url + path, headers={"X-Request-ID": request_id})
        began = time.perf_counter()
        with self._opener.open(request, timeout=PATIENCE) as answer:
            body = answer.read()
        took = (time.perf_counter() - began) * 1000
        return Answer(milliseconds=took, octets=len(body), request_id=request_id, text=body.decode())

    def download(self, path: str) -> tuple[int, int]:
        """Read a file as it comes without keeping it; give its size and its lines."""
        octets = lines = 0
        with self._opener.open(self.url + path, timeout=PATIENCE) as answer:
            while chunk := answer.read(1 << 16):
                octets, lines = octets + len(chunk), lines + chunk.count(b"\n")
        return octets, lines

    def sign_in(self, *, email: str, password: str) -> None:
        """Sign in, or stop the measurement with what the server said."""
        self.get("/account/login/")
        token = next(cookie.value or "" for cookie in self._cookies if cookie.name == "csrftoken")
        form = {"csrfmiddlewaretoken": token, "login": email, "password": password}
        request = urllib.request.Request(
            f"{self.url}/account/login/",
            data=urllib.parse.urlencode(form).encode(),
            headers={"Referer": self.url},
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                landed = answer.geturl()
        except urllib.error.HTTPError as refusal:
            sys.exit(f"The sign-in was refused with {refusal.code}.")
        if "/account/login/" in landed:
            sys.exit(f"Nobody signed in as {email}: is this the demonstration?")


def demo_sign_in() -> dict[str, str]:
    """Give the demonstration's address and password."""
    named = {
        target.id: node.value.value
        for node in ast.parse((ROOT / "billing" / "demo.py").read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return {"email": str(named["DEMO_EMAIL"]), "password": str(named["DEMO_PASSWORD"])}


def logged(log: Path) -> dict[str, tuple[float, int]]:
    """Give the server's own milliseconds and queries by request id, from a log in the console's format."""
    found = {}
    for line in log.read_text(errors="replace").splitlines() if log.exists() else []:
        fields = dict(re.findall(r"(\w+)=(\S+)", line)) if "request.finished" in line else {}
        if {"ms", "queries", "request"} <= fields.keys():
            found[fields["request"]] = (float(fields["ms"]), int(fields["queries"]))
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def machine() -> str:
    """Say on what kind of machine this is measured, and how busy it was before."""
    python = ".".join(map(str, sys.version_info[:3]))
    kind = f"{os.cpu_count()} cores, Python {python}, {sys.platform}"
    return f"{time.strftime('%Y-%m-%d')}, {kind}, load {os.getloadavg()[0]:.1f}"


def processor_seconds() -> float:
    """Give the processor time of all that was started here and has ended: the clock of a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def verdict(value: float, budget: float) -> str:
    """Say whether a figure keeps its budget; no measurement fails for being slow."""
    return "within" if value <= budget else "OVER"
