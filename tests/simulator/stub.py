"""A company with a handful of answers, for tests of what stands before the books."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import simplejson

from simulator.quickbooks_online.api.refusals import Error, Refused
from simulator.quickbooks_online.calls import Answer, Call, Changed, Listener
from simulator.quickbooks_online.clock import Clock

ENTITIES = {
    "customer": "Customer",
    "invoice": "Invoice",
    "payment": "Payment",
    "item": "Item",
    "vendor": "Vendor",
}


class StubCompany:
    """Keeps objects as they come; checks ids and tokens, and nothing else."""

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
        self.realm, self.name, self.clock = realm, f"Stub {profile}", clock
        self.settings: dict[str, Any] = {"locale": "en", "closed_through": "", **(settings or {})}
        self.objects: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in ENTITIES.values()}
        self.calls: list[Call] = []
        self._listener, self._number = listener, 0

    def set(self, name: str, value: Any) -> None:
        if name not in self.settings:
            raise ValueError(f"There is no setting {name}.")
        self.settings[name] = value

    def seed(self, name: str = "sandbox", **sizes: int) -> None:
        for number in range(sizes.get("customers", 2)):
            self.make("Customer", {"DisplayName": f"Customer <{number + 1}>", "Active": True, "Balance": 0})
        self.make(
            "Invoice", {"DocNumber": "1001", "TotalAmt": 100.0, "Balance": 100.0, "TxnDate": "2026-11-02"}
        )

    def reset(self) -> None:
        self.__init__(self.realm, clock=self.clock, listener=self._listener)  # type: ignore[misc]

    def close(self) -> None:
        return

    def make(self, entity: str, fields: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        made = {"domain": "QBO", **fields, "Id": str(self._number), "SyncToken": "0"}
        self.objects[entity][made["Id"]] = made
        self._tell(entity, made["Id"], "Create")
        return made

    def somebody(self, what: str, /, **values: Any) -> dict[str, Any]:
        if what == "close_books":
            self.settings["closed_through"] = values["through"]
            return {}
        if what == "pay":
            values = {"entity": "Invoice", "id": values["invoice"], "fields": {"Balance": 0}}
        held = self.objects[values["entity"]].get(str(values["id"]))
        if held is None:
            raise Refused(Error("610", "There is no such object."))
        if what == "delete":
            del self.objects[values["entity"]][held["Id"]]
            self._tell(values["entity"], held["Id"], "Delete")
        else:
            self._change(values["entity"], held, values.get("fields", {}))
        return held

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        kind = call.path[0].lower()
        if kind == "query":
            return self._query(call.query.get("query") or call.body.decode())
        if kind == "batch":
            items = simplejson.loads(call.body)["BatchItemRequest"]
            return self._json({"BatchItemResponse": [{"bId": item["bId"]} for item in items]})
        if kind == "companyinfo":
            return self._json({"CompanyInfo": {"CompanyName": self.name, "Id": "1"}})
        if kind not in ENTITIES:
            return self._fault("500", "Unsupported Operation")
        if call.method == "GET":
            held = self.objects[ENTITIES[kind]].get(call.path[1])
            return self._json({ENTITIES[kind]: held}) if held else self._fault("610", "Object Not Found")
        return self._write(ENTITIES[kind], simplejson.loads(call.body))

    def _write(self, entity: str, fields: dict[str, Any]) -> Answer:
        if "Id" not in fields:
            return self._json({entity: self.make(entity, fields)})
        held = self.objects[entity].get(str(fields["Id"]))
        if held is None:
            return self._fault("610", "Object Not Found")
        if str(fields.get("SyncToken")) != held["SyncToken"]:
            return self._fault("5010", "Stale Object Error")
        self._change(entity, held, {name: value for name, value in fields.items() if name != "SyncToken"})
        return self._json({entity: held})

    def _query(self, statement: str) -> Answer:
        found = re.search(r"from\s+(\w+)", statement, re.IGNORECASE)
        entity = ENTITIES.get(found.group(1).lower() if found else "")
        rows = list(self.objects[entity].values()) if entity else []
        if not rows:
            return self._json({"QueryResponse": {}})
        return self._json({"QueryResponse": {entity: rows, "startPosition": 1, "maxResults": len(rows)}})

    def _change(self, entity: str, held: dict[str, Any], fields: dict[str, Any]) -> None:
        held |= fields
        held["SyncToken"] = str(int(held["SyncToken"]) + 1)
        self._tell(entity, held["Id"], "Update")

    def _tell(self, entity: str, number: str, verb: Any) -> None:
        if self._listener is not None:
            at = self.clock.now()
            self._listener(Changed(realm=self.realm, entity=entity, id=number, verb=verb, at=at))

    def _json(self, body: dict[str, Any]) -> Answer:
        return Answer(body=simplejson.dumps({**body, "time": self.clock.now().isoformat()}).encode())

    def _fault(self, code: str, message: str) -> Answer:
        error = {"Message": message, "Detail": message, "code": code, "element": ""}
        body = {"Fault": {"Error": [error], "type": "ValidationFault"}}
        return Answer(status=400, body=simplejson.dumps(body).encode(), content_type="application/json")
