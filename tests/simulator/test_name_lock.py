"""Batches and the lock on names: 3, 4.4, 7.1."""

from typing import Any

import pytest

from tests.simulator.running import Running, held, running

BOOKS = "simulator.quickbooks_online.company:Company"
SALE = {"Amount": 1, "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}  # fmt: skip
INVOICE = {"operation": "create", "Invoice": {"CustomerRef": {"value": "1"}, "Line": [SALE]}}


def batch(*items: dict[str, Any]) -> dict[str, Any]:
    return {"BatchItemRequest": [{"bId": str(number), **item} for number, item in enumerate(items)]}


def named(name: str) -> dict[str, Any]:
    return {"operation": "create", "Customer": {"DisplayName": name}}


def what_came(qbo: Running, path: str, body: Any) -> list[str]:
    """Return what each item became, or the call itself: the code of a fault, or nothing."""
    token = qbo.connected()["access_token"]
    answer = qbo.call(token, path, method="POST", json=body).json()
    items = answer.get("BatchItemResponse", [answer])
    return [item["Fault"]["Error"][0]["code"] if "Fault" in item else "" for item in items]


WRITES_NAMES = ("customer", {"DisplayName": "First"}), ("batch", batch(named("First")))
# under way, sent meanwhile, what becomes of that
CASES = [
    *((one, ("batch", batch(named("Second"), INVOICE)), ["6000", ""]) for one in WRITES_NAMES),
    (WRITES_NAMES[1], ("vendor", {"DisplayName": "Second"}), ["6000"]),
    (WRITES_NAMES[1], ("batch", batch(INVOICE)), [""]),
    (("batch", batch(INVOICE)), ("customer", {"DisplayName": "Second"}), [""]),
    (("batch", batch({"Query": "select * from Customer"})), ("customer", {"DisplayName": "Second"}), [""]),
]


@pytest.mark.parametrize(("first", "second", "codes"), CASES)
def test_names_are_written_one_call_at_a_time(first: Any, second: Any, codes: list[str]) -> None:
    """Only what writes names has to wait; the rest of a batch is done."""
    with running(books=BOOKS) as qbo:
        with held(qbo, first[0], 1, method="POST", json=first[1]) as answers:
            assert what_came(qbo, *second) == codes
        assert answers[0].status_code == 200
        assert what_came(qbo, "batch", batch(named("Third"), INVOICE)) == ["", ""]
