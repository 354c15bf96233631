"""How a connection stands: one word, one sentence, one next step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from billing.frame.states import STATES
from integrations.states import Action, Facts, State, standing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OPEN = Facts(chosen=True, authorised=True, confirmed=True)
POLLED = Facts(chosen=True, polled=True, authorised=True, confirmed=True, set_up=True, heard_at=NOW)


@pytest.mark.parametrize(
    ("facts", "state", "action"),
    [
        (Facts(chosen=False), State.NOT_CONNECTED, Action.CHOOSE),
        (Facts(chosen=True), State.NOT_CONNECTED, Action.CONNECT),
        (replace(OPEN, confirmed=False), State.NEEDS_ATTENTION, Action.CONFIRM),
        (OPEN, State.CONNECTED, Action.NOTHING),
        (replace(OPEN, trouble="x"), State.NEEDS_ATTENTION, Action.TEST),
        (replace(OPEN, paused=True), State.PAUSED, Action.RESUME),
        (replace(OPEN, paused=True, trouble="x"), State.PAUSED, Action.RESUME),
        (replace(OPEN, reconnect_needed=True, paused=True), State.RECONNECT_NEEDED, Action.RECONNECT),
        (replace(OPEN, disconnected=True, trouble="x"), State.DISCONNECTED, Action.RECONNECT),
        (replace(OPEN, hard_until=NOW + timedelta(days=59)), State.NEEDS_ATTENTION, Action.RECONNECT),
        (replace(OPEN, hard_until=NOW + timedelta(days=60)), State.CONNECTED, Action.NOTHING),
        (replace(POLLED, set_up=False), State.NOT_CONNECTED, Action.SET_UP_CONNECTOR),
        (replace(POLLED, authorised=False, heard_at=None), State.WAITING, Action.WAIT),
        (replace(POLLED, authorised=False), State.WAITING, Action.WAIT),
        (POLLED, State.CONNECTED, Action.NOTHING),
        (replace(POLLED, heard_at=NOW - timedelta(minutes=45)), State.CONNECTED, Action.NOTHING),
        (replace(POLLED, heard_at=NOW - timedelta(minutes=46)), State.SILENT, Action.CHECK_CONNECTOR),
        (replace(POLLED, heard_at=NOW - timedelta(days=2), paused=True), State.PAUSED, Action.RESUME),
        (replace(POLLED, confirmed=False), State.NEEDS_ATTENTION, Action.CONFIRM),
    ],
)
def test_each_state_has_its_step(facts: Facts, state: State, action: Action) -> None:
    found = standing(facts, now=NOW)
    assert (found.state, found.action) == (state, action)
    assert found.sentence.endswith(".") or found.sentence == facts.trouble


def test_every_word_is_in_the_vocabulary() -> None:
    assert {str(state) for state in State} <= STATES.keys()


def test_the_last_days_are_counted_as_people_do() -> None:
    for left, said in ((timedelta(hours=5), "today,"), (timedelta(days=1, hours=5), "tomorrow,"),
                       (timedelta(days=2, hours=5), "in 2 days,")):  # fmt: skip
        assert said in standing(replace(OPEN, hard_until=NOW + left), now=NOW).sentence


def test_the_sentence_of_a_trouble_is_the_trouble() -> None:
    assert standing(replace(OPEN, trouble="The moon is full."), now=NOW).sentence == "The moon is full."
    assert (
        "59 days" in standing(replace(OPEN, hard_until=NOW + timedelta(days=59, hours=1)), now=NOW).sentence
    )
