"""Payments, and credit notes put on invoices: a payment of nothing, with the invoices and the credit.

A payment is taken whole or not at all, so it is sent whole every time.
"""

from decimal import Decimal

from billing.documents import MoneyDocument
from billing.kinds import Kind
from integrations.quickbooks_online.mapping import keeping
from integrations.quickbooks_online.mapping.amounts import total
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "Payment"
REFERENCE_LENGTH = 21


def put(making: Making, document: MoneyDocument) -> Write:
    refuse_void(making, document)
    amount = making.money(document.amount, "amount")
    lines = _lines(making, document)
    applied = total(making.money(one.amount, "allocations") for one in document.applied)
    is_credit = document.of is not None and document.of.kind is Kind.CREDIT_NOTE
    if applied > amount and not is_credit:
        raise making.unfit(
            "over_applied",
            "allocations",
            f"{applied.normalize():f} of it is on invoices, and it is {amount.normalize():f}. Take some off.",
        )
    made: Body = {
        "CustomerRef": making.to(document.customer),
        "TotalAmt": amount,
        **moved(making, document),
        "DepositToAccountRef": making.to(document.account) or making.perhaps("deposit_account"),
        "Line": lines,
    }
    expect: Body = {"total": amount, "currency": document.currency, "applied": applied}
    expect["number"] = made["PaymentRefNum"] or ""
    return keeping.transaction(making, ENTITY, made, expect=expect, whole=True)


def refuse_void(making: Making, document: MoneyDocument) -> None:
    if document.is_void:
        raise making.unfit("void", "state", "it is void. It can be voided there, not written.")


def moved(making: Making, document: MoneyDocument) -> Body:
    """Return what payments and refunds have in common."""
    reference, memo = document.reference, document.memo
    if len(reference) > REFERENCE_LENGTH:
        # Whole in the note, so that it can be found; what fits where one looks first.
        memo = f"Reference: {reference}\n{memo}".strip()
    return {
        "TxnDate": document.day.isoformat(),
        **making.currency(document.currency, document.exchange_rate),
        "PaymentMethodRef": making.to(document.method),
        "PaymentRefNum": reference[:REFERENCE_LENGTH] or None,
        "PrivateNote": making.text(memo, 4000, "memo", "The memo with the reference"),
    }


def _lines(making: Making, document: MoneyDocument) -> list[Body]:
    """Return a line for each invoice, and for the credit that pays what the money does not."""
    sums: dict[str, Decimal] = {}
    for one in document.applied:
        key = making.key(one.invoice)
        sums[key] = sums.get(key, Decimal(0)) + one.amount
    made = [_line(making, "Invoice", key, amount) for key, amount in sums.items()]
    if document.of is not None and document.of.kind is Kind.CREDIT_NOTE:
        credit = total(sums.values()) - document.amount
        made.append(_line(making, "CreditMemo", making.key(document.of), credit))
    return made


def _line(making: Making, entity: str, key: str, amount: Decimal) -> Body:
    return {
        "Amount": making.money(amount, "allocations"),
        "LinkedTxn": [{"TxnId": key, "TxnType": entity}],
    }
