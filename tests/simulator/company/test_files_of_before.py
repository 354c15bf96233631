"""Files kept before objects knew when they were made, and before there was a ledger."""

import sqlite3
from pathlib import Path

from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.company import Company
from simulator.quickbooks_online.store import Store
from tests.simulator.company.calling import NOON, REALM


def test_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "books"
    company = Company(REALM, clock=Clock(NOON), path=path)
    company.seed()
    company.close()
    db = sqlite3.connect(path)
    wanted = db.execute("select kind, num, created from objects order by 1, 2").fetchall()
    db.execute("drop index objects_created")
    db.execute("alter table objects drop column created")
    db.commit()
    db.close()
    store = Store(path)
    assert store.db.execute("select kind, num, created from objects order by 1, 2").fetchall() == wanted
    store.close()


def test_posted_anew(tmp_path: Path) -> None:
    path = tmp_path / "books"
    company = Company(REALM, clock=Clock(NOON), path=path)
    company.seed()
    company.close()
    db = sqlite3.connect(path)
    receivable = "select amount from ledger where account = 84"
    wanted = db.execute(receivable).fetchone()
    for table in ("ledger", "postings", "stock"):
        db.execute(f"delete from {table}")
    db.commit()
    db.close()
    company = Company(REALM, clock=Clock(NOON), path=path)
    assert company._store.db.execute(receivable).fetchone() == wanted
    assert company._store.db.execute("select sum(amount) from ledger").fetchone() == (0,)
    company.close()
