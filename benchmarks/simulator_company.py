"""How fast one company of the stand-in answers, without the wire: python3 -m benchmarks.simulator_company."""

import json
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.company import Company

_LINE = {
    "Amount": 10,
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
}
_INVOICE = {"CustomerRef": {"value": "1"}, "Line": [_LINE]}


def _post(company: Company, path: str, body: Any) -> Answer:
    return company.answer(Call(method="POST", path=(path,), body=json.dumps(body).encode()))


def _ask(company: Company, statement: str) -> Answer:
    answer = company.answer(Call(method="GET", path=("query",), query={"query": statement}))
    if answer.status != 200:
        raise RuntimeError(answer.body)
    return answer


def _rate(times: int, act: Callable[[int], object]) -> float:
    start = time.perf_counter()
    for turn in range(times):
        act(turn)
    return times / (time.perf_counter() - start)


def _small(folder: Path | None) -> None:
    company = Company("9341452000000001", clock=Clock(), path=folder / "small" if folder else None)
    company.seed()
    where = "a file" if folder else "memory"
    print(f"in {where}:")
    print(f"  invoices created a second  {_rate(2000, lambda _: _post(company, 'invoice', _INVOICE)):8.0f}")
    made = _rate(2000, lambda n: _post(company, "customer", {"DisplayName": f"C{n}"}))
    print(f"  customers created a second {made:8.0f}")
    read = Call(method="GET", path=("invoice", "101"))
    print(f"  reads a second             {_rate(20000, lambda _: company.answer(read)):8.0f}")
    company.close()


def _large(folder: Path) -> None:
    path = folder / "large"
    company = Company("9341452000000002", clock=Clock(), path=path)
    start = time.perf_counter()
    company.seed("large", customers=100_000, invoices=200_000)
    print(f"100,000 customers, 200,000 invoices seeded in {time.perf_counter() - start:.1f} s")
    company.close()
    start = time.perf_counter()
    company = Company("9341452000000002", clock=Clock(), path=path)
    print(f"  opened in {(time.perf_counter() - start) * 1000:.1f} ms")
    first = json.loads(_ask(company, "select * from Invoice orderby Id maxresults 1").body)["QueryResponse"][
        "Invoice"
    ][0]
    for statement in (
        "select * from Invoice orderby Id maxresults 100",
        "select * from Invoice orderby Id startposition 150000 maxresults 100",
        "select * from Invoice orderby Id maxresults 1000",
        "select * from Customer maxresults 100",
        "select * from Customer startposition 90000 maxresults 100",
        "select * from Customer where DisplayName = 'Customer 0050000'",
        "select * from Customer where DisplayName like '%50000'",
        f"select * from Invoice where CustomerRef = '{first['CustomerRef']['value']}'",  # noqa: S608
        "select * from Invoice where DocNumber = '50000'",
        "select * from Invoice where Balance > '0' orderby Id maxresults 100",
        "select * from Invoice where TxnDate >= '2026-11-01' orderby TxnDate maxresults 100",
        "select * from Invoice where TxnDate >= '2020-01-01' maxresults 100",
        "select * from Invoice where TxnDate >= '2020-01-01' and Balance > '0' maxresults 100",
        "select * from Invoice where MetaData.LastUpdatedTime > '2020-01-01' maxresults 100",
        "select * from Invoice where MetaData.CreateTime > '2030-01-01' maxresults 100",
        "select count(*) from Invoice",
        "select count(*) from Customer",
        "select * from Account",
    ):
        best = min(1 / _rate(1, lambda _, text=statement: _ask(company, text)) for _ in range(3))
        print(f"  {best * 1000:8.1f} ms  {statement}")
    company.close()


def main() -> None:
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        _small(None)
        _small(Path(folder))
        _large(Path(folder))


if __name__ == "__main__":
    main()
