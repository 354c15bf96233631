"""Customers, one below the other where they are branches or projects."""

from billing.documents import CustomerDocument
from integrations.quickbooks_online.mapping import addresses, keeping
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "Customer"


def put(making: Making, document: CustomerDocument) -> Write:
    person = document.for_billing if making.settings["contact"] == "billing" else document.primary
    made: Body = {
        "DisplayName": making.name(document.name, 500),
        "CompanyName": making.text(document.company, 100, "company", "The company's name"),
        "Notes": making.text(document.notes, 2000, "notes", "The note"),
        "PrimaryEmailAddr": addresses.mails(making, person.email, "contacts")[0],
        "PrimaryPhone": _phone(making, person.phone),
        "SalesTermRef": making.to(document.terms),
        **_above(making, document),
        **_taxed(making, document),
        **_addresses(making, document),
    }
    if making.is_new:
        # Fixed once it is made.
        made |= making.currency(document.currency)
    return keeping.name(making, ENTITY, made, named="DisplayName")


def _phone(making: Making, number: str) -> Body | None:
    text = making.text(number, 30, "contacts", "The telephone number")
    return {"FreeFormNumber": text} if text else None


def _above(making: Making, document: CustomerDocument) -> Body:
    """Say what it belongs to: the parent and that it has one are taken together only."""
    if document.parent is not None:
        return {"ParentRef": making.to(document.parent), "Job": True}
    if making.intent.theirs.get("ParentRef"):
        raise making.unfit(
            "detach",
            "parent",
            "in QuickBooks it belongs to another customer, and QuickBooks lets apps not take it out. Make it "
            "a customer of its own there, or give it that parent here.",
        )
    return {}


def _taxed(making: Making, document: CustomerDocument) -> Body:
    made: Body = {}
    if making.company.country == "US":
        made["Taxable"] = document.is_taxable
    # Automated tax finds its own code by the address.
    if making.company.tax_mode in {"manual", "worldwide"} and document.tax_code is not None:
        made["DefaultTaxCodeRef"] = making.to(document.tax_code)
    return made


def _addresses(making: Making, document: CustomerDocument) -> Body:
    policy = making.settings["customer_address"]
    if policy == "never" or (policy == "create_only" and not making.is_new):
        return {}
    return {
        "BillAddr": addresses.structured(making, document.billing, "billing"),
        "ShipAddr": addresses.structured(making, document.shipping, "shipping"),
    }
