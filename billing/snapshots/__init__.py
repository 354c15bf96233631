"""Records of the current tenant as documents: read many at once, in the same few queries however many."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from billing.documents import Document
from billing.kinds import Kind
from billing.snapshots import lists, money, papers

_READERS: Mapping[Kind, Callable[[Collection[UUID]], list[Document]]] = {
    Kind.TERMS: lists.terms,
    Kind.CUSTOMER: lists.customers,
    Kind.SUPPLIER: lists.suppliers,
    Kind.ITEM: lists.items,
    Kind.INVOICE: papers.invoices,
    Kind.CREDIT_NOTE: papers.credit_notes,
    Kind.EXPENSE: papers.expenses,
    Kind.PURCHASE_ORDER: papers.purchase_orders,
    Kind.PAYMENT: money.payments,
    Kind.REFUND: money.refunds,
}
KINDS = tuple(_READERS)


def documents(kind: Kind, ids: Collection[UUID]) -> dict[UUID, Document]:
    """Return the documents of these records by id; who is no longer there is left out."""
    return {document.id: document for document in _READERS[kind](ids)}
