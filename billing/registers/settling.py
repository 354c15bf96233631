"""Which payments and credit notes settle which invoices: judged below a lock on every row concerned."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing.kinds import Kind
from billing.models import Allocation, Customer, Invoice
from billing.registers.base import Draft
from billing.registers.books import Books
from billing.registers.documents import closed, whole_coins

ZERO = Decimal(0)


def allocations_fit(drafts: Sequence[Draft], books: Books) -> None:
    """Check what each draft allocates, and put it on the invoices."""
    concerned = [draft for draft in drafts if draft.children["allocations"] or draft.was("allocations")]
    if not concerned:
        return
    before = {id(draft): _before(draft) for draft in concerned}
    wanted = {row.invoice_id for draft in concerned for row in draft.children["allocations"]}
    wanted |= {invoice for amounts in before.values() for invoice in amounts}
    found = Invoice.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    invoices: dict[UUID, Any] = {row.pk: row for row in found}
    families = _families(concerned, invoices.values())
    days = _days([draft for draft in concerned if not draft.is_new and books.is_closed(draft.row.day)])
    for draft in concerned:
        _judge(draft, invoices, before[id(draft)], families)
        _date(draft, invoices, before[id(draft)], days[draft.row.pk], books)
        if draft.is_fine:
            _settle(draft, invoices, before[id(draft)])


def refunded_of(draft: Draft) -> Decimal:
    """Return how much of a payment or credit note was given back: what is settled and not on invoices."""
    refunded: Decimal = draft.row.settled - sum(_before(draft).values(), ZERO)
    return refunded


def open_amount(row: Any) -> Decimal:
    """Return what is left to settle of an invoice or a credit note, or to use of a payment."""
    left: Decimal = whole_of(row) - row.settled
    return left


def whole_of(row: Any) -> Decimal:
    """Return what an invoice, a credit note or a payment comes to."""
    whole: Decimal = row.amount if row.kind is Kind.PAYMENT else row.total
    return whole


def _before(draft: Draft) -> dict[UUID, Decimal]:
    return dict(draft.was("allocations") or [])


def _families(drafts: Sequence[Draft], invoices: Any) -> dict[UUID, UUID | None]:
    """Return who stands above the customers concerned: a parent may pay for its branches."""
    customers = {row.customer_id for row in invoices} | {draft.row.customer_id for draft in drafts}
    return dict(Customer.objects.filter(pk__in=customers).values_list("pk", "parent_id"))


def _judge(
    draft: Draft,
    invoices: dict[UUID, Any],
    before: dict[UUID, Decimal],
    families: dict[UUID, UUID | None],
) -> None:
    given: dict[UUID, int] = {}
    for index, row in enumerate(draft.children["allocations"]):
        path, invoice = f"allocations.{index}", invoices[row.invoice_id]
        if row.invoice_id in given:
            draft.refuse(f"{path}.invoice", f"{invoice.label} is named twice. Put the amounts together.")
        given[row.invoice_id] = index
        whole_coins(draft, f"{path}.amount", row.amount, draft.row.currency)
        if row.amount <= 0:
            draft.refuse(f"{path}.amount", "Give an amount above nothing, or leave the line out.")
        elif row.amount != before.get(row.invoice_id):
            if not _is_payable(draft, path, invoice, families):
                continue
            left = open_amount(invoice) + before.get(row.invoice_id, ZERO)
            if row.amount > left:
                draft.refuse(
                    f"{path}.amount",
                    f"{invoice.label} has {left.normalize():f} {invoice.currency} left to pay, "
                    f"and this is {row.amount.normalize():f}. Give at most what is left.",
                    code="over",
                )
    _judge_sum(draft)


def _is_payable(draft: Draft, path: str, invoice: Any, families: dict[UUID, UUID | None]) -> bool:
    payer, problems = draft.row.customer_id, len(draft.problems)
    if invoice.voided_at or not invoice.approved_at:
        state = "void" if invoice.voided_at else "a draft"
        draft.refuse(f"{path}.invoice", f"{invoice.label} is {state}, so nothing can be paid on it.")
    elif invoice.customer_id != payer and families.get(invoice.customer_id) != payer:
        draft.refuse(f"{path}.invoice", f"{invoice.label} is another customer's.")
    elif invoice.currency != draft.row.currency:
        draft.refuse(
            f"{path}.invoice", f"{invoice.label} is in {invoice.currency}, and this in {draft.row.currency}."
        )
    return len(draft.problems) == problems


def _judge_sum(draft: Draft) -> None:
    row = draft.row
    refunded = refunded_of(draft)
    allocated = sum((child.amount for child in draft.children["allocations"]), ZERO)
    whole = whole_of(row)
    if draft.children["allocations"] and row.kind is Kind.CREDIT_NOTE and not row.approved_at:
        draft.refuse("allocations", f"{row.label} is a draft. Approve it, then apply it to invoices.")
    elif allocated + refunded > whole:
        spent = f", of which {refunded.normalize():f} is refunded" if refunded else ""
        draft.refuse(
            "allocations",
            f"The invoices get {allocated.normalize():f} {row.currency} together, "
            f"and there is {whole.normalize():f}{spent}. Lower the amounts.",
            code="over",
        )


def _days(drafts: Sequence[Draft]) -> dict[UUID, dict[UUID, date]]:
    """Return on which day each of these is on which invoice."""
    days: dict[UUID, dict[UUID, date]] = defaultdict(dict)
    if drafts:
        source = drafts[0].row.kind.value
        rows = Allocation.objects.filter(**{f"{source}__in": [draft.row.pk for draft in drafts]})
        for pk, invoice, day in rows.values_list(f"{source}_id", "invoice_id", "day"):
            days[pk][invoice] = day
    return days


def _date(
    draft: Draft,
    invoices: dict[UUID, Any],
    before: dict[UUID, Decimal],
    days: dict[UUID, date],
    books: Books,
) -> None:
    """Use a source on its own day or, once that is closed, today; what was used in closed days stays."""
    row = draft.row
    wanted = {child.invoice_id: child.amount for child in draft.children["allocations"]}
    for invoice, day in days.items():
        if books.is_closed(day) and wanted.get(invoice) != before[invoice]:
            draft.refuse(
                "allocations", closed(f"What {row.label} pays on {invoices[invoice].label}", day, books)
            )
    for index, child in enumerate(draft.children["allocations"]):
        if not books.is_closed(row.day):
            child.day = row.day
        elif before.get(child.invoice_id) == child.amount:
            child.day = days[child.invoice_id]
        else:
            child.day = books.today
            if books.is_closed(books.today):
                draft.refuse(
                    f"allocations.{index}",
                    closed(f"What {row.label} would pay", books.today, books),
                    code="closed",
                )


def _settle(draft: Draft, invoices: dict[UUID, Any], before: dict[UUID, Decimal]) -> None:
    deltas: dict[UUID, Decimal] = defaultdict(Decimal)
    for child in draft.children["allocations"]:
        deltas[child.invoice_id] += child.amount
    for invoice, amount in before.items():
        deltas[invoice] -= amount
    for invoice, delta in deltas.items():
        if delta:
            invoices[invoice].settled += delta
            draft.touched.append(invoices[invoice])
    draft.row.settled += sum(deltas.values(), ZERO)
