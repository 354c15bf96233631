"""`python3 run.py format`: code and templates in the one agreed form."""

import subprocess
import sys
from collections.abc import Sequence

from devtools.checkout import ROOT
from devtools.checks import djade, templates


def main(_arguments: Sequence[str]) -> int:
    """Rewrite what differs from the agreed form; what needs a decision is left to `check`."""
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--fix-only", "--quiet", "."], cwd=ROOT, check=False)
    done = subprocess.run([*ruff, "format", "."], cwd=ROOT, check=False).returncode
    if files := templates():
        # The status only says that files were changed.
        subprocess.run([*djade(), *files], cwd=ROOT, check=False)
    return done
