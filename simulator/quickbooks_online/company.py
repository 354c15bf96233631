"""One company of QuickBooks Online: its books, its API, and what people do in it beside the API."""

import json
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator.quickbooks_online import seed, somebody
from simulator.quickbooks_online.api import answers, idempotency
from simulator.quickbooks_online.api.refusals import Refused, broken
from simulator.quickbooks_online.api.routes import route
from simulator.quickbooks_online.books import Books
from simulator.quickbooks_online.calls import Answer, Call, Listener
from simulator.quickbooks_online.clock import Clock
from simulator.quickbooks_online.entities import applying, ledger, owing, preferences
from simulator.quickbooks_online.settings import DEFAULTS, checked
from simulator.quickbooks_online.store import Store

_HOMES: Mapping[str, str] = {"us": "USD", "us-ast": "USD", "ca": "CAD", "uk": "GBP", "au": "AUD"}
_log = logging.getLogger(__name__)


class Company:
    """Answers one call after the other; safe to call from several threads."""

    def __init__(
        self,
        realm: str,
        *,
        profile: str = "us",
        clock: Clock,
        path: Path | None = None,
        settings: Mapping[str, Any] | None = None,
        listener: Listener | None = None,
    ) -> None:
        """Open the company kept at `path`, or begin one; `settings` win over what was kept."""
        if profile not in _HOMES:
            raise ValueError(f"There is no company profile named {profile}.")
        self.realm = realm
        self._given = {name: checked(name, value) for name, value in (settings or {}).items()}
        self._listener = listener
        self._lock = threading.RLock()
        self._in_flight = idempotency.InFlight()
        self._store = Store(path)
        kept = {
            name: json.loads(value)
            for name, value in self._store.db.execute("select name, value from settings").fetchall()
        }
        self.profile: str = kept.pop("profile", profile)
        self.settings: dict[str, Any] = {
            **DEFAULTS, "home_currency": _HOMES[self.profile],
            **{name: value for name, value in kept.items() if name in DEFAULTS}, **self._given,
        }  # fmt: skip
        self._kept: dict[str, Any] = {}
        self._books = Books(realm, self.profile, self._store, clock, self.settings)
        self._books.poster, self._books.owing = ledger, owing
        with self._store.transaction():
            if not self._store.body("CompanyInfo", 1):
                seed.begin(self._books)
            ledger.catch_up(self._books)
            self._keep_settings()
        self._books.changes.clear()

    @property
    def name(self) -> str:
        return str(self.settings["company_name"])

    def answer(self, call: Call) -> Answer:
        """Answer one API call; what it changed is kept before this returns."""
        requestid = call.query.get("requestid", "") if call.method.upper() == "POST" else ""
        if requestid and not self._in_flight.enter(requestid):
            return answers.fault(self._books, idempotency.busy(requestid))
        try:
            with self._lock:
                return self._answered(call, requestid)
        finally:
            if requestid:
                self._in_flight.leave(requestid)

    def _answered(self, call: Call, requestid: str) -> Answer:
        books = self._books
        try:
            if requestid:
                replay = idempotency.replay(books, requestid, call)
                if replay is not None:
                    return replay
            books.made.clear()
            books.address, books.names_locked = call.base, call.names_locked
            with books.attempt():
                made = route(books, call)
                if requestid:
                    idempotency.remember(books, requestid, made)
                if call.method != "GET":
                    self._keep_settings()
        except Refused as refused:
            made = answers.fault(books, refused)
            if requestid and books.settings["faults_replayed"]:
                idempotency.remember(books, requestid, made)
        except Exception:  # noqa: BLE001 - whatever is wrong here, a client gets a system fault
            _log.exception("a call was not understood: %s %s", call.method, "/".join(call.path))
            made = answers.fault(books, broken())
        self._tell()
        return made

    def _tell(self) -> None:
        changes = list(self._books.changes)
        self._books.changes.clear()
        if self._listener is not None:
            for change in changes:
                self._listener(change)

    def set(self, name: str, value: Any) -> None:
        """Turn a switch; raises ValueError for one that is not there or a value that does not fit."""
        with self._lock, self._books.attempt():
            self.settings[name] = checked(name, value)
            self._keep_settings()
            preferences.refresh(self._books)
        self._tell()

    def _keep_settings(self) -> None:
        """Write the settings where they are no longer what is kept."""
        if self.settings == self._kept:
            return
        self._kept = dict(self.settings)
        rows = [(name, json.dumps(value)) for name, value in self.settings.items()]
        self._store.db.executemany(
            "insert or replace into settings values (?, ?)", [*rows, ("profile", json.dumps(self.profile))]
        )

    def seed(self, name: str = "sandbox", **sizes: int) -> None:
        """Fill the company: "sandbox", or "large" with customers= and invoices=; tells nobody."""
        with self._lock:
            with self._store.transaction():
                seed.fill(self._books, name, **sizes)
                applying.finish(self._books)
                self._keep_settings()
            self._books.changes.clear()

    def somebody(self, what: str, /, **values: Any) -> dict[str, Any]:
        """Do what a person does in QuickBooks itself; raises Refused where the books refuse it."""
        with self._lock:
            self._books.by_hand = True
            try:
                with self._books.attempt():
                    made = somebody.act(self._books, what, values)
                    self._keep_settings()
            finally:
                self._books.by_hand = False
            self._tell()
            return made

    def reset(self) -> None:
        """Begin again: empty books with the settings the company was made with."""
        with self._lock:
            with self._store.transaction():
                self._store.empty()
                self._kept = {}
                self.settings.clear()
                self.settings.update({**DEFAULTS, "home_currency": _HOMES[self.profile], **self._given})
                seed.begin(self._books)
                self._keep_settings()
            self._books.changes.clear()

    def close(self) -> None:
        with self._lock:
            self._store.close()
