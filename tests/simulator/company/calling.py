"""Calls to a company as a client makes them, without the wire."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from simulator.quickbooks_online.calls import Answer, Call, Changed
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.company import Company

NOON = datetime(2026, 11, 20, 20, 0, 0, tzinfo=UTC)
REALM = "9341452000000001"
# A customer and a vendor of the seed, as a form names them.
ANN: dict[str, Any] = {"CustomerRef": {"value": "1"}}
BOB: dict[str, Any] = {"VendorRef": {"value": "56"}}


class Client:
    """One company with a frozen clock, and the changes it told of."""

    def __init__(self, profile: str = "us", *, seeded: bool = True, **settings: Any) -> None:
        self.clock = Clock(NOON)
        self.told: list[Changed] = []
        self.company = Company(
            REALM, profile=profile, clock=self.clock, settings=settings, listener=self.told.append
        )
        if seeded:
            self.company.seed()

    def raw(
        self, method: str, path: str, body: bytes = b"", content_type: str = "application/json", **query: str
    ) -> Answer:
        return self.company.answer(
            Call(
                method=method, path=tuple(path.split("/")), query=query, body=body, content_type=content_type
            )
        )

    def post(self, path: str, body: Any, **query: str) -> tuple[int, Any]:
        return read(self.raw("POST", path, json.dumps(body, default=str).encode(), **query))

    def get(self, path: str, **query: str) -> tuple[int, Any]:
        return read(self.raw("GET", path, **query))

    def ask(self, statement: str) -> Any:
        status, body = self.get("query", query=statement)
        assert status == 200, body
        return body["QueryResponse"]

    def make(self, kind: str, **fields: Any) -> Any:
        status, body = self.post(kind.lower(), fields)
        assert status == 200, body
        return body[kind]

    def read(self, kind: str, key: str) -> Any:
        status, body = self.get(f"{kind.lower()}/{key}")
        assert status == 200, body
        return body[kind]

    def refused(self, path: str, body: Any, **query: str) -> Any:
        """Return the first error of a call that must be refused."""
        status, answer = self.post(path, body, **query)
        assert status == 400, answer
        return answer["Fault"]["Error"][0]

    def invoice(self, amount: Any = 100, customer: str = "1", **fields: Any) -> Any:
        return self.make("Invoice", CustomerRef={"value": customer}, Line=[sold(amount)], **fields)

    def pay(self, amount: Any, *targets: tuple[str, str, Any], customer: str = "1") -> Any:
        lines = [
            {"Amount": part, "LinkedTxn": [{"TxnId": key, "TxnType": kind}]} for kind, key, part in targets
        ]
        return self.make("Payment", CustomerRef={"value": customer}, TotalAmt=amount, Line=lines)

    def bill(self, amount: Any = 100, **fields: Any) -> Any:
        return self.make("Bill", **BOB, Line=[spent(amount)], **fields)

    def status(self, path: str, **body: Any) -> int:
        return self.post(path, body)[0]

    def later(self, **by: float) -> None:
        self.clock.move(timedelta(**by))


def read(answer: Answer) -> tuple[int, Any]:
    return answer.status, json.loads(answer.body, parse_float=Decimal)


def sold(
    amount: Any = None, item: str | None = "1", code: str | None = None, **detail: Any
) -> dict[str, Any]:
    below: dict[str, Any] = dict(detail)
    if item:
        below["ItemRef"] = {"value": item}
    if code:
        below["TaxCodeRef"] = {"value": code}
    line: dict[str, Any] = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": below}
    return line if amount is None else {"Amount": amount, **line}


def spent(amount: Any, account: str = "7", **detail: Any) -> dict[str, Any]:
    return {
        "Amount": amount,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": account}, **detail},
    }


def applied(kind: str, key: str, amount: Any, **more: Any) -> dict[str, Any]:
    """Return a line that names what it settles or holds."""
    return {"Amount": amount, "LinkedTxn": [{"TxnId": key, "TxnType": kind}], **more}


def again(one: Any, **fields: Any) -> dict[str, Any]:
    """Return a sparse change of an object."""
    return {"Id": one["Id"], "SyncToken": one["SyncToken"], "sparse": True, **fields}
