"""The hash locks: one per set, each held to the versions of the sets below it, with no address inside."""

import subprocess
import sys
from collections.abc import Sequence

from devtools.checkout import ROOT
from devtools.refusal import Refused

SETS = ("installer", "runtime", "embedded", "dev")


def main(_arguments: Sequence[str]) -> int:
    """Resolve every set anew for Python 3.11 and later on every system, and write the locks."""
    for position, name in enumerate(SETS):
        # A lock from before would hold every version where it is; renewing means forgetting it.
        lock = ROOT / "requirements" / f"{name}.lock"
        before = lock.read_bytes() if lock.exists() else b""
        lock.unlink(missing_ok=True)
        below = [part for other in SETS[:position] for part in ("-c", f"requirements/{other}.lock")]
        done = subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal",
             "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
             "--only-binary", ":all:", *below,
             f"requirements/{name}.in", "-o", f"requirements/{name}.lock"],
            cwd=ROOT, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            lock.write_bytes(before)
            raise Refused(
                f"requirements/{name}.in does not resolve (see above); its lock was left as it was."
            )
        print(f"tieout: requirements/{name}.lock {'renewed' if lock.read_bytes() != before else 'unchanged'}")
    return 0
