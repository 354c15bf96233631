"""`python3 run.py`: the whole application on this machine, on engines of its own, until Ctrl-C."""

import argparse
import json
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from devtools import application, engines
from devtools.checkout import LOCAL, ROOT, Busy, claimed, forget, private_folder, write_private
from devtools.guard import Guard
from devtools.management import RUNNING
from devtools.ports import web_port
from devtools.prepare import prepare
from devtools.refusal import Refused
from devtools.supervisor import Supervisor, wants_colour

ROLES = ("web", "worker", "scheduler")


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C, which is success, or until something ends that should not."""
    options = _options(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        with claimed(path=private_folder(path=LOCAL) / "launch.lock") as claim:
            if options.fresh:
                forget()
            port = web_port(asked=options.port)
            if options.port is None and port != 8000:
                print(f"tieout: port 8000 is in use, so this is port {port}", flush=True)
            claim.note(f"http://localhost:{port}")
            _run(port=port)
    except Busy as busy:
        raise Refused(
            f"Tieout already runs from this folder{' at ' * bool(busy.note)}{busy.note}. "
            "Use that one, or stop it first."
        ) from busy
    except KeyboardInterrupt:
        print("\ntieout: stopped", flush=True)
    return 0


def _run(*, port: int) -> None:
    began = time.monotonic()
    guard = Guard()
    try:
        with engines.running(folder=LOCAL, guard=guard) as started:
            shutil.rmtree(LOCAL / "metrics", ignore_errors=True)
            quickbooks = web_port(asked=None, first=8090)
            environment = application.environment(engines=started, port=port, quickbooks=quickbooks)
            write_private(path=RUNNING, text=json.dumps(environment))
            prepare(engines=started, environment=environment, guard=guard)
            supervisor = Supervisor(guard=guard, folder=ROOT, logs=LOCAL / "logs", colour=wants_colour())
            for process in started.processes:
                supervisor.watch(process)
            commands = {role: [sys.executable, "-m", "config", role] for role in ROLES}
            commands["quickbooks"] = _stand_in(port=quickbooks, serves=port)
            with supervisor.running(commands=commands, environment=environment):
                supervisor.wait_until_ready(url=f"http://127.0.0.1:{port}/readyz")
                print(_ready(port=port, quickbooks=quickbooks, seconds=time.monotonic() - began), flush=True)
                try:
                    supervisor.wait()
                finally:
                    _once_is_enough()
    finally:
        RUNNING.unlink(missing_ok=True)
        guard.dismiss()


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py", description="Run Tieout on this machine.")
    parser.add_argument(
        "--port", type=int, help="the port to serve on; without it the first free one from 8000 on"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="throw the demonstration's data away and start anew"
    )
    return parser.parse_args(arguments)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # From here on everything is being stopped; a second Ctrl-C must not interrupt the stopping.
    _once_is_enough()
    raise KeyboardInterrupt


def _once_is_enough() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _stand_in(*, port: int, serves: int) -> list[str]:
    """Return the command of the stand-in for QuickBooks Online; its companies outlive it, as the books do."""
    values = {
        "state": LOCAL / "quickbooks",
        "port": port,
        "production-port": web_port(asked=None, first=port + 1),
        "redirect-uri": f"http://localhost:{serves}/quickbooks/callback",
    }
    words = [word for name, value in values.items() for word in (f"--{name}", str(value))]
    return [
        *(sys.executable, "-m", "simulator.quickbooks_online", "--quiet", "--seed", "us", "--seed", "uk"),
        *words,
    ]


def _ready(*, port: int, quickbooks: int, seconds: float) -> str:
    rows = [("Tieout is ready", f"http://localhost:{port}   ({seconds:.1f} s)")]
    if sign_in := application.demo_sign_in():
        rows.append(("Sign in with", "  /  ".join(sign_in)))
    rows += [
        (
            "QuickBooks",
            f"http://127.0.0.1:{quickbooks}   (made up: companies, keys and people to sign in as)",
        ),
        ("Mail goes to", str((LOCAL / "mail").relative_to(ROOT))),
        ("Stop with", "Ctrl-C"),
    ]
    return "\n" + "\n".join(f"  {name:<16}  {value}" for name, value in rows) + "\n"
