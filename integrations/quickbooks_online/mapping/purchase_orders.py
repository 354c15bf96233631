"""Purchase orders: what was asked for and is not owed yet."""

from billing.documents import PurchaseDocument
from integrations.quickbooks_online.mapping import addresses, bought, keeping, places
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "PurchaseOrder"


def put(making: Making, document: PurchaseDocument) -> Write:
    charges = [line for line in document.lines if line.type == "charge"]
    made: Body = {
        "VendorRef": bought.seller(making, document),
        "APAccountRef": making.to(None, "payable_account"),
        **bought.body(making, document),
        "DueDate": document.due_on.isoformat() if document.due_on else None,
        "Memo": making.text(document.message, 4000, "supplier_message", "The message to the supplier"),
        "POStatus": "Closed" if document.is_closed else "Open",
        "POEmail": addresses.mails(making, document.email_to, "email_to")[0],
        "ShipAddr": addresses.printed(making, document.ship_to, "ship_to"),
        "ClassRef": places.document_class(making, charges, None),
    }
    return keeping.transaction(making, ENTITY, made, expect=bought.expected(making, document, made))
