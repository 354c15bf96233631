"""Reports that list transactions."""

from simulator.quickbooks_online.api.refusals import refuse
from simulator.quickbooks_online.api.reports.shapes import Asked, Report, shown
from simulator.quickbooks_online.documents import Document, read
from simulator.quickbooks_online.entities import accounts
from simulator.quickbooks_online.entities.kinds import KINDS

_COLUMNS = (
    ("Date", "Date", "tx_date"),
    ("Transaction Type", "String", "txn_type"),
    ("Num", "String", "doc_num"),
    ("Posting", "Boolean", "is_no_post"),
    ("Name", "String", "name"),
    ("Memo/Description", "String", "memo"),
    ("Account", "String", "account_name"),
    ("Split", "String", "other_account"),
    ("Amount", "Money", "subt_nat_amount"),
)
# As people call them.
_CALLED = {
    "CreditMemo": "Credit Memo", "SalesReceipt": "Sales Receipt", "RefundReceipt": "Refund",
    "VendorCredit": "Vendor Credit", "BillPayment": "Bill Payment", "PurchaseOrder": "Purchase Order",
    "JournalEntry": "Journal Entry", "TimeActivity": "Time Activity",
}  # fmt: skip
_OWED = frozenset({"Invoice", "CreditMemo"})
_LISTED = [kind for kind in KINDS.values() if kind.is_transaction and kind.name != "TimeActivity"]
_MOST = 400_000 // len(_COLUMNS)


def transaction_list(asked: Asked) -> Report:
    """List what was entered for these days, the earliest first."""
    books, marks = asked.books, ", ".join("?" * len(_LISTED))
    found = books.rows(
        f"select kind, num, day, coalesce(doc, ''), body from objects where kind in ({marks})"  # noqa: S608
        " and day between ? and ? order by day, num limit ?",
        *(kind.name for kind in _LISTED), asked.start, asked.end, _MOST + 1,
    )  # fmt: skip
    if len(found) > _MOST:
        raise refuse("10100", "Result set too big : Ask for fewer days.")
    names = {
        str(num): name for num, name in books.rows("select num, name from objects where kind = 'Account'")
    }
    rows = []
    for kind, num, day, doc, body in found:
        document = read(body)
        if _meant(asked, document):
            rows.append(_row(asked, kind, num, day, doc, document, names))
    return Report(asked, _COLUMNS, rows)


def _meant(asked: Asked, document: Document) -> bool:
    for name in ("customer", "vendor"):
        wanted = asked.query.get(name)
        if wanted and document.get(f"{name.title()}Ref", {}).get("value") not in wanted.split(","):
            return False
    return True


def _row(  # noqa: PLR0917
    asked: Asked, kind: str, num: int, day: str, doc: str, document: Document, names: dict[str, str]
) -> Document:
    posted = asked.books.rows("select account, amount from postings where num = ? order by account", num)
    party = document.get("CustomerRef") or document.get("VendorRef") or document.get("EntityRef") or {}
    first = max(posted, key=lambda one: abs(one[1]), default=(0, 0))
    own = _own(document, posted, accounts.receivable(asked.books) if kind in _OWED else 0) or first
    others = [account for account, _ in posted if account != own[0]]
    split = names.get(str(others[0]), "") if len(others) == 1 else "-Split-" if others else ""
    called = _CALLED.get(kind, kind)
    if kind == "Purchase":
        called = {"Check": "Check", "Cash": "Expense"}.get(document["PaymentType"], "Credit Card Expense")
    values = [day, called, doc, "Yes" if posted else "No", party.get("name", ""),
              document.get("PrivateNote", ""), names.get(str(own[0]), ""), split]  # fmt: skip
    total = own[1] if posted else round(document.get("TotalAmt", 0) * 100)
    row = [{"value": value} for value in (*values, shown(total))]
    row[1]["id"] = str(num)
    if "value" in party:
        row[4]["id"] = party["value"]
    return {"ColData": row, "type": "Data"}


def _own(document: Document, posted: list[tuple[int, int]], owed: int) -> tuple[int, int] | None:
    """Return what was posted to receivables, or to the account the form itself names."""
    named = ("APAccountRef", "DepositToAccountRef", "AccountRef", "FromAccountRef")
    wanted = [owed] if owed else [int(document[name]["value"]) for name in named if name in document]
    return next((one for account in wanted for one in posted if one[0] == account), None)
