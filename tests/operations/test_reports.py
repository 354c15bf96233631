"""What the product tells those who watch it: logs, metrics, traces, error reports. Nothing secret in any."""

import gzip
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pytest
from django.test import Client, override_settings

from billing import health
from billing.models import Tenant, User
from tests.operations.processes import run_in_a_process

pytestmark = pytest.mark.django_db
HERE = "127.0.0.1"


@dataclass
class Collector:
    """An HTTP server that keeps what is sent to it."""

    port: int = 0
    received: list[tuple[str, bytes]] = field(default_factory=list)


@pytest.fixture
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            opened = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
                self.headers["Content-Encoding"], bytes
            )
            kept.received.append((self.path, opened(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = http.server.ThreadingHTTPServer((HERE, 0), Handler)
    kept.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


def test_a_log_line_is_json_with_the_ids_and_without_secrets() -> None:
    script = """
import django; django.setup()
import logging
from billing.tenancy.logcontext import bind
bind(request="r-1", tenant="t-1", connection="c-1", operation="o-1")
told = {"trouble": "STALE", "token": "hidden-1", "who": "a@b.example.com"}
logging.getLogger("tieout").info("operation.settled", extra=told)
try:
    raise ValueError("password=hidden-2")
except ValueError:
    logging.getLogger("tieout").exception("operation.failed")
"""
    ended = run_in_a_process(script)
    first, second = (json.loads(line) for line in ended.stdout.splitlines())

    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "operation.settled",
        "level": "info",
        "logger": "tieout",
        "request": "r-1",
        "tenant": "t-1",
        "connection": "c-1",
        "operation": "o-1",
        "trouble": "STALE",
        "token": "[redacted]",
        "who": "[mail address]",
    }
    assert "ValueError" in second["exception"]
    assert "hidden" not in ended.stdout


def test_a_request_is_logged_once_with_its_view_and_never_its_path(
    cedar: Tenant, owner: User, client_of: Callable[[User], Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(owner)
    client.get("/o/cedar/")
    caplog.set_level("INFO", logger="tieout.request")
    caplog.clear()

    response = client.get("/o/cedar/people/?q=private", headers={"X-Request-ID": "given-by-the-proxy"})

    (record,) = [record for record in caplog.records if record.name == "tieout.request"]
    told = record.__dict__
    assert (told["msg"], told["view"], told["status"], told["method"]) == (
        "request.finished",
        "people",
        200,
        "GET",
    )
    assert 3 <= told["queries"] <= 15  # a test's transaction adds savepoints
    assert "private" not in str(told)
    assert response["X-Request-ID"] == "given-by-the-proxy"


def test_a_page_that_fails_is_logged_with_its_status_and_id_but_never_its_path() -> None:
    script = """
import django; django.setup()
import logging
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory
from django.utils.log import log_response
from django.http import HttpResponse
from billing.tenancy.logcontext import bind
bind(request="r-2")
request = RequestFactory().get("/o/olive-co/audit/")
try:
    raise ValueError("it broke")
except ValueError as problem:
    answer = HttpResponse(status=500)
    told = {"response": answer, "request": request, "exception": problem}
    log_response("%s: %s", "Internal Server Error", request.path, **told)
told = {"status_code": 400, "request": request}
logging.getLogger("django.security.SuspiciousOperation").error("Suspicious", extra=told)
"""
    ended = run_in_a_process(script)
    assert ended.returncode == 0, ended.stderr
    failed, suspicious = (json.loads(line) for line in ended.stdout.splitlines())

    assert (failed["event"], failed["status"], failed["request"]) == ("request.failed", 500, "r-2")
    assert "ValueError: it broke" in failed["exception"]
    assert (suspicious["event"], suspicious["status"], suspicious["request"]) == ("Suspicious", 400, "r-2")
    assert "olive" not in ended.stdout


@pytest.mark.parametrize(
    "given", ["short", "x" * 37, "with space in it", "new\nline-injected", "<script>alert</script>"]
)
def test_a_request_id_from_outside_is_taken_only_in_its_form(given: str, db: None) -> None:
    answered = Client().get("/account/login/", headers={"X-Request-ID": given})["X-Request-ID"]

    assert answered != given
    assert len(answered) == 36


def test_metrics_count_requests_by_view_and_tell_the_checks(db: None) -> None:
    client = Client()
    client.get("/account/login/")
    client.get("/o/whatever/people/")

    text = client.get("/metrics").content.decode()

    assert 'tieout_http_requests_total{method="GET",status="200",view="account_login"}' in text
    assert 'view="people"' in text
    assert "whatever" not in text
    assert 'tieout_up{check="database"} 1.0' in text
    assert "tieout_mail_waiting 0.0" in text
    assert "tieout_schedule_pulse_age_seconds +Inf" in text

    health.note_schedule_pulse()
    (line,) = [
        line
        for line in client.get("/metrics").content.decode().splitlines()
        if "pulse_age_seconds " in line and line[0] != "#"
    ]
    assert 0 <= float(line.split()[1]) < 60


def series(text: str) -> dict[str, float]:
    """Return each series with its value; one that is there twice is an error, as it is for Prometheus."""
    lines = [line.rpartition(" ") for line in text.splitlines() if line.startswith("tieout_")]
    assert len({name for name, _, _ in lines}) == len(lines)
    return {name: float(value) for name, _, value in lines}


@pytest.mark.django_db(transaction=True)
def test_processes_sharing_a_folder_add_up_and_what_is_asked_on_the_spot_stands_there_once(
    tmp_path: Path,
) -> None:
    visit = """
import django; django.setup()
from django.test import Client
client = Client(HTTP_HOST="127.0.0.1")
client.get("/account/login/")
"""
    scrape = """
import json
from django.db import transaction
from django.core.mail import EmailMessage
first = client.get("/metrics").content.decode()
with transaction.atomic():
    EmailMessage(subject="s", body="b", to=["a@people.test"]).send()
print(json.dumps([first, client.get("/metrics").content.decode()]))
"""
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "TIEOUT_LOG_LEVEL": "ERROR", "TIEOUT_DEBUG": "1"}
    assert run_in_a_process(visit, **shared).returncode == 0
    # A third process scrapes as well, and must leave nothing that the next one would read.
    for visits in (2, 3):
        ended = run_in_a_process(visit + scrape, **shared)
        assert ended.returncode == 0, ended.stderr
        first, second = json.loads(ended.stdout)

        families = [line for line in second.splitlines() if line.startswith("# TYPE")]
        assert len(set(families)) == len(families)
        before, after = series(first), series(second)
        visited = 'tieout_http_requests_total{method="GET",status="200",view="account_login"}'
        assert (before[visited], after[visited]) == (visits, visits)
        assert after["tieout_mail_waiting"] == before["tieout_mail_waiting"] + 1
        assert after['tieout_up{check="database"}'] == 1


def test_metrics_are_told_while_the_database_is_away() -> None:
    script = """
import django; django.setup()
from django.test import Client
answer = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False).get("/metrics")
import json
print(json.dumps([answer.status_code, answer.content.decode()]))
"""
    ended = run_in_a_process(script, DATABASE_URL="postgresql://a:b@127.0.0.1:1/x", TIEOUT_DEBUG="1")
    assert ended.returncode == 0, ended.stderr
    status, text = json.loads(ended.stdout.splitlines()[-1])

    assert status == 200
    assert series(text)['tieout_up{check="database"}'] == 0
    assert "tieout_mail" not in text


@override_settings(METRICS_TOKEN="m" * 32)
@pytest.mark.parametrize(
    ("header", "status"),
    [("", 404), ("Bearer wrong", 404), ("Bearer " + "é" * 32, 404), ("Bearer " + "m" * 32, 200)],
)
def test_metrics_are_shown_only_to_who_holds_the_token(header: str, status: int) -> None:
    assert Client().get("/metrics", headers={"Authorization": header}).status_code == status


@override_settings(METRICS_TOKEN="", DEMO=False)
def test_without_a_token_metrics_are_shown_to_nobody_in_production() -> None:
    assert Client().get("/metrics").status_code == 404


def test_traces_arrive_with_the_ids_and_without_values(collector: Collector, cedar: Tenant) -> None:
    script = """
import django; django.setup()
from config import tracing
tracing.start(role="web")
from django.test import Client
Client().get("/account/login/", HTTP_HOST="127.0.0.1")
form = {"login": "somebody@people.test", "password": "hidden-3"}
Client().post("/account/login/", form, HTTP_HOST="127.0.0.1")
tracing.stop()
"""
    ended = run_in_a_process(
        script, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{HERE}:{collector.port}", TIEOUT_DEBUG="1"
    )

    assert ended.returncode == 0, ended.stderr
    sent = b"".join(body for path, body in collector.received if path == "/v1/traces")
    assert b"GET account_login" in sent
    assert b"tieout-web" in sent
    assert b"tieout.request" in sent
    assert b"hidden-3" not in sent


def test_without_an_endpoint_nothing_is_traced(collector: Collector) -> None:
    script = (
        "import django; django.setup()\nfrom config import tracing; tracing.start(role='web'); tracing.stop()"
    )

    assert run_in_a_process(script).returncode == 0
    assert collector.received == []


def test_an_error_is_reported_once_redacted_with_the_request_id(collector: Collector) -> None:
    script = """
import django; django.setup()
from config import errors
errors.start()
import logging, sentry_sdk
from billing.tenancy.logcontext import bind
bind(request="r-7")
try:
    refresh_token = "hidden-4"
    raise ValueError("token=hidden-5 for a@people.example.com")
except ValueError:
    logging.getLogger("tieout").exception("it.failed")
sentry_sdk.flush(10)
"""
    ended = run_in_a_process(script, SENTRY_DSN=f"http://public@{HERE}:{collector.port}/1")

    assert ended.returncode == 0, ended.stderr
    reported = [body for _, body in collector.received if b"ValueError" in body]
    assert len(reported) == 1
    assert b"r-7" in reported[0]
    assert b"hidden" not in reported[0]
    assert b"a@people.example.com" not in reported[0]


def test_without_a_dsn_nothing_is_reported(collector: Collector) -> None:
    script = """
import django; django.setup()
from config import errors
errors.start()
import sentry_sdk
assert not sentry_sdk.is_initialized()
"""

    assert run_in_a_process(script).returncode == 0
