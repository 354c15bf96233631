"""What is done with documents as a whole: approve, send, void, close, remove. Each gets its answer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.actors import Actor
from billing.events import Verb
from billing.kinds import Kind
from billing.models import Allocation, Invoice, LineType, Refund
from billing.problems import Problem
from billing.registers import register_of
from billing.registers.books import Books, hold_ground
from billing.registers.documents import closed
from billing.services import history, usage
from billing.services.writing import Result, refusal, update

# Judges one row: returns what is wrong, or nothing and has changed the row.
Deed = Callable[[Any, Books], Problem | None]


def approve(*, kind: Kind, ids: Sequence[UUID], actor: Actor, now: datetime) -> list[Result]:
    """Turn drafts into documents of the books."""
    register = register_of(kind)
    lines: Any = register.children[0].model
    with transaction.atomic():
        charged: set[UUID] = set()

        def look() -> None:
            found = lines.objects.filter(document__in=ids, type=LineType.CHARGE)
            charged.update(found.values_list("document_id", flat=True))

        def deed(row: Any, books: Books) -> Problem | None:
            if row.approved_at is not None:
                return _no(f"{row.label} is approved already.")
            if row.pk not in charged:
                return _no(f"{row.label} has no line with a charge. Add one first.", field="lines")
            if row.total < 0:
                return _no(
                    f"{row.label} comes to less than nothing. Turn it into a credit note.", field="lines"
                )
            if getattr(row, "delivery", "") == "email" and not row.email_to:
                return _no(f"{row.label} goes by e-mail, and no address is given.", field="email_to")
            row.approved_at = now
            return None

        return _each(
            kind,
            ids,
            Verb.APPROVED,
            deed,
            ("approved_at",),
            actor=actor,
            now=now,
            dated=_is_dated(kind),
            look=look,
        )


def mark_sent(
    *, kind: Kind, ids: Sequence[UUID], actor: Actor, now: datetime, to: Sequence[str] = ()
) -> list[Result]:
    """Note that approved documents went out, and by mail to whom."""

    def deed(row: Any, books: Books) -> Problem | None:
        if row.approved_at is None:
            return _no(f"{row.label} is a draft. Approve it first.")
        row.sent_at = now
        return None

    with transaction.atomic():
        said = {"to": list(to)} if to else None
        return _each(kind, ids, Verb.SENT, deed, ("sent_at",), actor=actor, now=now, dated=False, said=said)


def close(*, kind: Kind, ids: Sequence[UUID], actor: Actor, now: datetime) -> list[Result]:
    """Close purchase orders of which nothing more is expected."""

    def deed(row: Any, books: Books) -> Problem | None:
        if row.approved_at is None:
            return _no(f"{row.label} is a draft. Approve it, or delete it.")
        row.closed_at = now
        return None

    with transaction.atomic():
        return _each(kind, ids, Verb.CLOSED, deed, ("closed_at",), actor=actor, now=now, dated=False)


def reopen(*, kind: Kind, ids: Sequence[UUID], actor: Actor, now: datetime) -> list[Result]:
    """Open closed purchase orders again."""

    def deed(row: Any, books: Books) -> Problem | None:
        row.closed_at = None
        return None

    with transaction.atomic():
        return _each(kind, ids, Verb.REOPENED, deed, ("closed_at",), actor=actor, now=now, dated=False)


def void(*, kind: Kind, ids: Sequence[UUID], actor: Actor, now: datetime) -> list[Result]:
    """Make documents count for nothing, and keep them to be seen. Invoices they settled are open again."""
    with transaction.atomic():
        sources: dict[UUID, Any] = {}
        refunded: set[UUID] = set()

        def look() -> None:
            sources.update(_locked_sources(kind, ids))
            refunded.update(_refunded(kind, ids))

        def deed(row: Any, books: Books) -> Problem | None:
            if kind is Kind.INVOICE and row.settled:
                return _no(
                    f"{row.settled.normalize():f} {row.currency} is paid on {row.label}. "
                    "Take it off first: change or void the payment."
                )
            if row.pk in refunded:
                return _no(f"Some of {row.label} is refunded. Void the refund first.")
            if getattr(row, "approved_at", now) is None:
                return _no(f"{row.label} is a draft. Delete it instead.")
            row.voided_at = now
            if hasattr(row, "settled"):
                row.settled = Decimal(0)
            if kind is Kind.REFUND:
                sources[row.payment_id or row.credit_note_id].settled -= row.amount
            return None

        columns = ("voided_at", "settled") if hasattr(register_of(kind).model, "settled") else ("voided_at",)
        results = _each(
            kind, ids, Verb.VOIDED, deed, columns, actor=actor, now=now, dated=_is_dated(kind), look=look
        )
        done = [result.record for result in results if result.verb]
        given_back = {row.payment_id or row.credit_note_id for row in done} if kind is Kind.REFUND else set()
        _give_back(kind, done, [sources[source] for source in given_back], actor=actor, now=now)
        return results


def remove(*, kind: Kind, ids: Sequence[UUID], actor: Actor, now: datetime) -> list[Result]:
    """Delete what nothing refers to: records of lists, and drafts."""
    register = register_of(kind)
    with transaction.atomic():
        used: dict[UUID, str] = {}

        def deed(row: Any, books: Books) -> Problem | None:
            if row.pk in used:
                return _no(f"{row.label} is used by {used[row.pk]}. Make it inactive instead.", code="in_use")
            if hasattr(row, "voided_at") and getattr(row, "approved_at", now) is not None:
                return _no(f"{row.label} is in the books. Void it instead.")
            return None

        results = _each(
            kind,
            ids,
            Verb.REMOVED,
            deed,
            (),
            actor=actor,
            now=now,
            dated=False,
            look=lambda: used.update(usage.of(kind, ids)),
        )
        gone = [result.record.pk for result in results if result.verb]
        usage.forget(gone)
        register.model.objects.filter(pk__in=gone).delete()
        return results


def done_or_refused(results: Sequence[Result]) -> Any:
    """Return the one record that was meant, or raise why not."""
    (result,) = results
    if result.problems:
        raise refusal(result.problems)
    return result.record


def _each(
    kind: Kind,
    ids: Sequence[UUID],
    verb: Verb,
    deed: Deed,
    columns: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
    dated: bool = True,
    said: dict[str, Any] | None = None,
    look: Callable[[], None] | None = None,
) -> list[Result]:
    """Do the deed to each row below its lock; tell of those to which it was done.

    `look` reads what the deed judges by, once the locks hold: what was read before may have changed.
    """
    register, books = register_of(kind), Books(now=now)
    if dated:
        hold_ground()
    found = register.model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rows: dict[UUID, Any] = {row.pk: row for row in found}
    if look is not None:
        look()
    results = [_one(rows.pop(record_id, None), kind, verb, deed, books, dated=dated) for record_id in ids]
    done = [result.record for result in results if result.verb]
    for row in done:
        row.version, row.updated_at = row.version + 1, now
    if columns:
        update(register.model, done, only=(*columns, "version", "updated_at"))
    history.record_all(
        entries=[(row, verb, _figures(row) if verb is Verb.REMOVED else None, said) for row in done],
        actor=actor,
        now=now,
    )
    return results


def _one(row: Any, kind: Kind, verb: Verb, deed: Deed, books: Books, *, dated: bool) -> Result:
    if row is None:
        missing = f"There is no {kind.label} with this id here, or it was named twice."
        return Result(record=None, problems=(Problem(field="id", message=missing, code="missing"),))
    if getattr(row, "voided_at", None) is not None:
        return Result(record=row, problems=(_no(f"{row.label} is void already.", code="void"),))
    if dated and books.is_closed(row.day):
        told = closed(row.label, row.day, books)
        return Result(record=row, problems=(_no(told, field="day", code="closed"),))
    problem = deed(row, books)
    return Result(record=row, problems=(problem,)) if problem else Result(record=row, verb=verb)


def _is_dated(kind: Kind) -> bool:
    """Tell whether its days can be closed: an order is no entry in the books."""
    return kind is not Kind.PURCHASE_ORDER


def _refunded(kind: Kind, ids: Sequence[UUID]) -> set[UUID]:
    """Return of which payments or credit notes some was given back."""
    if kind not in {Kind.PAYMENT, Kind.CREDIT_NOTE}:
        return set()
    found = Refund.objects.filter(**{f"{kind.value}__in": ids}, voided_at=None)
    return set(found.values_list(f"{kind.value}_id", flat=True))


def _locked_sources(kind: Kind, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Lock what refunds were taken from."""
    if kind is not Kind.REFUND:
        return {}
    refunds: Any = register_of(kind).model
    named = refunds.objects.filter(pk__in=ids).values_list("payment_id", "credit_note_id")
    sources: dict[UUID, Any] = {}
    for index, source in enumerate((Kind.PAYMENT, Kind.CREDIT_NOTE)):
        wanted = {pair[index] for pair in named} - {None}
        model: Any = register_of(source).model
        rows = model.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        sources.update({row.pk: row for row in rows})
    return sources


def _give_back(
    kind: Kind, voided: Sequence[Any], sources: Sequence[Any], *, actor: Actor, now: datetime
) -> None:
    """Open again what the voided payments and credit notes had settled, and what refunds had used."""
    touched = list(sources)
    if kind in {Kind.PAYMENT, Kind.CREDIT_NOTE} and voided:
        allocations = Allocation.objects.filter(**{f"{kind.value}__in": [row.pk for row in voided]})
        amounts = list(allocations.values_list("invoice_id", "amount"))
        locked = Invoice.objects.select_for_update(of=("self",)).filter(pk__in={pk for pk, _ in amounts})
        invoices: dict[UUID, Any] = {row.pk: row for row in locked.order_by("pk")}
        for invoice, amount in amounts:
            invoices[invoice].settled -= amount
        allocations.delete()
        touched = list(invoices.values())
    for row in touched:
        row.version, row.updated_at = row.version + 1, now
    for model in {type(row) for row in touched}:
        rows = [row for row in touched if type(row) is model]
        update(model, rows, only=("settled", "version", "updated_at"))
    history.record_all(
        entries=[(row, Verb.SETTLED, None, {"settled": history.plain(row.settled)}) for row in touched],
        actor=actor,
        now=now,
    )


def _figures(row: Any) -> dict[str, Any]:
    return {name: history.plain(getattr(row, name)) for name in ("day", "total") if hasattr(row, name)}


def _no(message: str, *, field: str = "", code: str = "state") -> Problem:
    return Problem(field=field, message=message, code=code)
