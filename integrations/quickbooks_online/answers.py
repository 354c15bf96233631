"""What became of a write: theirs as it is now, held against ours, or why it is not there. Pure, total."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.contracts import (
    Absent,
    Accepted,
    Difference,
    Failed,
    Outcome,
    Remote,
    Reply,
    Trouble,
    exactly,
)
from integrations.quickbooks_online.envelope import Fault, errors_of, fault_of

# Said before anything is done, so that nothing was.
CERTAIN = frozenset({"600", "150", "6000:name_lock"})
THROTTLED_SECONDS = 60.0
GONE = "610"
ABSENT = Absent()
_OTHER = re.compile(r"\b(?:Txn)?Id=(\d+)")
_NAMED = re.compile(r"\belement id (\S+)")
_NUMBERED = ("DocNumber", "DisplayName", "Name", "PaymentRefNum")


def failed(fault: Fault, *, reply: Reply, writes: bool) -> Failed:
    """Say what a fault means; of a write that may have been done nobody can say that it was not."""
    trouble = fault.trouble
    if trouble is Trouble.TRANSIENT and writes and reply.sent and fault.code not in CERTAIN:
        trouble = Trouble.AMBIGUOUS
    after = reply.after
    if after is None and trouble is Trouble.THROTTLED:
        after = THROTTLED_SECONDS
    return Failed(
        trouble=trouble,
        code=fault.code,
        text=fault.detail or fault.message,
        culprit=_culprit(fault),
        after=after,
    )


def _culprit(fault: Fault) -> str:
    """Return the id of the other record where they name it, else the field."""
    pattern = {"6140": _OTHER, "6240": _OTHER, "2500": _NAMED}.get(fault.code)
    found = pattern.search(fault.detail) if pattern else None
    return found[1] if found else fault.element


def unknown(text: str) -> Failed:
    return Failed(trouble=Trouble.AMBIGUOUS, text=text)


def written(answer: Any, expect: Mapping[str, Any], *, reply: Reply) -> Outcome:
    """Return what an answer, or one item of a batch, says of a write."""
    if not isinstance(answer, Mapping):
        return unknown("The answer says nothing that can be read.")
    errors_in = errors_of(answer.get("Fault"))
    if errors_in:
        return failed(fault_of(200, errors_in), reply=reply, writes=True)
    held = answer.get(str(expect.get("entity")))
    key = _id(held.get("Id")) if isinstance(held, Mapping) else ""
    if not isinstance(held, Mapping) or not key:
        return unknown("The answer does not hold the record.")
    if expect.get("key") and expect["key"] != key:
        return unknown(f"The answer is about record {key}, and {expect['key']} was written.")
    return accepted(held, expect)


def accepted(held: Mapping[str, Any], expect: Mapping[str, Any]) -> Accepted:
    number = next((held[name] for name in _NUMBERED if isinstance(held.get(name), str)), "")
    is_gone = held.get("status") == "Deleted"
    return Accepted(
        remote=Remote(key=_id(held.get("Id")), revision=_id(held.get("SyncToken"))),
        theirs={} if is_gone else dict(held),
        differences=() if is_gone else differences(held, expect),
        number=number,
    )


def _id(value: Any) -> str:
    """Return an id as text; they are numbers of up to 19 digits, written as text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return value if isinstance(value, str) else str(value) if abs(value) < 10**30 else ""


def differences(held: Mapping[str, Any], expect: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what came out otherwise than we said; up to the tolerance, sums are equal."""
    tolerance = number_of(expect.get("tolerance")) or Decimal(0)
    found = []
    for name, theirs in _sums(held).items():
        ours = number_of(expect.get(name))
        if name in expect and ours is not None and (theirs is None or abs(ours - theirs) > tolerance):
            found.append(
                Difference(
                    field_name=name, ours=exactly(ours), theirs="" if theirs is None else exactly(theirs)
                )
            )
    for name, said in _words(held).items():
        wanted = expect.get(name)
        if wanted not in {None, ""} and said is not None and str(wanted) != said:
            found.append(Difference(field_name=name, ours=str(wanted), theirs=said))
    return tuple(found)


def _sums(held: Mapping[str, Any]) -> dict[str, Decimal | None]:
    detail = held.get("TxnTaxDetail")
    tax = detail.get("TotalTax", 0) if isinstance(detail, Mapping) else 0
    return {"total": number_of(held.get("TotalAmt")), "tax": number_of(tax), "applied": _applied(held)}


def _applied(held: Mapping[str, Any]) -> Decimal | None:
    """Return what a payment put on invoices."""
    amounts = [number_of(line.get("Amount")) for line in _lines(held) if _settles(line, "Invoice")]
    return None if None in amounts else sum((one for one in amounts if one is not None), Decimal(0))


def _settles(line: Mapping[str, Any], kind: str) -> bool:
    links = line.get("LinkedTxn")
    first = links[0] if isinstance(links, list) and links else None
    return isinstance(first, Mapping) and first.get("TxnType") == kind


def _words(held: Mapping[str, Any]) -> dict[str, str | None]:
    currency = held.get("CurrencyRef")
    code = currency.get("value") if isinstance(currency, Mapping) else None
    number = held.get("DocNumber", held.get("PaymentRefNum"))
    name = held.get("DisplayName", held.get("Name"))
    lines = [line for line in _lines(held) if line.get("DetailType") != "SubTotalLineDetail"]
    return {
        "currency": code if isinstance(code, str) else None,
        "lines": str(len(lines)),
        "number": number if isinstance(number, str) else "",
        "name": name if isinstance(name, str) else "",
    }


def _lines(held: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    lines = held.get("Line")
    return [line for line in lines if isinstance(line, Mapping)] if isinstance(lines, list) else []


def number_of(value: Any) -> Decimal | None:
    """Return a number in whichever way it was kept, or None for what is none that money could be."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, int):
        return Decimal(value) if abs(value) < 10**20 else None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and -20 < number.adjusted() < 20 else None
