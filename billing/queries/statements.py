"""A customer's statement: what was owed on a day, what came since, and what is owed now."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from billing.kinds import Kind
from billing.models import CreditNote, Invoice, Payment, Refund

ZERO = Decimal(0)
AT_MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document, what it adds or takes off, and what is owed after it."""

    day: date
    kind: Kind
    record: Any
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`opening` was owed before the first day, `closing` after the last."""

    opening: Decimal
    entries: list[Entry]
    closing: Decimal
    is_cut: bool


# What each kind does to what a customer owes: a sign, the amount's column, and which of its records count.
MOVES: tuple[tuple[Kind, Any, int, str, Q], ...] = (
    (Kind.INVOICE, Invoice, 1, "total", Q(approved_at__isnull=False, voided_at=None)),
    (Kind.REFUND, Refund, 1, "amount", Q(voided_at=None)),
    (Kind.CREDIT_NOTE, CreditNote, -1, "total", Q(approved_at__isnull=False, voided_at=None)),
    (Kind.PAYMENT, Payment, -1, "amount", Q(voided_at=None)),
)


def statement(*, customer_id: UUID, since: date, until: date) -> Statement:
    """Return what happened from one day to another, in the order of days; at most two thousand entries."""
    balance = opening = sum((_before(move, customer_id, since) for move in MOVES), ZERO)
    moves = sorted(
        (found for move in MOVES for found in _within(move, customer_id, since, until)),
        key=lambda found: (found[0], found[1] is not Kind.INVOICE, found[2].pk),
    )
    entries = []
    for day, kind, record, amount in moves[:AT_MOST]:
        balance += amount
        entries.append(Entry(day=day, kind=kind, record=record, amount=amount, balance=balance))
    return Statement(opening=opening, entries=entries, closing=balance, is_cut=len(moves) > AT_MOST)


def _before(move: tuple[Kind, Any, int, str, Q], customer_id: UUID, since: date) -> Decimal:
    _, model, sign, column, counts = move
    rows = model.objects.filter(counts, customer=customer_id, day__lt=since)
    return sign * (rows.aggregate(sum=Sum(column))["sum"] or ZERO)


def _within(
    move: tuple[Kind, Any, int, str, Q], customer_id: UUID, since: date, until: date
) -> list[tuple[date, Kind, Any, Decimal]]:
    kind, model, sign, column, counts = move
    rows = model.objects.filter(counts, customer=customer_id, day__gte=since, day__lte=until)
    return [(row.day, kind, row, sign * getattr(row, column)) for row in rows.order_by("day")[: AT_MOST + 1]]
