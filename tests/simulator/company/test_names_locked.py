"""Names while somebody else writes them: 3, 7.1."""

import json

from simulator.quickbooks_online.calls import Call
from tests.simulator.company.calling import Client, read, sold


def test_only_what_writes_names_is_refused(us: Client) -> None:
    items = [
        {"bId": "a", "operation": "create", "Customer": {"DisplayName": "Late"}},
        {"bId": "b", "operation": "create", "Invoice": {"CustomerRef": {"value": "1"}, "Line": [sold(1)]}},
        {"bId": "c", "operation": "create", "Item": {"Name": "Late", "Type": "Service",
                                                     "IncomeAccountRef": {"value": "1"}}},
        {"bId": "d", "Query": "select * from Customer maxresults 1"},
    ]  # fmt: skip
    body = json.dumps({"BatchItemRequest": items}).encode()
    for locked, first in ((True, "Fault"), (False, "Customer")):
        call = Call(method="POST", path=("batch",), body=body, names_locked=locked)
        answer = read(us.company.answer(call))[1]["BatchItemResponse"]
        assert [next(iter(one)) for one in answer][:2] == [first, "Invoice"]
        if locked:
            assert "one name at a time" in answer[0]["Fault"]["Error"][0]["Detail"]
            assert [next(iter(one)) for one in answer][2:] == ["Item", "QueryResponse"]
