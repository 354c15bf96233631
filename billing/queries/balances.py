"""What customers owe: open invoices, less what is credited or paid and not applied yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

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
    """Return what each of these customers owes, in three queries."""
    wanted = list(ids)
    owed: dict[UUID, Owed] = {
        row["customer"]: Owed(
            open=row["open"], overdue=row["overdue"] or ZERO, invoices=row["invoices"], credit=ZERO
        )
        for row in Invoice.objects.filter(customer__in=wanted, balance__gt=0)
        .order_by()
        .values("customer")
        .annotate(
            open=Sum("balance"), overdue=Sum("balance", filter=Q(due_on__lt=today)), invoices=Count("id")
        )
    }
    credit: dict[UUID, Decimal] = defaultdict(Decimal)
    models: tuple[Any, ...] = (CreditNote, Payment)
    for model in models:
        rows = model.objects.filter(customer__in=wanted, balance__gt=0).order_by()
        for row in rows.values("customer").annotate(left=Sum("balance")):
            credit[row["customer"]] += row["left"]
    return {
        pk: Owed(
            open=owed.get(pk, Owed()).open,
            overdue=owed.get(pk, Owed()).overdue,
            invoices=owed.get(pk, Owed()).invoices,
            credit=credit[pk],
        )
        for pk in wanted
    }
