"""Is everything there that this process depends on? A check answers with nothing, or says what is wrong."""

import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

WORKER = "tieout:pulse:worker"
SCHEDULE = "tieout:pulse:schedule"
WORKER_SILENT_AFTER = 20
_remembered: dict[str, tuple[float, str]] = {}


def broker() -> "redis.Redis":
    """Return a client of the broker that gives up soon."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


def note_worker_pulse() -> None:
    with broker() as client:
        client.set(WORKER, int(time.time()), ex=WORKER_SILENT_AFTER)


def forget_worker_pulse() -> None:
    """Say that this worker is gone. If another one runs, it is heard again within seconds."""
    with broker() as client:
        client.delete(WORKER)


def note_schedule_pulse() -> None:
    with broker() as client:
        client.set(SCHEDULE, int(time.time()))


def schedule_pulse_age() -> float | None:
    """Return the seconds since the schedule last reached a worker, or None when it never did."""
    with broker() as client:
        noted = client.get(SCHEDULE)
    return None if noted is None else max(0.0, time.time() - int(noted))


def check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError as problem:
        return f"The database does not answer: {_first_line(problem)}"
    return ""


def check_broker() -> str:
    try:
        with broker() as client:
            client.ping()
    except redis.RedisError as problem:
        return f"The broker does not answer: {_first_line(problem)}"
    return ""


def check_worker() -> str:
    try:
        with broker() as client:
            if client.exists(WORKER):
                return ""
    except redis.RedisError:
        return "No worker can be heard, because the broker does not answer."
    return f"No worker has been heard of for {WORKER_SILENT_AFTER} seconds."


def check_migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as problem:
        return f"The migrations cannot be read: {_first_line(problem)}"
    if missing:
        return f"{len(missing)} migrations have not been run. Start the migrate command."
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
    "migrations": check_migrations,
}


def report() -> dict[str, str]:
    """Run every check now."""
    return {name: check() for name, check in CHECKS.items()}


def background_problem(*, for_seconds: float = 5) -> str:
    """Return what keeps background work from moving, asked at most once in so many seconds."""
    asked_at, answer = _remembered.get("worker", (float("-inf"), ""))
    if time.monotonic() - asked_at > for_seconds:
        answer = check_worker()
        _remembered["worker"] = (time.monotonic(), answer)
    return answer


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
