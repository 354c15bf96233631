"""The books are asked, in the time the real ones take."""

from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.visits import Visit
from simulator.quickbooks_online.world import World


async def answer_calmly(world: World, visit: Visit) -> Answer:
    """Ask the books, in the time the real ones take."""
    seconds = world.latency(visit.pace(), visit.batch_items())
    if seconds:
        await world.clock.sleep(seconds / 2)
    answer = ask(world, visit)
    if seconds:
        await world.clock.sleep(seconds / 2)
    return answer


def ask(world: World, visit: Visit) -> Answer:
    """Hand the call to the company's books, which keep what they change before they answer."""
    world.acting = visit.app
    try:
        return world.places[visit.realm].books.answer(visit.call)
    finally:
        world.acting = ""
