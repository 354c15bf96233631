"""Troubles on demand: rules that say which calls meet which trouble, and how often."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.quickbooks_online.envelopes import APPLICATION_ERRORS
from simulator.quickbooks_online.visits import Visit

# What a rule may do. The first line answers in place of the books, the second is about the
# connection and time, the third happens beside the call, which then goes on.
KINDS = (
    "401", "403", "429", "500", "502", "503", "504", "fault", "application", "name-lock",
    "reset", "timeout-before", "timeout-after", "slow",
    "somebody", "revoke", "expire", "localised",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Rule:
    """A trouble and whom it meets; what is left empty matches everything.

    `nth` meets the nth matching call alone, `every` each nth, `probability` a share of them by
    `seed`, `times` at most so many. `with_` holds what the kind needs: seconds, format, code,
    status, end, what, values.
    """

    kind: str
    id: int = 0
    where: str = "api"
    realm: str = ""
    entity: str = ""
    operation: str = ""
    nth: int = 0
    every: int = 0
    probability: float = 1.0
    seed: int = 0
    times: int = 0
    with_: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    hits: int = 0
    _chance: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"The kind is one of {', '.join(KINDS)}, not {self.kind!r}.")
        if self.where not in {"api", "token"}:
            raise ValueError(f"A fault is of the api or of the token endpoint, not of {self.where!r}.")
        if self.kind == "application" and int(self.with_.get("code", 100)) not in APPLICATION_ERRORS:
            raise ValueError(f"The code is one of {', '.join(map(str, APPLICATION_ERRORS))}.")
        if self.kind == "somebody" and not isinstance(self.with_.get("what"), str):
            raise ValueError('Say what somebody does: {"with": {"what": "edit", "values": {}}}.')
        self.entity, self.operation = self.entity.lower(), self.operation.lower()
        self._chance.seed(self.seed)

    def as_dict(self) -> dict[str, Any]:
        values = asdict(self)
        values.pop("_chance")
        values["with"] = values.pop("with_")
        return values

    def falls(self) -> bool:
        """Count a matching call, and say whether it is one the rule means."""
        self.seen += 1
        if self.times and self.hits >= self.times:
            return False
        if self.nth and self.seen != self.nth:
            return False
        if self.every and self.seen % self.every:
            return False
        if self.probability < 1 and self._chance.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules in force, in the order in which they were given."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._number = 0

    def add(self, values: Mapping[str, Any]) -> Rule:
        """Take a rule from the control API. Raises ValueError."""
        held = dict(values)
        held["with_"] = held.pop("with", {})
        if set(held) & {"id", "seen", "hits", "_chance"}:
            raise ValueError("Number and counters of a rule are not given.")
        try:
            rule = Rule(**held)
        except TypeError as error:
            raise ValueError(f"This is no rule: {error}.") from error
        self._number += 1
        rule.id = self._number
        self.rules.append(rule)
        return rule

    def remove(self, number: int) -> bool:
        before = len(self.rules)
        self.rules = [rule for rule in self.rules if rule.id != number]
        return len(self.rules) < before

    def clear(self) -> None:
        self.rules.clear()

    def falling(self, visit: Visit) -> list[Rule]:
        """Return the rules that this call meets."""
        if not self.rules:
            return []
        entity, operation = visit.entity(), visit.operation()
        return [
            rule
            for rule in list(self.rules)
            if rule.where == "api"
            and rule.realm in {"", visit.realm}
            and rule.entity in {"", entity}
            and rule.operation in {"", operation}
            and rule.falls()
        ]

    def falling_on_tokens(self) -> list[Rule]:
        return [rule for rule in list(self.rules) if rule.where == "token" and rule.falls()]
