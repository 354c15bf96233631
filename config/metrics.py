"""Figures for Prometheus: requests, queries, tasks, mail, checks; summed over processes sharing a folder."""

import contextlib
import hmac
import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import redis
from celery import signals
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY as IN_PROCESS
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from billing import health
from billing.models import Mail
from config.settings import env
from config.views import page_not_found

REQUESTS = Counter("tieout_http_requests_total", "Requests answered.", ["view", "method", "status"])
SECONDS = Histogram(
    "tieout_http_seconds", "Time to answer.", ["view"], buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
)
QUERIES = Histogram(
    "tieout_http_queries", "Database queries per request.", ["view"], buckets=(2, 5, 10, 20, 50, 100)
)
TASKS = Counter("tieout_tasks_total", "Tasks run.", ["task", "outcome"])
TASK_SECONDS = Histogram(
    "tieout_task_seconds", "Time in a task.", ["task"], buckets=(0.01, 0.1, 1, 5, 20, 60, 300)
)
_started: dict[str, float] = {}


class QueryCount:
    """Counts the queries of one request, as a wrapper around Django's cursor."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's hook
        self.count += 1
        return execute(sql, params, many, context)


def note_request(*, view: str, method: str, status: int, seconds: float, queries: int) -> None:
    known = method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
    REQUESTS.labels(view, known, str(status)).inc()
    SECONDS.labels(view).observe(seconds)
    QUERIES.labels(view).observe(queries)


@signals.task_prerun.connect(weak=False)
def _task_starts(task_id: str = "", **_: Any) -> None:
    _started[task_id] = time.perf_counter()


@signals.task_postrun.connect(weak=False)
def _task_ends(task_id: str = "", task: Any = None, state: str = "", **_: Any) -> None:
    TASKS.labels(task.name, (state or "unknown").lower()).inc()
    TASK_SECONDS.labels(task.name).observe(time.perf_counter() - _started.pop(task_id, time.perf_counter()))


class AskedNow(Collector):
    """What is asked at the moment of the scrape: kept by no process, so never added up or left behind."""

    def collect(self) -> Iterator[Metric]:
        problems = health.report()
        with contextlib.suppress(DatabaseError):  # then the checks say so
            yield from _mail()
        yield GaugeMetricFamily(
            "tieout_schedule_pulse_age_seconds",
            "Since the schedule last reached a worker.",
            value=_pulse_age(),
        )
        up = GaugeMetricFamily("tieout_up", "1 where a check passes.", labels=["check"])
        for name, problem in problems.items():
            up.add_metric([name], 0 if problem else 1)
        yield up


def figures() -> bytes:
    """Return everything as Prometheus reads it."""
    kept: CollectorRegistry = IN_PROCESS
    if env.metrics_folder:
        kept = CollectorRegistry()
        multiprocess.MultiProcessCollector(kept, path=str(env.metrics_folder))  # type: ignore[no-untyped-call]  # its author left it so
    asked = CollectorRegistry()
    asked.register(AskedNow())
    return generate_latest(kept) + generate_latest(asked)


def _mail() -> Iterable[Metric]:
    waiting = Mail.objects.filter(sent_at=None, given_up_at=None).count()
    given_up = Mail.objects.exclude(given_up_at=None).count()
    return (
        GaugeMetricFamily("tieout_mail_waiting", "Mails that wait to be sent.", value=waiting),
        GaugeMetricFamily("tieout_mail_given_up", "Mails that could not be sent.", value=given_up),
    )


def _pulse_age() -> float:
    try:
        age = health.schedule_pulse_age()
    except redis.RedisError:
        age = None
    return math.inf if age is None else age


@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus, if it shows the token; without a token set, only on a demonstration machine."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = (
        hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
        if settings.METRICS_TOKEN
        else settings.DEMO
    )
    if not allowed:
        return page_not_found(request)
    return HttpResponse(figures(), content_type="text/plain; version=0.0.4; charset=utf-8")
