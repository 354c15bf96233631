"""What is sent for each kind of record and each way of taxing, whole."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.documents import Address, Applied, Line, Person
from billing.kinds import Kind
from billing.taxes import Rate
from integrations.contracts import Company, Deed, Intent, Remote, TaxRate
from tests.integrations.online.mapping import papers
from tests.integrations.online.mapping.papers import (
    ACCOUNT,
    BANK,
    CARD,
    CREDIT,
    CUSTOMER,
    DAY,
    EAST,
    FREE,
    INVOICE,
    ITEM,
    METHOD,
    NET30,
    NORTH,
    OTHER,
    STANDARD,
    US,
    D,
    bought,
    charge,
    customer,
    encoded,
    intent,
    item,
    money,
    sale,
    supplier,
    terms,
)

TOP = papers.named(Kind.CUSTOMER, "Top")
CODES = {STANDARD: "2", OTHER: "3", FREE: "NON", TOP: "9"}
CANADIAN = {STANDARD: "9", OTHER: "7"}
EIGHT = {STANDARD: (Rate(name="California", percent=D(8)),)}
NORTHERN = {
    STANDARD: (Rate(name="HST", percent=D(13)),),
    OTHER: (Rate(name="GST", percent=D(5)), Rate(name="QST", percent=D("9.975"))),
}
PLACES = Company(country="US", home_currency="USD", tax_mode="manual", classes="line", locations=True)
BY_DOCUMENT = Company(country="US", home_currency="USD", tax_mode="manual", classes="document")
AUTOMATED = Company(country="US", home_currency="USD", tax_mode="automated")
OFF = Company(country="US", home_currency="USD", tax_mode="off")
ABROAD_OFF = Company(country="GB", home_currency="GBP", tax_mode="off")
CA = Company(
    country="CA", home_currency="CAD", tax_mode="worldwide", multi_currency=True,
    sales_rates={
        "9": (TaxRate(key="21", percent=D(13)),),
        "7": (TaxRate(key="3", percent=D(5)), TaxRate(key="6", percent=D("9.975"))),
        "2": (TaxRate(key="8", percent=D(0)),),
    },
    purchase_rates={"9": (TaxRate(key="22", percent=D(13)),)},
)  # fmt: skip
CARDS = Company(country="US", home_currency="USD", tax_mode="manual", card_accounts=frozenset({"42"}))
THERE = Remote(key="5000000000000503624", revision="3")


def v(key: str) -> dict[str, str]:
    return {"value": key}


def sold(amount: Any, *, words: str | None = "Consulting", **detail: Any) -> dict[str, Any]:
    made = {"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": detail}
    return made if words is None else {**made, "Description": words}


def spent(amount: Any, sort: str, **detail: Any) -> dict[str, Any]:
    below = f"{sort}BasedExpenseLineDetail"
    return {"DetailType": below, "Amount": amount, "Description": "Consulting", below: detail}


def told(amount: Any, rate: str, base: Any) -> dict[str, Any]:
    return {
        "Amount": amount, "DetailType": "TaxLineDetail",
        "TaxLineDetail": {"TaxRateRef": v(rate), "PercentBased": False, "NetAmountTaxable": base},
    }  # fmt: skip


def in_words(text: str) -> dict[str, Any]:
    return {"DetailType": "DescriptionOnly", "Description": text, "DescriptionLineDetail": {}}


HEAD = {"CustomerRef": v("1"), "TxnDate": "2026-11-20", "DocNumber": "1042", "EmailStatus": "NotSet"}
NON, TAX = v("NON"), v("TAX")
FULL = sale(
    [
        charge("100.005", quantity="2", code=STANDARD, off="10", service_date=DAY, tracking_class=EAST),
        Line(type="text", description="Thank you"),
        Line(type="subtotal", description="So far", amount=D("180.01")),
        charge("50", item=None, description=""),
    ],
    EIGHT, percent="5", department=NORTH, terms=NET30, due_on=date(2026, 12, 20), memo="ours",
    message="Thanks", bill_to="Cedar Ltd\n1 Elm St\nReno NV 89501", email_to="a@b.example", delivery="email",
    order_number="PO9",
)  # fmt: skip
CASES: dict[str, tuple[Intent, Company, dict[str, Any], str, dict[str, str], dict[str, Any]]] = {
    "an invoice with everything": (
        intent(FULL, CODES, roles={"default_item": "1", "order_number_field": "1"}), PLACES,
        {"use_classes": True, "location_source": "document", "email_status": "as_here",
         "address_skip_lines": 1},
        "invoice", {},
        {
            **HEAD, "ApplyTaxAfterDiscount": True, "DepartmentRef": v("1"), "SalesTermRef": v("3"),
            "DueDate": "2026-12-20", "PrivateNote": "ours", "CustomerMemo": v("Thanks"),
            "BillAddr": {"Line1": "1 Elm St", "Line2": "Reno NV 89501"},
            "BillEmail": {"Address": "a@b.example"}, "EmailStatus": "NeedToSend", "PrintStatus": "NotSet",
            "CustomField": [{"DefinitionId": "1", "Type": "StringType", "StringValue": "PO9"}],
            "Line": [
                # Two at 100.005 less a tenth are 180.009; the price is the one that leads to 180.01.
                sold(D("180.01"), ItemRef=v("2"), Qty=2, UnitPrice=D("90.005"), ServiceDate="2026-11-20",
                     ClassRef=v("5000000000000007281"), TaxCodeRef=TAX),
                in_words("Thank you"),
                sold(50, words=None, ItemRef=v("1"), Qty=1, UnitPrice=50, TaxCodeRef=NON),
                {"DetailType": "DiscountLineDetail", "Amount": D("11.5"),
                 "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 5}},
            ],
            "TxnTaxDetail": {"TxnTaxCodeRef": v("2"), "TotalTax": D("13.68")},
        },
    ),
    "a discount as an amount, to an account": (
        intent(sale([charge()], discount="12.34"), roles={"discount_account": "86"}), OFF, {}, "invoice", {},
        {
            **HEAD,
            "Line": [
                sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100),
                {"DetailType": "DiscountLineDetail", "Amount": D("12.34"),
                 "DiscountLineDetail": {"PercentBased": False, "DiscountAccountRef": v("86")}},
            ],
        },
    ),
    "prices with tax in the United States": (
        intent(sale([charge("108", code=STANDARD)], EIGHT, inclusive=True), CODES), US, {}, "invoice", {},
        {
            **HEAD, "Line": [sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=TAX)],
            "TxnTaxDetail": {"TxnTaxCodeRef": v("2"), "TotalTax": 8},
        },
    ),
    "half a cent goes up, and no price that fits leaves the amount alone": (
        intent(sale([charge("14.50", quantity="128.350"), charge("0.000004", quantity="900000", off="50")])),
        OFF, {}, "invoice", {},
        {
            **HEAD,
            "Line": [
                sold(D("1861.08"), ItemRef=v("2"), Qty=D("128.35"), UnitPrice=D("14.5")),
                sold(D("1.8"), ItemRef=v("2"), Qty=900000, UnitPrice=D("0.000002")),
            ],
        },
    ),
    "one class for the document": (
        intent(sale([charge(tracking_class=EAST)])), BY_DOCUMENT, {"use_classes": True}, "invoice", {},
        {
            **HEAD, "ClassRef": v("5000000000000007281"), "TxnTaxDetail": {"TotalTax": 0},
            "Line": [sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=NON)],
        },
    ),
    "QuickBooks computes by hand": (
        intent(sale([charge(code=STANDARD)], EIGHT), CODES), US, {"who_computes_tax": "quickbooks"},
        "invoice", {},
        {
            **HEAD, "Line": [sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=TAX)],
            "TxnTaxDetail": {"TxnTaxCodeRef": v("2")},
        },
    ),
    "automated": (
        intent(sale([charge(code=STANDARD)], EIGHT, bill_to="Cedar Ltd\n1 Elm St")), AUTOMATED, {},
        "invoice", {},
        {
            **HEAD, "Line": [sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=TAX)],
            "TxnTaxDetail": {"TotalTax": 8},
        },
    ),
    "automated, every line taxed by a service": (
        intent(sale([charge()])), AUTOMATED, {"who_computes_tax": "service", "mark_all_taxable": True},
        "invoice", {},
        {**HEAD, "Line": [sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=TAX)]},
    ),
    "no tax abroad": (
        intent(sale([charge()], currency="GBP")), ABROAD_OFF,
        {"numbering": "prefixed", "number_prefix": "T-"}, "invoice", {},
        {
            **HEAD, "DocNumber": "T-1042", "GlobalTaxCalculation": "NotApplicable",
            "Line": [sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100)],
        },
    ),
    "a code on every line, a discount in the lines, another currency": (
        intent(
            sale(
                [charge("100", code=STANDARD), charge("4495.16", code=OTHER)], NORTHERN, currency="EUR",
                percent=10, exchange_rate=D("1.5"), kind=Kind.CREDIT_NOTE,
            ),
            CANADIAN,
        ),
        CA, {"numbering": "theirs"}, "creditmemo", {},
        {
            "CustomerRef": v("1"), "TxnDate": "2026-11-20", "EmailStatus": "NotSet",
            "CurrencyRef": v("EUR"), "ExchangeRate": D("1.5"), "GlobalTaxCalculation": "TaxExcluded",
            "Line": [
                sold(90, ItemRef=v("2"), Qty=1, UnitPrice=90, TaxCodeRef=v("9")),
                sold(D("4045.64"), ItemRef=v("2"), Qty=1, UnitPrice=D("4045.64"), TaxCodeRef=v("7")),
                in_words("The lines contain a discount of 459.52 EUR."),
            ],
            "TxnTaxDetail": {
                "TotalTax": D("617.53"),
                "TaxLine": [
                    told(D("11.7"), "21", 90), told(D("202.28"), "3", D("4045.64")),
                    told(D("403.55"), "6", D("4045.64")),
                ],
            },
        },
    ),
    "prices with tax abroad, and a line without": (
        intent(
            sale([charge("113", code=STANDARD), charge("20")], NORTHERN, currency="CAD", inclusive=True),
            CANADIAN, roles={"no_tax_code": "2"},
        ),
        CA, {}, "invoice", {},
        {
            **HEAD, "CurrencyRef": v("CAD"), "ExchangeRate": 1, "GlobalTaxCalculation": "TaxInclusive",
            "Line": [
                sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=v("9")),
                sold(20, ItemRef=v("2"), Qty=1, UnitPrice=20, TaxCodeRef=v("2")),
            ],
            "TxnTaxDetail": {"TotalTax": 13, "TaxLine": [told(13, "21", 100), told(0, "8", 20)]},
        },
    ),
    "a payment with a long reference": (
        intent(
            money(
                applied=(Applied(invoice=INVOICE, amount=D(50), day=DAY),
                         Applied(invoice=INVOICE, amount=D(10), day=DAY)),
                account=BANK, method=METHOD, reference="pi_3Nabcdefghijklmnopqrstuv", memo="by wire",
            )
        ),
        US, {}, "payment", {},
        {
            "CustomerRef": v("1"), "TxnDate": "2026-11-20", "TotalAmt": 100, "PaymentMethodRef": v("2"),
            "DepositToAccountRef": v("35"), "PaymentRefNum": "pi_3Nabcdefghijklmnop",
            "PrivateNote": "Reference: pi_3Nabcdefghijklmnopqrstuv\nby wire",
            "Line": [{"Amount": 60, "LinkedTxn": [{"TxnId": "157", "TxnType": "Invoice"}]}],
        },
    ),
    "a credit note put on an invoice": (
        intent(money(amount=D(0), of=CREDIT, applied=(Applied(invoice=INVOICE, amount=D("60.5"), day=DAY),))),
        US, {}, "payment", {},
        {
            "CustomerRef": v("1"), "TxnDate": "2026-11-20", "TotalAmt": 0,
            "Line": [
                {"Amount": D("60.5"), "LinkedTxn": [{"TxnId": "157", "TxnType": "Invoice"}]},
                {"Amount": D("60.5"), "LinkedTxn": [{"TxnId": "73", "TxnType": "CreditMemo"}]},
            ],
        },
    ),
    "a refund as a receipt": (
        intent(money(Kind.REFUND, of=CREDIT, account=BANK), roles={"refund_item": "9"}), US,
        {"refunds": "refund_receipt"}, "refundreceipt", {},
        {
            "CustomerRef": v("1"), "TxnDate": "2026-11-20", "DepositToAccountRef": v("35"),
            "TxnTaxDetail": {"TotalTax": 0},
            "Line": [sold(100, words="Refund of credit note 77", ItemRef=v("9"), Qty=1, UnitPrice=100,
                          TaxCodeRef=NON)],
        },
    ),
    "a refund as a credit memo abroad": (
        intent(money(Kind.REFUND, currency="CAD"), roles={"refund_item": "9", "no_tax_code": "2"}), CA,
        {"refunds": "credit_memo"}, "creditmemo", {},
        {
            "CustomerRef": v("1"), "TxnDate": "2026-11-20", "CurrencyRef": v("CAD"), "ExchangeRate": 1,
            "GlobalTaxCalculation": "TaxExcluded", "TxnTaxDetail": {"TotalTax": 0},
            "Line": [sold(100, words="Refund", ItemRef=v("9"), Qty=1, UnitPrice=100, TaxCodeRef=v("2"))],
        },
    ),
    "a bill, whose tax belongs to the cost": (
        intent(
            bought(
                [charge("10", quantity=5, code=STANDARD, customer=CUSTOMER, is_billable=True),
                 charge("7", item=None, account=ACCOUNT)],
                EIGHT, terms=NET30, due_on=date(2026, 12, 20),
            ),
            CODES,
        ),
        US, {}, "bill", {},
        {
            "VendorRef": v("30"), "TxnDate": "2026-11-20", "DocNumber": "B-7", "SalesTermRef": v("3"),
            "DueDate": "2026-12-20",
            "Line": [
                spent(54, "Item", ItemRef=v("2"), Qty=5, UnitPrice=D("10.8"), CustomerRef=v("1"),
                      BillableStatus="Billable"),
                spent(7, "Account", AccountRef=v("7"), BillableStatus="NotBillable"),
            ],
        },
    ),
    "a bill abroad": (
        intent(bought([charge("100", item=None, account=ACCOUNT, code=STANDARD)], NORTHERN, currency="CAD"),
               CANADIAN),
        CA, {}, "bill", {},
        {
            "VendorRef": v("30"), "TxnDate": "2026-11-20", "DocNumber": "B-7", "CurrencyRef": v("CAD"),
            "ExchangeRate": 1, "GlobalTaxCalculation": "TaxExcluded",
            "Line": [
                spent(100, "Account", AccountRef=v("7"), BillableStatus="NotBillable", TaxCodeRef=v("9"))
            ],
            "TxnTaxDetail": {"TotalTax": 13, "TaxLine": [told(13, "22", 100)]},
        },
    ),
    "a purchase by card": (
        intent(bought([charge("7", item=None, account=ACCOUNT)], type="purchase", paid_from=CARD,
                      method=METHOD)),
        CARDS, {}, "purchase", {},
        {
            "PaymentType": "CreditCard", "AccountRef": v("42"),
            "EntityRef": {"value": "30", "type": "Vendor"},
            "PaymentMethodRef": v("2"), "TxnDate": "2026-11-20", "DocNumber": "B-7",
            "Line": [spent(7, "Account", AccountRef=v("7"), BillableStatus="NotBillable")],
        },
    ),
    "an expense of an employee is owed to them": (
        intent(
            bought([charge("7", item=None, account=ACCOUNT)], type="purchase", supplier=None, employee="Ana",
                   is_reimbursable=True),
            roles={"employee.Ana": "31"},
        ),
        US, {}, "bill", {},
        {
            "VendorRef": v("31"), "TxnDate": "2026-11-20", "DocNumber": "B-7",
            "Line": [spent(7, "Account", AccountRef=v("7"), BillableStatus="NotBillable")],
        },
    ),
    "a purchase order": (
        intent(
            bought([charge("7")], kind=Kind.PURCHASE_ORDER, type="order", message="soon",
                   email_to="x@y.example", ship_to="Dock 4"),
            roles={"payable_account": "33"},
        ),
        US, {}, "purchaseorder", {},
        {
            "VendorRef": v("30"), "APAccountRef": v("33"), "TxnDate": "2026-11-20", "DocNumber": "B-7",
            "Memo": "soon", "POStatus": "Open", "POEmail": {"Address": "x@y.example"},
            "ShipAddr": {"Line1": "Dock 4"},
            "Line": [spent(7, "Item", ItemRef=v("2"), Qty=1, UnitPrice=7, BillableStatus="NotBillable")],
        },
    ),
    "a customer below another": (
        intent(
            customer(
                terms=NET30, parent=TOP, tax_code=STANDARD, primary=Person(email="a@b.example", phone="5"),
                billing=Address(lines=("Cedar", "1 Elm"), city="Reno", region="NV", postcode="1",
                                country="US"),
            ),
            CODES,
        ),
        US, {"address_skip_lines": 1}, "customer", {},
        {
            "DisplayName": "Cedar Ltd", "ParentRef": v("9"), "Job": True, "SalesTermRef": v("3"),
            "Taxable": True, "DefaultTaxCodeRef": v("2"), "PrimaryPhone": {"FreeFormNumber": "5"},
            "PrimaryEmailAddr": {"Address": "a@b.example"},
            "BillAddr": {"Line1": "1 Elm", "City": "Reno", "CountrySubDivisionCode": "NV", "PostalCode": "1",
                         "Country": "US"},
        },
    ),
    "a customer changed": (
        intent(
            customer(notes="VIP", for_billing=Person(email="bills@b.example"), is_taxable=False,
                     billing=Address(lines=("1 Elm",))),
            remote=THERE,
        ),
        US, {"contact": "billing"}, "customer", {},
        {
            "Id": "5000000000000503624", "SyncToken": "3", "sparse": True, "Active": True, "Notes": "VIP",
            "DisplayName": "Cedar Ltd", "CompanyName": "", "PrimaryEmailAddr": {"Address": "bills@b.example"},
            "PrimaryPhone": {}, "SalesTermRef": v(""), "Taxable": False,
        },
    ),
    "a customer who is inactive keeps the name QuickBooks gave them": (
        intent(customer(is_active=False), remote=THERE), US, {}, "customer", {},
        {"Id": "5000000000000503624", "SyncToken": "3", "sparse": True, "Active": False},
    ),
    "a supplier in another currency": (
        intent(supplier(our_account="778", email="a@b.example", currency="EUR")), CA, {}, "vendor", {},
        {"DisplayName": "Mill Supply", "AcctNum": "778", "PrimaryEmailAddr": {"Address": "a@b.example"},
         "CurrencyRef": v("EUR")},
    ),
    "an item": (
        intent(item(number="N-1", description="At night"), roles={"income_account": "1"}), US, {}, "item", {},
        {"Name": "Night hours", "Type": "Service", "Sku": "N-1", "Description": "At night",
         "PurchaseDesc": "At night", "UnitPrice": 100, "PurchaseCost": 0, "Taxable": True,
         "IncomeAccountRef": v("1")},
    ),
    "an item in stock, below another, abroad": (
        intent(
            item(type="inventory", parent=ITEM, income_account=BANK, expense_account=CARD,
                 asset_account=ACCOUNT, tax_code=STANDARD),
            CANADIAN,
        ),
        CA, {"go_live_on": "2027-01-01"}, "item", {},
        {"Name": "Night hours", "Type": "Inventory", "SubItem": True, "ParentRef": v("2"), "UnitPrice": 100,
         "PurchaseCost": 0, "IncomeAccountRef": v("35"), "ExpenseAccountRef": v("42"),
         "AssetAccountRef": v("7"), "TrackQtyOnHand": True, "QtyOnHand": 0, "InvStartDate": "2027-01-01",
         "SalesTaxCodeRef": v("9")},
    ),
    "terms by days": (
        intent(terms(discount_percent=D(2), discount_days=10)), US, {}, "term", {},
        {"Name": "Net 45", "DueDays": 45, "DiscountPercent": 2, "DiscountDays": 10},
    ),
    "terms by a day of the month": (
        intent(terms(by_day_of_month=True, day_of_month=15, next_month_within=5)), US, {}, "term", {},
        {"Name": "Net 45", "DayOfMonthDue": 15, "DueNextMonthDays": 5},
    ),
    "void: an invoice": (
        intent(sale([charge()]), deed=Deed.VOID, remote=THERE), US, {}, "invoice", {"operation": "void"},
        {"Id": "5000000000000503624", "SyncToken": "3"},
    ),
    "void: a payment": (
        intent(money(), deed=Deed.VOID, remote=THERE), US, {}, "payment",
        {"operation": "update", "include": "void"},
        {"Id": "5000000000000503624", "SyncToken": "3", "sparse": True},
    ),
    "void: a credit note goes": (
        intent(sale([charge()], kind=Kind.CREDIT_NOTE), deed=Deed.VOID, remote=THERE), US, {}, "creditmemo",
        {"operation": "delete"}, {"Id": "5000000000000503624", "SyncToken": "3"},
    ),
    "void: a bill goes": (
        intent(bought([charge()]), deed=Deed.VOID, remote=THERE), US, {}, "bill", {"operation": "delete"},
        {"Id": "5000000000000503624", "SyncToken": "3"},
    ),
    "delete: an invoice": (
        intent(sale([charge()]), deed=Deed.DELETE, remote=THERE), US, {}, "invoice", {"operation": "delete"},
        {"Id": "5000000000000503624", "SyncToken": "3"},
    ),
    "delete: an item becomes inactive": (
        intent(item(), deed=Deed.DELETE, remote=THERE), US, {}, "item", {},
        {"Id": "5000000000000503624", "SyncToken": "3", "sparse": True, "Active": False},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent(case: str) -> None:
    one, company, settings, path, query, body = CASES[case]
    request = encoded(one, company, **settings).request
    assert json.loads(request["body"], parse_float=Decimal) == body
    assert (request["method"], request["path"]) == ("POST", path)
    assert request["query"] == {"requestid": "0195a3b2-7c1e-7000-8000-00000000000a", **query}


THEIRS = {
    "Id": "12", "SyncToken": "4", "domain": "QBO", "MetaData": {"CreateTime": "x"}, "TotalAmt": "300.50",
    "Balance": "300.50", "TrackingNum": "1Z", "EmailStatus": "EmailSent", "CustomerMemo": v("old"),
    "CustomField": [{"DefinitionId": "1", "StringValue": "Crew 4"}], "TxnTaxDetail": {"TotalTax": "9.99"},
    "LinkedTxn": [{"TxnId": "9", "TxnType": "Estimate"}],
    "Line": [
        {**sold("50.00", ItemRef=v("2"), Qty=1, UnitPrice=50, ServiceDate="2026-01-01",
                MarkupInfo={"Percent": 3}), "Id": "1",
         "LineNum": 1, "LinkedTxn": [{"TxnId": "9", "TxnType": "Estimate"}]},
        {**sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=TAX), "Id": "2", "LineNum": 2},
        {**sold(7, ItemRef=v("2")), "Id": "3"},
        {"Amount": "157.00", "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
    ],
}  # fmt: skip


def test_a_change_is_written_upon_theirs_and_lines_keep_their_ids() -> None:
    document = sale([charge("100"), charge("60")])
    one = intent(document, remote=Remote(key="12", revision="4"), theirs=THEIRS)
    assert json.loads(encoded(one).request["body"]) == {
        "Id": "12", "SyncToken": "4", "CustomerRef": v("1"), "TxnDate": "2026-11-20", "DocNumber": "1042",
        "TrackingNum": "1Z", "EmailStatus": "EmailSent", "LinkedTxn": THEIRS["LinkedTxn"],
        "CustomField": THEIRS["CustomField"], "TxnTaxDetail": {"TotalTax": 0},
        "Line": [
            # The same line keeps its id wherever it stands; the changed one takes the next, with what we do
            # not know of it.
            {**sold(100, ItemRef=v("2"), Qty=1, UnitPrice=100, TaxCodeRef=NON), "Id": "2"},
            {**sold(60, ItemRef=v("2"), Qty=1, UnitPrice=60, TaxCodeRef=NON, MarkupInfo={"Percent": 3}),
             "Id": "1", "LinkedTxn": [{"TxnId": "9", "TxnType": "Estimate"}]},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("theirs", [{}, {**THEIRS, "SyncToken": "3"}, {**THEIRS, "Id": "13"}])
def test_without_theirs_at_this_revision_a_change_is_sparse(theirs: dict[str, Any]) -> None:
    one = intent(sale([charge("100")]), remote=Remote(key="12", revision="4"), theirs=theirs)
    body = json.loads(encoded(one).request["body"])
    assert body["sparse"] is True
    assert (body["CustomerMemo"], body["SalesTermRef"], body["BillAddr"]) == ({}, v(""), {})
    assert "EmailStatus" not in body
    assert "MetaData" not in body


def test_a_payment_is_changed_whole() -> None:
    one = intent(money(), remote=Remote(key="12", revision="4"))
    assert json.loads(encoded(one).request["body"]) == {
        "Id": "12", "SyncToken": "4", "CustomerRef": v("1"), "TxnDate": "2026-11-20",
        "TotalAmt": 100, "Line": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on_top", "parts"), [(False, [D("5.00"), D("9.98")]), (True, [D("4.84"), D("10.14")])]
)
def test_tax_of_a_code_is_shared_over_its_rates(on_top: bool, parts: list[Decimal]) -> None:
    """Where percentages do not tell which rate of theirs is which of ours."""
    company = replace(
        CA,
        sales_rates={
            "7": (TaxRate(key="3", percent=D(5)), TaxRate(key="6", percent=D("9.975"), on_top=on_top))
        },
    )
    together = {OTHER: (Rate(name="Both", percent=D("14.98")),)}
    one = intent(sale([charge(code=OTHER)], together, currency="CAD"), CANADIAN)
    body = json.loads(encoded(one, company).request["body"], parse_float=Decimal)
    told_of = [line["Amount"] for line in body["TxnTaxDetail"]["TaxLine"]]
    assert told_of == parts
    assert sum(told_of) == body["TxnTaxDetail"]["TotalTax"] == D("14.98")


def test_two_of_our_rates_of_one_percentage_are_not_taken_for_one_of_theirs() -> None:
    same = {STANDARD: (Rate(name="A", percent=D(13)),), OTHER: (Rate(name="B", percent=D(13)),)}
    document = sale([charge(code=STANDARD), charge("50", code=OTHER)], same, currency="CAD")
    body = json.loads(encoded(intent(document, {**CANADIAN, OTHER: "9"}), CA).request["body"])
    assert [line["Amount"] for line in body["TxnTaxDetail"]["TaxLine"]] == [19.5]


def test_who_is_exempt_is_sent_as_untaxed_where_a_code_for_that_is_known() -> None:
    document = sale([charge(code=STANDARD)], {}, currency="CAD")
    for roles, code in (({"no_tax_code": "2"}, "2"), ({}, "9")):
        body = json.loads(encoded(intent(document, CANADIAN, roles=roles), CA).request["body"])
        assert body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == v(code)
        assert body["TxnTaxDetail"]["TotalTax"] == 0


def test_long_addresses_and_lists_of_addresses_find_their_place() -> None:
    document = sale([charge()], bill_to="A\nB\nC\nD\nE\nF", email_to=", ".join(["a" * 30 + "@b.example"] * 3))
    body = json.loads(encoded(intent(document)).request["body"])
    assert body["BillAddr"] == {"Line1": "A", "Line2": "B", "Line3": "C", "Line4": "D", "Line5": "E, F"}
    assert body["BillEmail"]["Address"].count("@") == 2
    assert body["BillEmailCc"]["Address"].count("@") == 1


def test_a_discount_that_their_percentage_does_not_meet_is_an_amount() -> None:
    document = replace(sale([charge("10.01")], percent=50), discount=D("5.00"), total=D("5.01"))
    body = json.loads(encoded(intent(document), OFF).request["body"])
    assert body["Line"][1]["DiscountLineDetail"] == {"PercentBased": False}


def test_what_is_told_of_the_rates_adds_up_whatever_was_printed() -> None:
    document = sale([charge(code=STANDARD)], NORTHERN, currency="CAD")
    odd = replace(document, taxes=(replace(document.taxes[0], amount=D("12.99")),))
    body = json.loads(encoded(intent(odd, CANADIAN), CA).request["body"])
    assert [line["Amount"] for line in body["TxnTaxDetail"]["TaxLine"]] == [13]


def test_what_a_bill_is_linked_to_there_stays() -> None:
    order = papers.named(Kind.PURCHASE_ORDER, "B-7")
    links = [{"TxnId": "8", "TxnType": "PurchaseOrder"}, {"TxnId": "9", "TxnType": "BillPaymentCheck"}]
    theirs = {"Id": "12", "SyncToken": "4", "LinkedTxn": links, "Line": []}
    one = intent(
        bought([charge()], order=order), {order: "8"}, remote=Remote(key="12", revision="4"), theirs=theirs
    )
    assert json.loads(encoded(one).request["body"])["LinkedTxn"] == links


def test_a_credit_pays_what_the_money_does_not() -> None:
    applied = (Applied(invoice=INVOICE, amount=D("60.5"), day=DAY),)
    body = json.loads(encoded(intent(money(amount=D(10), of=CREDIT, applied=applied))).request["body"])
    assert [line["Amount"] for line in body["Line"]] == [60.5, 50.5]
