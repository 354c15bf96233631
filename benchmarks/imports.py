"""Imports: how fast customers become records, and in what memory, for a short file and a long one.

    python3 benchmarks/imports.py [--rows 10000 100000]

Runs on engines of its own, which `run.py` starts below a temporary clone. The worker of each file is a
process of its own, so that its peak is its own.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from harness import cloned, machine, running

STEP = """
import io, resource, sys, time
from uuid import UUID
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from billing.actors import Actor, Channel
from billing.files.writing import write_csv
from billing.kinds import Kind
from billing.models import Import, Membership, User
from billing.services import imports, tenants
from billing.services.importing import working
from billing.services.importing.plan import Options
from billing.tenancy.scope import tenant_scope

step, count, import_id, tenant_id = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
# The worker of the installation would be quicker to take it than the process that is measured.
imports.wake = lambda *task, **arguments: None
now = timezone.now()

def rows():
    yield ["Name", "Number", "Street", "City", "Country", "Contact name", "Email", "Payment terms"]
    for n in range(count):
        yield [f"Customer {n} Ltd", f"C-{n:06d}", f"{n} Mill Lane", "Springfield", "US", f"Ada {n}",
            f"ada{n}@example.com", "Net 30"]

if step == "send":
    file = io.BytesIO()
    write_csv(rows(), file)
    with transaction.atomic():
        user, _ = User.objects.get_or_create(email="bench@example.com", defaults={"name": "Bench"})
        actor = Actor(id=user.id, label=user.email, channel=Channel.COMMAND)
        tenant = tenants.open_tenant(name=f"Bench {count} {now:%H%M%S}", owner=user, actor=actor, now=now)
    with tenant_scope(tenant_id=tenant.id):
        row = imports.receive(kind=Kind.CUSTOMER, name="bench.csv", file=file, actor=actor, now=now)
        with transaction.atomic():
            imports.match(import_id=row.pk, matching=row.matching, options=Options.read(row.options),
                version=row.version, now=now)
    print(row.pk, tenant.id)
else:
    with tenant_scope(tenant_id=UUID(tenant_id)):
        if step == "write":
            with transaction.atomic():
                row = Import.objects.get(pk=import_id)
                actor = Actor(id=row.by_id, label=row.by_label, channel=Channel.COMMAND)
                imports.start(import_id=row.pk, version=row.version, actor=actor, now=now)
        began, busy = time.perf_counter(), time.process_time()
        while step != "idle" and working.work(import_id=import_id):
            pass
        took, used = time.perf_counter() - began, time.process_time() - busy
        with transaction.atomic():
            row = Import.objects.get(pk=import_id)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(took, used, peak if sys.platform != "darwin" else peak // 1024, row.state, row.created, row.refused)
"""


def main() -> None:
    """Measure and print; slow is no failure."""
    parser = argparse.ArgumentParser(description="Imports of customers.")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], help="customers in a file")
    asked = parser.parse_args()
    with cloned() as folder, running(folder):
        print(machine(), flush=True)
        for rows in asked.rows:
            sent = step(folder, "send", str(rows), "-", "-")
            for name, words in (("idle", "nothing"), ("check", "checked"), ("write", "written")):
                took, used, peak, state, created, refused = step(folder, name, str(rows), *sent)
                speed = (
                    f"{float(took):>6.1f} s = {rows / float(took):>7,.0f}/s, {float(used):.1f} s its own, "
                )
                speed = "" if name == "idle" else speed
                said = f"{speed}{int(peak) >> 10} MB at most; {state}, {created} created, {refused} refused"
                print(f"{rows:>8,} customers {words:<8} {said}", flush=True)


def step(folder: Path, *arguments: str) -> list[str]:
    """Run one step in a process of its own, on the data of the folder."""
    script = folder / "step.py"
    script.write_text(STEP)
    code = f"import sys; sys.argv = {['step', *arguments]!r}; exec(open({str(script)!r}).read())"
    done = subprocess.run(
        [sys.executable, "run.py", "manage", "shell", "--no-imports", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:] or done.stdout[-3000:])
    return done.stdout.strip().splitlines()[-1].split()


if __name__ == "__main__":
    main()
