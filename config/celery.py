"""The Celery application. Redis carries word that there is work; the work itself stands in the database."""

import contextlib
import os
from typing import Any

import redis
from celery import Celery, bootsteps, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tieout")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
PULSE_EVERY = 5


class Pulse(bootsteps.StartStopStep):
    """Lets the rest of the installation know, every few seconds, that this worker is alive."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.entry: Any = None

    def start(self, worker: Any) -> None:
        self.beat()
        self.entry = worker.timer.call_repeatedly(PULSE_EVERY, self.beat, priority=10)

    def stop(self, worker: Any) -> None:
        from billing import health

        if self.entry is not None:
            self.entry.cancel()
        with contextlib.suppress(redis.RedisError):
            health.forget_worker_pulse()

    @staticmethod
    def beat() -> None:
        from billing import health

        # If the broker is away, readiness says so, and the worker itself is trying to reconnect.
        with contextlib.suppress(redis.RedisError):
            health.note_worker_pulse()


app.steps["worker"].add(Pulse)


@app.on_after_configure.connect(weak=False)
def _tell_redbeat(sender: Any, **_: Any) -> None:
    """RedBeat looks for its settings among Celery's own, where those of another namespace are not listed."""
    from django.conf import settings

    sender.conf.redbeat_redis_url = settings.REDIS_URL
    sender.conf.redbeat_redis_options = {"socket_connect_timeout": 2, "socket_timeout": 30}
    sender.conf.redbeat_key_prefix = "tieout:beat"
    sender.conf.redbeat_lock_timeout = 30


@signals.setup_logging.connect(weak=False)
def _keep_our_logging(**_: Any) -> None:
    """Leave the root logger to Django's settings."""


@signals.worker_process_init.connect(weak=False)
def _start_reporting(**_: Any) -> None:
    from config import errors, tracing

    errors.start()
    tracing.start(role="worker")


@signals.worker_process_shutdown.connect(weak=False)
def _stop_reporting(**_: Any) -> None:
    from config import tracing

    tracing.stop()


@signals.task_prerun.connect(weak=False)
def _bind_log_ids(task_id: str = "", task: Any = None, kwargs: Any = None, **_: Any) -> None:
    from billing.tenancy import logcontext

    logcontext.clear()
    ids = {
        name.removesuffix("_id"): str(value) for name, value in (kwargs or {}).items() if name.endswith("_id")
    }
    logcontext.bind(task=task.name, task_id=task_id, **ids)
