"""One request to the API while it is being answered, and what kind of operation it is."""

import re
from dataclasses import dataclass
from typing import Any

import simplejson

from simulator.quickbooks_online.calls import Call
from simulator.quickbooks_online.limits import Load
from simulator.quickbooks_online.oauth.grants import Access

FROM = re.compile(r"\bfrom\s+(\w+)", re.IGNORECASE)
COUNT = re.compile(r"^\s*select\s+count\s*\(", re.IGNORECASE)
FILES = frozenset({"upload", "download"})
# Lists of names whose writers must stand in line (3).
NAMES = frozenset({"customer", "vendor", "employee"})


@dataclass(slots=True)
class Visit:
    realm: str
    call: Call
    environment: str
    bearer: str | None
    intuit_tid: str
    access: Access | None = None
    fault: str = ""
    aborted: bool = False
    # The body as it came, which the call may have in another form.
    sent: bytes = b""

    @property
    def app(self) -> str:
        return self.access.grant.client_id if self.access else ""

    @property
    def resource(self) -> str:
        return self.call.path[0].lower() if self.call.path else ""

    @property
    def requestid(self) -> str:
        return self.call.query.get("requestid", "")

    @property
    def writes_names(self) -> bool:
        if self.call.method != "POST":
            return False
        return any(name in NAMES for name in self._written()) if self.is_batch else self.resource in NAMES

    @property
    def is_batch(self) -> bool:
        return self.resource == "batch"

    def _written(self) -> list[str]:
        """Name in lower case what the items of a batch write."""
        items = self.document().get("BatchItemRequest")
        items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        return [name.lower() for item in items if item.get("operation") for name in item]

    def batch_items(self) -> int:
        """Count the items of a batch; nought for everything else."""
        if not self.is_batch:
            return 0
        return max(1, self.call.body.count(b'"bId"'))

    def entity(self) -> str:
        """Name the entity in lower case; for a query the one it asks for."""
        if self.resource == "query":
            found = FROM.search(self.statement())
            return found.group(1).lower() if found else ""
        return self.resource

    def statement(self) -> str:
        return self.call.query.get("query") or self.call.body.decode("utf-8", "replace")

    def operation(self) -> str:
        """Name what is done: read, query, count, create, update, delete, void, send, pdf, batch, cdc ..."""
        call, resource = self.call, self.resource
        if resource == "query":
            return "count" if COUNT.match(self.statement()) else "query"
        if resource in {"batch", "cdc", "reports"} | FILES:
            return resource
        if call.path[-1:] and call.path[-1] in {"pdf", "send"}:
            return call.path[-1]
        return "read" if call.method == "GET" else self._write()

    def _write(self) -> str:
        query = self.call.query
        if query.get("include") == "void":
            return "void"
        named = query.get("operation", "")
        if named in {"delete", "void"}:
            return named
        return "update" if self.object_id() else "create"

    def object_id(self) -> str:
        """Return the id the call is about: in its path, or in its body."""
        if len(self.call.path) > 1:
            return self.call.path[1]
        held = self.document().get("Id", "")
        return str(held)

    def document(self) -> dict[str, Any]:
        try:
            held = simplejson.loads(self.call.body or b"{}")
        except ValueError:
            return {}
        return held if isinstance(held, dict) else {}

    def load(self) -> Load:
        """Say what the limits count of it."""
        mails = self.environment == "sandbox" and self.call.path[-1:] == ("send",)
        reads = self.call.method == "GET" or self.resource == "query"
        return Load(batch_items=self.batch_items(), is_mail=mails, is_read=reads)

    def pace(self) -> str:
        """Name the time it takes, as the settings call it."""
        if self.resource == "batch":
            return "batch"
        if self.resource in FILES or self.call.path[-1:] in {("pdf",), ("send",)}:
            return "file"
        if self.resource in {"query", "cdc", "reports"}:
            return "query"
        return "read" if self.call.method == "GET" else "write"
