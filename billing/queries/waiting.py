"""What in the books waits for somebody: counted up to a hundred, which is as good as many."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Value

from billing.kinds import Kind
from billing.models import Expense, Invoice, Payment, PaymentState
from billing.queries.records import OPEN, OVERDUE
from billing.roles import open_to

MANY = 100
# What waits, as somebody hears it who may do it, and as others do.
_TO_DO = ("Drafts to approve", "Payments to apply", "Expenses to approve")
_TO_SEE = ("Drafts of invoices", "Payments not applied", "Drafts of expenses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many records of a kind, in a state, and the filter that shows them."""

    label: str
    kind: Kind
    state: str
    count: int

    @property
    def figure(self) -> str:
        return f"{MANY}+" if self.count > MANY else str(self.count)


def waiting(*, today: date, modules: Collection[str], may_keep: bool) -> list[Waiting]:
    """Return what waits, in one query, for a seat restricted to these modules.

    Who may not keep the books is told how things stand, not what is to be done.
    """
    drafts, unapplied, expenses = _TO_DO if may_keep else _TO_SEE
    left = [PaymentState.UNAPPLIED.value, PaymentState.PART_APPLIED.value]
    asked: list[tuple[str, Kind, str, Any]] = [
        (drafts, Kind.INVOICE, "draft", Invoice.objects.filter(state="draft")),
        ("Overdue", Kind.INVOICE, OVERDUE, Invoice.objects.filter(state__in=OPEN, due_on__lt=today)),
        (unapplied, Kind.PAYMENT, ",".join(left), Payment.objects.filter(state__in=left)),
        (expenses, Kind.EXPENSE, "draft", Expense.objects.filter(state="draft")),
    ]
    shown = [each for each in asked if open_to(each[1], modules=modules)]
    if not shown:
        return []
    first, *others = [rows.order_by().values_list(Value(label))[: MANY + 1] for label, _, _, rows in shown]
    counts = Counter(label for (label,) in first.union(*others, all=True))
    return [
        Waiting(label=label, kind=kind, state=state, count=counts[label]) for label, kind, state, _ in shown
    ]
