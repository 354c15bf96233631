"""What bills, purchases and purchase orders have in common: the lines of what is bought.

They know no discount of a document and, in the United States, no tax: each line is sent net of the discount
and there with its tax, which belongs to what it cost. So the total is ours.
"""

from typing import Any

from billing.documents import Line, PurchaseDocument, Ref
from integrations.quickbooks_online.mapping import places, tax
from integrations.quickbooks_online.mapping.amounts import figures
from integrations.quickbooks_online.mapping.making import Body, Making
from integrations.quickbooks_online.mapping.sales import NUMBER_LENGTH, refuse_unready, words


def body(making: Making, document: PurchaseDocument) -> Body:
    """Return head, lines and tax."""
    refuse_unready(making, document)
    charges = [line for line in document.lines if line.type == "charge"]
    if not charges:
        raise making.unfit("no_lines", "lines", "it charges nothing, and QuickBooks needs a line. Add one.")
    taxed = _taxed(making, document, charges)
    codes = iter(taxed.codes)
    lines: list[Body] = []
    for place, line in enumerate(document.lines):
        if line.type == "charge":
            lines.append(_line(making, document, line, next(codes), place))
        elif line.type == "text":
            lines.append(words(line.description))
    return {
        "TxnDate": document.day.isoformat(),
        "DocNumber": making.text(document.number, NUMBER_LENGTH, "number", "The number"),
        **making.currency(document.currency, document.exchange_rate),
        "PrivateNote": making.text(document.memo, 4000, "memo", "The internal memo"),
        "DepartmentRef": places.location(making, document, None),
        "Line": lines,
        **taxed.fields,
    }


def expected(making: Making, document: PurchaseDocument, made: Body) -> Body:
    return {
        "total": making.money(document.total, "total"),
        # No tax of its own is kept where it is part of the cost.
        "tax": making.money(document.tax, "tax") if making.company.tax_mode == "worldwide" else 0,
        "currency": document.currency,
        "lines": len(made["Line"]),
        "number": made.get("DocNumber") or "",
    }


def seller(making: Making, document: PurchaseDocument) -> Body | None:
    """Return whose name stands on it: the supplier's or the employee's, who is a supplier there too."""
    wanted = making.settings["expense_supplier"] == "employee"
    if document.employee and (wanted or document.supplier is None):
        return making.to(None, employee(document.employee))
    return making.to(document.supplier, "supplier")


def employee(name: str) -> str:
    """Name the role of the supplier that stands for an employee."""
    return f"employee.{name}"


def order_link(making: Making, order: Ref | None) -> Body:
    """Say which order it came of; later the link is theirs, with what else was linked."""
    if order is None or not making.is_new:
        return {}
    return {"LinkedTxn": [{"TxnId": making.key(order), "TxnType": "PurchaseOrder"}]}


def _taxed(making: Making, document: PurchaseDocument, charges: list[Line]) -> tax.Taxed:
    mode = making.company.tax_mode
    if mode == "worldwide":
        return tax.worldwide(making, document, charges, making.company.purchase_rates)
    abroad: Body = {"GlobalTaxCalculation": "NotApplicable"} if making.company.country != "US" else {}
    return tax.Taxed(codes=(None,) * len(charges), fields=abroad)


def _line(making: Making, document: PurchaseDocument, line: Line, code: Body | None, place: int) -> Body:
    contained = making.company.tax_mode != "worldwide"
    cost = line.net + line.tax if contained else line.net
    amount = making.money(cost, f"lines.{place}.price")
    customer = making.to(line.customer)
    detail: Body = {
        "CustomerRef": customer,
        "ClassRef": places.line_class(making, line, line.customer),
        "TaxCodeRef": code,
        "BillableStatus": "Billable" if line.is_billable and customer else "NotBillable",
    }
    if line.item is not None:
        below = "ItemBasedExpenseLineDetail"
        detail["ItemRef"] = making.to(line.item)
        detail |= figures(quantity=line.quantity, price=line.price, amount=amount)
    else:
        below = "AccountBasedExpenseLineDetail"
        detail["AccountRef"] = making.to(line.account, "expense_account")
    made: dict[str, Any] = {
        "DetailType": below,
        "Amount": amount,
        "Description": making.text(line.description, 4000, f"lines.{place}.description", "The description"),
        below: {name: value for name, value in detail.items() if value is not None},
    }
    return {name: value for name, value in made.items() if value is not None}
