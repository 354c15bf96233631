"""The web server: Granian with the limits of this installation, and a stop that may be asked for twice."""

from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from config.settings import env

# Below the 30 s after which most supervisors kill.
SECONDS_TO_FINISH = 20


class Server(MPServer):
    """A second signal within the first one's handler would wait for the lock which the first one holds."""

    def signal_handler_interrupt(self, *_: Any) -> None:
        if not self.interrupt_signal:
            super().signal_handler_interrupt()  # type: ignore[no-untyped-call]  # it has none


if __name__ == "__main__":
    Server(
        "config.wsgi:application",
        address=env.web_host,
        port=env.web_port,
        interface=Interfaces.WSGI,
        workers=env.web_workers,
        blocking_threads=env.web_threads,
        websockets=False,
        workers_kill_timeout=SECONDS_TO_FINISH,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()
