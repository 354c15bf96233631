"""Places that an account without rights can reach, for machines where the database server has to be one."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from devtools.refusal import Refused

SHARED = Path("/var/tmp")  # noqa: S108 - what is found there is used only if it is root's own


def folder(*, stands_for: str) -> Path:
    """Give root's folder that stands for this text; others may pass through it, not write to it."""
    path = SHARED / f"tieout-{hashlib.sha256(stands_for.encode()).hexdigest()[:12]}"
    path.mkdir(mode=0o711, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid != 0:
        raise Refused(f"{path} belongs to somebody else. Remove it, then start again.")
    path.chmod(0o711)
    return path


def programs(*, original: Path, start_with: Sequence[str]) -> Path:
    """Give the folder of these programs if it can be reached that way, else that of a copy that can."""
    tried = subprocess.run(
        [*start_with, original / "postgres", "--version"], capture_output=True, check=False
    )
    if tried.returncode == 0:
        return original
    facts = (original / "postgres").stat()
    copies = folder(stands_for=f"{original} {facts.st_size} {facts.st_mtime_ns}")
    package = _package(original)
    # A wheel keeps its libraries beside the package, where its programs look for them.
    for source in (package, package.with_name(f"{package.name}.libs")):
        target = copies / source.name
        if source.is_dir() and not target.exists():
            unfinished = copies / f"{source.name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(source, unfinished, symlinks=True)
            unfinished.rename(target)
    return copies / original.relative_to(package.parent)


def _package(original: Path) -> Path:
    beside_libraries = (path for path in original.parents if path.with_name(f"{path.name}.libs").is_dir())
    return next(beside_libraries, original.parent)
