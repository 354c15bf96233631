"""The folders of this checkout, what is kept in them between starts, and who may use them at once."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.refusal import Refused

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
TEST = LOCAL / "test"


def private_folder(*, path: Path) -> Path:
    """Make a folder only its owner may enter, or refuse with the reason it cannot be made."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise Refused(
            f"{path.parent} cannot be written to ({problem.strerror}). Tieout keeps its data and its "
            "packages inside its own folder: copy the folder to a place you may write to and start it there."
        ) from problem
    return path


def kept_secrets(*, folder: Path) -> dict[str, str]:
    """Give the passwords and keys of this folder, made at random the first time, for the owner alone."""
    path = folder / "secrets.json"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    made = {
        "superuser": secrets.token_urlsafe(24),
        "owner": secrets.token_urlsafe(24),
        "app": secrets.token_urlsafe(24),
        "redis": secrets.token_urlsafe(24),
        "secret_key": secrets.token_urlsafe(48),
        "field_keys": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    write_private(path=path, text=json.dumps(made, indent=2))
    return made


def write_private(*, path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner alone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)


def fingerprint(*, paths: Iterable[Path]) -> str:
    """Give a hash over names and contents, so that a step is repeated only when what it reads has changed."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def forget() -> None:
    """Throw away the demonstration's data; what tests keep stays."""
    for path in LOCAL.iterdir():
        if path.name not in {"test", "launch.lock", "install.lock"}:
            if path.is_dir():
                shutil.rmtree(path.resolve())
            if path.is_symlink() or path.is_file():
                path.unlink()


class Busy(Exception):
    """Somebody else holds the lock; `note` is what they wrote into it."""

    def __init__(self, *, note: str) -> None:
        super().__init__(note)
        self.note = note


class Claim:
    """A held lock; other processes read its note."""

    def __init__(self, *, descriptor: int) -> None:
        self._descriptor = descriptor

    def note(self, text: str) -> None:
        """Leave words for whoever finds the lock taken."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


@contextmanager
def claimed(*, path: Path, patience: float = 0.0) -> Iterator[Claim]:
    """Hold the lock at a path, or raise Busy; it is let go when the process ends, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(note=path.read_text()) from None
                time.sleep(0.1)
        claim = Claim(descriptor=descriptor)
        claim.note("")
        yield claim
    finally:
        os.close(descriptor)
