"""One record: what it says, what hangs on it, and what happened to it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.frame.rights import seat_in
from billing.frame.wording import written_date
from billing.kinds import Kind
from billing.models import Allocation, Attachment, AuditEntry, Refund
from billing.queries import audit as trail
from billing.queries import balances
from billing.queries.records import OPEN
from billing.queries.representing import represent
from billing.registers import register_of
from billing.registers.documents import FIGURES
from billing.roles import Right
from billing.services.attachments import KINDS as FILED
from billing.web.books import columns
from billing.web.books.deeds import deeds_for
from billing.web.books.guard import of_kind, record_or_404
from billing.web.books.printing import PRINTED
from billing.web.books.related import related_to

EVENTS = 20
NOTHING = {"0", "0.00", "0.000", "none"}
HIDDEN = {*FIGURES, "state", "balance", "settled", "customer", "supplier", "number", "day", "approved_at"}
HIDDEN |= {
    "sent_at",
    "voided_at",
    "closed_at",
    "receipt",
    "is_active",
    "name",
    "bill_to",
    "ship_to",
    "due_on",
}
HIDDEN |= {"tax_rounding", "discount_amount"}


@of_kind(Right.LOOK)
@require_safe
def record(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Show one record."""
    row = record_or_404(kind, record_id)
    (values,) = represent(kind, [row])
    today, seat = timezone.localdate(), seat_in(request)
    sees_invoices = seat.sees(Kind.INVOICE)
    values["is_overdue"] = kind is Kind.INVOICE and values["state"] in OPEN and values["due_on"] < today
    may_keep = seat.may(Right.KEEP_BOOKS)
    register = register_of(kind)
    return render(
        request,
        "billing/books/record.html",
        {
            "kind": kind,
            "row": row,
            "values": values,
            "state": _state(kind, values),
            "facts": _facts(kind, values, home=seat.tenant.currency),
            "home": seat.tenant.currency,
            "lines": _lines(values) if "lines" in values else None,
            "figures": _figures(row) if "lines" in values else [],
            "groups": [(group, values[group.name]) for group in register.children if group.name != "lines"],
            "events": _events(record_id),
            "deeds": deeds_for(kind, row) if may_keep else [],
            "may_keep": may_keep,
            "may_send": may_keep and kind in PRINTED and row.approved_at and not row.voided_at,
            "may_edit": may_keep and not values.get("voided_at"),
            "owed": balances.of_customers([row.pk], today=today)[row.pk]
            if kind is Kind.CUSTOMER and sees_invoices
            else None,
            "sees_invoices": sees_invoices,
            "sees_expenses": seat.sees(Kind.EXPENSE),
            "settled_by": _settled_by(kind, row),
            "takes_files": kind in FILED,
            "files": Attachment.objects.filter(record_id=row.pk).order_by("added_at", "id")
            if kind in FILED
            else [],
            "related": related_to(kind, row, seat=seat, today=today),
            "tabs": columns.tabs_of(kind),
        },
    )


def _state(kind: Kind, values: dict[str, Any]) -> str:
    if "state" in values:
        return columns.state_in_words(kind, values)
    if "is_active" in values:
        return "Active" if values["is_active"] else "Inactive"
    return ""


def _facts(kind: Kind, values: dict[str, Any], *, home: str) -> list[tuple[str, Any]]:
    """Return what is filled in and not shown elsewhere on the page, with its label."""
    facts = []
    for name in register_of(kind).fields:
        column: Any = register_of(kind).field(name)
        value = values.get(f"{name}_name", values[name])
        is_usual = name in {"currency", "exchange_rate"} and values.get("currency") == home
        if name in HIDDEN or is_usual or value in {None, "", False} or value in NOTHING:
            continue
        if value is True:
            value = "Yes"
        elif isinstance(value, date):
            value = written_date(value)
        elif column.choices:
            value = columns.in_words(kind, name, value)
        facts.append((str(column.verbose_name).capitalize(), value))
    return facts


def _figures(row: Any) -> list[tuple[str, Decimal]]:
    """Return the figures that stand between the lines and the total."""
    figures = [("Subtotal", row.subtotal)]
    if row.discount:
        figures.append(("Discount", -row.discount))
    return [*figures, *((f"{tax['name']} {tax['percent']} %", Decimal(tax["tax"])) for tax in row.taxes)]


def _lines(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines with their figures as numbers, to be printed like all others."""
    names = ("amount", "price", "quantity")
    return [line | {name: Decimal(line[name]) for name in names} for line in values["lines"]]


def _events(record_id: UUID) -> list[dict[str, Any]]:
    entries = AuditEntry.objects.filter(subject_id=record_id).order_by("-at", "-id")[:EVENTS]
    return [
        {
            "at": entry.at,
            "what": trail.in_words(entry.action),
            "verb": entry.action.rpartition(".")[2],
            "who": entry.actor_label,
            "changes": trail.changes(entry) if entry.before and entry.after else [],
        }
        for entry in entries
    ]


def _settled_by(kind: Kind, row: Any) -> list[dict[str, Any]]:
    """Return the payments, credits and refunds that make up what is settled."""
    if kind is Kind.INVOICE:
        found = Allocation.objects.filter(invoice=row).select_related("payment", "credit_note")
        sources = [(each.payment or each.credit_note, each.amount) for each in found.order_by("day", "id")]
        return [{"kind": source.kind, "row": source, "amount": amount} for source, amount in sources]
    if kind in {Kind.PAYMENT, Kind.CREDIT_NOTE}:
        refunds = Refund.objects.filter(**{kind.value: row}, voided_at=None)
        return [{"kind": Kind.REFUND, "row": refund, "amount": refund.amount} for refund in refunds]
    return []
