"""What a person may mean who types into a field that names a record."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from billing.kinds import Kind
from billing.queries import search
from billing.queries.representing import figure
from billing.roles import Right
from billing.web.books.guard import of_kind


@of_kind(Right.LOOK)
@require_safe
def lookup(request: HttpRequest, kind: Kind) -> JsonResponse:
    """Return at most twenty records that fit what was typed."""
    rows = search.choices(kind, request.GET.get("q", "")[:100].replace("\x00", ""))
    return JsonResponse({"found": [_offered(kind, row) for row in rows]})


def _offered(kind: Kind, row: Any) -> dict[str, Any]:
    hint = getattr(row, "external_number", "") or getattr(row, "currency", "")
    fill = {}
    if kind is Kind.ITEM:
        fill = {"description": row.description, "price": figure(row.price, places=2)}
    return {"id": str(row.pk), "label": row.label, "hint": str(hint), "fill": fill}
