"""`python -m simulator.quickbooks_online`: start the stand-in and say where it is."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from simulator.quickbooks_online import furnishing
from simulator.quickbooks_online.server import serving
from simulator.quickbooks_online.world import BOOKS, World


def main(arguments: list[str]) -> int:
    asks = _parser().parse_args(arguments)
    state = None if asks.state == "none" else Path(asks.state)
    if state is not None:
        state.mkdir(parents=True, exist_ok=True)
    try:
        world = World(state=state, books=asks.books, random_seed=asks.random_seed)
        furnishing.furnish(world, asks.seed or ["us"], redirect_uris=asks.redirect_uri)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if asks.no_limits:
        world.settings.update({"limits": False})
    if asks.no_latency:
        world.settings.update({"latency": False})
    try:
        return asyncio.run(_run(world, asks))
    except OSError as error:
        sys.stderr.write(f"It cannot listen there: {error}. Name another --port, or 0 for any.\n")
        return 1


async def _run(world: World, asks: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    where = {"host": asks.host, "port": asks.port, "production_port": asks.production_port}
    async with serving(world, public_url=asks.public_url, **where):
        if not asks.quiet:
            sys.stdout.write(furnishing.introduction(world))
            sys.stdout.flush()
        await stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulator.quickbooks_online", description=__doc__)
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen at")
    add("--port", type=int, default=0, help="port of the sandbox and of everything else; 0: any")
    add("--production-port", type=int, default=0, help="port of the production API; 0: any")
    add("--public-url", default="", help="what others call the sandbox's address, if not by host and port")
    add("--state", default="none", metavar="FOLDER|none", help="where what is kept survives a restart")
    add(
        "--seed",
        action="append",
        metavar="PROFILE[:BOOKS[,name=number...]]",
        help="a company: us, us-ast, ca, uk, au; books sandbox, large or empty; may be given again",
    )
    add("--redirect-uri", action="append", default=[], help="one more address the apps may be sent back to")
    add("--random-seed", type=int, default=None, help="make tokens and chance the same every time")
    add("--no-limits", action="store_true", help="begin without rate limits")
    add("--no-latency", action="store_true", help="answer as fast as it goes")
    add("--quiet", action="store_true", help="say nothing at the start; the first page says the same")
    add("--books", default=BOOKS, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
