"""Which rules each kind follows."""

from collections.abc import Mapping

from simulator.quickbooks_online.entities import catalogue, hours, journal, names, payments, purchases, sales
from simulator.quickbooks_online.entities.rules import Fixed, Rules

RULES: Mapping[str, Rules] = {
    "Customer": names.Customer(),
    "Vendor": names.Vendor(),
    "Employee": names.Person(),
    "Item": catalogue.Item(),
    "Account": catalogue.Account(),
    "Class": catalogue.Tree(),
    "Department": catalogue.Tree(),
    "Term": catalogue.Term(),
    "PaymentMethod": catalogue.PaymentMethod(),
    "CompanyCurrency": catalogue.Currency(),
    "TaxCode": Fixed(),
    "TaxRate": Fixed(),
    "TaxAgency": catalogue.TaxAgency(),
    "CompanyInfo": catalogue.CompanyInfo(),
    "Preferences": Fixed(),
    "ExchangeRate": Fixed(),
    "Attachable": catalogue.Attached(),
    "Invoice": sales.Invoice(),
    "CreditMemo": sales.CreditMemo(),
    "SalesReceipt": sales.SalesReceipt(),
    "RefundReceipt": sales.RefundReceipt(),
    "Estimate": sales.Estimate(),
    "Payment": payments.Payment(),
    "BillPayment": payments.BillPayment(),
    "Bill": purchases.Bill(),
    "VendorCredit": purchases.VendorCredit(),
    "Purchase": purchases.Purchase(),
    "PurchaseOrder": purchases.PurchaseOrder(),
    "JournalEntry": journal.Journal(),
    "Deposit": journal.Deposit(),
    "Transfer": journal.Transfer(),
    "TimeActivity": hours.TimeActivity(),
}
