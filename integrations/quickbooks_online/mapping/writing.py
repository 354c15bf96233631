"""One intent becomes one write."""

from collections.abc import Callable, Mapping
from typing import Any

from billing.documents import PurchaseDocument
from billing.kinds import Kind
from integrations.contracts import Company, Deed, Intent
from integrations.quickbooks_online.mapping import (
    bills,
    credit_notes,
    customers,
    ending,
    invoices,
    items,
    payments,
    purchase_orders,
    purchases,
    refunds,
    suppliers,
    terms,
)
from integrations.quickbooks_online.mapping.making import Making, Write

_PUT: Mapping[str, Callable[[Making, Any], Write]] = {
    terms.ENTITY: terms.put,
    customers.ENTITY: customers.put,
    suppliers.ENTITY: suppliers.put,
    items.ENTITY: items.put,
    invoices.ENTITY: invoices.put,
    credit_notes.ENTITY: credit_notes.put,
    payments.ENTITY: payments.put,
    bills.ENTITY: bills.put,
    purchases.ENTITY: purchases.put,
    purchase_orders.ENTITY: purchase_orders.put,
}
_ENTITIES: Mapping[Kind, str] = {
    Kind.TERMS: terms.ENTITY,
    Kind.CUSTOMER: customers.ENTITY,
    Kind.SUPPLIER: suppliers.ENTITY,
    Kind.ITEM: items.ENTITY,
    Kind.INVOICE: invoices.ENTITY,
    Kind.CREDIT_NOTE: credit_notes.ENTITY,
    Kind.PAYMENT: payments.ENTITY,
}
KINDS = (*_ENTITIES, Kind.REFUND, Kind.PURCHASE_ORDER, Kind.EXPENSE)


def write(intent: Intent, company: Company, settings: Mapping[str, Any]) -> Write:
    """Return what is to be sent for an intent. Raises Missing, with all that is missing, or Unfit."""
    making = Making(intent, company, settings)
    entity = entity_of(making)
    if intent.deed is not Deed.PUT:
        return ending.end(making, entity)
    putting: Callable[[Making, Any], Write] = (
        refunds.put if intent.document.kind is Kind.REFUND else _PUT[entity]
    )
    made = putting(making, intent.document)
    making.finish()
    return made


def entity_of(making: Making) -> str:
    """Return which kind of theirs a record is; of some, the settings decide."""
    document = making.document
    if document.kind is Kind.REFUND:
        return refunds.ENTITIES.get(making.settings["refunds"], "RefundReceipt")
    if isinstance(document, PurchaseDocument):
        return _bought(making, document)
    return _ENTITIES[document.kind]


def _bought(making: Making, document: PurchaseDocument) -> str:
    """A bill is owed and what was paid from an account is paid, whatever is chosen for the rest."""
    if document.kind is Kind.PURCHASE_ORDER:
        return bills.ENTITY if making.settings["order_target"] == "bill" else purchase_orders.ENTITY
    if document.type == "bill":
        return bills.ENTITY
    if document.paid_from is not None:
        return purchases.ENTITY
    target = making.settings["expense_target"]
    if target == "journal":
        raise making.unfit(
            "journal",
            "expense_target",
            "expenses as journal entries are not sent yet. Choose bill or purchase under Settings.",
        )
    return bills.ENTITY if target == "bill" else purchases.ENTITY
