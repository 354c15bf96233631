"""Looking whether they have a record: by its id where one is known, else by number or name.

What is looked for together is asked together: one query for a kind of theirs and a field of it. Names are
looked for in all three lists that share them, inactive entries among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as told
from typing import Any

from billing.documents import (
    CustomerDocument,
    ItemDocument,
    LinedDocument,
    MoneyDocument,
    PurchaseDocument,
    Ref,
    SaleDocument,
)
from billing.kinds import Kind
from integrations.contracts import Company, Intent, exactly
from integrations.quickbooks_online.mapping import sales
from integrations.quickbooks_online.mapping.making import Making
from integrations.quickbooks_online.mapping.payments import REFERENCE_LENGTH
from integrations.quickbooks_online.mapping.writing import entity_of

PEOPLE = ("Customer", "Vendor", "Employee")
LISTS = frozenset({*PEOPLE, "Item", "Term"})
# More of them would make a statement that nobody has tried.
AT_ONCE = 50
MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What one intent is looked for by: `value` in `field` of `entities`, of which the first is its own."""

    entities: tuple[str, ...]
    field: str
    value: str
    # What has to be so of a row as well, by their field: for what carries the same name or number.
    where: Mapping[str, str] = told(default_factory=dict)
    # With which code it would be refused if somebody else has it; empty: it would not.
    taken: str = ""
    # What has to come out of ours, to be held against theirs.
    expect: Mapping[str, Any] = told(default_factory=dict)


def search(intent: Intent, company: Company, settings: Mapping[str, Any]) -> Search:
    """Return what an intent is looked for by. Raises Unfit where there is nothing."""
    making = Making(intent, company, settings)
    entity = entity_of(making)
    expect = _expected(intent)
    if intent.remote is not None:
        return Search(entities=(entity,), field="Id", value=intent.remote.key, expect=expect)
    document = intent.document
    if isinstance(document, MoneyDocument):
        return _by_reference(making, document, entity, expect)
    if isinstance(document, LinedDocument):
        return _by_number(making, document, entity, expect)
    name = str(getattr(document, "name", "")).strip()
    above = {"ParentRef": _above(making)} if entity in {"Customer", "Item"} else {}
    if entity in PEOPLE:
        others = tuple(one for one in PEOPLE if one != entity)
        return Search(
            entities=(entity, *others), field="DisplayName", value=name, where=above, taken="6240"
        )  # fmt: skip
    return Search(entities=(entity,), field="Name", value=name, where=above)


def _above(making: Making) -> str:
    document = making.document
    if not isinstance(document, CustomerDocument | ItemDocument) or document.parent is None:
        return ""
    # One whose parent is not there cannot be there itself.
    return making.known(document.parent) or "?"


def _expected(intent: Intent) -> dict[str, Any]:
    document = intent.document
    if isinstance(document, LinedDocument):
        return {"total": exactly(document.total), "currency": document.currency}
    if isinstance(document, MoneyDocument):
        return {"total": exactly(document.amount), "currency": document.currency}
    return {}


def _by_number(making: Making, document: LinedDocument, entity: str, expect: Mapping[str, Any]) -> Search:
    is_sale = isinstance(document, SaleDocument)
    number = sales.number(making, document.number) if is_sale else document.number
    if not number or number == sales.GENERATED:
        raise making.unfit(
            "unfindable", "number", "it has no number of ours, so it cannot be looked for in QuickBooks."
        )
    where: dict[str, str] = {}
    if isinstance(document, SaleDocument):
        where = _party("CustomerRef", making, document.customer)
    elif isinstance(document, PurchaseDocument) and document.supplier is not None:
        where = _party("EntityRef" if entity == "Purchase" else "VendorRef", making, document.supplier)
    return Search(
        entities=(entity,),
        field="DocNumber",
        value=number,
        # Without the other side, the sum tells one of the same number from another.
        where=where or {"TotalAmt": exactly(document.total)},
        # Numbers of suppliers are their own, and may repeat.
        taken="6140" if is_sale or document.kind is Kind.PURCHASE_ORDER else "",
        expect=expect,
    )


def _party(name: str, making: Making, ref: Ref) -> dict[str, str]:
    key = making.known(ref)
    return {name: key} if key else {}


def _by_reference(making: Making, document: MoneyDocument, entity: str, expect: Mapping[str, Any]) -> Search:
    if not document.reference:
        raise making.unfit(
            "unfindable", "reference", "it has no reference, so it cannot be looked for in QuickBooks."
        )
    # References repeat: that it is this one, customer, day and sum say together.
    return Search(
        entities=(entity,),
        field="PaymentRefNum",
        value=document.reference[:REFERENCE_LENGTH],
        where={
            **_party("CustomerRef", making, document.customer),
            "TxnDate": document.day.isoformat(),
            "TotalAmt": exactly(document.amount),
        },
        expect=expect,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    entity: str
    field: str
    statement: str
    values: frozenset[str]


def queries(searches: Sequence[Search]) -> list[Query]:
    """Return statements that find all of it."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for one in searches:
        for entity in one.entities:
            wanted.setdefault((entity, one.field), set()).add(one.value)
    made = []
    for (entity, name), values in sorted(wanted.items()):
        ordered = sorted(values)
        for start in range(0, len(ordered), AT_ONCE):
            part = ordered[start : start + AT_ONCE]
            active = " and Active in (true, false)" if entity in LISTS else ""
            statement = (
                f"select * from {entity} where {name} in ({', '.join(map(quoted, part))}){active}"  # noqa: S608  # theirs
                f" orderby Id maxresults {MOST}"
            )
            made.append(Query(entity=entity, field=name, statement=statement, values=frozenset(part)))
    return made


def quoted(value: str) -> str:
    """Return a text as statements hold it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
