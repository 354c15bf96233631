"""One child process: started in a group of its own, its lines kept, stopped politely and then surely."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devtools.guard import Guard

ENGINE_RANK, APPLICATION_RANK = 0, 1


class Process:
    """A running child; its lines are kept in its log, and with `show` go there too as they come."""

    def __init__(
        self,
        *,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        guard: Guard,
        rank: int,
        stop_signal: int = signal.SIGTERM,
        show: Callable[[str, str], None] | None = None,
        feed: str = "",
    ) -> None:
        self.name = name
        self._log = log
        self._guard = guard
        self._stop_signal = stop_signal
        self._reader: threading.Thread | None = None
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
                stdout=subprocess.PIPE if show else output,
                stderr=subprocess.STDOUT,
                # Ctrl-C in a terminal reaches its whole group; the launcher alone decides who stops when.
                process_group=0,
            )
        guard.add(rank=rank, pid=self._popen.pid, stop_signal=stop_signal)
        if feed and self._popen.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.write(feed.encode())
                self._popen.stdin.close()
        if show:
            self._reader = threading.Thread(target=self._read, args=(show,), daemon=True)
            self._reader.start()

    @property
    def pid(self) -> int:
        """The child's process id, which is its group's too."""
        return self._popen.pid

    @property
    def ended_with(self) -> int | None:
        """The exit status once the child has ended, else nothing."""
        return self._popen.poll()

    def wait(self) -> int:
        """Wait for the child to end by itself and give its exit status."""
        return self._popen.wait()

    def tail(self, *, lines: int = 15) -> str:
        """Give the last lines the child wrote, indented for a message."""
        if self._reader and self.ended_with is not None:
            self._reader.join(1)
        with self._log.open(errors="replace") as log:
            return "".join(f"    {line.rstrip()}\n" for line in deque(log, maxlen=lines)).rstrip("\n")

    def ask_to_stop(self) -> None:
        """Send the signal that means a clean end to this child."""
        if self.ended_with is None:
            os.kill(self.pid, self._stop_signal)

    def stop(self, *, patience: float) -> None:
        """Wait for the end asked for, then end the whole group by force; afterwards nothing of it is left."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()
        self._guard.drop(pid=self.pid)
        if self._reader:
            self._reader.join(1)

    def _read(self, show: Callable[[str, str], None]) -> None:
        if self._popen.stdout is None:
            return
        with self._log.open("ab", buffering=0) as log:
            for line in self._popen.stdout:
                log.write(line)
                show(self.name, line.decode(errors="replace").rstrip())


def stop_all(*, processes: Sequence[Process], patience: float) -> None:
    """Ask every process at once, then see each one ended within the patience they share."""
    for process in processes:
        process.ask_to_stop()
    deadline = time.monotonic() + patience
    for process in processes:
        process.stop(patience=max(0.0, deadline - time.monotonic()))
