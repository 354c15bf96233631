"""Payments and refunds as documents."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch

from billing.documents import Applied, Document, MoneyDocument
from billing.models import Allocation, Payment, Refund
from billing.snapshots.parts import copied, head, must, ref

_COMMON = ("day", "currency", "exchange_rate", "amount", "reference", "memo", "origin")


def payments(ids: Collection[UUID]) -> list[Document]:
    rows = Payment.objects.filter(pk__in=ids).select_related("customer", "deposit_account", "method")
    applied = Prefetch(
        "allocations", queryset=Allocation.objects.select_related("invoice").order_by("position")
    )
    return [_payment(row) for row in rows.prefetch_related(applied)]


def _payment(row: Payment) -> MoneyDocument:
    return MoneyDocument(
        **head(row),
        **copied(row, *_COMMON),
        customer=must(row.customer),
        account=ref(row.deposit_account),
        method=ref(row.method),
        is_void=row.voided_at is not None,
        applied=tuple(
            Applied(invoice=must(one.invoice), amount=one.amount, day=one.day)
            for one in row.allocations.all()
        ),
    )


def refunds(ids: Collection[UUID]) -> list[Document]:
    rows = Refund.objects.filter(pk__in=ids).select_related(
        "customer", "paid_from", "method", "payment", "credit_note"
    )
    return [
        MoneyDocument(
            **head(row),
            **copied(row, *_COMMON),
            customer=must(row.customer),
            account=ref(row.paid_from),
            method=ref(row.method),
            is_void=row.voided_at is not None,
            of=ref(row.payment or row.credit_note),
        )
        for row in rows
    ]
