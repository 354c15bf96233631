"""Reports over accounts: profit and loss, balance sheet, trial balance."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.quickbooks_online.api.reports.shapes import Asked, Report, cells, data, section
from simulator.quickbooks_online.documents import Document

_COLUMNS = (("", "Account", "account"), ("Total", "Money", "total"))


@dataclass(slots=True)
class Account:
    key: str
    name: str
    parent: str
    sort: str
    cents: int = 0


class Accounts:
    """Accounts with what was posted to them in some days, debits positive."""

    def __init__(self, asked: Asked, start: str, end: str) -> None:
        rows = asked.books.rows(
            "select num, name, coalesce(json_extract(body, '$.ParentRef.value'), ''),"
            " json_extract(body, '$.AccountType') from objects where kind = 'Account' order by name, num"
        )
        self.all = {str(num): Account(str(num), name, parent, sort) for num, name, parent, sort in rows}
        for account, cents in asked.books.rows(
            "select account, sum(amount) from postings where day between ? and ? group by account", start, end
        ):
            if str(account) in self.all:
                self.all[str(account)].cents = cents

    def sum(self, *types: str) -> int:
        return sum(one.cents for one in self.all.values() if one.sort in types)

    def rows(self, sort: str, sign: int) -> list[Document]:
        """Return the accounts of a type, those below others inside them; those with nothing are left out."""
        tops = [one for one in self.all.values() if one.sort == sort and one.parent not in self.all]
        return [row for one in tops if (row := self._row(one, sign)) is not None]

    def _row(self, one: Account, sign: int) -> Document | None:
        children = [child for child in self.all.values() if child.parent == one.key]
        rows = [row for child in children if (row := self._row(child, sign)) is not None]
        if not rows:
            return data(one.name, one.cents * sign, key=one.key) if one.cents else None
        total = self._whole(one) * sign
        return section(
            cells(one.name, one.cents * sign if one.cents else None, key=one.key),
            rows,
            cells(f"Total {one.name}", total),
        )

    def _whole(self, one: Account) -> int:
        return one.cents + sum(self._whole(child) for child in self.all.values() if child.parent == one.key)

    def part(self, title: str, group: str, types: Sequence[str], sign: int) -> Document | None:
        rows = [row for sort in types for row in self.rows(sort, sign)]
        total = self.sum(*types) * sign
        return section(cells(title, None), rows, cells(f"Total {title}", total), group) if rows else None


_EARNED = ("Income", "Other Income", "Cost of Goods Sold", "Expense", "Other Expense")


def profit_and_loss(asked: Asked) -> Report:
    known = Accounts(asked, asked.start, asked.end)
    gross = -known.sum("Income", "Cost of Goods Sold")
    operating = gross - known.sum("Expense")
    other = -known.sum("Other Income", "Other Expense")
    parts = [
        known.part("Income", "Income", ["Income"], -1),
        known.part("Cost of Goods Sold", "COGS", ["Cost of Goods Sold"], 1),
        _line("Gross Profit", gross, "GrossProfit"),
        known.part("Expenses", "Expenses", ["Expense"], 1),
        _line("Net Operating Income", operating, "NetOperatingIncome"),
        known.part("Other Income", "OtherIncome", ["Other Income"], -1),
        known.part("Other Expenses", "OtherExpenses", ["Other Expense"], 1),
        _line("Net Other Income", other, "NetOtherIncome") if other else None,
        _line("Net Income", operating + other, "NetIncome"),
    ]
    return Report(asked, _COLUMNS, [one for one in parts if one is not None])


def _line(title: str, cents: int, group: str) -> Document:
    return section(None, [], cells(title, cents), group)


def balance_sheet(asked: Asked) -> Report:
    known = Accounts(asked, "", asked.end)
    current = [
        known.part("Bank Accounts", "BankAccounts", ["Bank"], 1),
        known.part("Accounts Receivable", "AR", ["Accounts Receivable"], 1),
        known.part("Other Current Assets", "OtherCurrentAssets", ["Other Current Asset"], 1),
    ]
    assets = [
        _group("Current Assets", "CurrentAssets", current,
               known.sum("Bank", "Accounts Receivable", "Other Current Asset")),
        known.part("Fixed Assets", "FixedAssets", ["Fixed Asset"], 1),
        known.part("Other Assets", "OtherAssets", ["Other Asset"], 1),
    ]  # fmt: skip
    whole = known.sum("Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset")
    owing = ("Accounts Payable", "Credit Card", "Other Current Liability")
    short = [
        known.part("Accounts Payable", "AP", ["Accounts Payable"], -1),
        known.part("Credit Cards", "CreditCards", ["Credit Card"], -1),
        known.part("Other Current Liabilities", "OtherCurrentLiabilities", ["Other Current Liability"], -1),
    ]
    debts = [
        _group("Current Liabilities", "CurrentLiabilities", short, -known.sum(*owing)),
        known.part("Long-Term Liabilities", "LongTermLiabilities", ["Long Term Liability"], -1),
    ]
    sides = [
        _group("Liabilities", "Liabilities", debts, -known.sum(*owing, "Long Term Liability")),
        _equity(asked, known),
    ]
    rows = [
        _group("ASSETS", "TotalAssets", assets, whole, "TOTAL ASSETS"),
        _group("LIABILITIES AND EQUITY", "TotalLiabilitiesAndEquity", sides,
               -known.sum(*owing, "Long Term Liability", "Equity", *_EARNED), "TOTAL LIABILITIES AND EQUITY"),
    ]  # fmt: skip
    return Report(asked, _COLUMNS, [one for one in rows if one is not None])


def _group(
    title: str, group: str, parts: Sequence[Document | None], cents: int, total: str = ""
) -> Document | None:
    rows = [one for one in parts if one is not None]
    return section(cells(title, None), rows, cells(total or f"Total {title}", cents), group) if rows else None


def _equity(asked: Asked, known: Accounts) -> Document | None:
    """Equity accounts, what earlier years left, and what this one has earned so far."""
    this_year = -Accounts(asked, f"{asked.end[:4]}-01-01", asked.end).sum(*_EARNED)
    earlier = -known.sum(*_EARNED) - this_year
    rows = known.rows("Equity", -1)
    rows += [data("Retained Earnings", earlier)] if earlier else []
    rows += [data("Net Income", this_year)] if this_year else []
    total = -known.sum("Equity", *_EARNED)
    return section(cells("Equity", None), rows, cells("Total Equity", total), "Equity") if rows else None


def trial_balance(asked: Asked) -> Report:
    known = [one for one in Accounts(asked, "", asked.end).all.values() if one.cents]
    rows = [
        data(one.name, one.cents if one.cents > 0 else None, -one.cents if one.cents < 0 else None,
             key=one.key)
        for one in known
    ]  # fmt: skip
    if rows:
        debit = sum(one.cents for one in known if one.cents > 0)
        credit = -sum(one.cents for one in known if one.cents < 0)
        rows.append(section(None, [], cells("TOTAL", debit, credit), "GrandTotal"))
    return Report(asked, (*_COLUMNS[:1], ("Debit", "Money", "debit"), ("Credit", "Money", "credit")), rows)
