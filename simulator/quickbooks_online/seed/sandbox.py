"""A company like the one a new developer is given."""

from decimal import Decimal

from simulator.quickbooks_online.amounts import plain
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import writing
from simulator.quickbooks_online.entities.names import home_currency

_CUSTOMERS = {
    1: "Amy's Bird Sanctuary", 2: "Bill's Windsurf Shop", 3: "Cool Cars", 4: "Diego Rodriguez",
    8: "0969 Ocean View Road", 16: "Kookies by Kathy", 20: "Red Rock Diner", 24: "Sonnenschein Family Store",
}  # fmt: skip
_VENDORS = {30: "Books by Bessie", 31: "Brosnahan Insurance Agency", 56: "Bob's Burger Joint"}
_EMPLOYEES = {54: "Emily Platt", 55: "John Johnson"}
_ITEMS = (
    (1, "Services", "Service", "1", "0"), (2, "Hours", "Service", "1", "0"), (3, "Concrete", "Service",
    "48", "0"),
    (4, "Design", "Service", "45", "75"), (5, "Rock Fountain", "Inventory", "79", "275"),
    (6, "Gardening", "Service", "45", "0"), (7, "Installation", "Service", "52", "50"),
    (11, "Pump", "Inventory", "79", "15"), (13, "Rocks", "Service", "48", "0"), (14, "Sod", "Service", "49",
    "0"),
)  # fmt: skip
_TAXED = {5, 11, 13, 14}
_SALES = ((8, 4, 3), (1, 4, 2), (2, 7, 4), (20, 5, 1), (24, 11, 10), (16, 7, 1), (3, 4, 5))


def sandbox(books: Books) -> None:
    """Add the people, items and a few transactions, with the ids they are known by."""
    _people(books)
    _items(books)
    if books.settings["classes"] != "off":
        writing.create(books, kind_of("Class"), {"Name": "East"})
    if books.settings["departments"]:
        writing.create(books, kind_of("Department"), {"Name": "Garden"})
    for sequence, last in (("names", 57), ("item", 18), ("txns", 100), ("document", 1000)):
        books.store.reserve(sequence, last)
    _transactions(books)
    for sequence, last in (("txns", 144), ("document", 1037)):
        books.store.reserve(sequence, last)


def _people(books: Books) -> None:
    city = {"City": "Bayshore", "CountrySubDivisionCode": "CA", "PostalCode": "94326"}
    for key, name in _CUSTOMERS.items():
        address = {"Id": str(key + 1), "Line1": "4581 Finch St.", **city}
        fields: Document = {
            "DisplayName": name, "FullyQualifiedName": name, "PrintOnCheckName": name, "Active": True,
            "Taxable": True, "Job": False, "BillWithParent": False, "Balance": 0, "BalanceWithJobs": 0,
            "CurrencyRef": home_currency(books), "PreferredDeliveryMethod": "Print", "BillAddr": address,
            "ShipAddr": address, "PrimaryEmailAddr": {"Address": f"customer{key}@example.com"},
        }  # fmt: skip
        if books.is_american:
            fields["DefaultTaxCodeRef"] = {"value": "2"}
        books.insert(kind_of("Customer"), {"Id": str(key), **fields})
    for key, name in _VENDORS.items():
        books.insert(
            kind_of("Vendor"),
            {"Id": str(key), "DisplayName": name, "PrintOnCheckName": name, "Active": True, "Balance": 0,
             "Vendor1099": False, "CurrencyRef": home_currency(books)},
        )  # fmt: skip
    for key, name in _EMPLOYEES.items():
        books.insert(
            kind_of("Employee"),
            {"Id": str(key), "DisplayName": name, "PrintOnCheckName": name, "Active": True},
        )


def _items(books: Books) -> None:
    for key, name, sort, income, price in _ITEMS:
        account = books.brief("Account", income) or ("1", "Services", 1)
        fields: Document = {
            "Name": name, "FullyQualifiedName": name, "Active": True, "Type": sort,
            "Taxable": key in _TAXED, "UnitPrice": plain(Decimal(price)), "PurchaseCost": 0,
            "IncomeAccountRef": {"value": account[0], "name": account[1]},
            "ExpenseAccountRef": {"value": "80", "name": "Cost of Goods Sold"},
            "TrackQtyOnHand": sort == "Inventory",
        }  # fmt: skip
        if sort == "Inventory":
            fields |= {"AssetAccountRef": {"value": "81", "name": "Inventory Asset"}, "QtyOnHand": 25,
                       "InvStartDate": "2026-01-01"}  # fmt: skip
        books.insert(kind_of("Item"), {"Id": str(key), **fields})


def _transactions(books: Books) -> None:
    code: Document = {} if books.is_american else {"TaxCodeRef": {"value": "2"}}
    for customer, item, quantity in _SALES:
        price = books.must("Item", str(item)).get("UnitPrice") or 100
        line = {
            "DetailType": "SalesItemLineDetail", "Amount": price * quantity,
            "SalesItemLineDetail": {"ItemRef": {"value": str(item)}, "Qty": quantity, "UnitPrice": price,
            **code},
        }  # fmt: skip
        given = {"CustomerRef": {"value": str(customer)}, "Line": [line]}
        made = writing.create(books, kind_of("Invoice"), given)
        if customer != 3:
            total = books.must("Invoice", made)["TotalAmt"]
            part = total if customer != 1 else Decimal(50)
            paid = {
                "CustomerRef": {"value": str(customer)}, "TotalAmt": part,
                "Line": [{"Amount": part, "LinkedTxn": [{"TxnId": made, "TxnType": "Invoice"}]}],
            }  # fmt: skip
            writing.create(books, kind_of("Payment"), paid)
    bought = {
        "Amount": Decimal("103.55"), "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "7"}, **code},
    }  # fmt: skip
    writing.create(books, kind_of("Bill"), {"VendorRef": {"value": "56"}, "Line": [bought]})
    writing.create(
        books,
        kind_of("Purchase"),
        {"PaymentType": "CreditCard", "AccountRef": {"value": "42"}, "Line": [bought]},
    )
