"""Bills: what is owed to a supplier."""

from billing.documents import PurchaseDocument
from integrations.quickbooks_online.mapping import bought, keeping
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "Bill"


def put(making: Making, document: PurchaseDocument) -> Write:
    made: Body = {
        # Needed even where only another field changes.
        "VendorRef": bought.seller(making, document),
        **bought.body(making, document),
        "SalesTermRef": making.to(document.terms),
        "DueDate": document.due_on.isoformat() if document.due_on else None,
        **bought.order_link(making, document.order),
    }
    return keeping.transaction(making, ENTITY, made, expect=bought.expected(making, document, made))
