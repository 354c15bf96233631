"""What each page costs: the server's own time, queries, size.

    python3 benchmarks/pages.py [--requests 200]              in a temporary clone, with the demo's data
    python3 benchmarks/pages.py --url http://127.0.0.1:8000   on a demonstration that runs already

Time and queries are the server's own, from the line it logs for each request. Where its log is not at hand
(--log names it), the time is taken from here instead, and queries are left out.
"""

import argparse
import re
from pathlib import Path

from harness import ROOT, Answer, Browser, cloned, demo_sign_in, logged, machine, percentile, running, verdict

TIME_BUDGET, QUERY_BUDGET = 50.0, 10
HOME = "/o/cedar-it/"
SIGNED_OUT = ("/account/login/", "/account/signup/", "/account/password/reset/")
SIGNED_IN = (
    "/organisations/?all",
    "/organisations/new/",
    HOME,
    f"{HOME}people/",
    f"{HOME}people/invite/",
    f"{HOME}people/<member>/",
    f"{HOME}audit/",
    f"{HOME}audit/?area=member&q=demo",
    f"{HOME}settings/",
    "/account/profile/",
    "/account/email/",
    "/account/password/change/",
    "/account/two-factor/",
    "/account/sessions/",
    "/outbox/",
)


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Time, queries and size of every page.")
    parser.add_argument("--requests", type=int, default=200, help="how often to ask for each page")
    parser.add_argument("--url", help="a demonstration that runs already")
    parser.add_argument(
        "--log", type=Path, default=ROOT / ".local" / "logs" / "web.log", help="where that one writes its log"
    )
    asked = parser.parse_args()
    print(f"{machine()}; {asked.requests} requests a page", flush=True)
    if asked.url:
        measure(url=asked.url.rstrip("/"), log=asked.log, requests=asked.requests)
        return
    with cloned() as folder, running(folder) as started:
        measure(url=started.url, log=folder / ".local" / "logs" / "web.log", requests=asked.requests)


def measure(*, url: str, log: Path, requests: int) -> None:
    """Ask for every page, one after the other, and print a line for each."""
    stranger, person = Browser(url), Browser(url)
    person.sign_in(**demo_sign_in())
    member = re.search(rf'href="{HOME}people/([0-9a-f-]{{36}})/"', person.get(f"{HOME}people/").text)
    print(f"{'page':<36} {'p50':>8} {'p95':>8} {'queries':>8} {'bytes':>8}")
    for browser, paths in ((stranger, SIGNED_OUT), (person, SIGNED_IN)):
        for path in paths:
            place = path.replace("<member>", member[1] if member else "")
            for _ in range(10):
                browser.get(place)
            report(path, [browser.get(place) for _ in range(requests)], log=log)


def report(path: str, answers: list[Answer], *, log: Path) -> None:
    """Print the figures of one page, and what is over its budget."""
    lines = logged(log)
    known = [lines[answer.request_id] for answer in answers if answer.request_id in lines]
    complete = len(known) == len(answers)
    times = [ms for ms, _ in known] if complete else [answer.milliseconds for answer in answers]
    # The most, but for the one request in some minutes that also notes when the session was last seen.
    queries = int(percentile([count for _, count in known], 0.95)) if complete else 0
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    judged = {verdict(p95, TIME_BUDGET), verdict(queries, QUERY_BUDGET)}
    over = "   OVER" if "OVER" in judged else ""
    told = f"{queries:>8}" if complete else f"{'-':>8}"
    seen_from = "" if complete else "   as seen from here"
    print(
        f"{path:<36} {p50:>5.1f} ms {p95:>5.1f} ms {told} {answers[-1].octets:>8}{over}{seen_from}",
        flush=True,
    )


if __name__ == "__main__":
    main()
