"""Adding, changing and duplicating records."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing.frame.rights import seat_in
from billing.kinds import Kind
from billing.models import Invoice
from billing.people.acting import actor_of
from billing.problems import Problem, Refused, Stale
from billing.queries.representing import represent
from billing.registers import register_of
from billing.registers.documents import FIGURES
from billing.roles import Right
from billing.services.writing import Change, preview, write_one
from billing.text import whole_number
from billing.web.books.conflict import Conflict, conflict_of
from billing.web.books.editor import Editor
from billing.web.books.guard import of_kind, record_or_404
from billing.web.books.typed import Typed, ids_of_rows, kind_of

# What a copy takes over is the substance, not what made the first one that one.
NOT_COPIED = (
    "id",
    "number",
    "external_number",
    "day",
    "due_on",
    "exchange_rate",
    "received",
    "settled",
    "is_opening",
)
FROM_ADDRESS = ("customer", "supplier", "payment", "credit_note", "purchase_order", "parent")


@of_kind(Right.KEEP_BOOKS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Add a record, empty or like another one."""
    if request.method == "POST":
        return _save(request, kind, None)
    values = _prefilled(request, kind)
    return _form(request, kind, Editor(kind, values=values), None)


@of_kind(Right.KEEP_BOOKS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Change a record."""
    row = record_or_404(kind, record_id)
    if request.method == "POST":
        return _save(request, kind, row)
    (values,) = represent(kind, [row])
    return _form(request, kind, Editor(kind, values=_with_open_invoices(kind, values), is_new=False), row)


@of_kind(Right.KEEP_BOOKS)
@require_POST
def totals(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Compute what a document in the form would come to."""
    register, record_id = register_of(kind), _uuid(request.POST.get("record", ""))
    if register.child("lines") is None:
        raise Http404
    known = ids_of_rows(register, record_id)
    typed = Typed(register, request.POST, is_new=record_id is None, known=known)
    draft = preview(kind=kind, change=Change(values=typed.values(), id=record_id), now=timezone.now())
    return render(
        request,
        "billing/books/totals.html",
        {"row": draft.row, "problems": draft.problems, "fine": draft.is_fine},
    )


def _save(request: HttpRequest, kind: Kind, row: Any) -> HttpResponse:
    register, is_new = register_of(kind), row is None
    known = ids_of_rows(register, None if is_new else row.pk)
    typed = Typed(register, request.POST, is_new=is_new, known=known)
    try:
        saved = write_one(
            kind=kind,
            values=typed.values(),
            record_id=None if is_new else row.pk,
            version=whole_number(request.POST.get("version", ""), digits=8),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Stale:
        # As it is by now: it may have been saved between the first look at it and the attempt to write.
        row = record_or_404(kind, row.pk)
        (theirs,), known = represent(kind, [row]), ids_of_rows(register, row.pk)
        typed = Typed(register, request.POST, is_new=False, known=known)
        editor = Editor(kind, values={}, posted=request.POST, is_new=False, known=known)
        return _form(request, kind, editor, row, conflict=conflict_of(kind, theirs, typed))
    except Refused as refused:
        editor = Editor(
            kind,
            values={},
            posted=request.POST,
            problems=refused.problems,
            is_new=is_new,
            known=known,
        )
        return _form(request, kind, editor, row, problems=refused.problems)
    messages.success(request, f"{saved.label} is saved.")
    slug = seat_in(request).tenant.slug
    if "another" in request.POST:
        return redirect("record-new", slug, kind)
    return redirect("record", slug, kind, saved.pk)


def _form(
    request: HttpRequest,
    kind: Kind,
    editor: Editor,
    row: Any,
    *,
    problems: tuple[Problem, ...] = (),
    conflict: Conflict | None = None,
) -> HttpResponse:
    status = 409 if conflict else 422 if problems else 200
    has_lines = "lines" in [group.name for group in register_of(kind).children]
    return render(
        request,
        "billing/books/edit.html",
        {
            "kind": kind,
            "editor": editor,
            "sections": editor.sections(),
            "groups": editor.groups(),
            "others": editor.other_errors() if problems else [],
            "problems": problems,
            "row": row,
            "conflict": conflict,
            "version": row.version if row else "",
            "has_lines": has_lines,
            "figures": FIGURES,
        },
        status=status,
    )


def _prefilled(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """Return what a new form begins with: a copy of another record, or what the address names."""
    register, values = register_of(kind), dict[str, Any]()
    source = _uuid(request.GET.get("from", ""))
    if source:
        (values,) = represent(kind, [record_or_404(kind, source)])
        values = {name: value for name, value in values.items() if name not in NOT_COPIED}
        for group in register.children:
            copied = [] if group.name == "allocations" else values[group.name]
            values[group.name] = [{**row, "id": "", "received": "0"} for row in copied]
    for name in FROM_ADDRESS:
        named = _uuid(request.GET.get(name, "")) if name in register.fields else None
        if named:
            column = register.field(name)
            model: Any = column.related_model
            found = model.objects.filter(pk=named).first() if seat_in(request).sees(kind_of(column)) else None
            if found:
                values |= {name: found.pk, f"{name}_name": found.label}
    if "is_opening" in register.fields and request.GET.get("is_opening") == "1":
        values["is_opening"] = True
    if "day" in register.fields:
        values.setdefault("day", timezone.localdate().isoformat())
    return _with_open_invoices(kind, values)


def _with_open_invoices(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Offer the customer's open invoices to put a payment or credit on, the oldest first."""
    if "allocations" not in [group.name for group in register_of(kind).children] or not values.get(
        "customer"
    ):
        return values
    on_it = values.get("allocations") or []
    mine = {row["invoice"] for row in on_it}
    found = Invoice.objects.filter(customer=values["customer"], balance__gt=0).exclude(pk__in=mine)
    offered = [
        {"invoice": row.pk, "invoice_name": f"{row.label}, {row.balance.normalize():f} open"}
        for row in found.order_by("due_on", "id")[:100]
    ]
    return values | {"allocations": [*on_it, *offered]}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
