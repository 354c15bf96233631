"""A file that was kept before objects knew when they were made."""

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
