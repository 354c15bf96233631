"""The inside of QuickBooks Online: messages out of intents, outcomes out of replies."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from integrations.contracts import (
    Company,
    Deed,
    Delivery,
    Failed,
    Intent,
    Message,
    Missing,
    Outcome,
    Pace,
    Reply,
    TaxRate,
    Trouble,
    Unfit,
    exactly,
)
from integrations.quickbooks_online import answers, envelope, finding
from integrations.quickbooks_online.envelope import Fault
from integrations.quickbooks_online.mapping import bodies, locating, writing
from integrations.quickbooks_online.mapping.ending import LISTS
from integrations.quickbooks_online.mapping.making import Making, Write
from integrations.settings import catalogue

BATCH = 30
KEY_LENGTH = 36
PART_LENGTH = 10
JSON = "application/json"
Asked = tuple[str, locating.Query]


class QuickBooksOnline:
    """Pure. Intents of lists, and those that void, travel alone: see `alone`."""

    key = "quickbooks_online"
    delivery = Delivery.PUSH
    kinds = writing.KINDS
    # As published for one company and app; names are written one at a time besides.
    pace = Pace(per_message=BATCH, at_once=8, per_minute=500, several_per_minute=40)

    def alone(self, intent: Intent, *, company: Company, settings: Mapping[str, Any]) -> bool:
        """Return whether an intent needs a message of its own.

        Their lists take one name at a time, and whether a batch can void is not documented.
        """
        making = Making(intent, company, catalogue.values(settings))
        try:
            entity = writing.entity_of(making)
        except Unfit as problem:
            problem.intent = intent.id
            raise
        return entity in LISTS or intent.deed is Deed.VOID

    def encode(
        self, intents: Sequence[Intent], *, key: str, company: Company, settings: Mapping[str, Any]
    ) -> Message:
        """Make one message: a call for one intent, a batch for several.

        Raises Missing or Unfit with the intent it is about; ValueError for what cannot travel together.
        """
        if not intents or len(intents) > BATCH or len(key) > KEY_LENGTH:
            raise ValueError(
                f"A message has 1 to {BATCH} intents and a key of at most {KEY_LENGTH} characters."
            )
        held = catalogue.values(settings)
        if len(intents) > 1 and any(self.alone(intent, company=company, settings=held) for intent in intents):
            raise ValueError("Lists and voids travel alone.")
        parts = _parts(intents)
        writes = {part: _write(intent, company, held) for part, intent in zip(parts, intents, strict=True)}
        expect = {part: _expected(write, held) for part, write in writes.items()}
        request = _single(writes[parts[0]], key) if len(intents) == 1 else _batch(writes, key)
        return _message(request | {"expect": expect}, intents, parts)

    def locate(
        self, intents: Sequence[Intent], *, key: str, company: Company, settings: Mapping[str, Any]
    ) -> Message:
        """Make the batch of queries that asks for these. It carries no key: an old answer would be none."""
        held = catalogue.values(settings)
        parts = _parts(intents)
        searches = [_search(intent, company, held) for intent in intents]
        asked = [(f"q{place}", query) for place, query in enumerate(locating.queries(searches), 1)]
        if not intents or len(asked) > BATCH:
            raise ValueError(f"A message has at least one intent and at most {BATCH} queries.")
        looks = {part: _looked_for(one, asked, held) for part, one in zip(parts, searches, strict=True)}
        items = [{"bId": name, "Query": query.statement} for name, query in asked]
        request = _call("batch", {}, bodies.text({"BatchItemRequest": items}))
        return _message(request | {"looking": looks}, intents, parts)

    def decode(self, message: Message, reply: Reply) -> Mapping[UUID, Outcome]:
        """Say what became of each intent. Total: whatever came, each has an outcome."""
        looking = message.request.get("looking")
        read = envelope.object_of(reply)
        if isinstance(read, Fault):
            return _all_failed(message, read, reply)
        if looking is not None:
            items = _items(read)
            return {
                intent: finding.found(items, looking[part], reply=reply) for intent, part in message.parts
            }
        expect = message.request["expect"]
        if message.request["path"] != "batch":
            intent, part = message.parts[0]
            return {intent: _settled(answers.written(read, expect[part], reply=reply), expect[part])}
        items = _items(read)
        return {
            intent: _settled(answers.written(items.get(part), expect[part], reply=reply), expect[part])
            for intent, part in message.parts
        }


def _parts(intents: Sequence[Intent]) -> list[str]:
    """Name each intent within its message: short, and once. Ids begin with their time, and end by chance."""
    made: list[str] = []
    for place, intent in enumerate(intents):
        short = intent.id.hex[-PART_LENGTH:]
        made.append(short if short not in made else f"n{place}")
    return made


def _write(intent: Intent, company: Company, settings: Mapping[str, Any]) -> Write:
    try:
        return writing.write(intent, company, settings)
    except (Missing, Unfit) as problem:
        problem.intent = intent.id
        raise


def _search(intent: Intent, company: Company, settings: Mapping[str, Any]) -> locating.Search:
    try:
        return locating.search(intent, company, settings)
    except Unfit as problem:
        problem.intent = intent.id
        raise


def _looked_for(one: locating.Search, asked: Sequence[Asked], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer is judged by, and which queries were asked for this one."""
    return {
        "entity": one.entities[0],
        "field": one.field,
        "value": one.value,
        "where": dict(one.where),
        "taken": one.taken,
        "expect": {**one.expect, "tolerance": settings["tax_tolerance"]},
        "asked": [
            [name, query.entity]
            for name, query in asked
            if query.entity in one.entities and query.field == one.field and one.value in query.values
        ],
    }


def _expected(write: Write, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what reading back needs, as plain JSON: it is kept with the message."""
    said = {
        name: exactly(value) if isinstance(value, Decimal) else value for name, value in write.expect.items()
    }
    return said | {
        "entity": write.entity,
        "verb": "void" if write.include else write.verb,
        "key": write.body.get("Id", ""),
        "tolerance": settings["tax_tolerance"],
    }


def _call(path: str, query: Mapping[str, str], body: str) -> dict[str, Any]:
    return {"method": "POST", "path": path, "query": dict(query), "body": body, "content_type": JSON}


def _single(write: Write, key: str) -> dict[str, Any]:
    query = {"requestid": key}
    if write.operation:
        query["operation"] = write.operation
    if write.include:
        query["include"] = write.include
    return _call(write.entity.lower(), query, bodies.text(write.body))


def _batch(writes: Mapping[str, Write], key: str) -> dict[str, Any]:
    items = [
        {"bId": part, "operation": write.verb, write.entity: write.body} for part, write in writes.items()
    ]
    return _call("batch", {"requestid": key}, bodies.text({"BatchItemRequest": items}))


def _message(request: Mapping[str, Any], intents: Sequence[Intent], parts: Sequence[str]) -> Message:
    return Message(
        request=request,
        parts=tuple((intent.id, part) for intent, part in zip(intents, parts, strict=True)),
    )


def _items(read: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items of a batch by their names; one that is there twice says nothing for certain."""
    held = read.get("BatchItemResponse")
    found: dict[str, Any] = {}
    doubled: set[str] = set()
    for item in held if isinstance(held, list) else ():
        name = item.get("bId") if isinstance(item, Mapping) else None
        if not isinstance(name, str):
            continue
        if name in found:
            doubled.add(name)
        found[name] = item
    return {name: item for name, item in found.items() if name not in doubled}


def _settled(outcome: Outcome, expect: Mapping[str, Any]) -> Outcome:
    """What was to go and is not there is gone."""
    is_gone = isinstance(outcome, Failed) and outcome.code == answers.GONE
    return answers.ABSENT if is_gone and expect["verb"] in {"delete", "void"} else outcome


def _all_failed(message: Message, fault: Fault, reply: Reply) -> dict[UUID, Outcome]:
    writes = message.request.get("looking") is None
    failed = answers.failed(fault, reply=reply, writes=writes)
    if failed.trouble is Trouble.REFUSED and message.request["path"] == "batch":
        # Refused as a whole: which part of it is at fault, only each one alone can tell.
        failed = Failed(
            trouble=failed.trouble, code=failed.code, text=failed.text, culprit="message", after=failed.after
        )
    if not writes:
        return {intent: failed for intent, _ in message.parts}
    expect = message.request["expect"]
    return {intent: _settled(failed, expect[part]) for intent, part in message.parts}


def company_of(
    facts: Mapping[str, Any],
    *,
    sales_rates: Mapping[str, tuple[TaxRate, ...]] | None = None,
    purchase_rates: Mapping[str, tuple[TaxRate, ...]] | None = None,
    card_accounts: frozenset[str] = frozenset(),
) -> Company:
    """Return what decides how payloads are made, out of the facts a connection keeps."""
    country = str(facts.get("country", ""))
    return Company(
        country="US" if country in {"", "US", "USA"} else country,
        home_currency=str(facts.get("home_currency", "")),
        multi_currency=facts.get("multi_currency") is True,
        tax_mode=_tax_mode(str(facts.get("tax_mode", "")), abroad=country not in {"", "US", "USA"}),
        classes={"Per line": "line", "Per document": "document"}.get(str(facts.get("classes", "")), "off"),
        locations=facts.get("locations") is True,
        own_numbers=facts.get("own_numbers") is True,
        closed_through=str(facts.get("closed_through", "")),
        sales_rates=sales_rates or {},
        purchase_rates=purchase_rates or {},
        card_accounts=card_accounts,
    )


def _tax_mode(said: str, *, abroad: bool) -> str:
    if said == "Off":
        return "off"
    if abroad:
        return "worldwide"
    # Automated and not set up: nothing is worked out there, and what we say of tax is not kept either.
    return "automated" if said.startswith("Automated") else "manual"
