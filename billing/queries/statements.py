"""A customer's statement: what was owed on a day, what came since, and what is owed now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum, Value

from billing.kinds import Kind
from billing.models import Allocation, CreditNote, Invoice, Payment, Refund

ZERO = Decimal(0)
AT_MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a document adds or takes off, and what is owed after it; `text` says what it is."""

    day: date
    kind: Kind
    record: Any
    text: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`opening` was owed before the first day, `closing` after the last, whatever is cut in between."""

    opening: Decimal
    entries: list[Entry]
    closing: Decimal
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """One way in which what a customer owes changes: which rows, by which column, with which sign."""

    sign: int
    rows: Callable[[UUID], QuerySet[Any]]
    # The record that an entry leads to, and what the entry is called.
    told: Callable[[Any], tuple[Any, str]]
    amount: str = "amount"
    day: str = "day"

    def within(self, customer_id: UUID, since: date, until: date) -> Iterator[tuple[date, Any, str, Decimal]]:
        days = Q(**{f"{self.day}__gte": since, f"{self.day}__lte": until})
        for row in self.rows(customer_id).filter(days).order_by(self.day, "pk")[: AT_MOST + 1]:
            record, text = self.told(row)
            yield _day(row, self.day), record, text, self.sign * getattr(row, self.amount)

    def sums(self, customer_id: UUID, since: date, until: date) -> QuerySet[Any, Any]:
        """Return the sign, and what comes together before the first day and from then to the last."""
        before = Q(**{f"{self.day}__lt": since})
        within = Q(**{f"{self.day}__gte": since, f"{self.day}__lte": until})
        sums: QuerySet[Any, Any] = (
            self.rows(customer_id)
            .order_by()
            .annotate(sign=Value(self.sign))
            .values("sign")
            .annotate(
                before=Sum(self.amount, filter=before, default=ZERO),
                within=Sum(self.amount, filter=within, default=ZERO),
            )
            .values_list("sign", "before", "within")
        )
        return sums


def statement(*, customer_id: UUID, since: date, until: date) -> Statement:
    """Return what happened from one day to another, in the order of days; at most two thousand entries.

    A parent may pay for its branches: that stands with both, so that each statement ends with the balance.
    """
    first, *others = [move.sums(customer_id, since, until) for move in MOVES]
    sums = list(first.union(*others, all=True))
    balance = opening = sum((sign * before for sign, before, _ in sums), ZERO)
    closing = opening + sum((sign * within for sign, _, within in sums), ZERO)
    moves = sorted(
        (found for move in MOVES for found in move.within(customer_id, since, until)),
        key=lambda found: (found[0], found[1].kind is not Kind.INVOICE or found[3] < 0, found[1].pk),
    )
    entries = []
    for day, record, text, amount in moves[:AT_MOST]:
        balance += amount
        entries.append(
            Entry(day=day, kind=record.kind, record=record, text=text, amount=amount, balance=balance)
        )
    return Statement(opening=opening, entries=entries, closing=closing, is_cut=len(moves) > AT_MOST)


def _day(row: Any, path: str) -> date:
    owner, _, name = path.rpartition("__")
    found: date = getattr(getattr(row, owner) if owner else row, name)
    return found


def _itself(row: Any) -> tuple[Any, str]:
    return row, row.label


def _own(model: Any, counts: Q) -> Callable[[UUID], QuerySet[Any]]:
    return lambda customer_id: model.objects.filter(counts, customer=customer_id)


def _for_others(source: str) -> Callable[[UUID], QuerySet[Any]]:
    """Find what the customer's payments or credit notes settle of invoices of others."""
    return lambda customer_id: (
        Allocation.objects.filter(**{f"{source}__customer": customer_id})
        .exclude(invoice__customer=customer_id)
        .select_related(source, "invoice__customer")
    )


def _by_others(source: str) -> Callable[[UUID], QuerySet[Any]]:
    """Find what payments or credit notes of others settle of the customer's invoices."""
    return lambda customer_id: (
        Allocation.objects.filter(**{"invoice__customer": customer_id, f"{source}__isnull": False})
        .exclude(**{f"{source}__customer": customer_id})
        .select_related(f"{source}__customer")
    )


def _applied(row: Any) -> tuple[Any, str]:
    return row.invoice, f"Applied to {row.invoice.customer.name}'s {row.invoice.label}"


def _paid(row: Any) -> tuple[Any, str]:
    return row.payment, f"Paid by {row.payment.customer.name}: {row.payment.label}"


def _credited(row: Any) -> tuple[Any, str]:
    return row.credit_note, f"Credited to {row.credit_note.customer.name}: {row.credit_note.label}"


_APPROVED, _VALID = Q(approved_at__isnull=False, voided_at=None), Q(voided_at=None)
MOVES: tuple[_Move, ...] = (
    _Move(sign=1, rows=_own(Invoice, _APPROVED), amount="total", told=_itself),
    _Move(sign=1, rows=_own(Refund, _VALID), told=_itself),
    _Move(sign=-1, rows=_own(CreditNote, _APPROVED), amount="total", told=_itself),
    _Move(sign=-1, rows=_own(Payment, _VALID), told=_itself),
    _Move(sign=1, rows=_for_others("payment"), day="payment__day", told=_applied),
    _Move(sign=1, rows=_for_others("credit_note"), day="credit_note__day", told=_applied),
    _Move(sign=-1, rows=_by_others("payment"), day="payment__day", told=_paid),
    _Move(sign=-1, rows=_by_others("credit_note"), day="credit_note__day", told=_credited),
)
