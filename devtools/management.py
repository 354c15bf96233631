"""`python3 run.py manage`: one of Django's commands, on the engines that run or on ones started for it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from devtools import application, engines
from devtools.checkout import LOCAL, ROOT, Busy, claimed, private_folder
from devtools.guard import Guard

# What changes the schema needs its owner; everything else sees what the application sees.
OWNERS_COMMANDS = {"migrate", "flush", "sqlflush", "createcachetable"}
RUNNING = LOCAL / "environment.json"


def main(arguments: Sequence[str]) -> int:
    """Run manage.py with these words and give its exit status."""
    try:
        with claimed(path=private_folder(path=LOCAL) / "launch.lock"):
            guard = Guard()
            try:
                with engines.running(folder=LOCAL, guard=guard) as started:
                    environment = application.environment(engines=started, port=8000)
                    return _manage(arguments, environment=environment)
            finally:
                guard.dismiss()
    except Busy:
        return _manage(arguments, environment=os.environ | json.loads(RUNNING.read_text()))


def _manage(arguments: Sequence[str], *, environment: Mapping[str, str]) -> int:
    if arguments and arguments[0] in OWNERS_COMMANDS:
        environment = application.as_owner(environment=environment)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode
