"""Fixtures: the stand-in for QuickBooks Online beside the tests, known to the product as the simulator."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from simulator.quickbooks_online.world import BOOKS
from tests.simulator.running import Running, running


@pytest.fixture(scope="session")
def served_intuit() -> Iterator[Running]:
    with running(books=BOOKS, seeds=("us", "uk"), frozen=False) as held:
        yield held


@pytest.fixture
def intuit(served_intuit: Running, settings: Settings) -> Iterator[Running]:
    """Faults and grants are gone after each test; the companies stay."""
    app = served_intuit.app
    known = {"client_id": app.client_id, "client_secret": app.client_secret, "url": served_intuit.url}
    settings.QUICKBOOKS_ONLINE = {"simulator": known}
    yield served_intuit
    served_intuit.control("faults", method="DELETE")
    served_intuit.control("settings", method="DELETE")
    served_intuit.control("settings", {"latency": False, "limits": False})
    for realm in served_intuit.world.places:
        served_intuit.control("disconnect", {"realm": realm})
