"""What customers owe: open invoices, less what is credited or paid and not applied yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, DecimalField, Q, Sum, Value

from billing.models import CreditNote, Invoice, Payment

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a customer owes, and of it what is overdue; credit is what they have with us."""

    open: Decimal = ZERO
    overdue: Decimal = ZERO
    credit: Decimal = ZERO
    invoices: int = 0

    @property
    def balance(self) -> Decimal:
        return self.open - self.credit


def of_customers(ids: Iterable[UUID], *, today: date) -> dict[UUID, Owed]:
    """Return what each of these customers owes, in one query."""
    wanted = list(ids)
    owed = dict.fromkeys(wanted, Owed())
    nothing = Value(ZERO, output_field=DecimalField(max_digits=30, decimal_places=3))
    invoices = (
        _open(Invoice, wanted)
        .annotate(
            open=Sum("balance"),
            overdue=Sum("balance", filter=Q(due_on__lt=today), default=ZERO),
            credit=nothing,
            invoices=Count("id"),
        )
        .values_list("customer", "open", "overdue", "credit", "invoices")
    )
    on_account = [
        _open(model, wanted)
        .annotate(open=nothing, overdue=nothing, credit=Sum("balance"), invoices=Value(0))
        .values_list("customer", "open", "overdue", "credit", "invoices")
        for model in (CreditNote, Payment)
    ]
    for customer, *figures in invoices.union(*on_account, all=True):
        before = owed[customer]
        sums = (before.open, before.overdue, before.credit, before.invoices)
        added = [old + new for old, new in zip(sums, figures, strict=True)]
        owed[customer] = Owed(open=added[0], overdue=added[1], credit=added[2], invoices=added[3])
    return owed


def _open(model: Any, wanted: list[UUID]) -> Any:
    return model.objects.filter(customer__in=wanted, balance__gt=0).order_by().values("customer")
