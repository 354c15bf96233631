"""Tables in files: how fast 100,000 rows are written and read as CSV and as a workbook, and in what memory.

    python3 benchmarks/files.py [--rows 100000]

Needs nothing but the packages in .venv: no engines, no clone. Each step runs in a process of its own, so that
its peak is its own; what an idle process with the same modules holds is printed for comparison.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from harness import ROOT, machine

STEP = """
import resource, sys, time
from datetime import date
from decimal import Decimal
from billing.files.error_file import ErrorFile
from billing.files.reading import open_table
from billing.files.table import Limits
from billing.files.writing import write_csv, write_xlsx

step, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
HEAD = ["Number", "Customer", "City", "Note", "Issued", "Due", "Net", "Tax", "Total", "Paid"]

def rows():
    for n in range(count):
        issued, due = date(2024, 1, 1 + n % 28), date(2024, 2, 1 + n % 28)
        yield (f"INV-{n:06d}", f"Customer {n % 5000} Ltd", "Köln", f"Delivery {n}, as agreed", issued, due,
            Decimal(n) / 100, Decimal(n) / 500, Decimal(n * 6) / 500, n % 2 == 0)

def write():
    with open(path, "wb") as out:
        if path.endswith(".csv"):
            write_csv(chained(), out)
        else:
            write_xlsx(HEAD, rows(), out)

def chained():
    yield HEAD
    yield from rows()

def opened(file):
    return open_table(file, name=path, limits=Limits(file_bytes=10**10, unpacked_bytes=10**10))

def read():
    with open(path, "rb") as file, opened(file) as table:
        found = table.count()
        if found != count:
            sys.exit(f"{found} rows read, {count} written")

def refuse():
    with open(path, "rb") as file, opened(file) as table, open(path + ".bad", "wb") as out:
        with ErrorFile(table, out) as errors:
            for row in table:
                errors.add(row, row.problems)

began = time.perf_counter()
{"write": write, "read": read, "refuse": refuse, "idle": lambda: None}[step]()
took = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(took, peak if sys.platform != "darwin" else peak // 1024)
"""


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Writing and reading of large tables in files.")
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows of ten cells")
    asked = parser.parse_args()
    print(f"{machine()}; {asked.rows:,} rows of 10 cells", flush=True)
    _, idle = step("idle", Path("none"), 0)
    print(f"{'an idle process':<28} {idle >> 10} MB", flush=True)
    with tempfile.TemporaryDirectory(prefix="tieout-benchmark-") as folder:
        for ending in ("csv", "xlsx"):
            path = Path(folder) / f"table.{ending}"
            for name, words in (("write", "written"), ("read", "read"), ("refuse", "read, refused, written")):
                took, peak = step(name, path, asked.rows)
                said = f"{took:>6.1f} s = {asked.rows / took:>9,.0f} rows/s, {peak >> 10} MB at most"
                print(f"{f'{ending}, {words}':<28} {said}", flush=True)
            print(f"{f'{ending}, size':<28} {path.stat().st_size / 1e6:>6.1f} MB", flush=True)


def step(name: str, path: Path, rows: int) -> tuple[float, int]:
    """Run one step in a process of its own; give its seconds, and its peak in kilobytes."""
    python = ROOT / ".venv" / "bin" / "python"
    done = subprocess.run(
        [str(python), "-c", STEP, name, str(path), str(rows)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    took, peak = done.stdout.split()
    return float(took), int(peak)


if __name__ == "__main__":
    main()
