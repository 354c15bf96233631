"""What of theirs stays when ours is written over it.

Names are changed sparsely: what we do not send stays, in their books and without having been read. A
transaction is changed whole, upon theirs as we last saw it: a sparse change would still replace all lines,
and what of a line is not sent again is lost, so theirs is needed anyway; and what we no longer say has to
go. Where theirs is not known at just this revision, a sparse change with all lines is the lesser loss.
Payments are taken whole only.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.quickbooks_online.mapping.making import Body, Making, Write

# What they work out themselves; sent back it would be ignored.
THEIRS_ALONE = frozenset(
    {
        "domain", "sparse", "status", "MetaData", "TotalAmt", "HomeTotalAmt", "Balance", "HomeBalance",
        "UnappliedAmt", "RemainingCredit", "DeliveryInfo", "InvoiceLink", "RecurDataRef", "TaxExemptionRef",
    }
)  # fmt: skip
# Below a line, what is ours to say: left out, it is gone.
OURS = frozenset(
    {
        "ItemRef", "AccountRef", "CustomerRef", "ClassRef", "Qty", "UnitPrice", "TaxCodeRef", "ServiceDate",
        "TaxInclusiveAmt", "TaxAmount", "DiscountRate", "DiscountAmt", "BillableStatus", "PercentBased",
        "DiscountPercent",
    }
)  # fmt: skip


def name(making: Making, entity: str, ours: Mapping[str, Any], *, named: str) -> Write:
    """Make or change an entry of a list; one that is inactive keeps the name they gave it."""
    remote, document = making.intent.remote, making.document
    expect = {"name": ours.get(named, "")}
    if remote is None:
        if not document.is_active:
            raise making.unfit(
                "inactive",
                "is_active",
                "it is inactive and not in QuickBooks, so there is nothing to do there. Make it active to "
                "send it.",
            )
        return Write(entity=entity, body=_said(ours), expect=expect)
    head = {"Id": remote.key, "SyncToken": remote.revision, "sparse": True}
    if not document.is_active:
        return Write(entity=entity, body={**head, "Active": False})
    body = {**{key: _emptied(key, value) for key, value in ours.items()}, **head, "Active": True}
    return Write(entity=entity, body=body, expect=expect)


def transaction(
    making: Making, entity: str, ours: Mapping[str, Any], *, expect: Mapping[str, Any], whole: bool = False
) -> Write:
    """Make or change a transaction; `whole` for what they do not take sparsely."""
    remote, theirs = making.intent.remote, making.intent.theirs
    if remote is None:
        return Write(entity=entity, body=_said(ours), expect=expect)
    head = {"Id": remote.key, "SyncToken": remote.revision}
    if str(theirs.get("Id", "")) == remote.key and str(theirs.get("SyncToken", "")) == remote.revision:
        kept = {key: value for key, value in theirs.items() if key not in THEIRS_ALONE and key not in ours}
        made = {**kept, **_said(ours)}
        if "Line" in made and not whole:
            made["Line"] = lines(made["Line"], theirs.get("Line") or ())
        return Write(entity=entity, body={**made, **head}, expect=expect)
    if whole:
        return Write(entity=entity, body={**_said(ours), **head}, expect=expect)
    body = {**{key: _emptied(key, value) for key, value in ours.items()}, **head, "sparse": True}
    return Write(entity=entity, body=body, expect=expect)


def lines(ours: Sequence[Body], theirs: Sequence[Any]) -> list[Body]:
    """Give each line of ours the id of the line of theirs it is, and what else that line has.

    The same line first, wherever it stands; then the next one of its sort, which is what a changed line is.
    """
    # Their subtotals have no id, and are made anew by themselves.
    left = [line for line in theirs if isinstance(line, Mapping) and line.get("Id")]
    found: dict[int, Mapping[str, Any]] = {}
    for mark in (_mark, _sort):
        for place, line in enumerate(ours):
            if place in found:
                continue
            same = next((one for one in left if mark(one) == mark(line)), None)
            if same is not None:
                found[place] = same
                left.remove(same)
    return [_upon(line, found[place]) if place in found else line for place, line in enumerate(ours)]


def _sort(line: Mapping[str, Any]) -> Any:
    return line.get("DetailType")


def _mark(line: Mapping[str, Any]) -> Any:
    detail = line.get(str(line.get("DetailType")))
    detail = detail if isinstance(detail, Mapping) else {}
    named = [
        held.get("value") if isinstance(held := detail.get(which), Mapping) else None
        for which in ("ItemRef", "AccountRef")
    ]
    return line.get("DetailType"), named, _number(line.get("Amount")), line.get("Description") or ""


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _upon(line: Body, theirs: Mapping[str, Any]) -> Body:
    below = str(line["DetailType"])
    made = {
        key: value for key, value in theirs.items() if key not in {"Amount", "Description", "LineNum", below}
    }
    made |= line
    held = theirs.get(below)
    if below in line and isinstance(held, Mapping):
        made[below] = {key: value for key, value in held.items() if key not in OURS} | line[below]
    return made


def _said(ours: Mapping[str, Any]) -> Body:
    return {key: value for key, value in ours.items() if value is not None}


def _emptied(key: str, value: Any) -> Any:
    """Return the value or, for nothing, what empties a field of theirs: null is ignored there."""
    if value is not None:
        return value
    if key.endswith("Ref"):
        return {"value": ""}
    wrapped = key.endswith(("Addr", "Phone", "Email", "EmailCc", "Memo"))
    return {} if wrapped and key != "Memo" else ""
