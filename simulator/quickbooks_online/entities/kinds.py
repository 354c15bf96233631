"""All kinds by name, as paths (lower case) and as references name them."""

from collections.abc import Mapping

from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.lists import LISTS
from simulator.quickbooks_online.entities.transactions import TRANSACTIONS

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*LISTS, *TRANSACTIONS)}
BY_PATH: Mapping[str, Kind] = {name.lower(): kind for name, kind in KINDS.items()}
# What a fault calls the list that a reference leads into.
LIST_NAMES: Mapping[str, str] = {
    "Customer": "Names",
    "Vendor": "Names",
    "Employee": "Names",
    "Anyone": "Names",
    "Account": "Accounts",
    "Item": "Item",
    "Class": "Klasses",
    "Department": "Departments",
    "Term": "Terms",
    "PaymentMethod": "PaymentMethods",
    "TaxCode": "TaxCodes",
    "TaxRate": "TaxRates",
    "TaxAgency": "TaxAgencies",
}
# These share one sequence of ids and one space of names.
PEOPLE = ("Customer", "Vendor", "Employee")
# References that are sent without the name of what they lead to.
BARE = frozenset({"TaxCode", "TaxRate"})
