"""All registers, in the order in which kinds depend on each other."""

from billing.kinds import Kind
from billing.registers import accounts, items, lists, parties, payments, purchases, sales
from billing.registers.base import Register

_ALL: tuple[Register, ...] = (
    lists.CURRENCIES,
    lists.EXCHANGE_RATES,
    accounts.ACCOUNTS,
    lists.TAX_CODES,
    lists.CLASSES,
    lists.DEPARTMENTS,
    lists.TERMS,
    lists.METHODS,
    parties.CUSTOMERS,
    parties.SUPPLIERS,
    items.ITEMS,
    sales.INVOICES,
    sales.CREDIT_NOTES,
    payments.PAYMENTS,
    payments.REFUNDS,
    purchases.ORDERS,
    purchases.EXPENSES,
)
REGISTERS: dict[Kind, Register] = {register.kind: register for register in _ALL}


def register_of(kind: Kind) -> Register:
    return REGISTERS[kind]
