"""Web and worker as they run in production: ready, cut off from what they need, mended, stopped."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client

from billing import health
from billing.models import Mail
from billing.services import mail
from tests.operations.processes import (
    PATIENCE,
    Wire,
    eventually,
    free_port,
    run_in_a_process,
    running,
    wire_to,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wires() -> Iterator[tuple[Wire, Wire]]:
    database, broker = wire_to(os.environ["DATABASE_URL"]), wire_to(settings.REDIS_URL)
    yield database, broker
    for wire in (database, broker):
        wire.cut()
        wire.listener.close()


def ask(port: int, path: str) -> tuple[int, str]:
    """Return status and body, or 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""


def checks(port: int) -> dict[str, str]:
    answer: dict[str, str] = json.loads(ask(port, "/readyz")[1])["checks"]
    return answer


def test_web_and_worker_through_a_whole_day(wires: tuple[Wire, Wire], tmp_path: Path) -> None:
    database, broker = wires
    port = free_port()
    web_log, worker_log = tmp_path / "web.log", tmp_path / "worker.log"
    letters = tmp_path / "mail"
    letters.mkdir()
    web_port = {"TIEOUT_WEB_PORT": str(port), "TIEOUT_MAIL_FOLDER": str(letters)}
    with running("web", database=database, broker=broker, log=web_log, **web_port) as web:
        # Alive at once; not ready while no worker can be heard.
        eventually(lambda: ask(port, "/healthz") == (200, "ok"), what="web is alive")
        status, body = ask(port, "/readyz")
        assert status == 503
        assert "No worker has been heard of" in json.loads(body)["checks"]["worker"]

        with running(
            "worker", database=database, broker=broker, log=worker_log, TIEOUT_MAIL_FOLDER=str(letters)
        ) as worker:
            eventually(lambda: ask(port, "/readyz")[0] == 200, what="web is ready")

            # Work written with a change is done by the worker, in another process.
            with transaction.atomic():
                EmailMessage(subject="First", body="b", to=["a@people.test"]).send()
            eventually(
                lambda: Mail.objects.filter(sent_at__isnull=False).count() == 1, what="the mail is sent"
            )
            assert len(list(letters.iterdir())) == 1

            # The broker away: the page comes, /readyz says so, and what is written meanwhile is not lost.
            broker.cut()
            eventually(lambda: ask(port, "/readyz")[0] == 503, what="web sees that the broker is away")
            assert checks(port)["broker"].startswith("The broker does not answer")
            assert ask(port, "/account/login/")[0] == 200
            assert ask(port, "/healthz") == (200, "ok")
            broker.mend()
            eventually(lambda: ask(port, "/readyz")[0] == 200, what="web and worker found the broker again")

            # The database away: a page that says so, and everything as before once it is back.
            database.cut()
            status, body = ask(port, "/account/login/")
            assert status in {200, 503}
            eventually(lambda: ask(port, "/readyz")[0] == 503, what="web sees that the database is away")
            assert checks(port)["database"].startswith("The database does not answer")
            assert ask(port, "/healthz") == (200, "ok")
            database.mend()
            eventually(lambda: ask(port, "/readyz")[0] == 200, what="web found the database again")
            with transaction.atomic():
                EmailMessage(subject="Second", body="b", to=["a@people.test"]).send()
            # A call that fell into the gap is made good by the schedule: ring in its place.
            eventually(
                lambda: (
                    current_app.send_task("billing.send_waiting_mail")
                    and Mail.objects.filter(sent_at__isnull=False).count() == 2
                ),
                what="the worker goes on",
            )

        assert worker.returncode == 0, worker_log.read_text()[-2000:]
    assert web.returncode == 0, web_log.read_text()[-2000:]
    lines = [json.loads(line) for line in web_log.read_text().splitlines() if line.startswith("{")]
    assert any(line["event"] == "request.finished" and len(line["request"]) == 36 for line in lines)


def test_a_request_under_way_is_answered_before_web_stops(wires: tuple[Wire, Wire], tmp_path: Path) -> None:
    import threading

    database, broker = wires
    port = free_port()
    answers: list[int] = []
    with running(
        "web", database=database, broker=broker, log=tmp_path / "log", TIEOUT_WEB_PORT=str(port)
    ) as web:
        eventually(lambda: ask(port, "/healthz")[0] == 200, what="web is alive")
        # Twenty at once for few threads: some still wait when the signal comes.
        askers = [
            threading.Thread(target=lambda: answers.append(ask(port, "/account/login/")[0]))
            for _ in range(20)
        ]
        for asker in askers:
            asker.start()
        eventually(lambda: answers, what="the first is answered")
        # Asked again and again: one signal falls into the handling of another.
        for _ in range(50):
            web.terminate()
        for asker in askers:
            asker.join()
        assert web.wait(PATIENCE) == 0
    assert set(answers) <= {200, 0}
    assert answers.count(200) >= 1


def test_a_page_that_needs_the_database_says_it_is_away(wires: tuple[Wire, Wire], tmp_path: Path) -> None:
    database, broker = wires
    port = free_port()
    with running("web", database=database, broker=broker, log=tmp_path / "log", TIEOUT_WEB_PORT=str(port)):
        eventually(lambda: ask(port, "/healthz")[0] == 200, what="web is alive")
        database.cut()

        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/organisations/", headers={"Cookie": "sessionid=" + "x" * 32}
        )
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=20)  # noqa: S310  # our own web, on this machine

        assert caught.value.code == 503
        assert caught.value.headers["Retry-After"] == "10"
        assert "<h1" in caught.value.read().decode()


def test_mail_that_cannot_be_handed_over_waits_longer_each_time_and_is_given_up_in_the_end(
    settings: object,
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()  # type: ignore[attr-defined]
    EmailMessage(subject="s", body="b", to=["a@people.test"]).send()
    now, waits = timezone.now(), []
    for _ in range(mail.GIVE_UP_AFTER):
        assert mail.send_due(now=now) == 1
        kept = Mail.objects.get()
        assert "ConnectionRefusedError" in kept.problem
        waits.append(kept.not_before - now)
        assert mail.send_due(now=now) == 0
        now = kept.not_before + timedelta(seconds=1)

    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16)]
    assert Mail.objects.get().given_up_at is not None
    assert mail.send_due(now=now + timedelta(days=1)) == 0


def test_a_mail_that_no_longer_opens_is_put_off_and_does_not_hold_up_the_others(settings: object) -> None:
    from django.core import mail as delivered
    from django.utils import timezone

    EmailMessage(subject="sealed under a lost key", body="b", to=["a@people.test"]).send()
    settings.FIELD_KEYS = (("another", bytes(32)),)  # type: ignore[attr-defined]
    EmailMessage(subject="good", body="b", to=["a@people.test"]).send()

    assert mail.send_due(now=timezone.now()) == 2

    assert [message.subject for message in delivered.outbox] == ["good"]
    assert "Unreadable" in Mail.objects.get(sent_at=None).problem


def test_a_mail_that_cannot_be_built_does_not_hold_up_the_others() -> None:
    from django.core import mail as delivered
    from django.utils import timezone

    EmailMessage(subject="poison", body="b", to=["a@exa\u202emple.test"]).send()
    EmailMessage(subject="good", body="b", to=["a@people.test"]).send()

    assert mail.send_due(now=timezone.now()) == 2

    assert [message.subject for message in delivered.outbox] == ["good"]
    assert "UnicodeError" in Mail.objects.get(sent_at=None).problem


def test_a_worker_is_woken_after_the_commit_and_not_at_all_after_a_rollback() -> None:
    def letter() -> None:
        EmailMessage(subject="s", body="b", to=["a@people.test"]).send()

    with health.broker() as queue:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            letter()
            _ = 1 / 0
        assert queue.llen("celery") == 0

        with transaction.atomic():
            letter()
            assert queue.llen("celery") == 0
        assert queue.llen("celery") == 1


def test_a_mail_is_kept_even_if_no_worker_can_be_woken() -> None:
    script = """
import django; django.setup()
from django.core.mail import EmailMessage
print(EmailMessage(subject="s", body="b", to=["a@people.test"]).send())
"""
    ended = run_in_a_process(script, REDIS_URL="redis://127.0.0.1:1/0")

    assert ended.returncode == 0, ended.stderr
    assert "broker.unreachable" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "1"
    assert Mail.objects.filter(sent_at=None).count() == 1


def test_two_workers_send_each_mail_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.core import mail as delivered
    from django.db import connection
    from django.utils import timezone

    for number in range(30):
        EmailMessage(subject=str(number), body="b", to=["a@people.test"]).send()

    def work(_: int) -> int:
        try:
            return mail.send_due(now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 30
    assert sorted(int(message.subject) for message in delivered.outbox) == list(range(30))


def test_a_mail_keeps_its_files_and_whom_to_answer() -> None:
    message = EmailMessage(subject="s", body="b", to=["a@people.test"], reply_to=["me@people.test"])
    message.attach("ü.pdf", b"%PDF-\x00\xff", "application/pdf")
    message.send()

    kept = mail.opened(Mail.objects.get())

    assert [tuple(file) for file in kept.attachments] == [("ü.pdf", b"%PDF-\x00\xff", "application/pdf")]
    assert kept.reply_to == ["me@people.test"]


def test_what_the_outbox_cannot_keep_whole_is_refused_rather_than_cut() -> None:
    copied = EmailMessage(subject="s", body="b", to=["a@people.test"], cc=["b@people.test"])
    texted = EmailMessage(subject="s", body="b", to=["a@people.test"])
    texted.attach("a.txt", "text", "text/plain")

    with pytest.raises(ValueError, match="keeps no copies"):
        copied.send()
    with pytest.raises(TypeError, match="files of bytes"):
        texted.send()
    assert not Mail.objects.exists()


def test_the_front_leads_to_the_sign_in() -> None:
    assert Client().get("/")["Location"] == "/account/login/"
