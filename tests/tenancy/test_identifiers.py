"""Keys: unique, of version 7, and in the order in which they were made."""

from datetime import UTC, datetime

import time_machine

from billing.tenancy.identifiers import new_id


def test_keys_are_of_version_7_and_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(20_000)]

    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert {(key.version, key.variant) for key in made} == {(7, "specified in RFC 4122")}


def test_a_key_carries_the_time_it_was_made() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC), tick=False):
        key = new_id()

    assert key.int >> 80 == 1772366400123
    assert (key.int >> 64) & 0xFFF == 456_000 * 4096 // 1_000_000
