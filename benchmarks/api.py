"""What the API costs over HTTP: a thousand invoices at once, single records, pages of lists.

    python3 benchmarks/api.py [--requests 100] [--bulks 5]

Works in a temporary clone on engines of its own, and takes both away again. Time and queries are the server's
own, from the line it logs for each request; time of bulk requests is also taken from here.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from harness import cloned, logged, machine, percentile, running, verdict

BULK_BUDGET, PAGE_BUDGET = 3000.0, 150.0
RECORDS = 1000
APPLICATION = """
from django.db import transaction
from django.utils import timezone
from billing.actors import Actor
from billing.models import Role, Tenant
from billing.services import accounts, applications
from billing.tenancy.scope import across_tenants, tenant_scope
with transaction.atomic(), across_tenants(reason="to find the demonstration's organisation"):
    tenant_id = Tenant.objects.get(slug="cedar-it").id
with transaction.atomic(), tenant_scope(tenant_id=tenant_id):
    account = accounts.Wanted(name="Benchmark", role=Role.SERVICE, modules=())
    wanted = applications.Wanted(name="Benchmark", account=account, scopes=("all:standard",), tracking_id="")
    made, secret = applications.create(
        wanted=wanted, within=(), actor=Actor.system("the benchmark"), now=timezone.now())
print("CREDENTIALS", made.client_id, secret)
"""
LINES = [
    {"item": "Benchmark hour", "quantity": "3"},
    {"description": "Travel", "price": "40.50", "tax_code": "Benchmark"},
    {"item": "Benchmark hour", "quantity": "1.5", "discount_percent": "10"},
    {"description": "Parts", "price": "12.99", "quantity": "7"},
]


class Program:
    """Just enough of one to get a token and to send JSON."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode()
        asked = urllib.request.Request(
            f"{url}/api/oauth/token", data=form, headers={"Authorization": f"Basic {basic}"}
        )
        with self._opener.open(asked, timeout=60) as answer:
            self._token = json.load(answer)["access_token"]

    def send(self, path: str, body: Any = None) -> tuple[Any, str, float, int]:
        """Return the answer, the id of its log line, the milliseconds as seen from here, and its size."""
        request_id = str(uuid.uuid4())
        headers = {"Authorization": f"Bearer {self._token}", "X-Request-ID": request_id}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers |= {"Content-Type": "application/json", "Idempotency-Key": request_id}
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data=data, headers=headers)
        began = time.perf_counter()
        with self._opener.open(request, timeout=300) as answer:
            text = answer.read()
        return json.loads(text), request_id, (time.perf_counter() - began) * 1000, len(text)


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Bulk, single records and lists of the API.")
    parser.add_argument("--requests", type=int, default=100, help="how often to ask for each page")
    parser.add_argument("--bulks", type=int, default=5, help="how many times a thousand invoices")
    asked = parser.parse_args()
    print(f"{machine()}; {asked.requests} requests a page, {asked.bulks} bulks", flush=True)
    # As many requests as it takes: here the server is measured, not what one program may ask of it.
    os.environ["TIEOUT_API_RATE"] = "99999"
    with cloned() as folder, running(folder) as started:
        program = Program(started.url, *credentials(folder))
        fill(program)
        measure(program, log=folder / ".local" / "logs" / "web.log", asked=asked)


def credentials(folder: Path) -> tuple[str, str]:
    """Make an application in the demonstration's first organisation."""
    done = subprocess.run(
        [sys.executable, "run.py", "manage", "shell", "--verbosity", "0", "-c", APPLICATION],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("CREDENTIALS"))
    _, client_id, secret = line.split()
    return client_id, secret


def fill(program: Program) -> None:
    """Write what the invoices refer to."""
    rates = [{"name": "State", "percent": "6.25"}, {"name": "City", "percent": "2"}]
    program.send("tax-codes/", {"name": "Benchmark", "rates": rates})
    program.send("items/", {"name": "Benchmark hour", "price": "95", "tax_code": "Benchmark"})
    customers = [{"name": f"Customer {n}", "external_number": f"BENCH-{n}"} for n in range(200)]
    program.send("customers/bulk/", {"records": customers})


def measure(program: Program, *, log: Path, asked: argparse.Namespace) -> None:
    """Send and ask, and print a line for each."""
    invoice = {"day": "2026-11-20", "lines": LINES}
    many = {"records": [{"customer": f"BENCH-{n % 200}", **invoice} for n in range(RECORDS)]}
    print(f"{'request':<44} {'p50':>10} {'p95':>10} {'queries':>8} {'bytes':>9}")
    sent = [program.send("invoices/bulk/", many) for _ in range(asked.bulks)]
    failed = sum(answer["summary"]["refused"] for answer, *_ in sent)
    if failed:
        sys.exit(f"{failed} invoices were refused.")
    report(f"POST invoices/bulk/, {RECORDS:,} of 4 lines", sent, log=log, budget=BULK_BUDGET)
    seen = [took for _, _, took, _ in sent]
    print(f"{'  as seen from here':<44} {percentile(seen, 0.5):>7.0f} ms {percentile(seen, 0.95):>7.0f} ms")
    one = {"customer": "BENCH-1", **invoice}
    created = [program.send("invoices/", one) for _ in range(asked.requests)]
    report("POST invoices/, one of 4 lines", created, log=log, budget=PAGE_BUDGET)
    own = f"invoices/{created[0][0]['id']}/"
    for path in (
        own,
        "invoices/",
        "invoices/?limit=200",
        "invoices/?sort=-total",
        "invoices/?state=draft&q=Customer%201",
        "customers/?q=customer",
    ):
        report(
            f"GET {path.replace(own, 'invoices/<id>/')}",
            [program.send(path) for _ in range(asked.requests)],
            log=log,
            budget=PAGE_BUDGET,
        )


def report(name: str, sent: list[tuple[Any, str, float, int]], *, log: Path, budget: float) -> None:
    """Print the server's own figures of one kind of request."""
    lines = logged(log)
    known = [lines[request_id] for _, request_id, _, _ in sent if request_id in lines]
    times = [ms for ms, _ in known]
    queries = max(count for _, count in known)
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    size = sent[-1][3]
    print(
        f"{name:<44} {p50:>7.1f} ms {p95:>7.1f} ms {queries:>8} {size:>9}   {verdict(p95, budget)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
