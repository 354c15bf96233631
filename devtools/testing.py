"""`python3 run.py test`: pytest, on several processors when nothing in particular was asked for."""

import os
import sys
from collections.abc import Sequence

from devtools.checkout import ROOT

# Each worker migrates nothing and starts in a second; beyond four they wait for the database.
MOST_WORKERS = 4


def main(arguments: Sequence[str]) -> int:
    """Become pytest; its summary and its exit status are ours."""
    words = list(arguments) or ["-n", str(min(MOST_WORKERS, os.cpu_count() or 1))]
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *words])  # noqa: S606
