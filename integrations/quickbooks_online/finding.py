"""What looking found: theirs, nothing, or somebody else with the same name or number. Pure, total."""

from collections.abc import Iterable, Mapping
from typing import Any

from integrations.contracts import Absent, Failed, Outcome, Reply, Trouble
from integrations.quickbooks_online import answers
from integrations.quickbooks_online.envelope import errors_of, fault_of

SEVERAL = "several"


def found(items: Mapping[str, Any], search: Mapping[str, Any], *, reply: Reply) -> Outcome:
    """Return what became of one search; `items` are the answers of its batch by their bId."""
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for asked, entity in search["asked"]:
        item = items.get(asked)
        problem = _problem(item, reply=reply)
        if problem is not None:
            return problem
        response = item["QueryResponse"] if isinstance(item, Mapping) else {}
        held = response.get(entity)
        rows += [(entity, row) for row in held or () if isinstance(row, Mapping)]
    return _judged([(entity, row) for entity, row in rows if _carries(row, search)], search)


def _problem(item: Any, *, reply: Reply) -> Failed | None:
    if not isinstance(item, Mapping):
        return Failed(trouble=Trouble.TRANSIENT, text="The answer to a query is missing.")
    errors_in = errors_of(item.get("Fault"))
    if errors_in:
        return answers.failed(fault_of(200, errors_in), reply=reply, writes=False)
    response = item.get("QueryResponse")
    fits = isinstance(response, Mapping) and all(
        isinstance(value, list) for name, value in response.items() if name[:1].isupper()
    )
    return None if fits else Failed(trouble=Trouble.TRANSIENT, text="The answer to a query cannot be read.")


def _carries(row: Mapping[str, Any], search: Mapping[str, Any]) -> bool:
    """Hold a row against the value itself: whether queries mind case is not certain."""
    value = row.get(search["field"])
    if search["field"] in {"DisplayName", "Name"}:
        return isinstance(value, str) and value.casefold() == search["value"].casefold()
    return isinstance(value, str | int) and str(value) == search["value"]


def _judged(rows: list[tuple[str, Mapping[str, Any]]], search: Mapping[str, Any]) -> Outcome:
    own = [row for entity, row in rows if entity == search["entity"] and _fits(row, search["where"])]
    if len(own) > 1:
        own = [row for row in own if row.get("Active") is not False] or own
    if len(own) > 1:
        return Failed(
            trouble=Trouble.REFUSED,
            code=SEVERAL,
            text=f"QuickBooks has {len(own)} of them.",
            culprit=", ".join(_ids(own)),
        )
    if own:
        return answers.accepted(own[0], search["expect"])
    others = [row for entity, row in rows if _would_clash(entity, row, search)]
    if others and search["taken"]:
        return Failed(
            trouble=Trouble.REFUSED,
            code=search["taken"],
            text=f"QuickBooks has {search['value']} already.",
            culprit=_ids(others)[0],
        )
    return Absent()


def _fits(row: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    for name, wanted in where.items():
        held = row.get(name)
        if isinstance(held, Mapping):
            held = held.get("value")
        if name == "TotalAmt":
            if answers.number_of(held) != answers.number_of(wanted):
                return False
        elif str(held or "") != wanted:
            return False
    return True


def _would_clash(entity: str, row: Mapping[str, Any], search: Mapping[str, Any]) -> bool:
    """A name below another one is another full name, and stands in nobody's way."""
    if search["taken"] != "6240":
        return bool(entity == search["entity"])
    return bool(entity != search["entity"] and not search["where"].get("ParentRef"))


def _ids(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(row.get("Id") or "") for row in rows]
