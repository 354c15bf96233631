"""The answers that the description shows: real ones, to the examples that it shows."""

import json
import os
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from billing.api.books.describing import ANSWERS
from billing.kinds import Kind

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC), tick=False):
        yield


def renamed(text: str) -> str:
    """Put ids that are the same every time in the place of those that are not."""
    known: dict[str, str] = {}
    return UUID.sub(
        lambda found: known.setdefault(found[0], f"01980c3e-7a10-7c00-8000-{len(known) + 1:012x}"), text
    )


@pytest.mark.django_db
def test_the_description_shows_real_answers(frozen: None, examples: dict[Kind, Any]) -> None:
    text = renamed(json.dumps({kind.value: made for kind, made in examples.items()}, indent=1)) + "\n"
    if os.environ.get("TIEOUT_RENEW_EXAMPLES"):
        ANSWERS.write_text(text)

    assert json.loads(text) == json.loads(ANSWERS.read_text()), (
        "Renew it: TIEOUT_RENEW_EXAMPLES=1 python3 run.py test tests/api/test_examples.py"
    )
