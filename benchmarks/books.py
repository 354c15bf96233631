"""What the pages of large books cost: lists, searches, far pages, records.

    python3 benchmarks/books.py [--invoices 1000000]                    in a temporary clone
    python3 benchmarks/books.py --url http://127.0.0.1:8000 --slug big  on a demonstration that runs already

The books are made up with a tenth as many customers as invoices, beside a thousand small ones.
Time and queries are the server's own.
"""

import argparse
import re
import subprocess
import time
from pathlib import Path

from harness import ROOT, Answer, Browser, cloned, demo_sign_in, logged, machine, percentile, running, verdict

TIME_BUDGET, QUERY_BUDGET = 50.0, 10
# The database notices by itself, once a minute, what has grown; until then it plans for empty books.
SECONDS_TO_SETTLE = 120
PAGES = (
    "customers/",
    "customers/?after=FAR",
    "customers/?sort=-external_number",
    "customers/?q=birch",
    "customers/?q=birch+clinic",
    "customers/?q=c-000123",
    "customers/?q=nothingiscalledthis",
    "customers/?is_active=false",
    "items/",
    "invoices/",
    "invoices/?after=FAR",
    "invoices/?sort=number_key",
    "invoices/?sort=-total",
    "invoices/?sort=due_on",
    "invoices/?state=draft",
    "invoices/?state=overdue",
    "invoices/?state=overdue&sort=-total",
    "invoices/?state=void&sort=number_key",
    "invoices/?state=approved,sent,part_paid",
    "invoices/?since=2025-12-01&until=2025-12-02",
    "invoices/?q=10500",
    "invoices/?q=birch+clinic",
    "invoices/?q=1",
    "invoices/?q=nothing",
    "payments/",
    "payments/?q=chk",
    "payments/?state=part_applied",
    "payments/?sort=-amount",
    "credit-notes/?state=open",
    "expenses/",
)


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Time and queries of the pages of large books.")
    parser.add_argument("--invoices", type=int, default=1_000_000)
    parser.add_argument("--organisations", type=int, default=1000, help="how many others are there besides")
    parser.add_argument("--requests", type=int, default=60, help="how often to ask for each page")
    parser.add_argument("--url", help="a demonstration that runs already")
    parser.add_argument("--slug", default="big-books", help="the organisation on that demonstration")
    parser.add_argument(
        "--log", type=Path, default=ROOT / ".local" / "logs" / "web.log", help="where that one writes its log"
    )
    asked = parser.parse_args()
    print(f"{machine()}; {asked.requests} requests a page", flush=True)
    if asked.url:
        measure(url=asked.url.rstrip("/"), slug=asked.slug, log=asked.log, requests=asked.requests)
        return
    with cloned() as folder, running(folder) as started:
        if asked.organisations:
            others = ["Others", "--count", str(asked.organisations), "--invoices", "50"]
            make(folder, [*others, "--owner", "accountant@demo.test"])
        make(folder, ["Big Books", "--invoices", str(asked.invoices)])
        time.sleep(SECONDS_TO_SETTLE)
        log = folder / ".local" / "logs" / "web.log"
        measure(url=started.url, slug="big-books", log=log, requests=asked.requests)


def make(folder: Path, arguments: list[str]) -> None:
    """Make books up, and print how long it took."""
    started = time.monotonic()
    command = ["python3", "run.py", "manage", "make_books", *arguments]
    subprocess.run(command, cwd=folder, check=True)
    print(f"made up in {time.monotonic() - started:.0f} s", flush=True)


def measure(*, url: str, slug: str, log: Path, requests: int) -> None:
    """Ask for every page, one after the other, and print a line for each."""
    person = Browser(url)
    person.sign_in(**demo_sign_in())
    home = f"/o/{slug}/"
    print(f"{'page':<46} {'p50':>10} {'p95':>10} {'queries':>8}")
    for path in PAGES:
        place = home + _far(person, home, path)
        for _ in range(5):
            person.get(place)
        report(path, [person.get(place) for _ in range(requests)], log=log)
    for kind in ("customers", "invoices", "payments", "items"):
        found = re.search(rf'href="({home}{kind}/[0-9a-f-]{{36}}/)"', person.get(f"{home}{kind}/").text)
        if found:
            report(f"{kind}/<one>/", [person.get(found[1]) for _ in range(requests)], log=log, budget=20)


def _far(person: Browser, home: str, path: str) -> str:
    """Replace FAR by a place some pages down the list."""
    if "FAR" not in path:
        return path
    place, text = path.replace("?after=FAR", ""), ""
    for _ in range(20):
        text = person.get(f"{home}{place}").text
        onward = re.search(r'href="\?([^"]*after=[^"]*)" rel="next"', text)
        if onward is None:
            break
        place = f"{path.partition('?')[0]}?{onward[1].replace('&amp;', '&')}"
    return place


def report(path: str, answers: list[Answer], *, log: Path, budget: int = QUERY_BUDGET) -> None:
    """Print the figures of one page, and what is over its budget."""
    lines = logged(log)
    known = [lines[answer.request_id] for answer in answers if answer.request_id in lines]
    times = [ms for ms, _ in known] or [answer.milliseconds for answer in answers]
    queries = int(percentile([count for _, count in known], 0.95)) if known else 0
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    over = "   OVER" if "OVER" in {verdict(p95, TIME_BUDGET), verdict(queries, budget)} else ""
    print(f"{path:<46} {p50:>7.1f} ms {p95:>7.1f} ms {queries:>8}{over}", flush=True)


if __name__ == "__main__":
    main()
