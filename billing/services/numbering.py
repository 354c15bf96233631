"""Numbers of documents: given out in order, by the tenant's own policy for each kind."""

from collections.abc import Sequence
from typing import Any

from billing.kinds import Kind
from billing.models import NumberSeries, Policy
from billing.naming import sort_key
from billing.registers.base import Draft, Register

PREFIXES = {Kind.CREDIT_NOTE: "CN-", Kind.PURCHASE_ORDER: "PO-"}


def series_of(kind: Kind, *, lock: bool = False) -> NumberSeries:
    """Return how documents of a kind are numbered; the first call decides on the usual way."""
    prefix = PREFIXES.get(kind, "")
    usual = {"prefix": prefix, "policy": Policy.PREFIXED if prefix else Policy.OURS}
    series, _ = NumberSeries.objects.get_or_create(kind=kind, defaults=usual)
    return NumberSeries.objects.select_for_update().get(pk=series.pk) if lock else series


def assign(register: Register, drafts: Sequence[Draft]) -> None:
    """Give numbers to new documents that have none, where it is for us to count."""
    waiting = [draft.row for draft in drafts if register.number_series and not draft.row.number]
    if not waiting:
        return
    series = series_of(register.kind, lock=True)
    if series.policy not in {Policy.OURS, Policy.PREFIXED}:
        return
    # Numbers typed in this very batch are not in the database yet.
    typed = {draft.row.number_key for draft in drafts if draft.row.number}
    for row, (number, written) in zip(waiting, _free(register, series, len(waiting), typed), strict=True):
        row.number = written
        series.next_number = number + 1
        row.prepare()
    series.save(update_fields=["next_number"])


def _free(register: Register, series: NumberSeries, count: int, typed: set[str]) -> list[tuple[int, str]]:
    """Return the next numbers that no document has, typed ones included."""
    free: list[tuple[int, str]] = []
    start = series.next_number
    while len(free) < count:
        candidates = {number: series.written(number) for number in range(start, start + count + 50)}
        keys = {sort_key(written) for written in candidates.values()}
        model: Any = register.model
        used = typed | set(model.objects.filter(number_key__in=keys).values_list("number_key", flat=True))
        free += [(number, text) for number, text in candidates.items() if sort_key(text) not in used]
        start += count + 50
    return free[:count]
