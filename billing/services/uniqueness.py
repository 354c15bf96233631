"""Names and numbers that may stand only once: found before the database has to refuse, and named."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from billing.kinds import Kind
from billing.models import Listed
from billing.registers.base import Draft, Register

# For each kind: the field that people know, and the column in which it is compared.
ONCE: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.CURRENCY: (("code", "code"),),
    Kind.ACCOUNT: (("number", "number"),),
    Kind.TAX_CODE: (("name", "name"),),
    Kind.TERMS: (("name", "name"),),
    Kind.PAYMENT_METHOD: (("name", "name"),),
    Kind.CUSTOMER: (("external_number", "external_number"),),
    Kind.SUPPLIER: (("external_number", "external_number"),),
    Kind.INVOICE: (("number", "number_key"),),
    Kind.CREDIT_NOTE: (("number", "number_key"),),
    Kind.PURCHASE_ORDER: (("number", "number_key"),),
}


def check(register: Register, drafts: Sequence[Draft]) -> None:
    """Refuse drafts whose name or number another record has, or a draft before them in the batch."""
    for name, column in ONCE.get(register.kind, ()):
        asked = [draft for draft in drafts if getattr(draft.row, column) and draft.has_changed(name)]
        if asked:
            _check(register, asked, name, column)


def _check(register: Register, drafts: Sequence[Draft], name: str, column: str) -> None:
    by_name = issubclass(register.model, Listed) and column == "name"
    searched = "sort_key" if by_name else column
    wanted = {getattr(draft.row, searched) for draft in drafts}
    mine = [draft.row.pk for draft in drafts]
    taken: dict[str, Any] = {
        _compared(row, column): row
        for row in register.model.objects.filter(Q(**{f"{searched}__in": wanted})).exclude(pk__in=mine)
    }
    for draft in drafts:
        key = _compared(draft.row, column)
        other = taken.get(key)
        if other is not None:
            written = getattr(draft.row, name)
            draft.refuse(
                name,
                f"There is another {register.kind.label} with the {name.replace('_', ' ')} {written}"
                f"{'' if getattr(other, 'is_active', True) else ' (inactive)'}. Choose a different one.",
                code="taken",
            )
        else:
            taken[key] = draft.row


def _compared(row: Any, column: str) -> str:
    return str(getattr(row, column)).lower()
