"""What clients send that cannot be read, or is empty, or is too much: 2.3, 3, 4.1, 4.3, 7.1."""

import json
from typing import Any

import pytest

from simulator.quickbooks_online.entities import writing
from tests.simulator.company.calling import ANN, BOB, Client, read, sold, spent

SALE = {"Amount": 1, "DetailType": "SalesItemLineDetail"}
OFF = {"Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": "x"}
SPENT = {"Amount": 1, "DetailType": "AccountBasedExpenseLineDetail"}
RATE = {"Amount": 1, "TaxLineDetail": {"TaxRateRef": "3"}}
CODE = {"TxnTaxCodeRef": {"value": "2"}}
PAID = {**BOB, "PayType": "Check", "TotalAmt": 1}
ENTRY = {"PostingType": "Debit", "AccountRef": {"value": "35"}, "Entity": "x"}
# path, body: each a structure where another is expected
MALFORMED: list[tuple[str, Any]] = [
    ("invoice", {**ANN, "Line": [{**SALE, "SalesItemLineDetail": "x"}]}),
    ("invoice", {**ANN, "Line": [sold(1), OFF]}),
    ("invoice", {**ANN, "Line": [sold(1)], "TxnTaxDetail": {"TaxLine": "x"}}),
    ("invoice", {**ANN, "Line": [sold(1)], "TxnTaxDetail": {**CODE, "TaxLine": [RATE]}}),
    ("invoice", {**ANN, "Line": [sold(1)], "TxnTaxDetail": {**CODE, "Frog": 1}}),
    ("invoice", {**ANN, "Line": [sold(1)], "CustomField": [{"DefinitionId": "1", "StringValue": {}}]}),
    ("invoice", {"Invoice": {**ANN, "Line": [sold(1)]}}),
    ("bill", {**BOB, "Line": [{**SPENT, "AccountBasedExpenseLineDetail": "x"}]}),
    ("billpayment", {**PAID, "CheckPayment": {"BankAccountRef": "35"}}),
    ("journalentry", {"Line": [{"Amount": 1, "DetailType": "JournalEntryLineDetail",
                                "JournalEntryLineDetail": ENTRY}]}),
    ("attachable", {"Note": "n", "AttachableRef": ["x"]}),
    ("preferences", {"Id": "1", "SyncToken": "0", "SalesFormsPrefs": "x"}),
    ("taxservice/taxcode", {"TaxCode": "T", "TaxRateDetails": 5}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), MALFORMED)
def test_structures_where_others_are_expected(path: str, body: Any, us: Client) -> None:
    """4.3: 2010."""
    assert us.refused(path, body)["code"] == "2010"


TEXTS = [
    b'{"DisplayName":"a","Notes":"\\ud800"}',
    b'{"DisplayName":"a","Organization":{"x":"\\udfff"}}',
    b'{"DisplayName":"a","Organization":{"x":NaN}}',
    b'{"DisplayName":"a","CreditLimit":-Infinity}',
    b'{"DisplayName":' + b"[" * 100_000,
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_json(text: bytes, us: Client) -> None:
    """4.1, 4.3: half a character, what is no number, what never ends."""
    status, answer = read(us.raw("POST", "customer", text))
    assert (status, answer["Fault"]["Error"][0]["code"]) == (400, "2010")


def test_whole_characters(us: Client) -> None:
    status, answer = read(us.raw("POST", "customer", b'{"DisplayName":"\\ud83d\\ude00"}'))
    assert (status, answer["Customer"]["DisplayName"]) == (200, "\N{GRINNING FACE}")


EMPTY: list[dict[str, Any]] = [
    {"Qty": "", "UnitPrice": ""},
    {"TaxCodeRef": {"value": ""}},
    {"TaxCodeRef": {}},
    {"ItemRef": {"value": ""}},
    {"ServiceDate": "", "ClassRef": {}},
]


@pytest.mark.parametrize("detail", EMPTY)
def test_empty_texts_in_lines(detail: dict[str, Any], us: Client) -> None:
    """2.3: they are as good as not sent, and never null on the wire."""
    below = {"ItemRef": {"value": "1"}, **detail}
    body = {**ANN, "Line": [{**SALE, "SalesItemLineDetail": below}]}
    answer = us.raw("POST", "invoice", json.dumps(body).encode())
    line = read(answer)[1]["Invoice"]["Line"][0]["SalesItemLineDetail"]
    assert (answer.status, b"null" in answer.body) == (200, False)
    assert line == {"ItemRef": {"value": "1", "name": "Services"}, "TaxCodeRef": {"value": "NON"}}


def test_empty_references_of_bills(us: Client) -> None:
    """2.3."""
    answer = us.raw("POST", "bill", json.dumps({**BOB, "Line": [spent(1, CustomerRef={})]}).encode())
    assert (answer.status, b"null" in answer.body) == (200, False)


def test_what_goes_wrong_in_a_batch_spares_the_others(us: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """7.1: also where the books themselves break."""

    def breaks(*_: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(writing, "delete", breaks)
    items = [
        {"bId": "a", "operation": "create", "Customer": {"DisplayName": "Kept"}},
        {
            "bId": "b",
            "operation": "create",
            "BillPayment": {**PAID, "CheckPayment": {"BankAccountRef": "35"}},
        },
        {"bId": "c", "operation": "delete", "Invoice": {"Id": "101", "SyncToken": "0"}},
        {"bId": "d", "operation": "create", "Customer": {"DisplayName": "Kept too"}},
    ]
    status, body = us.post("batch", {"BatchItemRequest": items})
    found = [one.get("Fault", {}).get("Error", [{}])[0].get("code") for one in body["BatchItemResponse"]]
    assert (status, found) == (200, [None, "2010", "10000", None])


def test_more_lines_than_there_may_be(us: Client) -> None:
    """3."""
    assert us.refused("invoice", {**ANN, "Line": [sold(1)] * 10_001})["code"] == "6000"
    links = [{"TxnId": "1", "TxnType": "Payment"}] * 10_001
    assert us.refused("invoice", {**ANN, "Line": [sold(1)], "LinkedTxn": links})["code"] == "6000"
