"""OpenTelemetry spans for requests, tasks and queries; switched on by OTEL_EXPORTER_OTLP_ENDPOINT."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import signals
from django.conf import settings
from django.db.backends.signals import connection_created
from django.http import HttpRequest
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from billing.tenancy import logcontext

tracer = trace.get_tracer("tieout")
_task_spans: dict[str, Any] = {}


def start(*, role: str) -> None:
    """Export spans from this process, if an endpoint is set. To be called after any fork."""
    if not settings.TRACING_ENDPOINT:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"tieout-{role}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    connection_created.connect(_watch_queries, weak=False, dispatch_uid="tracing")


def stop() -> None:
    """Send what is still held."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


@contextmanager
def request_span(request: HttpRequest, *, view: str) -> Iterator[None]:
    """Cover one request with a span that carries the ids of its log lines."""
    with tracer.start_as_current_span(f"{request.method} {view}") as span:
        yield
        span.set_attributes({f"tieout.{name}": value for name, value in logcontext.bound().items()})


def _watch_queries(connection: Any, **_: Any) -> None:
    if _query_span not in connection.execute_wrappers:
        connection.execute_wrappers.append(_query_span)


def _query_span(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's hook
    # The statement without its values: these may be anybody's data.
    with tracer.start_as_current_span(
        "query", attributes={"db.system": "postgresql", "db.statement": str(sql)[:2000]}
    ):
        return execute(sql, params, many, context)


@signals.task_prerun.connect(weak=False)
def _task_starts(task_id: str = "", task: Any = None, **_: Any) -> None:
    manager = tracer.start_as_current_span(f"task {task.name}")
    manager.__enter__()
    _task_spans[task_id] = manager


@signals.task_postrun.connect(weak=False)
def _task_ends(task_id: str = "", **_: Any) -> None:
    manager = _task_spans.pop(task_id, None)
    if manager is not None:
        manager.__exit__(None, None, None)
