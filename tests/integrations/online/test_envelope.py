"""Answers in all their forms, each read without a word of its text: 4.1, 4.2."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.quickbooks_online.envelope import Fault, Reply, Trouble, read

UPPER = (
    '{"Fault":{"Error":[{"Message":"m","Detail":"d","code":"%s","element":"e"}],"type":"ValidationFault"}}'
)
LOWER = '{"fault":{"error":[{"message":"message=X; errorCode=00%s; statusCode=1","detail":null,"code":%s}]}}'
XML = (
    '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="%s">'
    "<Message>m</Message><Detail>d</Detail></Error></Fault></IntuitResponse>"
)


@pytest.mark.parametrize(
    ("status", "body", "trouble", "code"),
    [
        (400, UPPER % "6240", Trouble.REFUSED, "6240"),
        (400, UPPER % "5010", Trouble.STALE, "5010"),
        (200, UPPER % "6190", Trouble.REFUSED, "6190"),
        (200, UPPER % "10000", Trouble.TRANSIENT, "10000"),
        (500, UPPER % "10000", Trouble.TRANSIENT, "10000"),
        (401, LOWER % ("3200", '"3200"'), Trouble.UNAUTHORISED, "3200"),
        (403, LOWER % ("3100", "null"), Trouble.UNAUTHORISED, "3100"),
        (429, LOWER % ("3001", '"3001"'), Trouble.THROTTLED, "3001"),
        (403, LOWER % ("3001", '"3001"'), Trouble.THROTTLED, "3001"),
        (429, XML % "3001", Trouble.THROTTLED, "3001"),
        (401, XML % "100", Trouble.UNAUTHORISED, "100"),
        (403, XML % "120", Trouble.UNAUTHORISED, "120"),
        (401, XML % "130", Trouble.UNAUTHORISED, "130"),
        (503, XML % "150", Trouble.TRANSIENT, "150"),
        (503, "<html>busy</html>", Trouble.TRANSIENT, ""),
        (502, "", Trouble.TRANSIENT, ""),
        (0, "", Trouble.TRANSIENT, ""),
        (200, "", Trouble.TRANSIENT, ""),
        (200, "[]", Trouble.TRANSIENT, ""),
        (200, '{"Fault": {}}', Trouble.TRANSIENT, ""),
        (200, '{"fault": {"error": "none"}}', Trouble.TRANSIENT, ""),
        (429, "not json", Trouble.THROTTLED, ""),
        (404, "<html>", Trouble.REFUSED, ""),
        (401, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Trouble.UNAUTHORISED, ""),
    ],
)
def test_a_fault_is_known_by_code_or_status(status: int, body: str, trouble: Trouble, code: str) -> None:
    if body == '{"Fault": {}}':
        assert read(Reply(status=status, body=body.encode())) == {"Fault": {}}
        return
    found = read(Reply(status=status, body=body.encode()))
    assert isinstance(found, Fault)
    assert (found.trouble, found.code, found.status) == (trouble, code, status)


def test_an_object_is_an_object() -> None:
    assert read(Reply(status=200, body=b'{"Invoice": {"TotalAmt": 1.10}}')) == {
        "Invoice": {"TotalAmt": Decimal("1.10")}
    }


@given(st.integers(0, 599), st.binary(max_size=200))
def test_whatever_comes_something_comes_of_it(status: int, body: bytes) -> None:
    assert isinstance(read(Reply(status=status, body=body)), dict | Fault)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda held: (
        st.lists(held, max_size=3)
        | st.dictionaries(st.sampled_from(["Fault", "fault", "Error", "error", "code", "Message", "x"]), held)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 599), _json)
def test_whatever_object_comes_too(status: int, held: object) -> None:
    assert isinstance(read(Reply(status=status, body=json.dumps(held).encode())), dict | Fault)
