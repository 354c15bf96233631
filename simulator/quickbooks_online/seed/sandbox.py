"""A company like the one a new developer is given."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from simulator.quickbooks_online.amounts import plain
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import ledger, writing
from simulator.quickbooks_online.entities.names import home_currency
from simulator.quickbooks_online.seed import names

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


def _rows(text: str) -> Iterator[list[str]]:
    return (line.split("|") for line in text.strip().splitlines())


def _people(books: Books) -> None:
    city = {"City": "Bayshore", "CountrySubDivisionCode": "CA", "PostalCode": "94326"}
    known: dict[str, str] = {}
    for key, name, above in _rows(names.CUSTOMERS):
        known[key] = f"{known[above]}:{name}" if above else name
        address = {"Id": str(int(key) + 1), "Line1": "4581 Finch St.", **city}
        fields: Document = {
            "DisplayName": name, "FullyQualifiedName": known[key], "PrintOnCheckName": name, "Active": True,
            "Taxable": True, "Job": bool(above), "BillWithParent": bool(above), "Balance": 0,
            "BalanceWithJobs": 0,
            "CurrencyRef": home_currency(books), "PreferredDeliveryMethod": "Print", "BillAddr": address,
            "ShipAddr": address, "PrimaryEmailAddr": {"Address": f"customer{key}@example.com"},
        }  # fmt: skip
        if above:
            fields |= {"ParentRef": {"value": above, "name": known[above]}, "Level": 1}
        if books.is_american:
            fields["DefaultTaxCodeRef"] = {"value": "2"}
        books.insert(kind_of("Customer"), {"Id": key, **fields})
    for key, name in _rows(names.VENDORS):
        books.insert(
            kind_of("Vendor"),
            {"Id": key, "DisplayName": name, "PrintOnCheckName": name, "Active": True, "Balance": 0,
             "Vendor1099": False, "CurrencyRef": home_currency(books)},
        )  # fmt: skip
    for number, name in names.EMPLOYEES.items():
        books.insert(
            kind_of("Employee"),
            {"Id": str(number), "DisplayName": name, "PrintOnCheckName": name, "Active": True},
        )


def _items(books: Books) -> None:
    began = (books.today() - timedelta(days=365)).isoformat()
    codes: Document = {} if books.is_american else {"SalesTaxCodeRef": {"value": "2"}}
    for key, name, sort, income, price, cost, description in _rows(names.ITEMS):
        account = books.brief("Account", income) or ("1", "Services", 1)
        fields: Document = {
            "Name": name, "FullyQualifiedName": name, "Active": True, "Type": sort,
            "Taxable": int(key) in names.TAXED, "UnitPrice": plain(Decimal(price)),
            "PurchaseCost": plain(Decimal(cost)),
            "IncomeAccountRef": {"value": account[0], "name": account[1]},
            "ExpenseAccountRef": {"value": "80", "name": "Cost of Goods Sold"},
            "TrackQtyOnHand": sort == "Inventory", **codes,
        }  # fmt: skip
        if description:
            fields["Description"] = description
        if sort == "Inventory":
            fields |= {"AssetAccountRef": {"value": "81", "name": "Inventory Asset"}, "QtyOnHand": 25,
                       "InvStartDate": began}  # fmt: skip
        made = books.insert(kind_of("Item"), {"Id": key, **fields})
        if sort == "Inventory":
            ledger.stocked(books, made, Decimal(25))
    _bundle(books)


def _bundle(books: Books) -> None:
    key, name, members = names.BUNDLE
    lines = [
        {"ItemRef": {"value": str(one), "name": books.must("Item", str(one))["Name"]}, "Qty": quantity}
        for one, quantity in members
    ]
    books.insert(
        kind_of("Item"),
        {"Id": str(key), "Name": name, "FullyQualifiedName": name, "Active": True, "Type": "Group",
         "Taxable": False, "UnitPrice": 0, "PurchaseCost": 0, "TrackQtyOnHand": False,
         "PrintGroupedItems": True, "ItemGroupDetail": {"ItemGroupLine": lines}},
    )  # fmt: skip


def _transactions(books: Books) -> None:
    code: Document = {} if books.is_american else {"TaxCodeRef": {"value": "2"}}
    home = home_currency(books)
    for customer, item, quantity in _SALES:
        price = books.must("Item", str(item)).get("UnitPrice") or 100
        line = {
            "DetailType": "SalesItemLineDetail", "Amount": price * quantity,
            "SalesItemLineDetail": {"ItemRef": {"value": str(item)}, "Qty": quantity, "UnitPrice": price,
            **code},
        }  # fmt: skip
        given = {"CustomerRef": {"value": str(customer)}, "CurrencyRef": home, "Line": [line]}
        made = writing.create(books, kind_of("Invoice"), given)
        if customer != 3:
            total = books.must("Invoice", made)["TotalAmt"]
            part = total if customer != 1 else Decimal(50)
            paid = {
                "CustomerRef": {"value": str(customer)}, "CurrencyRef": home, "TotalAmt": part,
                "Line": [{"Amount": part, "LinkedTxn": [{"TxnId": made, "TxnType": "Invoice"}]}],
            }  # fmt: skip
            writing.create(books, kind_of("Payment"), paid)
    bought = {
        "Amount": Decimal("103.55"), "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "7"}, **code},
    }  # fmt: skip
    bill = {"VendorRef": {"value": "56"}, "CurrencyRef": home, "Line": [bought]}
    writing.create(books, kind_of("Bill"), bill)
    writing.create(
        books,
        kind_of("Purchase"),
        {"PaymentType": "CreditCard", "AccountRef": {"value": "42"}, "CurrencyRef": home, "Line": [bought]},
    )
