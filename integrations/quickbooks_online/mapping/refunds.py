"""Money given back: a refund receipt, which leaves an account, or a credit memo, by choice of the tenant.

Either has one line of the item that the tenant chose for refunds. The sum is what was paid back, so no tax
is worked out of it anew.
"""

from billing.documents import MoneyDocument
from integrations.quickbooks_online.mapping import keeping
from integrations.quickbooks_online.mapping.making import Body, Making, Write
from integrations.quickbooks_online.mapping.payments import moved, refuse_void
from integrations.quickbooks_online.mapping.tax import NO_TAX, UNTAXED

ENTITIES = {"refund_receipt": "RefundReceipt", "credit_memo": "CreditMemo"}
ITEM = "refund_item"


def put(making: Making, document: MoneyDocument) -> Write:
    refuse_void(making, document)
    choice = making.settings["refunds"]
    if choice not in ENTITIES:
        raise making.unfit(
            "refunds_off",
            "refunds",
            "refunds are not sent to QuickBooks. Choose under Settings what they arrive as.",
        )
    amount = making.money(document.amount, "amount")
    made: Body = {
        "CustomerRef": making.to(document.customer),
        **moved(making, document),
        "Line": [_line(making, document, amount)],
        **_untaxed(making),
    }
    if choice == "refund_receipt":
        made["DepositToAccountRef"] = making.to(document.account, "refund_account")
    expect = {"total": amount, "tax": 0, "currency": document.currency, "lines": 1}
    return keeping.transaction(making, ENTITIES[choice], made, expect=expect)


def _line(making: Making, document: MoneyDocument, amount: object) -> Body:
    of = f"Refund of {document.of.label}" if document.of else "Refund"
    detail: Body = {"ItemRef": making.to(None, ITEM), "Qty": 1, "UnitPrice": amount}
    mode = making.company.tax_mode
    if mode == "worldwide":
        detail["TaxCodeRef"] = making.to(None, NO_TAX)
    elif mode != "off":
        detail["TaxCodeRef"] = {"value": UNTAXED}
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "Description": of,
        "SalesItemLineDetail": detail,
    }


def _untaxed(making: Making) -> Body:
    if making.company.tax_mode == "worldwide":
        return {"GlobalTaxCalculation": "TaxExcluded", "TxnTaxDetail": {"TotalTax": 0}}
    if making.company.country != "US":
        return {"GlobalTaxCalculation": "NotApplicable"}
    return {} if making.company.tax_mode == "off" else {"TxnTaxDetail": {"TotalTax": 0}}
