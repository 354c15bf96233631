"""One image, four roles: `python -m config web|worker|scheduler|migrate`.

What is missing is said in one sentence with exit status 1, before any server is started.
"""

import os
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

import django
from django.core.management import call_command
from django.db import connections

ROLES: dict[str, Callable[[], None]] = {}


def main(arguments: list[str]) -> NoReturn:
    """Check the surroundings of the role named, then become it."""
    if len(arguments) != 1 or arguments[0] not in ROLES:
        print(f"Usage: python -m config {'|'.join(ROLES)}", file=sys.stderr)  # noqa: T201  # the command's own answer
        sys.exit(2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    role = arguments[0]
    problem = surroundings(role)
    if problem:
        print(f"Tieout's {role} cannot start. {problem}", file=sys.stderr)  # noqa: T201  # likewise
        sys.exit(1)
    connections.close_all()  # none of them may be shared with a process that is forked
    ROLES[role]()
    sys.exit(0)


def surroundings(role: str) -> str:
    """Return what this role lacks, or nothing."""
    from billing import health
    from billing.tenancy import roles

    database = [health.check_database, roles.check]
    needed = {
        "web": [*database, health.check_broker, health.check_migrations, check_static_files, check_port],
        "worker": [*database, health.check_broker, health.check_migrations],
        "scheduler": [health.check_broker],
        "migrate": [health.check_database],
    }
    return next((problem for check in needed[role] if (problem := check())), "")


def check_static_files() -> str:
    from config.settings import env

    if env.debug or (env.static_root / "staticfiles.json").is_file():
        return ""
    return (
        f"There is no staticfiles.json in {env.static_root}, so no page could name its static files. "
        "Run `manage.py collectstatic`, or let TIEOUT_STATIC_ROOT name the folder where they are."
    )


def check_port() -> str:
    """Try the port alone: Granian shares it with whoever listens already, and each gets some requests."""
    from config.settings import env

    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            env.web_host, env.web_port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            # What has ended and still lingers does not count.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except OSError as problem:
        return (
            f"Port {env.web_port} of {env.web_host} cannot be listened on: {problem.strerror}. "
            "Let TIEOUT_WEB_PORT and TIEOUT_WEB_HOST name a free one of this machine, or stop what uses it."
        )
    return ""


def web() -> None:
    # In a process of its own making: its children are forked, and must inherit no connection of this one.
    os.execv(sys.executable, [sys.executable, "-m", "config.server"])  # noqa: S606  # the same interpreter, no shell


def worker() -> None:
    celery(["--quiet", "worker", "--loglevel", "WARNING", "--without-mingle"])


def scheduler() -> None:
    celery(["--quiet", "beat", "--loglevel", "WARNING", "--pidfile", ""])


def celery(arguments: list[str]) -> None:
    from config.celery import app

    app.start(arguments)


def migrate() -> None:
    call_command("migrate", interactive=False)


ROLES |= {"web": web, "worker": worker, "scheduler": scheduler, "migrate": migrate}

if __name__ == "__main__":
    main(sys.argv[1:])
