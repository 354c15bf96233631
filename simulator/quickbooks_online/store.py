"""The file one company lives in: its objects as the text that is sent, with columns to find them by."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

_SCHEMA = """
create table if not exists objects (
    row integer primary key,
    kind text not null, num integer not null, id text not null,
    token integer not null, active integer not null, updated integer not null,
    name text collate nocase, path text collate nocase, doc text collate nocase,
    day text, due text, party integer, total real, balance real, body text not null, created integer
);
create unique index if not exists objects_id on objects (kind, num);
drop index if exists objects_name;
create index if not exists objects_listed on objects (kind, active, path, num);
create index if not exists objects_named on objects (kind, name) where name is not null;
create index if not exists objects_path on objects (path, kind) where path is not null;
create index if not exists objects_doc on objects (kind, doc, num) where doc is not null;
create index if not exists objects_day on objects (kind, day, num) where day is not null;
create index if not exists objects_due on objects (kind, due, num) where due is not null;
create index if not exists objects_party on objects (kind, party, num) where party is not null;
create index if not exists objects_balance on objects (kind, balance, num) where balance is not null;
create index if not exists objects_total on objects (kind, total, num) where total is not null;
create index if not exists objects_updated on objects (kind, updated, num);
create index if not exists objects_created on objects (kind, created, num);
create table if not exists gone (
    kind text not null, num integer not null, id text not null, at integer not null, primary key (kind, num)
);
create index if not exists gone_at on gone (kind, at);
create table if not exists links (
    kind text not null, num integer not null, target text not null, target_num integer not null,
    amount text not null
);
create index if not exists links_source on links (kind, num);
create index if not exists links_target on links (target, target_num);
create table if not exists postings (
    num integer not null, account integer not null, amount integer not null, day text not null,
    primary key (num, account)
) without rowid;
create table if not exists ledger (account integer primary key, amount integer not null);
create table if not exists stock (
    num integer not null, item integer not null, quantity text not null, primary key (num, item)
) without rowid;
create table if not exists sequences (name text primary key, next integer not null);
create table if not exists requests (
    id text primary key, status integer not null, content_type text not null, body blob not null,
    at real not null
);
create table if not exists files (num integer primary key, content_type text not null, content blob not null);
create table if not exists settings (name text primary key, value text not null);
"""
_TABLES = (
    "objects", "gone", "links", "postings", "ledger", "stock", "sequences", "requests", "files", "settings",
)  # fmt: skip
_COLUMNS = "kind, num, id, token, active, updated, name, path, doc, day, due, party, total, balance, body"
# It was made when it was first changed: the sixth value.
_INSERT = f"insert into objects ({_COLUMNS}, created) values ({', '.join('?' * 15)}, ?6)"  # noqa: S608
_UPDATE = (
    "update objects set id = ?, token = ?, active = ?, updated = ?, name = ?, path = ?, doc = ?, day = ?,"
    " due = ?, party = ?, total = ?, balance = ?, body = ? where kind = ? and num = ?"
)
_CORRECT = _UPDATE.replace(" updated = ?,", "")


class Row(NamedTuple):
    kind: str
    num: int
    id: str
    token: int
    active: int
    updated: int
    name: str | None
    path: str | None
    doc: str | None
    day: str | None
    due: str | None
    party: int | None
    total: float | None
    balance: float | None
    body: str


class Transaction:
    """A class of its own, since every call is in one and a generator would take longer."""

    __slots__ = ("_inner", "_store")

    def __init__(self, store: "Store") -> None:
        self._store = store

    def __enter__(self) -> None:
        db = self._store.db
        self._inner = db.in_transaction
        db.execute("savepoint part" if self._inner else "begin")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        store, inner = self._store, self._inner
        if kind is None:
            store.db.execute("release part" if inner else "commit")
            return
        # Whatever cut this short, none of it may stay.
        store.cache.clear()
        store.restated.add(None)
        store.db.execute("rollback to part" if inner else "rollback")
        if inner:
            store.db.execute("release part")


class Store:
    def __init__(self, path: Path | None) -> None:
        # What was read and will be read again; whoever writes accounts or items, or gives up, empties it.
        self.cache: dict[tuple[str, ...], Any] = {}
        # Accounts whose balance is no longer what they show; None for all of them.
        self.restated: set[int | None] = {None}
        self.db = sqlite3.connect(
            str(path) if path else ":memory:",
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        if path:
            # What a killed process had answered must be there again; a power cut may take the last moments.
            self.db.execute("pragma journal_mode = wal")
            self.db.execute("pragma synchronous = normal")
        self.db.execute("pragma cache_size = -65536")
        self._bring_up()
        self.db.executescript(_SCHEMA)

    def _bring_up(self) -> None:
        """Give a file of before the column it has not yet."""
        columns = {name for _, name, *_ in self.db.execute("pragma table_info(objects)")}
        if columns and "created" not in columns:
            self.db.execute("alter table objects add column created integer")
            self.db.execute(
                "update objects set created ="
                " coalesce(1000 * strftime('%s', json_extract(body, '$.MetaData.CreateTime')), updated)"
            )

    def close(self) -> None:
        self.db.close()

    def empty(self) -> None:
        self.cache.clear()
        for table in _TABLES:
            self.db.execute(f"delete from {table}")  # noqa: S608 - constants

    def transaction(self) -> "Transaction":
        """Keep all or nothing; inside another one, all or nothing of this part."""
        return Transaction(self)

    def body(self, kind: str, num: int) -> str | None:
        found = self.db.execute("select body from objects where kind = ? and num = ?", (kind, num)).fetchone()
        return str(found[0]) if found else None

    def brief(self, kind: str, num: int) -> tuple[str, str, int] | None:
        """Return id, full name and whether it is active."""
        return self.db.execute(  # type: ignore[no-any-return]
            "select id, coalesce(path, name, ''), active from objects where kind = ? and num = ?", (kind, num)
        ).fetchone()

    def insert(self, row: Row) -> None:
        self.db.execute(_INSERT, row)

    def insert_many(self, rows: Iterable[Row]) -> None:
        self.db.executemany(_INSERT, rows)

    def update(self, row: Row) -> None:
        self.db.execute(_UPDATE, (*row[2:], row.kind, row.num))

    def correct(self, row: Row) -> None:
        """Keep an object that counts as unchanged: when it was last changed stays."""
        self.db.execute(_CORRECT, (*row[2:5], *row[6:], row.kind, row.num))

    def delete(self, kind: str, num: int, key: str, at: int) -> None:
        self.db.execute("delete from objects where kind = ? and num = ?", (kind, num))
        self.db.execute("insert or replace into gone values (?, ?, ?, ?)", (kind, num, key, at))

    def was_deleted(self, kind: str, num: int) -> bool:
        return (
            self.db.execute("select 1 from gone where kind = ? and num = ?", (kind, num)).fetchone()
            is not None
        )

    def next(self, sequence: str, first: int) -> int:
        self.db.execute("insert or ignore into sequences values (?, ?)", (sequence, first))
        found = self.db.execute(
            "update sequences set next = next + 1 where name = ? returning next - 1", (sequence,)
        ).fetchall()
        return int(found[0][0])

    def reserve(self, sequence: str, beyond: int) -> None:
        """See to it that the sequence goes on after this number."""
        self.db.execute(
            "insert into sequences values (?1, ?2 + 1)"
            " on conflict (name) do update set next = max(next, ?2 + 1)",
            (sequence, beyond),
        )
