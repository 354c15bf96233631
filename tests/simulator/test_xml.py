"""Requests in XML, as clients that know no JSON send them: 2.1."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.quickbooks_online.world import BOOKS
from tests.simulator.running import Running, running

NS = 'xmlns="http://schema.intuit.com/finance/v3"'
INVOICE = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice {NS}>
  <DocNumber>X-1</DocNumber>
  <Line>
    <Amount>10.50</Amount>
    <DetailType>SalesItemLineDetail</DetailType>
    <SalesItemLineDetail>
      <ItemRef name="Whatever">1</ItemRef><Qty>2</Qty><UnitPrice>5.25</UnitPrice>
    </SalesItemLineDetail>
  </Line>
  <CustomerRef>1</CustomerRef>
  <CustomerMemo>Fish &amp; chips</CustomerMemo>
  <BillEmail><Address>a@b.example</Address></BillEmail>
</Invoice>"""


@pytest.fixture(scope="module")
def real() -> Iterator[tuple[Running, str]]:
    with running(books=BOOKS) as held:
        yield held, held.connected()["access_token"]


def send(real: tuple[Running, str], path: str, body: str | bytes, kind: str = "application/xml") -> Any:
    qbo, token = real
    data = body.encode() if isinstance(body, str) else body
    return qbo.call(token, path, method="POST", data=data, headers={"Content-Type": kind})


@pytest.mark.parametrize("kind", ["application/xml", "text/xml; charset=utf-8"])
def test_an_invoice_sent_in_xml_is_the_one_sent_in_json(real: tuple[Running, str], kind: str) -> None:
    """2.1, 2.3."""
    made = send(real, "invoice", INVOICE.replace("X-1", f"X-{kind[:4]}"), kind).json()["Invoice"]
    assert (made["TotalAmt"], made["CustomerRef"]["value"], made["CustomerMemo"]) == (
        10.5, "1", {"value": "Fish & chips"},
    )  # fmt: skip
    assert made["BillEmail"] == {"Address": "a@b.example"}
    detail = made["Line"][0]["SalesItemLineDetail"]
    assert (detail["ItemRef"], detail["Qty"]) == ({"value": "1", "name": "Services"}, 2)


def test_a_sparse_change_and_a_delete_in_xml(real: tuple[Running, str]) -> None:
    """2.1."""
    made = send(real, "invoice", INVOICE.replace("X-1", "X-2")).json()["Invoice"]
    change = f"""<Invoice {NS} sparse="true"><Id>{made["Id"]}</Id><SyncToken>0</SyncToken>
        <PrivateNote>seen</PrivateNote></Invoice>"""
    changed = send(real, "invoice", change).json()["Invoice"]
    assert (changed["SyncToken"], changed["PrivateNote"], changed["DocNumber"]) == ("1", "seen", "X-2")
    gone = f"<Invoice {NS}><Id>{made['Id']}</Id><SyncToken>1</SyncToken></Invoice>"
    assert send(real, "invoice?operation=delete", gone).json()["Invoice"]["status"] == "Deleted"


def test_a_batch_in_xml(real: tuple[Running, str]) -> None:
    """7.1."""
    batch = f"""<IntuitBatchRequest {NS}><BatchItemRequest bId="one" operation="create"><Vendor>
        <DisplayName>XML Mill</DisplayName></Vendor></BatchItemRequest><BatchItemRequest bId="two">
        <Query>select count(*) from Vendor where DisplayName = 'XML Mill'</Query></BatchItemRequest>
        </IntuitBatchRequest>"""
    answers = {one["bId"]: one for one in send(real, "batch", batch).json()["BatchItemResponse"]}
    assert answers["one"]["Vendor"]["DisplayName"] == "XML Mill"
    assert "totalCount" in answers["two"]["QueryResponse"]


@pytest.mark.parametrize(
    "body",
    [
        "<Invoice>",
        "no xml at all",
        b"<Invoice>\xff</Invoice>",
        '<!DOCTYPE x [<!ENTITY a "b">]><Invoice><DocNumber>&a;</DocNumber></Invoice>',
        f"<Invoice {NS}><Colour>red</Colour></Invoice>",
    ],
)
def test_what_cannot_be_read_is_refused(real: tuple[Running, str], body: str | bytes) -> None:
    """4.3 2010."""
    answer = send(real, "invoice", body)
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, "2010")


@pytest.mark.parametrize(
    ("path", "kind"), [("invoice", "application/pdf"), ("taxservice/taxcode", "application/xml")]
)
def test_another_type_is_refused_with_the_status_that_is_set(
    real: tuple[Running, str], path: str, kind: str
) -> None:
    """4.2, 4.3 1050, 5.12."""
    qbo, _ = real
    refused = send(real, path, "<x/>", kind)
    assert (refused.status_code, refused.json()["Fault"]["Error"][0]["code"]) == (415, "1050")
    qbo.control("settings", {"content_type_status": 400})
    assert send(real, path, "<x/>", kind).status_code == 400
    qbo.control("settings", {"content_type_status": 415})
