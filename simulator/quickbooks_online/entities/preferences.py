"""Preferences and company information: what they say of the settings, and the settings they change."""

from collections.abc import Mapping
from typing import Any

from simulator.quickbooks_online.api.refusals import refuse, unreadable
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities.checking import Checker
from simulator.quickbooks_online.entities.writing import current, guard

# Where a preference is a setting of the company.
_WRITABLE: Mapping[tuple[str, str], str] = {
    ("SalesFormsPrefs", "CustomTxnNumbers"): "custom_numbers",
    ("SalesFormsPrefs", "AllowDiscount"): "discounts",
    ("SalesFormsPrefs", "AllowDeposit"): "deposits",
    ("SalesFormsPrefs", "AllowShipping"): "shipping",
    ("SalesFormsPrefs", "AutoApplyCredit"): "auto_apply_credit",
    ("SalesFormsPrefs", "AutoApplyPayments"): "auto_apply_payments",
    ("AccountingInfoPrefs", "TrackDepartments"): "departments",
    ("TaxPrefs", "UsingSalesTax"): "sales_tax",
    ("CurrencyPrefs", "MultiCurrencyEnabled"): "multi_currency",
}

MAILED = {
    "Invoice": "Invoice",
    "Estimate": "Estimate",
    "SalesReceipt": "Sales Receipt",
    "Statement": "Statement",
}


def document(books: Books) -> Document:
    """Return the preferences that follow from the settings."""
    settings = books.settings
    tax: Document = {"UsingSalesTax": settings["sales_tax"]}
    if books.profile == "us-ast":
        tax["PartnerTaxEnabled"] = True
    elif books.profile == "us" and books.brief("TaxCode", "2"):
        tax["TaxGroupCodeRef"] = {"value": "2"}
    accounting: Document = {
        "FirstMonthOfFiscalYear": "January",
        "UseAccountNumbers": False,
        "TaxYearMonth": "January",
        "ClassTrackingPerTxn": settings["classes"] == "txn",
        "ClassTrackingPerTxnLine": settings["classes"] == "line",
        "TrackDepartments": settings["departments"],
        "DepartmentTerminology": "Location",
        "CustomerTerminology": "Customers",
    }
    if settings["closed_through"]:
        accounting["BookCloseDate"] = settings["closed_through"]
    return {
        "AccountingInfoPrefs": accounting,
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": True,
        },
        "SalesFormsPrefs": {
            "CustomField": _custom_fields(books),
            "CustomTxnNumbers": settings["custom_numbers"],
            "AllowDeposit": settings["deposits"],
            "AllowDiscount": settings["discounts"],
            "AllowShipping": settings["shipping"],
            "AllowServiceDate": False,
            "AllowEstimates": True,
            "DefaultTerms": {"value": "3"},
            "AutoApplyCredit": settings["auto_apply_credit"],
            "AutoApplyPayments": settings["auto_apply_payments"],
            "ETransactionPaymentEnabled": False,
            "IPNSupportEnabled": False,
            "UsingProgressInvoicing": False,
        },
        "EmailMessagesPrefs": {
            f"{name}Message": {"Subject": f"{words} from {settings['company_name']}", "Message": "Thank you."}
            for name, words in MAILED.items()
        },
        "VendorAndPurchasesPrefs": {"BillableExpenseTracking": True, "TrackingByCustomer": True},
        "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True, "WorkWeekStartDate": "Monday"},
        "TaxPrefs": tax,
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": settings["multi_currency"],
            "HomeCurrency": {"value": books.home},
        },
        "ReportPrefs": {"ReportBasis": "Accrual"},
        "OtherPrefs": {
            "NameValue": [
                {"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": "Thank you for your business."},
                {"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"},
            ]
        },
    }


def _custom_fields(books: Books) -> list[Document]:
    keys = books.custom_fields
    return [
        {
            "CustomField": [
                {
                    "Name": f"SalesFormsPrefs.UseSalesCustom{key}",
                    "Type": "BooleanType",
                    "BooleanValue": key in keys,
                }
                for key in ("1", "2", "3")
            ]
        },
        {
            "CustomField": [
                {
                    "Name": f"SalesFormsPrefs.SalesCustomName{key}",
                    "Type": "StringType",
                    "StringValue": "Crew #",
                }
                for key in keys
            ]
        },
    ]


def refresh(books: Books) -> None:
    """Bring both objects in line with the settings; a change is a new version."""
    old = books.load("Preferences", "1")
    if old is not None:
        fresh = document(books)
        if any(old.get(name) != value for name, value in fresh.items()):
            books.save(kind_of("Preferences"), {**old, **fresh})
    info = books.load("CompanyInfo", "1")
    if info is None:
        return
    fresh = {**info, "CompanyName": books.settings["company_name"], "NameValue": _standing(books, info)}
    if fresh != info:
        books.save(kind_of("CompanyInfo"), fresh)


def _standing(books: Books, info: Document) -> list[Document]:
    """Return the company's pairs of name and value, with what is left of its subscription."""
    status = "EXPIRED" if books.settings["subscription_ended"] else "PAID"
    return [
        {**pair, "Value": status} if pair["Name"] == "SubscriptionStatus" else pair
        for pair in info.get("NameValue", [])
    ]


def change(books: Books, given: Any) -> None:
    """Change the few preferences that can be; the others are ignored."""
    guard(books)
    if not isinstance(given, dict):
        raise unreadable()
    Checker(books, kind_of("Preferences")).check(given)
    current(books, kind_of("Preferences"), given)
    groups = {group: given.get(group) or {} for group, _ in _WRITABLE}
    if not all(isinstance(group, dict) for group in groups.values()):
        raise unreadable()
    wanted = {
        setting: groups[group][name]
        for (group, name), setting in _WRITABLE.items()
        if isinstance(groups[group].get(name), bool)
    }
    if books.settings["multi_currency"] and wanted.get("multi_currency") is False:
        raise refuse("2600", "Conflicting elements in request : Multi-currency cannot be turned off")
    books.settings.update(wanted)
    books.settings["classes"] = _classes(books, groups["AccountingInfoPrefs"])
    refresh(books)


def _classes(books: Books, given: Document) -> str:
    per_line = given.get("ClassTrackingPerTxnLine", books.settings["classes"] == "line")
    per_form = given.get("ClassTrackingPerTxn", books.settings["classes"] == "txn")
    return "line" if per_line else "txn" if per_form else "off"
