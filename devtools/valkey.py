"""An embedded Valkey: the broker, the schedule's lock and the cache."""

import os
import socket
import time
from pathlib import Path

from devtools import binaries
from devtools.guard import Guard
from devtools.ports import free_port
from devtools.processes import ENGINE_RANK, Process
from devtools.refusal import Refused


class Valkey:
    """A server on 127.0.0.1 that asks for a password; what it holds survives a restart unless it is hasty."""

    def __init__(self, *, folder: Path, secrets: dict[str, str], guard: Guard, hasty: bool = False) -> None:
        self._password = secrets["redis"]
        self.port = free_port()
        data = folder / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self._password,
            "maxmemory-policy": "noeviction",
            "appendonly": "no" if hasty else "yes",
            "save": '""',
            "daemonize": "no",
        }
        self.process = Process(
            name="valkey",
            command=[str(binaries.valkey()), "-"],
            environment=os.environ | {"LC_ALL": "C"},
            folder=data,
            log=folder / "logs" / "valkey.log",
            guard=guard,
            rank=ENGINE_RANK,
            # Over its input: the password is in no file, and not among the arguments that everybody may list.
            feed="".join(f"{name} {value}\n" for name, value in settings.items()),
        )

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def wait(self, *, patience: float = 60) -> None:
        """Return once the server answers, or refuse with the last lines of its log."""
        deadline = time.monotonic() + patience
        while not self._answers():
            if self.process.ended_with is not None or time.monotonic() > deadline:
                raise Refused(f"Valkey did not start. Its last lines:\n{self.process.tail()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                answer = b""
                while chunk := connection.recv(256):
                    answer += chunk
                    if b"+PONG" in answer:
                        return True
        except OSError:
            return False
        return False
