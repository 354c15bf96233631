"""Starts, tests and checks Tieout with nothing but Python: `python3 run.py help` lists what it does."""

import sys

# Written so that any Python 3, and Python 2, reads this far and says the sentence instead of a syntax error.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Tieout needs Python 3.11 or newer; this is Python %d.%d. Install a newer one and run it with that, for "
             "example: python3.12 run.py" % sys.version_info[:2])  # fmt: skip  # noqa: UP031

from devtools.commands import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
