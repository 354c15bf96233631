"""One stand-in for each test, on a clock that stands still at noon."""

from collections.abc import Iterator

import pytest

from tests.simulator.running import Running, running


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Nothing here touches the product, so its cache is left alone."""


@pytest.fixture(autouse=True)
def _mail_goes_through_the_outbox() -> None:
    """Likewise its mail."""


@pytest.fixture
def qbo() -> Iterator[Running]:
    with running() as held:
        yield held
