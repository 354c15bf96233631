"""The books of one company as rules see them: objects by kind and id, ids, time, and what has changed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from simulator.quickbooks_online.amounts import Number
from simulator.quickbooks_online.calls import Changed, Verb
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.documents import Document, read, write
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import KINDS
from simulator.quickbooks_online.store import Row, Store, Transaction

PACIFIC = ZoneInfo("America/Los_Angeles")
# The two tax codes of the United States that are no numbers.
PSEUDO: Mapping[str, int] = {"TAX": -2, "NON": -1}
_MOST = 2**63 - 1
# Where each sequence begins: classes and attachables have ids that need more than 32 bits.
_FIRST: Mapping[str, int] = {
    "class": 5000000000000007280,
    "attachable": 5000000000000503624,
    "document": 1001,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_CACHED = frozenset({"Account", "Item"})


_NAMING = ("DisplayName", "Name", "FileName", "SourceCurrencyCode", "CompanyName")


def number_of(text: str) -> int | None:
    """Return the number an id is kept under, or None where no id is like that."""
    if text.isascii() and text.isdigit() and len(text) < 20:
        number = int(text)
        return number if number <= _MOST else None
    return PSEUDO.get(text)


def milliseconds(at: datetime) -> int:
    """Return a time as it is compared: to the second, as objects show it."""
    return (at - _EPOCH) // _SECOND * 1000


def row_of(kind: Kind, document: Document, updated: int) -> Row:
    """Return an object with the columns it is found by."""
    party = document.get("CustomerRef") or document.get("VendorRef")
    key = document["Id"]
    fields = kind.fields
    return Row(
        kind=kind.name,
        num=number_of(key) or 0,
        id=key,
        token=int(document["SyncToken"]),
        active=0 if document.get("Active") is False else 1,
        updated=updated,
        name=next((document[name] for name in _NAMING if document.get(name)), None),
        path=(document.get("FullyQualifiedName") or document.get(kind.naming))
        if kind.naming in fields
        else None,
        doc=document.get("DocNumber"),
        day=document.get("TxnDate") or document.get("AsOfDate"),
        due=document.get("DueDate"),
        party=int(party["value"]) if party else None,
        total=float(document["TotalAmt"]) if "TotalAmt" in document else None,
        balance=_float(document.get("Balance", document.get("UnappliedAmt"))),
        body=write({name: document[name] for name in fields if name in document}),
    )


def _float(value: Number | None) -> float | None:
    return None if value is None else float(value)


class Owing(Protocol):
    KINDS: frozenset[str]

    def changed(self, books: "Books", kind: Kind, before: Document | None, now: Document | None) -> None: ...


class Poster(Protocol):
    def post(self, books: "Books", kind: Kind, document: Document, *, new: bool) -> None: ...
    def unpost(self, books: "Books", kind: Kind, key: str) -> None: ...


class Attempt(Transaction):
    """A transaction that puts back what the books have beside the store too."""

    __slots__ = ("_books", "_made", "_settings", "_told")

    def __init__(self, books: "Books") -> None:
        super().__init__(books.store)
        self._books = books
        self._told, self._made, self._settings = len(books.changes), len(books.made), books.settings.copy()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        super().__exit__(kind, *rest)
        if kind is not None:
            books = self._books
            del books.changes[self._told :], books.made[self._made :]
            books.settings.clear()
            books.settings.update(self._settings)


class Books:
    """Reads and keeps objects inside the transaction that the company holds open."""

    def __init__(
        self, realm: str, profile: str, store: Store, clock: Clock, settings: dict[str, Any]
    ) -> None:
        self.realm = realm
        self.profile = profile
        self.store = store
        self.clock = clock
        self.settings = settings
        self.changes: list[Changed] = []
        # Where clients reach the company, for addresses in what is sent to them.
        self.address = ""
        # Whether somebody else is writing names while this call is answered.
        self.names_locked = False
        # What was made by this call, as kind and id.
        self.made: list[tuple[str, str]] = []
        # What keeps accounts and stock with each transaction; set by whoever opens the books.
        self.poster: Poster | None = None
        # What keeps the balances of customers and vendors; set likewise.
        self.owing: Owing | None = None
        # Somebody at the screen is not held to what the API alone refuses.
        self.by_hand = False

    def attempt(self) -> "Attempt":
        """Keep all of what is done inside, or none of it: neither objects nor settings nor what is told."""
        return Attempt(self)

    @property
    def country(self) -> str:
        return {"us": "US", "us-ast": "US", "ca": "CA", "uk": "GB", "au": "AU"}[self.profile]

    @property
    def is_american(self) -> bool:
        return self.profile in {"us", "us-ast"}

    @property
    def home(self) -> str:
        return str(self.settings["home_currency"])

    @property
    def custom_fields(self) -> list[str]:
        return list(self.settings["custom_fields"])

    def now(self) -> datetime:
        return self.clock.now().astimezone(PACIFIC)

    def today(self) -> date:
        return self.now().date()

    def stamp(self) -> str:
        return self.now().isoformat(timespec="seconds")

    def brief(self, kind: str, wanted: str) -> tuple[str, str, int] | None:
        number = number_of(wanted)
        return None if number is None else self.store.brief(kind, number)

    def load(self, kind: str, wanted: str) -> Document | None:
        number = number_of(wanted)
        body = None if number is None else self.store.body(kind, number)
        return None if body is None else read(body)

    def must(self, kind: str, wanted: str) -> Document:
        found = self.load(kind, wanted)
        if found is None:
            raise LookupError(f"{kind} {wanted}")
        return found

    def known(self, kind: str, wanted: str) -> Document:
        """Return an item or account to read from; it is shared and must not be changed."""
        key = (kind, wanted)
        found: Document | None = self.store.cache.get(key)
        if found is None:
            found = self.store.cache[key] = self.must(kind, wanted)
        return found

    def next_id(self, kind: Kind) -> str:
        return str(self.store.next(kind.sequence, _FIRST.get(kind.sequence, 1)))

    def next_number(self, sequence: str) -> str:
        return str(self.store.next(sequence, _FIRST.get(sequence, 1)))

    def insert(self, kind: Kind, document: Document, verb: Verb = "Create") -> Document:
        """Keep a new object: give it an id where it has none, the first token and its times."""
        now = self.now()
        stamp = now.isoformat(timespec="seconds")
        document.setdefault("Id", "") or document.update(Id=self.next_id(kind))
        document.update(
            domain="QBO",
            sparse=False,
            SyncToken="0",
            MetaData={"CreateTime": stamp, "LastUpdatedTime": stamp},
        )
        self.store.insert(row_of(kind, document, milliseconds(now)))
        self._written(kind, document, new=True)
        self._owed(kind, None, document)
        self.changed(kind.name, document["Id"], verb, now)
        return document

    def _owed(self, kind: Kind, before: Document | None, now: Document | None) -> None:
        if self.owing is not None and kind.name in self.owing.KINDS:
            self.owing.changed(self, kind, before, now)

    def _before(self, kind: Kind, key: str) -> Document | None:
        owes = self.owing is not None and kind.name in self.owing.KINDS
        return self.load(kind.name, key) if owes else None

    def _written(self, kind: Kind, document: Document, *, new: bool) -> None:
        if kind.name in _CACHED:
            self.store.cache.clear()
        elif kind.is_transaction and self.poster is not None:
            self.poster.post(self, kind, document, new=new)

    def save(self, kind: Kind, document: Document, verb: Verb = "Update", *, posts: bool = True) -> Document:
        """Keep the next version of an object; without `posts` its accounts stay as they are."""
        now = self.now()
        before = self._before(kind, document["Id"])
        document["SyncToken"] = str(int(document["SyncToken"]) + 1)
        created = document.get("MetaData", {}).get("CreateTime") or now.isoformat(timespec="seconds")
        document["MetaData"] = {"CreateTime": created, "LastUpdatedTime": now.isoformat(timespec="seconds")}
        self.store.update(row_of(kind, document, milliseconds(now)))
        if posts:
            self._written(kind, document, new=False)
        self._owed(kind, before, document)
        self.changed(kind.name, document["Id"], verb, now)
        return document

    def correct(self, kind: Kind, document: Document) -> None:
        """Keep a figure that others determine, as a balance, without a new version."""
        self.store.correct(row_of(kind, document, 0))
        if kind.name in _CACHED:
            self.store.cache.clear()

    def remove(self, kind: Kind, key: str) -> None:
        now, before = self.now(), self._before(kind, key)
        self.store.delete(kind.name, number_of(key) or 0, key, milliseconds(now))
        if kind.is_transaction and self.poster is not None:
            self.poster.unpost(self, kind, key)
        self._owed(kind, before, None)
        self.changed(kind.name, key, "Delete", now)

    def changed(self, kind: str, key: str, verb: Verb, at: datetime, merged: str = "") -> None:
        self.changes.append(
            Changed(
                realm=self.realm, entity=kind, id=key, verb=verb, at=at.astimezone(UTC), deleted_id=merged
            )
        )

    def first(self, sql: str, *values: Any) -> Any:
        found = self.store.db.execute(sql, values).fetchone()
        return None if found is None else found[0]

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return self.store.db.execute(sql, values).fetchall()


def kind_of(name: str) -> Kind:
    return KINDS[name]
