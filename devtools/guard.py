"""Outlives the launcher by seconds: when its input ends, it stops what the launcher had started.

Executed as a script in a process group of its own. It reads `add RANK PID SIGNAL` and `drop PID` lines; the
highest rank is stopped first. It works the same on Linux and macOS, and however the launcher died.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 2.5


class Guard:
    """The launcher's end of the line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            process_group=0,
        )

    def add(self, *, rank: int, pid: int, stop_signal: int) -> None:
        """Have this process, the leader of its group, stopped should we vanish."""
        self._tell(f"add {rank} {pid} {stop_signal}")

    def drop(self, *, pid: int) -> None:
        """Forget a process that has ended."""
        self._tell(f"drop {pid}")

    def dismiss(self) -> None:
        """End the guard; whatever was not dropped is stopped."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin:
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        # Ended, and waiting for a parent to notice, which in a container may be never.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def _stop(watched: dict[int, int]) -> None:
    for pid, stop_signal in watched.items():
        if _alive(pid):
            os.kill(pid, stop_signal)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(_alive(pid) for pid in watched):
        time.sleep(0.05)
    for pid in watched:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def main() -> None:
    """Listen until the launcher falls silent, then stop what is left, rank by rank."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    ranks: dict[int, dict[int, int]] = {}
    for line in sys.stdin:
        words = line.split()
        if words[0] == "add":
            ranks.setdefault(int(words[1]), {})[int(words[2])] = int(words[3])
        else:
            for watched in ranks.values():
                watched.pop(int(words[1]), None)
    for rank in sorted(ranks, reverse=True):
        _stop(ranks[rank])


if __name__ == "__main__":
    main()
