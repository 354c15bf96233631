"""Messages are the same bytes every time, and every reply has an outcome for every intent."""

import json
import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.contracts import (
    Absent,
    Accepted,
    Deed,
    Difference,
    Failed,
    Intent,
    Message,
    Outcome,
    Remote,
    Reply,
    Trouble,
)
from integrations.quickbooks_online.mapping import bodies
from integrations.quickbooks_online.vendor import company_of
from tests.integrations.online.mapping.papers import US, VENDOR, charge, customer, intent, sale
from tests.integrations.online.mapping.test_payloads import CASES

ONE = intent(sale([charge()]), id=uuid4())
CHANGED = intent(sale([charge()]), id=uuid4(), remote=Remote(key="12", revision="1"))
GONE = intent(sale([charge()]), id=uuid4(), deed=Deed.DELETE, remote=Remote(key="13", revision="1"))
SINGLE = VENDOR.encode([ONE], key="k", company=US, settings={})
BATCH = VENDOR.encode([ONE, CHANGED, GONE], key="k", company=US, settings={})
LOOK = VENDOR.locate([ONE, CHANGED, intent(customer(), id=uuid4())], key="k", company=US, settings={})
PARTS = [part for _, part in BATCH.parts]
FAULT = (
    '{"Fault":{"Error":[{"Message":"m","Detail":"%s","code":"%s","element":"e"}],"type":"ValidationFault"}}'
)
THERE = {"Id": "5000000000000503624", "SyncToken": "0", "DocNumber": "1042", "TotalAmt": 100.00,
         "CurrencyRef": {"value": "USD"},
         "Line": [{"DetailType": "SalesItemLineDetail", "Amount": 100}]}  # fmt: skip


def single(status: int, body: str, **more: Any) -> Outcome:
    return VENDOR.decode(SINGLE, Reply(status=status, body=body.encode(), **more))[ONE.id]


@pytest.mark.parametrize(
    ("status", "body", "trouble", "code"),
    [
        (400, FAULT % ("", "6240"), Trouble.REFUSED, "6240"),
        (400, FAULT % ("", "5010"), Trouble.STALE, "5010"),
        (400, FAULT % ("Account Period Closed", "5010"), Trouble.REFUSED, "5010:closed"),
        (400, FAULT % ("You can only add or edit one name at a time.", "6000"), Trouble.TRANSIENT,
         "6000:name_lock"),
        (400, FAULT % ("Make sure you have a VAT rate before you save.", "6000"), Trouble.REFUSED,
         "6000:tax_missing"),
        (400, FAULT % ("", "600"), Trouble.TRANSIENT, "600"),
        (503, FAULT % ("", "150"), Trouble.TRANSIENT, "150"),
        (200, FAULT % ("", "6190"), Trouble.REFUSED, "6190"),
        (200, FAULT % ("", "10000"), Trouble.AMBIGUOUS, "10000"),
        (500, FAULT % ("", "10000"), Trouble.AMBIGUOUS, "10000"),
        (400, FAULT % ("", "99999"), Trouble.REFUSED, "99999"),
        (401, FAULT % ("", "3200"), Trouble.UNAUTHORISED, "3200"),
        (403, "<html>", Trouble.UNAUTHORISED, ""),
        (429, "<html>", Trouble.THROTTLED, ""),
        (404, "<html>", Trouble.REFUSED, ""),
        (302, "", Trouble.AMBIGUOUS, ""),
        (408, "", Trouble.AMBIGUOUS, ""),
        (502, "<html>", Trouble.AMBIGUOUS, ""),
        (504, "", Trouble.AMBIGUOUS, ""),
        (0, "", Trouble.AMBIGUOUS, ""),
        (200, "", Trouble.AMBIGUOUS, ""),
        (200, "{}", Trouble.AMBIGUOUS, ""),
        (200, '{"Invoice":{}}', Trouble.AMBIGUOUS, ""),
        (200, '{"Invoice":{"Id":"5","Sync', Trouble.AMBIGUOUS, ""),
        (200, '{"CreditMemo":{"Id":"5","SyncToken":"0"}}', Trouble.AMBIGUOUS, ""),
    ],
)  # fmt: skip
def test_what_a_single_call_comes_to(status: int, body: str, trouble: Trouble, code: str) -> None:
    outcome = single(status, body)
    assert isinstance(outcome, Failed)
    assert (outcome.trouble, outcome.code) == (trouble, code)


def test_what_never_left_is_not_in_doubt() -> None:
    outcome = single(0, "", sent=False)
    assert isinstance(outcome, Failed)
    assert outcome.trouble is Trouble.TRANSIENT


def test_how_long_to_wait_is_theirs_to_say_or_a_minute() -> None:
    for given_after, expected in ((7.0, 7.0), (None, 60.0)):
        outcome = single(429, "", after=given_after)
        assert isinstance(outcome, Failed)
        assert outcome.after == expected


@pytest.mark.parametrize(
    ("code", "detail", "culprit"),
    [
        ("6140", "DocNumber=X is assigned to TxnType=Facture with TxnId=17984", "17984"),
        ("6240", "The name supplied already exists. : Id=1209", "1209"),
        ("6240", "The name supplied already exists. : null", "e"),
        ("2500", "Invalid Reference Id : Names element id 970 not found", "970"),
        ("2050", "Min:0 Max:21 supported. Supplied length:45", "e"),
    ],
)
def test_who_is_at_fault(code: str, detail: str, culprit: str) -> None:
    outcome = single(400, FAULT % (detail, code))
    assert isinstance(outcome, Failed)
    assert (outcome.culprit, outcome.text) == (culprit, detail)


def test_all_errors_of_a_fault_are_told_and_a_refusal_counts() -> None:
    errors = [{"code": "5010", "Detail": "stale"}, {"code": "2050", "Detail": "long", "element": "DocNumber"}]
    outcome = single(400, json.dumps({"Fault": {"Error": errors}}))
    assert outcome == Failed(
        trouble=Trouble.REFUSED, code="2050", text="long\nstale", culprit="DocNumber", after=None
    )


def test_reading_back_names_each_difference() -> None:
    assert single(200, json.dumps({"Invoice": THERE})) == Accepted(
        remote=Remote(key="5000000000000503624", revision="0"),
        theirs={**THERE, "TotalAmt": "100.0"}, number="1042",
    )  # fmt: skip
    other = {
        **THERE, "DocNumber": "7", "TotalAmt": 100.02, "CurrencyRef": {"value": "EUR"}, "Line": [],
        "TxnTaxDetail": {"TotalTax": 0.02},
    }  # fmt: skip
    outcome = single(200, json.dumps({"Invoice": other}))
    assert isinstance(outcome, Accepted)
    assert outcome.differences == (
        Difference(field_name="total", ours="100", theirs="100.02"),
        Difference(field_name="tax", ours="0", theirs="0.02"),
        Difference(field_name="currency", ours="USD", theirs="EUR"),
        Difference(field_name="lines", ours="1", theirs="0"),
        Difference(field_name="number", ours="1042", theirs="7"),
    )
    near = single(200, json.dumps({"Invoice": {**THERE, "TotalAmt": 100.01}}))
    assert isinstance(near, Accepted)
    assert not near.differences


def batch(*items: Any) -> list[Outcome]:
    body = json.dumps({"BatchItemResponse": list(items)}).encode()
    found = VENDOR.decode(BATCH, Reply(status=200, body=body))
    return [found[one.id] for one in (ONE, CHANGED, GONE)]


def test_a_batch_is_matched_by_name() -> None:
    refused = json.loads(FAULT % ("", "2500"))
    outcomes = batch(
        {"bId": PARTS[2], "Invoice": {"status": "Deleted", "Id": "13"}},
        {"bId": "stranger", "Invoice": THERE},
        "nothing", {"bId": PARTS[1], **refused}, {"bId": PARTS[0], "Invoice": THERE},
    )  # fmt: skip
    assert [type(one) for one in outcomes] == [Accepted, Failed, Accepted]
    assert outcomes[2] == Accepted(remote=Remote(key="13"))


def test_what_a_batch_does_not_say_for_certain_is_in_doubt() -> None:
    missing, doubled, other = batch(
        {"bId": PARTS[1], "Invoice": {**THERE, "Id": "12"}},
        {"bId": PARTS[1], "Invoice": {**THERE, "Id": "12"}},
        {"bId": PARTS[2], "Invoice": {"status": "Deleted", "Id": "99"}},
    )  # fmt: skip
    for outcome in (missing, doubled, other):
        assert isinstance(outcome, Failed)
        assert outcome.trouble is Trouble.AMBIGUOUS


def test_what_was_to_go_and_is_not_there_is_gone() -> None:
    gone = json.loads(FAULT % ("", "610"))
    changed, deleted = batch({"bId": PARTS[1], **gone}, {"bId": PARTS[2], **gone})[1:]
    assert isinstance(changed, Failed)
    assert deleted == Absent()


def test_a_batch_refused_as_a_whole_says_so() -> None:
    found = VENDOR.decode(BATCH, Reply(status=400, body=(FAULT % ("", "2010")).encode()))
    assert {(one.trouble, one.culprit) for one in found.values() if isinstance(one, Failed)} == {
        (Trouble.REFUSED, "message")
    }
    lost = VENDOR.decode(BATCH, Reply(status=0))
    assert {one.trouble for one in lost.values() if isinstance(one, Failed)} == {Trouble.AMBIGUOUS}


def test_looking_is_never_in_doubt() -> None:
    for reply in (Reply(status=0), Reply(status=502), Reply(status=200, body=b"{}")):
        found = VENDOR.decode(LOOK, reply)
        assert {one.trouble for one in found.values() if isinstance(one, Failed)} == {Trouble.TRANSIENT}
        assert len(found) == 3


def test_two_of_the_same_name_are_told() -> None:
    look = VENDOR.locate([ONE], key="k", company=US, settings={})
    rows = [{**THERE, "Id": key, "CustomerRef": {"value": "1"}} for key in ("4", "5")]
    body = json.dumps({"BatchItemResponse": [{"bId": "q1", "QueryResponse": {"Invoice": rows}}]}).encode()
    outcome = VENDOR.decode(look, Reply(status=200, body=body))[ONE.id]
    assert isinstance(outcome, Failed)
    assert (outcome.code, outcome.culprit) == ("several", "4, 5")


_names = st.sampled_from(
    ["Fault", "fault", "Error", "code", "Detail", "BatchItemResponse", "QueryResponse", "bId", "Invoice",
     "Id",
     "Customer", "SyncToken", "TotalAmt", "Line", "LinkedTxn", "TxnTaxDetail", "TotalTax", "CurrencyRef",
     "value", "Amount", "DisplayName", "DocNumber", "status", *PARTS, "q1", "q2"]
)  # fmt: skip
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | _names
    | st.sampled_from(["1042", "Cedar Ltd", "12", "1e999999", "NaN"]),
    lambda held: st.lists(held, max_size=4) | st.dictionaries(_names, held, max_size=6),
    max_leaves=25,
)  # fmt: skip
_answers = (
    st.binary(max_size=200)
    | _json.map(lambda held: json.dumps(held).encode())
    | st.lists(st.tuples(st.sampled_from([*PARTS, "q1", "q2", "x"]), _names, _json), max_size=5).map(
        lambda items: json.dumps(
            {"BatchItemResponse": [{"bId": part, name: held} for part, name, held in items]}
        ).encode()
    )
    | st.tuples(_names, _json).map(
        lambda pair: json.dumps({"Invoice": {"Id": "5", pair[0]: pair[1]}}).encode()
    )
)


@given(st.sampled_from([SINGLE, BATCH, LOOK]), st.integers(0, 599), st.booleans(), _answers)
def test_every_reply_has_an_outcome_for_every_intent(
    message: Message, status: int, sent: bool, body: bytes
) -> None:
    found = VENDOR.decode(message, Reply(status=status, body=body, sent=sent))
    assert set(found) == {one for one, _ in message.parts}
    for outcome in found.values():
        if isinstance(outcome, Accepted):
            # What is kept is plain JSON without a float in it.
            kept = json.dumps(outcome.theirs, allow_nan=False)
            assert json.loads(kept, parse_float=_never) == outcome.theirs
            kept.encode()


def _never(text: str) -> Any:
    raise AssertionError(f"{text} is a float.")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"<" * 1000, b"9" * 5000])
def test_no_depth_makes_it_fall(body: bytes) -> None:
    for message in (SINGLE, BATCH, LOOK):
        assert len(VENDOR.decode(message, Reply(status=200, body=body))) == len(message.parts)


@pytest.mark.parametrize("case", CASES)
def test_the_same_message_is_the_same_bytes(case: str) -> None:
    one, company, settings, *_ = CASES[case]
    turned: Intent = Intent(
        id=one.id, deed=one.deed, document=one.document, remote=one.remote,
        refs=dict(reversed(one.refs.items())), roles=dict(reversed(one.roles.items())), theirs=one.theirs,
    )  # fmt: skip
    first, second = (
        VENDOR.encode([each], key="k", company=company, settings=settings).sealed() for each in (one, turned)
    )
    assert first == second
    assert Message.opened(first).sealed() == first
    # No key is longer than they take, and no number was ever a float.
    assert not re.search(rb"\d[eE][+-]?\d", json.loads(first)["request"]["body"].encode())


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda held: st.lists(held) | st.dictionaries(st.text(), held),
))  # fmt: skip
def test_a_body_says_exactly_what_it_holds(value: Any) -> None:
    read = json.loads(bodies.text(value), parse_float=Decimal)
    assert _plain(read) == _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def test_a_body_takes_no_float() -> None:
    with pytest.raises(TypeError, match="float"):
        bodies.text({"Amount": 1.1})


@pytest.mark.parametrize(
    ("country", "said", "mode"),
    [
        ("US", "Off", "off"), ("US", "Manual", "manual"), ("US", "Automated sales tax", "automated"),
        ("US", "Automated sales tax, not set up", "automated"), ("GB", "Off", "off"),
        ("GB", "Manual", "worldwide"), ("CA", "Automated sales tax", "worldwide"),
    ],
)  # fmt: skip
def test_facts_of_a_company_decide_how_it_is_written_to(country: str, said: str, mode: str) -> None:
    facts = {
        "country": country, "tax_mode": said, "home_currency": "USD", "multi_currency": True,
        "classes": "Per line", "locations": True, "own_numbers": True, "closed_through": "2026-01-31",
    }  # fmt: skip
    made = company_of(facts)
    assert (made.country, made.tax_mode, made.classes, made.closed_through) == (
        country, mode, "line", "2026-01-31",
    )  # fmt: skip
    assert made.multi_currency
    assert made.locations
    assert made.own_numbers


def test_of_two_of_the_same_name_the_active_one_is_it() -> None:
    one = intent(customer(), id=uuid4())
    look = VENDOR.locate([one], key="k", company=US, settings={})
    rows = [{"Id": "4", "DisplayName": "Cedar Ltd", "Active": False}, {"Id": "5", "DisplayName": "Cedar Ltd"}]
    items = [
        {"bId": name, "QueryResponse": {entity: rows if entity == "Customer" else []}}
        for name, entity in next(iter(look.request["looking"].values()))["asked"]
    ]
    reply = Reply(status=200, body=json.dumps({"BatchItemResponse": items}).encode())
    outcome = VENDOR.decode(look, reply)[one.id]
    assert isinstance(outcome, Accepted)
    assert outcome.remote.key == "5"


def test_what_no_database_keeps_is_taken_out() -> None:
    outcome = single(200, '{"Invoice":{"Id":"5","TotalAmt":NaN,"PrivateNote":"a\\u0000b\\ud800"}}')
    assert isinstance(outcome, Accepted)
    assert outcome.theirs == {"Id": "5", "TotalAmt": "NaN", "PrivateNote": "ab?"}
