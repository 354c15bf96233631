"""The first day of a company."""

from collections.abc import Iterable
from decimal import Decimal

from simulator.quickbooks_online.amounts import plain
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import preferences
from simulator.quickbooks_online.entities.catalogue import CLASSIFIED
from simulator.quickbooks_online.entities.names import home_currency
from simulator.quickbooks_online.seed import charts


def begin(books: Books) -> None:
    """Give the company what every company of its country has."""
    _company(books)
    _accounts(books)
    for key, name, days in charts.TERMS:
        _put(books, "Term", key, Name=name, Active=True, Type="STANDARD", DiscountPercent=0, DueDays=days,
             DiscountDays=0)  # fmt: skip
    for key, name, sort in charts.PAYMENT_METHODS:
        _put(books, "PaymentMethod", key, Name=name, Active=True, Type=sort)
    _taxes(books)
    _put(books, "Preferences", "1", **preferences.document(books))
    for sequence, last in (("account", 90), ("term", 5), ("paymentmethod", 4), ("taxrate", 21), ("taxcode",
    9),
                           ("taxagency", 2), ("address", 100)):  # fmt: skip
        books.store.reserve(sequence, last)


def _put(books: Books, kind: str, key: object, **fields: object) -> Document:
    return books.insert(kind_of(kind), {"Id": str(key), **fields})


def _company(books: Books) -> None:
    name = books.settings["company_name"]
    city, state, code = charts.ADDRESSES[books.country]
    address = {"Id": "1", "Line1": "123 Sierra Way", "City": city, "Country": books.country,
               "CountrySubDivisionCode": state, "PostalCode": code}  # fmt: skip
    values = {"NeoEnabled": "true", "IndustryType": "Landscaping", "SubscriptionStatus": "PAID",
              "OfferingSku": "QuickBooks Online Plus", "PayrollFeature": "false",
              "AccountantFeature": "false",
              "ItemCategoriesFeature": "true"}  # fmt: skip
    _put(
        books, "CompanyInfo", "1",
        CompanyName=name, LegalName=name, CompanyAddr=address, CustomerCommunicationAddr=address,
        LegalAddr=address,
        PrimaryPhone={"FreeFormNumber": "(775)555-0100"}, CompanyStartDate="2025-01-02",
        FiscalYearStartMonth="January", Country=books.country, Email={"Address": "owner@example.com"},
        WebAddr={},
        SupportedLanguages="en", DefaultTimeZone="America/Los_Angeles",
        NameValue=[{"Name": key, "Value": value} for key, value in values.items()],
    )  # fmt: skip


def _rows(text: str) -> Iterable[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


def _accounts(books: Books) -> None:
    paths: dict[str, str] = {}
    for key, name, parent, kind, sub in _rows(charts.ACCOUNTS):
        paths[key] = f"{paths[parent]}:{name}" if parent else name
        fields: Document = {"ParentRef": {"value": parent, "name": paths[parent]}} if parent else {}
        _put(
            books, "Account", key, Name=name, SubAccount=bool(parent), FullyQualifiedName=paths[key],
            Active=True,
            Classification=CLASSIFIED[kind][0], AccountType=kind, AccountSubType=sub, CurrentBalance=0,
            CurrentBalanceWithSubAccounts=0, CurrencyRef=home_currency(books), **fields,
        )  # fmt: skip


def _taxes(books: Books) -> None:
    country = books.country
    _put(
        books, "TaxAgency", "1", DisplayName=charts.AGENCIES[country], TaxTrackedOnSales=True,
        TaxTrackedOnPurchases=country != "US", TaxAgencyConfig="USER_DEFINED", TaxRegistrationNumber="",
    )  # fmt: skip
    names = {}
    for key, name, percent in _rows(charts.RATES[country]):
        names[key] = name
        value = plain(Decimal(percent))
        _put(
            books, "TaxRate", key, Name=name, Description="Sales Tax" if country == "US" else name,
            Active=True,
            RateValue=value, AgencyRef={"value": "1"}, TaxReturnLineRef={}, SpecialTaxType="NONE",
            DisplayType="ReadOnly",
            EffectiveTaxRate=[{"RateValue": value, "EffectiveDate": "2024-01-01T00:00:00-08:00"}],
        )  # fmt: skip
    for key, name, rates in _rows(charts.CODES[country]):
        details = [
            {
                "TaxRateRef": {"value": one, "name": names[one]},
                "TaxTypeApplicable": "TaxOnAmount",
                "TaxOrder": place,
            }
            for place, one in enumerate(rates.split(","))
        ]
        _put(
            books, "TaxCode", key, Name=name, Description=name, Active=True, Hidden=False, Taxable=True,
            TaxGroup=True, TaxCodeConfigType="USER_DEFINED", SalesTaxRateList={"TaxRateDetail": details},
            PurchaseTaxRateList={"TaxRateDetail": [] if country == "US" else details},
        )  # fmt: skip
    if books.is_american:
        for key in ("TAX", "NON"):
            _put(books, "TaxCode", key, Name=key, Description=key, Taxable=key == "TAX", TaxGroup=False)
