"""Changes are told, signed, and told again: 7.3."""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import simplejson
from quickbooks.client import QuickBooks

from simulator.quickbooks_online.calls import Changed
from simulator.quickbooks_online.notices import TOLD, body_of, is_told
from simulator.quickbooks_online.world import App
from tests.simulator.running import NOON, Running, running


class Receiver:
    """An address that notes what it is sent, and answers as the test says."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                if status == 301:
                    self.send_header("location", receiver.url + "/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                """Take whoever follows a redirect, which nobody who tells of changes may."""
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def bodies(self) -> list[Any]:
        return [simplejson.loads(body) for _, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    held = Receiver()
    yield held
    held.stop()


@pytest.fixture
def hooked(qbo: Running, receiver: Receiver) -> Running:
    """The app is connected, and told of changes at the receiver."""
    qbo.control("apps/" + qbo.app.client_id, {"webhook_url": receiver.url, "verifier_token": "v-1"})
    qbo.app = qbo.world.apps[qbo.app.client_id]
    qbo.control("settings", {"webhook_delay_seconds": 0})
    qbo.token_held = qbo.connected()["access_token"]  # type: ignore[attr-defined]
    return qbo


def until(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 5
    while not done():
        assert time.monotonic() < limit, "It did not come to that."
        time.sleep(0.01)


def edit(qbo: Running, number: str = "1") -> None:
    qbo.control(f"companies/{qbo.realm}/somebody", {
        "what": "edit", "entity": "Customer", "id": number, "fields": {"Notes": "x"},
    })  # fmt: skip


def test_a_change_by_somebody_is_told_in_the_classic_format_and_signed(
    hooked: Running, receiver: Receiver
) -> None:
    edit(hooked)
    until(lambda: len(receiver.got) == 1)
    headers, body = receiver.got[0]
    assert simplejson.loads(body) == {
        "eventNotifications": [{
            "realmId": hooked.realm,
            "dataChangeEvent": {"entities": [{
                "name": "Customer", "id": "1", "operation": "Update",
                "lastUpdated": "2026-11-20T12:00:00.000Z",
            }]},
        }]
    }  # fmt: skip
    assert headers["intuit-signature"] == base64.b64encode(hmac.digest(b"v-1", body, hashlib.sha256)).decode()
    assert headers["intuit-notification-schema-version"] == "0.1"
    assert headers["intuit-created-time"] == "2026-11-20T12:00:00.000Z"
    assert headers["user-agent"] == "intuit_notification_server/0.1"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["intuit-t-id"]
    helper = QuickBooks(minorversion=75)
    assert helper.validate_webhook_signature(body.decode(), headers["intuit-signature"], "v-1")
    assert not helper.validate_webhook_signature(body.decode(), headers["intuit-signature"], "v-2")


def test_the_other_format_is_a_list_of_cloud_events(hooked: Running, receiver: Receiver) -> None:
    hooked.control("apps/" + hooked.app.client_id, {"webhook_format": "cloudevents"})
    edit(hooked)
    until(lambda: len(receiver.got) == 1)
    ((event,),) = receiver.bodies()
    assert event.pop("id")
    assert event.pop("source").startswith("intuit.")
    assert event == {
        "specversion": "1.0", "type": "qbo.customer.updated.v1", "datacontenttype": "application/json",
        "time": "2026-11-20T12:00:00.000000000Z", "intuitentityid": "1", "intuitaccountid": hooked.realm,
        "data": {},
    }  # fmt: skip


@pytest.mark.parametrize(("echo", "told"), [(True, 2), (False, 1)])
def test_an_app_hears_its_own_writes(hooked: Running, receiver: Receiver, echo: bool, told: int) -> None:
    hooked.control("settings", {"webhook_self_echo": echo})
    hooked.call(hooked.token_held, "invoice", method="POST", json={"DocNumber": "8"})
    until(lambda: len(receiver.got) == told - 1)
    edit(hooked)
    until(lambda: len(receiver.got) == told)
    last = receiver.bodies()[-1]["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert [entity["name"] for entity in last] == ["Customer"]


def test_nobody_is_told_who_is_not_connected(hooked: Running, receiver: Receiver) -> None:
    hooked.control("disconnect", {"realm": hooked.realm})
    edit(hooked)
    hooked.control("connect", {"realm": hooked.realm})
    edit(hooked, "2")
    until(lambda: len(receiver.got) == 1)
    (entity,) = receiver.bodies()[0]["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert entity["id"] == "2"


def test_changes_are_gathered_for_a_while(hooked: Running, receiver: Receiver) -> None:
    hooked.control("settings", {"webhook_delay_seconds": 5})
    edit(hooked)
    edit(hooked, "2")
    hooked.control("clock", {"move": 5})
    until(lambda: len(receiver.got) == 1)
    entities = receiver.bodies()[0]["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert [entity["id"] for entity in entities] == ["1", "2"]


def test_the_schedule_of_retries_and_the_queue_behind_it(hooked: Running, receiver: Receiver) -> None:
    receiver.answers = [500, 301, 404, 500, 500, 500, 500, 500, 500]
    edit(hooked)
    until(lambda: len(receiver.got) == 1)
    edit(hooked, "2")
    for number, wait in enumerate((10, 20, 30, 300, 1200, 7200, 14_400, 21_600, 21_600), start=1):
        until(lambda number=number: len(_tries(hooked)) == number)
        hooked.control("clock", {"move": wait})
    until(lambda: len(receiver.got) == 11)
    first, last = receiver.bodies()[:10], receiver.bodies()[10]
    assert all(body == first[0] for body in first)
    assert last["eventNotifications"][0]["dataChangeEvent"]["entities"][0]["id"] == "2"


def _tries(qbo: Running) -> list[Any]:
    waiting = qbo.control("webhooks").json()["waiting"]
    return waiting[0]["tries"] if waiting else []


def test_waits_can_be_made_short(hooked: Running, receiver: Receiver) -> None:
    hooked.control("settings", {"webhook_compression": 10})
    receiver.answers = [500]
    edit(hooked)
    until(lambda: len(_tries(hooked)) == 1)
    hooked.control("clock", {"move": 1})
    until(lambda: len(receiver.got) == 2)
    assert [delivery["state"] for delivery in hooked.control("webhooks").json()["past"]] in (
        [], ["delivered"],
    )  # fmt: skip


def test_an_address_that_fails_for_days_is_told_nothing_more(hooked: Running, receiver: Receiver) -> None:
    hooked.control("settings", {"webhook_disable_after_seconds": 30})
    receiver.answers = [500] * 9
    edit(hooked)
    for number, wait in ((1, 10), (2, 20)):
        until(lambda number=number: len(_tries(hooked)) == number)
        hooked.control("clock", {"move": wait})
    until(lambda: hooked.world.apps[hooked.app.client_id].webhook_disabled)
    assert len(receiver.got) == 3


def test_a_delivery_can_be_sent_again(hooked: Running, receiver: Receiver) -> None:
    edit(hooked)
    until(lambda: len(hooked.control("webhooks").json()["past"]) == 1)
    number = hooked.control("webhooks").json()["past"][0]["id"]
    hooked.control("webhooks", {"id": number})
    until(lambda: len(receiver.got) == 2)
    assert receiver.got[0][1] == receiver.got[1][1]
    assert hooked.control("webhooks", {"id": "none"}).status_code == 404


def test_what_is_not_told_yet_is_told_after_a_restart(receiver: Receiver, tmp_path: Path) -> None:
    """7.3."""
    receiver.answers = [500]
    with running(state=tmp_path, webhook_delay_seconds=0.0) as first:
        first.control("apps/" + first.app.client_id, {"webhook_url": receiver.url, "verifier_token": "v-1"})
        first.connected()
        edit(first)
        until(lambda: [one.state for one in first.world.deliveries.waiting()] == ["retrying"])
        first.control("settings", {"webhook_delay_seconds": 60})
        edit(first, "2")
        until(lambda: bool(first.world.deliveries.gathered))
    assert len(receiver.got) == 1
    with running(state=tmp_path) as second:
        second.control("settings", {"webhook_delay_seconds": 60})
        second.control("clock", {"move": 61})
        until(lambda: len(receiver.got) == 3)
    told = [
        body["eventNotifications"][0]["dataChangeEvent"]["entities"][0]["id"] for body in receiver.bodies()
    ]
    assert told == ["1", "1", "2"]


def test_a_merge_names_what_was_merged_away() -> None:
    """7.3."""
    merged = Changed(realm="1", entity="Vendor", id="9", verb="Merge", at=NOON, deleted_id="12")
    (notice,) = body_of("classic", [merged])["eventNotifications"]
    assert notice["dataChangeEvent"]["entities"] == [
        {"name": "Vendor", "id": "9", "operation": "Merge", "lastUpdated": "2026-11-20T12:00:00.000Z",
         "deletedId": "12"}
    ]  # fmt: skip
    (event,) = body_of("cloudevents", [merged])
    assert (event["type"], event["intuitentityid"], event["data"]) == (
        "qbo.vendor.merged.v1", "9", {"deletedId": "12"},
    )  # fmt: skip


@pytest.mark.parametrize("entity", ["TaxCode", "TaxRate", "CompanyInfo", "Attachable"])
def test_what_is_never_told(entity: str) -> None:
    assert entity not in TOLD


@pytest.mark.parametrize(
    ("entity", "verb", "wanted", "told"),
    [
        ("Customer", "Merge", [], True),
        ("Item", "Merge", [], False),
        ("Invoice", "Void", [], True),
        ("Invoice", "Emailed", [], True),
        ("Payment", "Emailed", [], False),
        ("Preferences", "Create", [], False),
        ("Invoice", "Create", ["Customer"], False),
        ("Invoice", "Create", ["Invoice"], True),
    ],
)
def test_what_is_told_of_what(entity: str, verb: Any, wanted: list[str], told: bool) -> None:
    app = App(name="A", client_id="a", client_secret="s", webhook_entities=wanted)
    changed = Changed(realm="1", entity=entity, id="1", verb=verb, at=NOON)
    assert is_told(app, changed) is told
