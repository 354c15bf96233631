"""Items: services, goods, goods in stock, and the categories they are sorted into."""

from datetime import date, timedelta

from billing.documents import ItemDocument
from integrations.quickbooks_online.mapping import keeping
from integrations.quickbooks_online.mapping.making import LARGEST, Body, Making, Write

ENTITY = "Item"
TYPES = {
    "service": "Service",
    "non_inventory": "NonInventory",
    "inventory": "Inventory",
    "category": "Category",
}
# In these countries an item has both accounts, whatever it is used for.
BOTH_ACCOUNTS = frozenset({"CA", "GB"})
# Stock begins before anything that may be sold from it.
BEGINNING = "2000-01-01"


def put(making: Making, document: ItemDocument) -> Write:
    if document.type not in TYPES:
        raise making.unfit(
            "bundle",
            "type",
            "QuickBooks lets apps read bundles and not make them. Make it there, then link it.",
        )
    made: Body = {"Name": making.name(document.name, 100), "Type": TYPES[document.type]}
    if document.parent is not None:
        made |= {"SubItem": True, "ParentRef": making.to(document.parent)}
    if document.type != "category":
        made |= _sold(making, document)
    return keeping.name(making, ENTITY, made, named="Name")


def _sold(making: Making, document: ItemDocument) -> Body:
    for name, value in (("price", document.price), ("cost", document.cost)):
        if abs(value) > LARGEST:
            raise making.unfit("too_large", name, "QuickBooks takes prices below 100,000,000,000.")
    made: Body = {
        "Sku": making.text(document.number, 100, "number", "The number"),
        "Description": making.text(document.description, 4000, "description", "The description"),
        "UnitPrice": document.price,
        "PurchaseCost": document.cost,
        **_accounts(making, document),
    }
    if len(document.description) <= 1000:
        # Shorter there than the one for sales; a longer one is left to them.
        made["PurchaseDesc"] = document.description or None
    if making.company.country == "US":
        made["Taxable"] = document.is_taxable
    elif document.tax_code is not None:
        made["SalesTaxCodeRef"] = making.to(document.tax_code)
    return made


def _accounts(making: Making, document: ItemDocument) -> Body:
    stocked = document.type == "inventory"
    made: Body = {"IncomeAccountRef": making.to(document.income_account, "income_account")}
    if stocked:
        made["ExpenseAccountRef"] = making.to(document.expense_account, "cost_account")
        made["AssetAccountRef"] = making.to(document.asset_account, "asset_account")
        made["TrackQtyOnHand"] = True
        if making.is_new:
            # How much there is, is counted there: ours are no books of stock.
            made |= {"QtyOnHand": 0, "InvStartDate": _beginning(making)}
        return made
    if document.expense_account is not None:
        made["ExpenseAccountRef"] = making.to(document.expense_account)
    elif making.company.country in BOTH_ACCOUNTS:
        made["ExpenseAccountRef"] = making.to(None, "expense_account")
    elif standing := making.perhaps("expense_account"):
        made["ExpenseAccountRef"] = standing
    return made


def _beginning(making: Making) -> str:
    """Return the first day stock may be sold on: no day of a closed period is taken."""
    closed = making.company.closed_through
    if closed:
        return (date.fromisoformat(closed) + timedelta(days=1)).isoformat()
    return str(making.settings["go_live_on"]) or BEGINNING
