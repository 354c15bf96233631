"""How long from nothing to a product that answers: a clean clone, then a second start in the same folder.

    python3 benchmarks/start.py [--runs 3]

Each run clones the last commit into a temporary folder, which is taken away again. What pip and uv keep in
their caches is used: the first run on a machine also fetches the packages. Processor seconds count start and
stop together, over all cores.
"""

import argparse
import time

from harness import cloned, machine, percentile, processor_seconds, running, verdict

FIRST_BUDGET, SECOND_BUDGET = 90.0, 10.0


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(
        description="Time from a clean clone to /readyz, and of the second start."
    )
    parser.add_argument("--runs", type=int, default=3, help="how many clean clones to start")
    runs = parser.parse_args().runs
    print(f"{machine()}; {runs} runs", flush=True)
    first: list[float] = []
    second: list[float] = []
    for _ in range(runs):
        used, began = [processor_seconds()], time.monotonic()
        with cloned() as folder:
            for figures in (first, second):
                with running(folder):
                    figures.append(time.monotonic() - began)
                used.append(processor_seconds())
                began = time.monotonic()
        print(
            f"  clean clone {first[-1]:5.1f} s ({used[1] - used[0]:.0f} s of processor)"
            f"   second start {second[-1]:5.1f} s ({used[2] - used[1]:.0f} s of processor)",
            flush=True,
        )
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
