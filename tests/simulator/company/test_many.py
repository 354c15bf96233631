"""The same request twice, batches, changes: sections 2.7, 7.1 and 7.2."""

import json
import threading
from typing import Any

import pytest

from tests.simulator.company.calling import Client, sold

BODY = {"CustomerRef": {"value": "1"}, "Line": [sold(1)]}


class TestRequestId:
    """2.7."""

    def test_replay(self, us: Client) -> None:
        _, first = us.post("invoice", BODY, requestid="r1")
        us.told.clear()
        assert us.post("invoice", {**BODY, "PrivateNote": "other"}, requestid="r1") == (200, first)
        assert us.told == []
        assert us.post("invoice", BODY, requestid="r2")[1]["Invoice"]["Id"] != first["Invoice"]["Id"]

    def test_replay_after_a_delete(self, us: Client) -> None:
        _, first = us.post("invoice", BODY, requestid="r1")
        key = first["Invoice"]["Id"]
        us.post("invoice", {"Id": key, "SyncToken": "0"}, operation="delete")
        assert us.post("invoice", BODY, requestid="r1") == (200, first)
        assert us.get(f"invoice/{key}")[0] == 400

    def test_faults_are_not_remembered_unless_switched_on(self, us: Client) -> None:
        bad = {**BODY, "CustomerRef": {"value": "970"}}
        assert us.refused("invoice", bad, requestid="r1")["code"] == "2500"
        assert us.post("invoice", BODY, requestid="r1")[0] == 200
        us.company.set("faults_replayed", value=True)
        assert us.refused("invoice", bad, requestid="r2")["code"] == "2500"
        assert us.refused("invoice", BODY, requestid="r2")["code"] == "2500"

    @pytest.mark.parametrize(
        ("path", "length", "fits"), [("invoice", 50, True), ("invoice", 51, False), ("batch", 37, False)]
    )
    def test_length(self, path: str, length: int, fits: bool, us: Client) -> None:
        status, body = us.post(path, BODY, requestid="r" * length)
        assert (status == 200) is fits
        assert fits or body["Fault"]["Error"][0]["code"] == "2130"

    def test_kept_for_a_while(self, us: Client) -> None:
        _, first = us.post("invoice", BODY, requestid="r1")
        us.later(days=31)
        assert us.post("invoice", BODY, requestid="r1")[1]["Invoice"]["Id"] != first["Invoice"]["Id"]

    def test_while_the_first_is_worked_on(self, us: Client) -> None:
        inside, go_on = threading.Event(), threading.Event()

        def slow(change: Any) -> None:
            inside.set()
            go_on.wait(10)

        us.company._listener = slow
        worker = threading.Thread(target=us.post, args=("invoice", BODY), kwargs={"requestid": "r1"})
        worker.start()
        inside.wait(10)
        assert us.refused("invoice", BODY, requestid="r1")["code"] == "600"
        go_on.set()
        worker.join()


class TestBatches:
    """7.1."""

    def test_each_for_itself(self, us: Client) -> None:
        made = us.invoice()
        items = [
            {"bId": "1", "operation": "create", "Vendor": {"DisplayName": "Oak Supply"}},
            {"bId": "2", "operation": "delete", "Invoice": {"Id": "9129", "SyncToken": "0"}},
            {"bId": "3", "operation": "update", "Invoice": {"sparse": True, "Id": made["Id"],
            "SyncToken": "5"}},
            {"bId": "4", "Query": "select count(*) from Customer"},
            {"bId": "5", "operation": "create", "Invoice": {"CustomerRef": {"value": "1"}, "Line": []}},
            {"bId": "6", "operation": "create", "optionsData": "allowduplicatedocnum",
             "Invoice": {**BODY, "DocNumber": made["DocNumber"]}},
            {"bId": "7", "operation": "delete", "Invoice": {"Id": made["Id"], "SyncToken": "0"}},
            {"bId": "8", "operation": "fly", "Invoice": {}},
            {"bId": "9", "operation": "create", "Nothing": {}},
            {"bId": "10", "operation": "create", "Vendor": {"DisplayName": "Oak Supply"}},
        ]  # fmt: skip
        us.told.clear()
        status, body = us.post("batch", {"BatchItemRequest": items})
        answers = {one["bId"]: one for one in body["BatchItemResponse"]}
        codes = {key: one["Fault"]["Error"][0]["code"] for key, one in answers.items() if "Fault" in one}
        assert status == 200
        assert codes == {"2": "610", "3": "5010", "5": "2020", "8": "500", "9": "2000", "10": "6240"}
        assert "time" not in answers["2"]["Fault"]
        assert answers["4"]["QueryResponse"] == {"totalCount": 29}
        assert answers["7"]["Invoice"]["status"] == "Deleted"
        assert [(one.entity, one.verb) for one in us.told] == [
            ("Vendor", "Create"), ("Invoice", "Create"), ("Invoice", "Delete")
        ]  # fmt: skip

    REFUSED = [
        ([], "400"),
        ([{"bId": str(n), "Query": "select * from Term"} for n in range(31)], "1040"),
        ([{"bId": "1", "Query": "select * from Term"}] * 2, "2600"),
    ]

    @pytest.mark.parametrize(("items", "code"), REFUSED)
    def test_refused_as_a_whole(self, items: list[Any], code: str, us: Client) -> None:
        assert us.refused("batch", {"BatchItemRequest": items})["code"] == code

    def test_thirty_at_once(self, us: Client) -> None:
        items = [{"bId": str(n), "operation": "create", "Invoice": BODY} for n in range(30)]
        assert len(us.post("batch", {"BatchItemRequest": items})[1]["BatchItemResponse"]) == 30

    def test_replayed_by_requestid(self, us: Client) -> None:
        items = {"BatchItemRequest": [{"bId": "1", "operation": "create", "Invoice": BODY}]}
        assert us.post("batch", items, requestid="b1") == us.post("batch", items, requestid="b1")


class TestChanges:
    """7.2."""

    def since(self, us: Client, entities: str, at: str = "2026-11-20T12:30:00-08:00") -> list[Any]:
        status, body = us.get("cdc", entities=entities, changedSince=at)
        assert status == 200, body
        blocks: list[Any] = body["CDCResponse"][0]["QueryResponse"]
        return blocks

    def test_whole_objects_stubs_and_empty_blocks(self, us: Client) -> None:
        us.later(hours=1)
        kept, lost = us.invoice(), us.invoice()
        us.later(minutes=1)
        us.post("invoice", {"Id": lost["Id"], "SyncToken": "0"}, operation="delete")
        invoices, customers = self.since(us, "Invoice,Vendor")
        assert customers == {}
        assert (invoices["startPosition"], invoices["maxResults"], invoices["totalCount"]) == (1, 2, 2)
        assert invoices["Invoice"] == [
            kept,
            {"domain": "QBO", "status": "Deleted", "Id": lost["Id"],
             "MetaData": {"LastUpdatedTime": "2026-11-20T13:01:00-08:00"}},
        ]  # fmt: skip

    def test_only_stubs_have_no_position(self, us: Client) -> None:
        made = us.invoice()
        us.later(hours=1)
        us.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
        (block,) = self.since(us, "invoice")
        assert ("startPosition" in block, block["totalCount"]) == (False, 1)

    def test_void_and_retired_are_whole(self, us: Client) -> None:
        made = us.invoice()
        us.later(hours=1)
        us.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
        us.company.somebody("deactivate", entity="Vendor", id="30")
        invoices, vendors = self.since(us, "Invoice,Vendor")
        assert invoices["Invoice"][0]["PrivateNote"] == "Voided"
        assert (vendors["Vendor"][0]["DisplayName"], vendors["Vendor"][0]["Active"]) == (
            "Books by Bessie (deleted)",
            False,
        )

    def test_a_payment_changes_the_invoice(self, us: Client) -> None:
        made = us.invoice()
        us.later(hours=1)
        us.pay(5, ("Invoice", made["Id"], 5))
        assert self.since(us, "Invoice")[0]["Invoice"][0]["SyncToken"] == "1"

    def test_no_more_than_a_thousand(self, us: Client) -> None:
        us.later(hours=1)
        us.company.seed("large", customers=10, invoices=1100)
        invoices, customers = self.since(us, "Invoice,Customer")
        assert (invoices["totalCount"], customers) == (1000, {})

    REFUSED = [
        ({"entities": "Invoice"}, "2020"),
        ({"changedSince": "2026-11-20"}, "2020"),
        ({"entities": "Invoice", "changedSince": "soon"}, "2060"),
        ({"entities": "Nothing", "changedSince": "2026-11-20"}, "2000"),
        ({"entities": "TaxCode", "changedSince": "2026-11-20"}, "2000"),
        ({"entities": "Invoice", "changedSince": "2026-10-01T00:00:00Z"}, "2190"),
    ]

    @pytest.mark.parametrize(("query", "code"), REFUSED)
    def test_refused(self, query: dict[str, str], code: str, us: Client) -> None:
        status, body = us.get("cdc", **query)
        assert (status, body["Fault"]["Error"][0]["code"]) == (400, code)

    def test_a_plus_sign_that_was_not_encoded(self, us: Client) -> None:
        assert self.since(us, "Invoice", "2026-11-20T21:00:00 00:00") == [{}]


def test_answers_are_compact_json(us: Client) -> None:
    """9."""
    body = us.raw("GET", "customer/8").body
    assert body == json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False).encode()
