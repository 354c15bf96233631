"""How long from nothing to a product that answers: a clean clone, then a second start in the same folder.

    python3 benchmarks/start.py [--runs 3]

Each run clones the last commit into a temporary folder, which is taken away again. What pip and uv keep in
their caches is used: run it twice to see the difference.
"""

import argparse
import time

from harness import cloned, machine, percentile, running, verdict

FIRST_BUDGET, SECOND_BUDGET = 90.0, 10.0


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(
        description="Time from a clean clone to /readyz, and of the second start."
    )
    parser.add_argument("--runs", type=int, default=3, help="how many clean clones to start")
    runs = parser.parse_args().runs
    print(f"{machine()}; {runs} runs", flush=True)
    first, second = [], []
    for _ in range(runs):
        began = time.monotonic()
        with cloned() as folder:
            with running(folder):
                first.append(time.monotonic() - began)
            began = time.monotonic()
            with running(folder):
                second.append(time.monotonic() - began)
        print(f"  clean clone {first[-1]:5.1f} s   second start {second[-1]:5.1f} s", flush=True)
    for name, figures, budget in (
        ("clean clone to ready", first, FIRST_BUDGET),
        ("second start to ready", second, SECOND_BUDGET),
    ):
        median, worst = percentile(figures, 0.5), max(figures)
        told = (
            f"median {median:5.1f} s   worst {worst:5.1f} s   budget {budget:.0f} s: {verdict(worst, budget)}"
        )
        print(f"{name:<22} {told}")


if __name__ == "__main__":
    main()
