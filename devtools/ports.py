"""Ports on 127.0.0.1: whether one is free, and which is the next."""

import errno
import socket

from devtools.refusal import Refused


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(*, port: int) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket() as probe:
        # A connection still winding down is no reason to call the port taken; a listener is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            raise
        return True


def web_port(*, asked: int | None, first: int = 8000) -> int:
    """Give the port that was asked for or refuse; nothing asked, give the first free one from 8000 on."""
    if asked is not None:
        if not 1024 <= asked <= 65535:
            raise Refused(f"Port {asked} is not one to choose. Take one from 1024 to 65535.")
        if not is_free(port=asked):
            raise Refused(
                f"Port {asked} is in use by another program. Stop that one, choose another port with --port, "
                "or leave it out to take the next free one."
            )
        return asked
    return next(port for port in range(first, 65536) if is_free(port=port))
