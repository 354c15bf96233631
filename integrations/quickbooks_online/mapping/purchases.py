"""Purchases: what was paid when it was bought."""

from billing.documents import PurchaseDocument
from integrations.quickbooks_online.mapping import bought, keeping
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "Purchase"


def put(making: Making, document: PurchaseDocument) -> Write:
    account = making.to(document.paid_from, "paid_from") or {}
    by_card = account.get("value") in making.company.card_accounts
    seller = bought.seller(making, document)
    made: Body = {
        # Needed even where only another field changes.
        "PaymentType": "CreditCard" if by_card else "Cash",
        "AccountRef": account,
        "EntityRef": {**seller, "type": "Vendor"} if seller else None,
        "PaymentMethodRef": making.to(document.method),
        **bought.body(making, document),
        **bought.order_link(making, document.order),
    }
    return keeping.transaction(making, ENTITY, made, expect=bought.expected(making, document, made))
