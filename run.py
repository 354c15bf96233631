"""Starts, tests and checks Tieout with nothing but Python: `python3 run.py help` lists what it does."""

import sys

# Written so that any Python 3, and Python 2, reads this far and says the sentence instead of a syntax error.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Tieout needs Python 3.11 or newer, and this is Python %d.%d. Install a newer one and name it: "  # noqa: UP031
        "python3.12 run.py" % sys.version_info[:2]
    )
if sys.platform == "win32":
    sys.exit("Tieout runs on Linux and macOS. On Windows, start it inside WSL2.")

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
