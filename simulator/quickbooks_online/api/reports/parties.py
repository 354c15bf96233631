"""Reports over customers and vendors: what is open, and for how long."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from simulator.quickbooks_online.amounts import number
from simulator.quickbooks_online.api.refusals import refuse
from simulator.quickbooks_online.api.reports.shapes import Asked, Report, cells, data, section
from simulator.quickbooks_online.documents import read

# What is open of each kind, and whether it is owed or to be given back.
_OPEN: Mapping[str, Mapping[str, int]] = {
    "customer": {"Invoice": 1, "CreditMemo": -1, "Payment": -1},
    "vendor": {"Bill": 1, "VendorCredit": -1},
}


def customer_balance(asked: Asked) -> Report:
    return _balance(asked, "customer")


def vendor_balance(asked: Asked) -> Report:
    return _balance(asked, "vendor")


def aged_receivables(asked: Asked) -> Report:
    return _aged(asked, "customer")


def aged_payables(asked: Asked) -> Report:
    return _aged(asked, "vendor")


def _parties(asked: Asked, who: str) -> list[tuple[int, str]]:
    """Return customers or vendors by full name, those that were asked for."""
    wanted = asked.query.get(who, "")
    if not all(one.strip().isdigit() for one in wanted.split(",") if wanted):
        raise refuse("2030", f"Id should be a valid number. Supplied value:{wanted}", who)
    ids = {int(one) for one in wanted.split(",")} if wanted else None
    rows = asked.books.rows(
        "select num, coalesce(path, name) from objects where kind = ? order by path, num", who.title()
    )
    return [(num, name) for num, name in rows if ids is None or num in ids]


def _open(asked: Asked, who: str) -> list[tuple[int, str, int]]:
    """Return party, due day and cents at home of all that is open."""
    found = []
    for kind, sign in _OPEN[who].items():
        for party, due, day, amount, body in asked.books.rows(
            "select party, due, day, balance, case when instr(body, '\"ExchangeRate\"') then body end"
            " from objects where kind = ? and balance > 0 and day <= ?", kind, asked.end,
        ):  # fmt: skip
            rate = number(read(body).get("ExchangeRate", 1)) if body else Decimal(1)
            found.append((party, due or day, sign * round(Decimal(str(amount)) * rate * 100)))
    return found


def _balance(asked: Asked, who: str) -> Report:
    owed: dict[int, int] = {}
    for party, _, cents in _open(asked, who):
        owed[party] = owed.get(party, 0) + cents
    names = [(num, name) for num, name in _parties(asked, who) if owed.get(num)]
    rows = [data(name, owed[num], key=str(num)) for num, name in names]
    if rows:
        rows.append(section(None, [], cells("TOTAL", sum(owed[num] for num, _ in names)), "GrandTotal"))
    columns = (("", who.title(), who), ("Total", "Money", "total"))
    return Report(asked, columns, rows, about_days=False)


def _aged(asked: Asked, who: str) -> Report:
    length, count = (_count(asked, name, usual) for name, usual in (("aging_period", 30), ("num_periods", 4)))
    today = date.fromisoformat(asked.end)
    ages: dict[int, list[int]] = {}
    for party, due, cents in _open(asked, who):
        late = (today - date.fromisoformat(due)).days
        place = 0 if late <= 0 else min((late - 1) // length + 1, count)
        ages.setdefault(party, [0] * (count + 1))[place] += cents
    names = [(num, name) for num, name in _parties(asked, who) if any(ages.get(num, ()))]
    rows = [data(name, *ages[num], sum(ages[num]), key=str(num)) for num, name in names]
    if rows:
        totals = [sum(column) for column in zip(*(ages[num] for num, _ in names), strict=True)]
        rows.append(section(None, [], cells("TOTAL", *totals, sum(totals)), "GrandTotal"))
    titles = [f"{place * length + 1} - {(place + 1) * length}" for place in range(count - 1)]
    titles.append(f"{(count - 1) * length + 1} and over")
    columns = (
        ("", who.title(), who),
        ("Current", "Money", "current"),
        *((title, "Money", str(place)) for place, title in enumerate(titles)),
        ("Total", "Money", "total"),
    )
    return Report(asked, columns, rows, about_days=False)


def _count(asked: Asked, name: str, usual: int) -> int:
    given = asked.query.get(name, str(usual))
    if not given.isdigit() or not 0 < int(given) < 1000:
        raise refuse("2240", f"Invalid Number range : Supplied value:{given}", name)
    return int(given)
