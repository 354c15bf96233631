"""Suppliers, which QuickBooks calls vendors."""

from billing.documents import SupplierDocument
from integrations.quickbooks_online.mapping import addresses, keeping
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "Vendor"


def put(making: Making, document: SupplierDocument) -> Write:
    phone = making.text(document.phone, 30, "phone", "The telephone number")
    made: Body = {
        "DisplayName": making.name(document.name, 500),
        "CompanyName": making.text(document.company, 100, "company", "The company's name"),
        "AcctNum": making.text(document.our_account, 100, "our_account", "Our account there"),
        "Notes": making.text(document.notes, 2000, "notes", "The note"),
        "PrimaryEmailAddr": addresses.mails(making, document.email, "email")[0],
        "PrimaryPhone": {"FreeFormNumber": phone} if phone else None,
        "BillAddr": addresses.structured(making, document.address, "address"),
        # Ignored when it is made, taken when it is changed.
        "TermRef": making.to(document.terms),
    }
    if making.is_new:
        made |= making.currency(document.currency)
    return keeping.name(making, ENTITY, made, named="DisplayName")
