"""The records of every kind through the API: created, read, changed, replaced, listed, deleted."""

from typing import Any

import pytest

from billing.api.books.examples import EXAMPLES
from billing.kinds import Kind
from billing.queries.representing import columns_of
from billing.registers import register_of

pytestmark = pytest.mark.django_db
LASTING = {Kind.PAYMENT, Kind.REFUND}


def test_every_kind_is_created_as_its_example_shows(examples: Any) -> None:
    assert list(examples) == list(EXAMPLES) == list(Kind)
    for kind, made in examples.items():
        assert {"id", "version", "created_at", "updated_at", *columns_of(register_of(kind))} <= made.keys()


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_read_listed_and_tagged(kind: Kind, examples: Any, api: Any) -> None:
    made = api.get(f"{kind.slug}/{examples[kind]['id']}/")

    assert made.status_code == 200
    assert made["ETag"] == f'W/"{made.json()["id"]}.{made.json()["version"]}"'
    listed = api.get(f"{kind.slug}/?limit=200").json()
    assert made.json() in listed["data"]
    assert (listed["next"], listed["previous"]) == (None, None)


@pytest.mark.parametrize("kind", Kind)
def test_an_answer_sent_back_changes_nothing(kind: Kind, examples: Any, api: Any) -> None:
    url = f"{kind.slug}/{examples[kind]['id']}/"
    before = api.get(url).json()

    for method in ("put", "patch"):
        answer = api.send(method, url, before)
        assert answer.status_code == 200, answer.content
        assert answer.json() == before
