"""Invoices."""

from billing.documents import SaleDocument
from integrations.quickbooks_online.mapping import sales
from integrations.quickbooks_online.mapping.making import Making, Write

ENTITY = "Invoice"


def put(making: Making, document: SaleDocument) -> Write:
    return sales.put(
        making,
        ENTITY,
        document,
        SalesTermRef=making.to(document.terms),
        # Ours is said always: theirs would follow from their terms, or a habit of the company.
        DueDate=document.due_on.isoformat() if document.due_on else None,
    )
