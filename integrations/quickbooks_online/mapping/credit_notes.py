"""Credit notes, which QuickBooks calls credit memos. They settle nothing by themselves; see payments."""

from billing.documents import SaleDocument
from integrations.quickbooks_online.mapping import sales
from integrations.quickbooks_online.mapping.making import Making, Write

ENTITY = "CreditMemo"


def put(making: Making, document: SaleDocument) -> Write:
    return sales.put(making, ENTITY, document)
