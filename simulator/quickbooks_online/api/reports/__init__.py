"""Reports: columns and nested rows, worked out from what transactions post and what is open."""

from collections.abc import Callable, Mapping

from simulator.quickbooks_online.api.refusals import not_supported, refuse
from simulator.quickbooks_online.api.reports import balances, lists, parties
from simulator.quickbooks_online.api.reports.shapes import Asked, Report, period
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import write

REPORTS: Mapping[str, Callable[[Asked], Report]] = {
    "ProfitAndLoss": balances.profit_and_loss,
    "BalanceSheet": balances.balance_sheet,
    "TrialBalance": balances.trial_balance,
    "CustomerBalance": parties.customer_balance,
    "VendorBalance": parties.vendor_balance,
    "AgedReceivables": parties.aged_receivables,
    "AgedPayables": parties.aged_payables,
    "TransactionList": lists.transaction_list,
}
_BY_PATH = {name.lower(): name for name in REPORTS}


def answer(books: Books, call: Call) -> Answer:
    """Answer a report; it stands for itself, without an envelope and without the time of others."""
    name = call.path[1] if len(call.path) == 2 else ""
    return Answer(body=response(books, name, call.query).encode())


def response(books: Books, wanted: str, query: Mapping[str, str]) -> str:
    name = _BY_PATH.get(wanted.lower())
    if name is None:
        raise not_supported(f"report {wanted}")
    given = {key.lower(): value for key, value in query.items() if value}
    method = given.get("accounting_method", "Accrual")
    if method.lower() not in {"accrual", "cash"}:
        raise refuse("2170", f"Invalid Enumeration: {method}", "accounting_method")
    if method.lower() == "cash":
        raise refuse("5030", "Feature Not Supported Error : These books report by accrual only.")
    asked = Asked(books, name, given, *period(books, given))
    return write(REPORTS[name](asked).document())
