"""How much the stand-in for QuickBooks Online answers on one processor, without limits and modelled latency.

    .venv/bin/python benchmarks/simulator.py [--requests 5000] [--customers 0] [--invoices 0]

The stand-in is pinned to one processor and asked from another, over sixteen connections that stay open. With
--customers and --invoices it is filled so far first, and a page of an indexed query is timed too.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 16
STARTED = 2.0
BUDGETS = {"reads": 1000, "creates": 300}
LINE = {"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}
INVOICE = json.dumps({"CustomerRef": {"value": "1"}, "Line": [LINE]})


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Requests per second of the stand-in on one processor.")
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--customers", type=int, default=0)
    parser.add_argument("--invoices", type=int, default=0)
    parser.add_argument("--books", default="", help="another class of books, as module:name")
    asks = parser.parse_args()
    large = asks.customers or asks.invoices
    seed = f"us:large,customers={asks.customers},invoices={asks.invoices}" if large else "us"
    command = [
        sys.executable,
        "-m",
        "simulator.quickbooks_online",
        "--no-limits",
        "--no-latency",
        "--seed",
        seed,
    ]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, *(["--books", asks.books] if asks.books else [])],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        _pin(0, process.pid)
        first = process.stdout.readline() if process.stdout else ""
        took = time.perf_counter() - began
        budget = "" if large else f"   budget {STARTED:.0f} s"
        print(
            f"started with a seeded company in {took:.2f} s{budget}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        _pin(1)
        url = re.search(r"http://\S+[^/\s]", first)
        if url:
            asyncio.run(_measure(url.group().rstrip("/"), process.pid, asks.requests, paged=bool(large)))
        process.send_signal(signal.SIGTERM)


def _pin(number: int, process: int = 0) -> None:
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > number:
        os.sched_setaffinity(process, {number})


async def _measure(url: str, process: int, requests: int, *, paged: bool) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(url + "/_control/") as answer:
            realm = (await answer.json())["companies"][0]["realm"]
        async with session.post(url + "/_control/connect", json={"realm": realm}) as answer:
            token = (await answer.json())["access_token"]
        session.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/json"})
        base = f"{url}/v3/company/{realm}/"
        for name, method, path, body in (
            ("reads", "GET", "customer/1", None),
            ("creates", "POST", "invoice?requestid=b", INVOICE),
        ):
            used, began = _processor(process), time.perf_counter()
            left = iter(range(requests))
            await asyncio.gather(
                *(_ask(session, method, base + path, body, left) for _ in range(CONNECTIONS))
            )
            took, used = time.perf_counter() - began, _processor(process) - used
            print(
                f"{name:<8} {requests / took:7,.0f} a second, {requests / used:7,.0f} in a second of its"
                f" processor   budget {BUDGETS[name]:,}",
                flush=True,
            )
        if paged:
            await _page(session, base)


async def _ask(session: aiohttp.ClientSession, method: str, url: str, body: str | None, left: Any) -> None:
    for number in left:
        target = f"{url}{number}" if body else url
        async with session.request(
            method, target, data=body, headers={"Content-Type": "application/json"}
        ) as answer:
            text = await answer.text()
            if answer.status != 200:
                raise SystemExit(f"HTTP {answer.status}: {text[:300]}")


async def _page(session: aiohttp.ClientSession, base: str) -> None:
    statement = "select * from Invoice where CustomerRef = '1' orderby Id startposition 1 maxresults 100"
    times = []
    for _ in range(20):
        began = time.perf_counter()
        async with session.get(base + "query", params={"query": statement}) as answer:
            await answer.read()
        times.append(time.perf_counter() - began)
    print(f"a page of an indexed query: median {sorted(times)[10] * 1000:.1f} ms   budget 50 ms")


def _processor(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
