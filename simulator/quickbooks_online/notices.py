"""The bodies in which changes are told, and which changes are told at all (7.3)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from simulator.quickbooks_online.calls import Changed
from simulator.quickbooks_online.world import App

_LIST = frozenset({"Create", "Update", "Delete"})
_FORM = _LIST | {"Emailed", "Void"}
_MONEY = _LIST | {"Void"}
# By entity, what is told of it: the classic matrix with Void and Emailed of newer documents.
TOLD: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("Employee", "Item", "Account", "Class", "Department", "PaymentMethod", "Term"), _LIST),
    **dict.fromkeys(("Customer", "Vendor"), _LIST | {"Merge"}),
    **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"), _FORM),
    **dict.fromkeys(("Estimate", "PurchaseOrder"), _LIST | {"Emailed"}),
    **dict.fromkeys(("Payment", "BillPayment", "Purchase"), _MONEY),
    **dict.fromkeys(
        ("Bill", "Deposit", "Transfer", "JournalEntry", "VendorCredit", "TimeActivity", "Budget"), _LIST
    ),
    "CompanyCurrency": frozenset({"Create", "Update"}),
    "Preferences": frozenset({"Update"}),
    "JournalCode": frozenset({"Create", "Update"}),
    "TaxAgency": frozenset({"Create", "Update"}),
}
# Where the name that is told is not the entity's own.
CALLED: Mapping[str, str] = {"CompanyCurrency": "Currency"}
PAST = {
    "Create": "created", "Update": "updated", "Delete": "deleted", "Merge": "merged", "Void": "voided",
    "Emailed": "emailed",
}  # fmt: skip
SOURCE = "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU="


def is_told(app: App, changed: Changed) -> bool:
    """Tell whether the service tells such a change, and the app asked for it."""
    if changed.verb not in TOLD.get(changed.entity, frozenset()):
        return False
    return not app.webhook_entities or name_of(changed) in app.webhook_entities


def name_of(changed: Changed) -> str:
    return CALLED.get(changed.entity, changed.entity)


def body_of(form: str, changes: Sequence[Changed]) -> Any:
    return _events(changes) if form == "cloudevents" else _classic(changes)


def _classic(changes: Sequence[Changed]) -> dict[str, Any]:
    realms: dict[str, list[dict[str, str]]] = {}
    for changed in changes:
        entity = {
            "name": name_of(changed), "id": changed.id, "operation": changed.verb,
            "lastUpdated": _utc(changed.at, "milliseconds"),
        }  # fmt: skip
        if changed.verb == "Merge":
            entity["deletedId"] = changed.deleted_id
        realms.setdefault(changed.realm, []).append(entity)
    return {
        "eventNotifications": [
            {"realmId": realm, "dataChangeEvent": {"entities": entities}}
            for realm, entities in realms.items()
        ]
    }


def _events(changes: Sequence[Changed]) -> list[dict[str, Any]]:
    return [
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": SOURCE,
            "type": f"qbo.{name_of(changed).lower()}.{PAST[changed.verb]}.v1",
            "datacontenttype": "application/json",
            # The real one has nanoseconds.
            "time": _utc(changed.at, "microseconds").replace("Z", "000Z"),
            "intuitentityid": changed.id,
            "intuitaccountid": changed.realm,
            # Where the id that was merged away stands is not known.
            "data": {"deletedId": changed.deleted_id} if changed.deleted_id else {},
        }
        for changed in changes
    ]


def _utc(at: datetime, precision: str) -> str:
    return at.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
