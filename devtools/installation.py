"""The virtual environment: made once, filled from the hash locks, left alone while they stay the same."""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from devtools.checkout import LOCAL, ROOT, Busy, claimed, private_folder
from devtools.refusal import Refused

REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"

LOCK = ("installer",)
RUN = (*LOCK, "runtime", "embedded")
TEST = (*RUN, "dev")

# What the installers print, and the sentence each deserves. The first match wins.
REASONS = {
    r"No space left on device|Disk quota exceeded": """\
The disk is full. Free about 1 GB below {root} and start again.""",
    r"NewConnectionError|Failed to establish a new connection|name resolution|Connection refused|timed out"
    r"|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|No route to host"
    # Every index there is has pip, so one without it did not answer.
    r"|No matching distribution found for pip==": """\
The package index cannot be reached, and this start needs packages from it. Check the connection (behind a
proxy, or with an index of your own, set HTTPS_PROXY or PIP_INDEX_URL) and start again.""",
    r"do not match the hashes|[Hh]ash mismatch": """\
A package is not the one the lock names (its hash differs), so it was not installed. Clear the caches of pip
and uv, or ask whoever runs your package index.""",
    r"No matching distribution found for (\S+)": """\
There is no ready-made package of {package} for this Python ({version}) on this system, and none is built from
source here. Use CPython 3.11 to 3.14 on Linux with glibc, or on macOS.""",
}


def ensure(*, sets: Sequence[str]) -> Path:
    """Give the Python of an environment with these sets exactly as locked, installing what is missing."""
    if installed(sets=sets):
        return PYTHON
    private_folder(path=LOCAL)
    try:
        with claimed(path=LOCAL / "install.lock", patience=600):
            if not installed(sets=sets):
                _install(sets=sets)
    except Busy as busy:
        raise Refused(
            "Another start has been installing packages for ten minutes. Stop it and try again."
        ) from busy
    return PYTHON


def installed(*, sets: Sequence[str]) -> bool:
    """Say whether the stamp names these very locks and the Python they were installed for."""
    stamp = _stamp()
    return stamp.get("python") == os.path.realpath(PYTHON) and all(
        stamp.get(name) == _digest(name) for name in sets
    )


def _stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() else {}


def _digest(name: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{name}.lock").read_bytes()).hexdigest()


def _install(*, sets: Sequence[str]) -> None:
    stamp = _stamp()
    if stamp.get("python") != os.path.realpath(PYTHON):
        stamp = {}
        _say(f"making {VENV.name} with Python {sys.version.split()[0]}")
        _make_venv()
    wanted = [name for name in TEST if name in sets or name in stamp]
    count = len({line.split("==")[0] for name in wanted for line in _pins(name)})
    _say(f"installing {count} packages as locked (only now and when the lock changes)")
    STAMP.unlink(missing_ok=True)
    if not _install_with_uv(sets=wanted):
        _install_with_pip(sets=wanted)
    STAMP.write_text(
        json.dumps({"python": os.path.realpath(PYTHON)} | {name: _digest(name) for name in wanted})
    )


def _pins(name: str) -> list[str]:
    return re.findall(
        r"^[A-Za-z0-9][^ ;]*==[^ ;]*", (REQUIREMENTS / f"{name}.lock").read_text(), re.MULTILINE
    )


def _make_venv() -> None:
    has_pip = importlib.util.find_spec("ensurepip") is not None
    made = _run([sys.executable, "-m", "venv", "--clear", *([] if has_pip else ["--without-pip"]), str(VENV)])
    if made.returncode != 0:
        raise _refusal(made.stdout, what="A virtual environment could not be made.")


def _install_with_uv(*, sets: Sequence[str]) -> bool:
    fetched = _pip(
        "install", "--require-hashes", "--only-binary", ":all:", "-r", str(REQUIREMENTS / "installer.lock")
    )
    if fetched.returncode != 0:
        if reason := _reason(fetched.stdout):
            raise Refused(reason)
        return False
    return (
        _run([str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--exact", *_options(sets)]).returncode
        == 0
    )


def _install_with_pip(*, sets: Sequence[str]) -> None:
    done = _pip("install", *_options(sets))
    if done.returncode != 0:
        raise _refusal(done.stdout, what="The packages could not be installed.")


def _options(sets: Sequence[str]) -> list[str]:
    files = [part for name in sets for part in ("-r", str(REQUIREMENTS / f"{name}.lock"))]
    return ["--require-hashes", "--only-binary", ":all:", *files]


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    if (VENV / "bin" / "pip").exists():
        return _run([str(PYTHON), "-m", "pip", *arguments, *quiet])
    # Debian cuts ensurepip out of its Python; a pip wheel runs without being installed.
    with tempfile.TemporaryDirectory() as folder:
        return _run([str(PYTHON), str(_pip_wheel(folder=Path(folder)) / "pip"), *arguments, *quiet])


def _pip_wheel(*, folder: Path) -> Path:
    """Fetch the pip that Debian and Ubuntu keep beside their Python, signed for by their packages."""
    try:
        for command in (["apt-get", "download", "python3-pip-whl"], ["sh", "-c", "dpkg-deb -x ./*.deb ."]):
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return next((folder / "usr" / "share" / "python-wheels").glob("pip-*.whl"))
    except (OSError, subprocess.CalledProcessError, StopIteration) as problem:
        raise Refused(
            "This Python comes without pip, and pip could not be fetched. On Debian and Ubuntu install it "
            "with `apt install python3-venv`, then start again."
        ) from problem


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV), "LC_ALL": "C.UTF-8"}
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    if not os.access(Path("~").expanduser(), os.W_OK):
        environment |= {"UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _reason(output: str) -> str | None:
    for pattern, sentence in REASONS.items():
        if found := re.search(pattern, output):
            package = "".join(found.groups())
            return sentence.replace("\n", " ").format(
                root=ROOT, package=package, version=sys.version.split()[0]
            )
    return None


def _refusal(output: str, *, what: str) -> Refused:
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])
    return Refused(_reason(output) or f"{what} The last lines of the installer:\n{tail}")


def _say(text: str) -> None:
    print(f"tieout: {text}", flush=True)
