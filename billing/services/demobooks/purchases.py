"""The purchases of made-up books, written by the services like anybody's."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from billing.actors import Actor
from billing.kinds import Kind
from billing.services import deeds
from billing.services.demobooks.lists import Lists
from billing.services.writing import Change, write

AT_MOST = 2000
THINGS = ("Toner and paper", "Cables", "Licences", "Freight", "Train tickets", "Hotel", "Tools", "Telephone")


def make_purchases(lists: Lists, rng: Random, count: int, *, start: date, today: date, now: datetime) -> None:
    """Write purchase orders and expenses, some with an order, some of employees, most of them approved."""
    actor, count = Actor.system("the demonstration"), min(count, AT_MOST)
    days = (today - start).days
    dates = sorted(start + timedelta(days=rng.randint(0, days)) for _ in range(count))
    orders = [_order(lists, rng, day) for day in dates[: count // 2]]
    expenses = [_expense(lists, rng, day, index) for index, day in enumerate(dates)]
    for kind, changes in ((Kind.PURCHASE_ORDER, orders), (Kind.EXPENSE, expenses)):
        results = write(kind=kind, changes=changes, actor=actor, now=now)
        ids = [result.record.pk for result in results if result.record and rng.random() < 0.9]
        deeds.approve(kind=kind, ids=ids, actor=actor, now=now)


def _order(lists: Lists, rng: Random, day: date) -> Change:
    lines = [
        {"item": str(rng.choice(lists.items).id), "quantity": rng.randint(1, 20)}
        for _ in range(rng.randint(1, 4))
    ]
    supplier = rng.choice(lists.suppliers)
    return Change(
        values={
            "supplier": supplier,
            "day": day,
            "expected_on": day + timedelta(days=rng.randint(3, 30)),
            "lines": lines,
        }
    )


def _expense(lists: Lists, rng: Random, day: date, index: int) -> Change:
    line: dict[str, Any] = {
        "description": rng.choice(THINGS),
        "price": f"{rng.randint(500, 90_000) / 100:.2f}",
        "account": lists.accounts[rng.choice(("6000", "6100", "6200"))],
    }
    if rng.random() < 0.2:
        home = [party for party in lists.customers[:50] if party.currency == lists.home]
        line |= {"customer": rng.choice(home or lists.customers).id, "is_billable": True}
    values: dict[str, Any] = {"day": day, "number": f"R{index + 1:05d}", "lines": [line]}
    if rng.random() < 0.25:
        values |= {"type": "purchase", "employee": "Field engineer", "is_reimbursable": True}
    elif rng.random() < 0.4:
        values |= {
            "type": "purchase",
            "supplier": rng.choice(lists.suppliers),
            "paid_from": lists.accounts["2100"],
        }
    else:
        values |= {"supplier": rng.choice(lists.suppliers)}
    return Change(values=values)
