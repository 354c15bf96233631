"""The switches of a company, with the stricter default where the real service is not known for certain."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

_DOC_KINDS = {
    "Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt", "Estimate", "Bill", "VendorCredit", "Purchase",
    "PurchaseOrder", "JournalEntry",
}  # fmt: skip

DEFAULTS: Mapping[str, Any] = {
    "company_name": "Sandbox Company",
    # Whoever somebody() is, in the words of a stale object.
    "editor": "Ann Lee",
    "locale": "en",
    "custom_numbers": False,
    # Recorded both ways: true for all kinds, false for none, or a list of kinds.
    "duplicate_numbers_refused": True,
    "multi_currency": False,
    # Whether a name may only have a currency that CompanyCurrency lists is not documented.
    "currencies_listed": False,
    # "Required if multicurrency is on"; off, a form without one is in the currency of its customer.
    "currency_required": True,
    "home_currency": "USD",
    "classes": "line",
    "departments": True,
    "sales_tax": True,
    "discounts": True,
    "deposits": True,
    "shipping": True,
    # On in the sample of a real company (5.2); off here, so that a form stays as its answer says unless
    # a test asks for the trap.
    "auto_apply_credit": False,
    "auto_apply_payments": False,
    "closed_through": "",
    # 6210 is recorded; 6200 is in the table of codes; 5010 has been reported.
    "closed_code": "6210",
    "subscription_ended": False,
    # 6190 has been reported with HTTP 200 too.
    "subscription_status": 400,
    "read_only_user": False,
    "name_locked": False,
    # Whether faults are remembered by requestid is not documented.
    "faults_replayed": False,
    "requestid_days": 30,
    # The sources disagree on whether a tax that is sent stands against the automated one.
    "automated_tax_override": False,
    # 7 by the reference pages, longer in practice.
    "account_number_longest": 7,
    # The documents say unlink first; a hard delete has been seen to work.
    "linked_invoices_deleted": False,
    # Which sign accounts show is not documented: "debit" has credits negative, "natural" each on its side.
    "account_balances": "debit",
    # Both are in the table of codes.
    "inactive_customer_code": "610",
    "stock_needs_quantity": True,
    # The clients know them; whether the service takes them is not known.
    "batch_send": False,
    # Names are better not written in batches; that they must not is only advice.
    "batch_names_locked": False,
    "batch_objects": 1000,
    "changes_days": 30,
    "changes_limit": 1000,
    "default_net_days": 30,
    "custom_fields": ["1"],
    # Only = and IN are documented for ids.
    "ids_compared": False,
}
_CHOICES: Mapping[str, tuple[Any, ...]] = {
    "classes": ("line", "txn", "off"),
    "closed_code": ("6210", "6200", "5010"),
    "subscription_status": (400, 200),
    "locale": ("en", "fr"),
    "inactive_customer_code": ("610", "6250"),
    "account_balances": ("debit", "natural"),
}


def _is_day(value: Any) -> bool:
    if value == "":
        return True
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_kinds(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, list) and set(value) <= _DOC_KINDS)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "closed_through": _is_day,
    "duplicate_numbers_refused": _is_kinds,
    "home_currency": lambda value: isinstance(value, str) and len(value) == 3,
}


def checked(name: str, value: Any) -> Any:
    """Return the value, or raise ValueError with a sentence for people."""
    if name not in DEFAULTS:
        raise ValueError(f"There is no setting named {name}.")
    if isinstance(value, date):
        value = value.isoformat()
    if name in _CHOICES:
        fits = value in _CHOICES[name]
    elif name in _CHECKS:
        fits = _CHECKS[name](value)
    else:
        fits = isinstance(value, type(DEFAULTS[name]))
    if not fits:
        raise ValueError(f"{value!r} is not a value for the setting {name}.")
    return value
