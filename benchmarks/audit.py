"""An audit trail of a million entries in one organisation: pages, filters, the far end, and exports.

    python3 benchmarks/audit.py [--entries 1000000] [--requests 50]

Works in a temporary clone on engines of its own, and takes both away again. The entries are written as the
application's own database role, inside the organisation's scope, as every entry is.
"""

import argparse
import base64
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from harness import Browser, Running, cloned, demo_sign_in, logged, machine, percentile, running, verdict

TIME_BUDGET = 50.0
TRAIL = "/o/cedar-it/audit/"
FILL = """
import os, psycopg
from django.db import connection, transaction
from billing.models import Tenant
from billing.tenancy.scope import across_tenants, tenant_scope
with transaction.atomic(), across_tenants(reason="to find the demonstration's organisation"):
    tenant_id = Tenant.objects.get(slug="cedar-it").id
with transaction.atomic(), tenant_scope(tenant_id=tenant_id), connection.cursor() as cursor:
    connection.tell_scope()
    cursor.execute('''
        insert into billing_auditentry (id, tenant_id, at, actor_id, actor_label, channel, address,
            request_id, action, subject_kind, subject_id, subject_label, before, after)
        select overlay(overlay(md5(random()::text)
                placing lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') from 1 for 12)
                placing '7' from 13 for 1)::uuid,
            %s, at, gen_random_uuid(), 'person' || n %% 200 || '@demo.test', 'web', '192.0.2.7', '',
            (array['member.joined', 'invitation.sent', 'person.signed_in', 'audit.exported'])[1 + n %% 4],
            'member', gen_random_uuid(), 'subject' || n %% 5000 || '@demo.test',
            '{"role": "viewer"}', '{"role": "mapper"}'
        from (select n, now() - n * interval '40 seconds' as at from generate_series(1, %s) n) as rows
    ''', [tenant_id, ENTRIES])
with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
    owner.execute("vacuum analyze billing_auditentry")
"""


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Pages and exports of a long audit trail.")
    parser.add_argument("--entries", type=int, default=1_000_000, help="how long a trail")
    parser.add_argument("--requests", type=int, default=50, help="how often to ask for each page")
    asked = parser.parse_args()
    print(f"{machine()}; {asked.entries:,} entries, {asked.requests} requests a page", flush=True)
    with cloned() as folder, running(folder) as started:
        began = time.monotonic()
        fill(folder, entries=asked.entries)
        print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
        browser = Browser(started.url)
        browser.sign_in(**demo_sign_in())
        pages(browser, started=started, entries=asked.entries, requests=asked.requests)
        for form in ("csv", "json"):
            export(browser, started=started, form=form)


def fill(folder: Path, *, entries: int) -> None:
    """Write the entries with one statement."""
    subprocess.run(
        [
            sys.executable,
            "run.py",
            "manage",
            "shell",
            "--verbosity",
            "0",
            "-c",
            FILL.replace("ENTRIES", str(entries)),
        ],
        cwd=folder,
        check=True,
    )


def pages(browser: Browser, *, started: Running, entries: int, requests: int) -> None:
    """Print the time of the pages people open, and of the one at the far end."""
    now = time.time()

    def at(share: float) -> str:
        # The same form that the page's own "older" link has: the place of a row, here of one made up.
        when = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(now - share * entries * 40))
        return base64.urlsafe_b64encode(json.dumps([when, "0" * 32]).encode()).decode().rstrip("=")

    some_day = time.strftime("%Y-%m-%d", time.gmtime(now - entries * 20))
    for name, query in (
        ("first page", {}),
        ("one area", {"area": "invitation"}),
        ("a name that is common", {"q": "person17@"}),
        ("a name that is nowhere", {"q": "nobody at all"}),
        ("one day, half-way down", {"since": some_day, "until": some_day}),
        ("half-way down", {"after": at(0.5)}),
        ("the far end", {"after": at(0.9999)}),
    ):
        place = f"{TRAIL}?{urlencode(query)}"
        answers = [browser.get(place) for _ in range(requests)]
        lines = logged(started.folder / ".local" / "logs" / "web.log")
        times = [lines[answer.request_id][0] for answer in answers if answer.request_id in lines]
        p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
        print(f"{name:<24} p50 {p50:>7.1f} ms   p95 {p95:>7.1f} ms   {verdict(p95, TIME_BUDGET)}", flush=True)


def export(browser: Browser, *, started: Running, form: str) -> None:
    """Print how fast the whole trail leaves, and what memory of the web process that takes."""
    before, most, done = memory(started.port), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            most[0] = max(most[0], memory(started.port))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.monotonic()
    octets, lines = browser.download(f"{TRAIL}export.{form}")
    took = time.monotonic() - began
    done.set()
    watcher.join()
    grown = (
        f"web {before >> 20} MB before, {most[0] >> 20} MB at most" if before else "memory is not read here"
    )
    told = f"{lines:,} lines, {octets / 1e6:,.0f} MB in {took:.1f} s = {lines / took:,.0f} lines/s"
    print(f"{f'export as {form}':<24} {told}; {grown}", flush=True)


def memory(port: int) -> int:
    """Give the memory that the web server and its workers hold, in bytes; 0 where /proc does not tell."""
    parents, held = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            surroundings = (folder / "environ").read_bytes().split(b"\0")
            parents[folder.name] = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            held[folder.name] = int((folder / "statm").read_text().split()[1]) * 4096
        except OSError:
            continue
        if b"config.server" in command and f"TIEOUT_WEB_PORT={port}".encode() in surroundings:
            parents[folder.name] = "web"
    return sum(held[pid] for pid in held if "web" in {parents[pid], parents.get(parents[pid])})


if __name__ == "__main__":
    main()
