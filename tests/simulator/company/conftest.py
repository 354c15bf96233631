"""Companies to call; each test has its own."""

import pytest

from tests.simulator.company.calling import Client


@pytest.fixture
def us() -> Client:
    return Client()


@pytest.fixture
def ast() -> Client:
    return Client("us-ast")


@pytest.fixture
def ca() -> Client:
    return Client("ca")
