"""Documents on paper: a page to print, a PDF, and a customer's statement."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from billing.dates import FIRST_DAY, LAST_DAY
from billing.frame.rights import seat_in
from billing.kinds import Kind
from billing.queries.balances import of_customers
from billing.queries.statements import statement as statement_of
from billing.roles import Right
from billing.web.books.guard import of_kind, record_or_404, refuse_unseen
from billing.web.books.pdf import pdf_of
from billing.web.books.printed import printed

PRINTED = {Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PURCHASE_ORDER}


@of_kind(Right.LOOK)
@require_safe
def paper(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Show a document as it is printed."""
    if kind not in PRINTED:
        raise Http404
    row, tenant = record_or_404(kind, record_id), seat_in(request).tenant
    document = printed(kind, row, tenant=tenant)
    return render(request, "billing/books/paper.html", {"kind": kind, "row": row, "document": document})


@of_kind(Right.LOOK)
@require_safe
def pdf(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Send a document as a PDF."""
    if kind not in PRINTED:
        raise Http404
    row, tenant = record_or_404(kind, record_id), seat_in(request).tenant
    name = slugify(f"{kind.label} {row.number or row.pk}")
    return HttpResponse(
        pdf_of(printed(kind, row, tenant=tenant)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


@of_kind(Right.LOOK)
@require_safe
def statement(request: HttpRequest, kind: Kind, record_id: UUID) -> HttpResponse:
    """Show what a customer was charged and paid between two days, with the balance after each."""
    if kind is not Kind.CUSTOMER:
        raise Http404
    refuse_unseen(request, Kind.INVOICE, what="statements")
    customer, today = record_or_404(kind, record_id), timezone.localdate()
    since = _day(request.GET.get("since", ""), today - timedelta(days=90))
    until = _day(request.GET.get("until", ""), today)
    return render(
        request,
        "billing/books/statement.html",
        {
            "kind": kind,
            "customer": customer,
            "since": since,
            "until": until,
            "statement": statement_of(customer_id=customer.pk, since=since, until=until),
            "owed": of_customers([customer.pk], today=today)[customer.pk],
        },
    )


def _day(text: str, usual: date) -> date:
    try:
        return min(max(date.fromisoformat(text), FIRST_DAY), LAST_DAY)
    except ValueError:
        return usual
