"""The task runner's words. This much runs in any Python 3.11; the work is done in the virtual environment."""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from devtools import installation
from devtools.checkout import ROOT
from devtools.refusal import Refused

HELP = """\
python3 run.py [--port N] [--fresh]   run Tieout here: web, worker and scheduler on engines of their own
python3 run.py test [PYTEST...]       run the tests, all of them or those that pytest's words name
python3 run.py check [NAME...]        run every static check, or those named
python3 run.py format                 put code and templates into the agreed form
python3 run.py image                  rehearse the build of the container image, without a container
python3 run.py manage COMMAND...      run one of Django's commands on the data of this folder
python3 run.py lock                   resolve the dependencies anew and write requirements/*.lock
python3 run.py help                   say this
"""

# For each word the module that does it and the sets it needs; no word means run.
WORK = {
    "": ("serve", installation.RUN),
    "test": ("testing", installation.TEST),
    "check": ("checks", installation.TEST),
    "format": ("formatting", installation.TEST),
    "image": ("image", installation.RUN),
    "manage": ("management", installation.RUN),
    "lock": ("locks", installation.LOCK),
}


def main(arguments: Sequence[str]) -> int:
    """Do what the words ask; a refusal is one sentence on standard error and status 1."""
    try:
        if arguments[:1] in (["help"], ["-h"], ["--help"]):
            print(HELP, end="")
            return 0
        # Standing in the environment means the hand-over has taken place.
        if Path(sys.prefix) == installation.VENV and os.environ.pop("TIEOUT_HANDED_OVER", ""):
            return _work(arguments)
        _hand_over(arguments)
    except Refused as refusal:
        print(f"tieout: {refusal}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


def _word(arguments: Sequence[str]) -> tuple[str, Sequence[str]]:
    if not arguments or arguments[0].startswith("-"):
        return "", arguments
    if arguments[0] not in WORK:
        raise Refused(f"There is no command `{arguments[0]}`. `python3 run.py help` lists those there are.")
    return arguments[0], arguments[1:]


def _hand_over(arguments: Sequence[str]) -> NoReturn:
    word, _ = _word(arguments)
    python = installation.ensure(sets=WORK[word][1])
    os.environ["TIEOUT_HANDED_OVER"] = "1"
    # The same process goes on, so that whoever started it stops and waits for the right one.
    os.execv(python, [str(python), str(ROOT / "run.py"), *arguments])  # noqa: S606


def _work(arguments: Sequence[str]) -> int:
    word, rest = _word(arguments)
    # Only now, since these modules need the installed packages.
    module = importlib.import_module(f"devtools.{WORK[word][0]}")
    return int(module.main(rest))
