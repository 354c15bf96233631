"""Runs processes side by side: shows their lines, waits until they serve, stops all when one ends."""

import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from devtools.guard import Guard
from devtools.processes import APPLICATION_RANK, Process, stop_all
from devtools.refusal import Refused

COLOURS = (36, 33, 35, 32, 34)
# The worker finishes the message it holds; what it cannot finish in this time is delivered again.
PATIENCE = 5.0


class Supervisor:
    """The children of one run. Lines of several children never mix."""

    def __init__(self, *, guard: Guard, folder: Path, logs: Path, colour: bool = False) -> None:
        self._guard = guard
        self._folder = folder
        self._logs = logs
        self._colour = colour
        self._printing = threading.Lock()
        self._names: list[str] = []
        self._watched: list[Process] = []

    def watch(self, process: Process) -> None:
        """Treat the end of a process started elsewhere like that of a child; whoever started it stops it."""
        self._watched.append(process)

    @contextmanager
    def running(
        self, *, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]
    ) -> Iterator[Sequence[Process]]:
        """Run the named commands until the block is left; then every one of them has ended."""
        self._names = list(commands)
        children: list[Process] = []
        try:
            for name, command in commands.items():
                child = Process(
                    name=name,
                    command=command,
                    environment=environment,
                    folder=self._folder,
                    log=self._logs / f"{name}.log",
                    guard=self._guard,
                    rank=APPLICATION_RANK,
                    show=self._show,
                )
                children.append(child)
                self._watched.append(child)
            yield children
        finally:
            stop_all(processes=children, patience=PATIENCE)

    def wait_until_ready(self, *, url: str, patience: float = 120) -> None:
        """Return when the address answers 200; refuse when a process ends before, or none answers in time."""
        deadline = time.monotonic() + patience
        while not _answers(url):
            self.refuse_if_ended()
            if time.monotonic() > deadline:
                tails = "\n".join(f"  {process.name}\n{process.tail()}" for process in self._watched)
                raise Refused(f"{url} did not answer within {patience:.0f} seconds. The last lines:\n{tails}")
            time.sleep(0.2)

    def wait(self) -> None:
        """Go on until a process ends, and refuse with its name and its last lines."""
        while True:
            self.refuse_if_ended()
            time.sleep(0.2)

    def refuse_if_ended(self) -> None:
        """Refuse, with its name and its last lines, if a process that should run has ended."""
        for process in self._watched:
            status = process.ended_with
            if status is not None:
                how = f"with exit status {status}" if status >= 0 else f"by signal {-status}"
                raise Refused(
                    f"{process.name} ended {how}; the rest was stopped. Its last lines:\n{process.tail()}"
                )

    def _show(self, name: str, line: str) -> None:
        width = max(map(len, self._names))
        label = f"{name:<{width}} |"
        if self._colour:
            label = f"\033[{COLOURS[self._names.index(name) % len(COLOURS)]}m{label}\033[0m"
        with self._printing:
            print(label, line, flush=True)


def wants_colour() -> bool:
    """Say whether the output is a terminal that shows colours."""
    return sys.stdout.isatty()


def _answers(url: str) -> bool:
    # Straight to the address: a proxy meant for the outside knows nothing of this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
