"""Invoices, credit notes, expenses and purchase orders as documents."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from billing.documents import Document, Line, PurchaseDocument, SaleDocument, Tax
from billing.models import CreditNote, Expense, Invoice, PurchaseOrder
from billing.snapshots.parts import copied, head, must, ref

_LINE = ("item", "tax_code", "tracking_class")
_BOUGHT = (*_LINE, "account", "customer")


def invoices(ids: Collection[UUID]) -> list[Document]:
    rows = _rows(Invoice, ids, "customer", "department", "terms", lines=_LINE)
    return [_sale(row, terms=ref(row.terms), due_on=row.due_on) for row in rows]


def credit_notes(ids: Collection[UUID]) -> list[Document]:
    rows = _rows(CreditNote, ids, "customer", "department", lines=_LINE)
    return [_sale(row, terms=None, due_on=None) for row in rows]


def expenses(ids: Collection[UUID]) -> list[Document]:
    heads = ("supplier", "department", "terms", "paid_from", "method", "purchase_order")
    return [_expense(row) for row in _rows(Expense, ids, *heads, lines=_BOUGHT)]


def purchase_orders(ids: Collection[UUID]) -> list[Document]:
    return [_order(row) for row in _rows(PurchaseOrder, ids, "supplier", "department", lines=_BOUGHT)]


def _rows(model: Any, ids: Collection[UUID], *heads: str, lines: tuple[str, ...]) -> list[Any]:
    rows = model.objects.filter(pk__in=ids).select_related(*heads)
    related = model._meta.get_field("lines").related_model
    queryset = related.objects.select_related(*lines).order_by("position")
    return list(rows.prefetch_related(Prefetch("lines", queryset=queryset)))


def _lined(row: Any) -> dict[str, Any]:
    return head(row) | {
        **copied(
            row, "number", "day", "currency", "exchange_rate", "prices_include_tax", "memo", "subtotal",
            "discount", "discount_percent", "net", "tax", "total", "is_draft",
        ),
        "department": ref(row.department),
        "lines": tuple(_line(line) for line in row.lines.all()),
        "taxes": tuple(
            Tax(
                name=tax["name"], percent=Decimal(tax["percent"]), base=Decimal(tax["base"]),
                amount=Decimal(tax["tax"]),
            )
            for tax in row.taxes
        ),
        "is_void": row.voided_at is not None,
    }  # fmt: skip


def _line(line: Any) -> Line:
    return Line(
        **copied(line, "type", "description", "quantity", "price", "amount", "net", "tax"),
        item=ref(line.item),
        account=ref(getattr(line, "account", None)),
        customer=ref(getattr(line, "customer", None)),
        discount_percent=getattr(line, "discount_percent", Decimal(0)),
        tax_code=ref(line.tax_code),
        tracking_class=ref(line.tracking_class),
        service_date=getattr(line, "service_date", None),
        is_billable=getattr(line, "is_billable", False),
    )


def _sale(row: Any, **more: Any) -> SaleDocument:
    return SaleDocument(
        **_lined(row),
        **copied(row, "bill_to", "ship_to", "delivery", "email_to", "is_opening"),
        customer=must(row.customer),
        order_number=row.purchase_order_number,
        message=row.customer_message,
        **more,
    )


def _expense(row: Expense) -> PurchaseDocument:
    return PurchaseDocument(
        **_lined(row),
        **copied(row, "employee", "type", "due_on", "is_reimbursable"),
        supplier=ref(row.supplier),
        terms=ref(row.terms),
        paid_from=ref(row.paid_from),
        method=ref(row.method),
        order=ref(row.purchase_order),
    )


def _order(row: PurchaseOrder) -> PurchaseDocument:
    return PurchaseDocument(
        **_lined(row),
        **copied(row, "ship_to", "email_to"),
        supplier=must(row.supplier),
        type="order",
        due_on=row.expected_on,
        message=row.supplier_message,
        is_closed=row.closed_at is not None,
    )
