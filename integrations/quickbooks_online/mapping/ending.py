"""What becomes of theirs when ours is void or gone, by what their books allow.

An invoice and a payment can be voided, and keep their place. Nothing else of ours can: it is deleted. Names
are never deleted; they become inactive.
"""

from integrations.contracts import Deed, Remote
from integrations.quickbooks_online.mapping.making import Body, Making, Write

LISTS = frozenset({"Term", "Customer", "Vendor", "Item"})


def end(making: Making, entity: str) -> Write:
    remote = making.intent.remote
    if remote is None:
        raise making.unfit("not_there", "state", "it is not in QuickBooks, so there is nothing to take back.")
    if entity in LISTS:
        return Write(entity=entity, body={**_head(remote), "sparse": True, "Active": False})
    if making.intent.deed is Deed.VOID and entity == "Invoice":
        return Write(entity=entity, body=_head(remote), operation="void", expect={"total": 0})
    if making.intent.deed is Deed.VOID and entity == "Payment":
        # Two forms are documented; this is the one the vendor's own clients use.
        body = {**_head(remote), "sparse": True}
        return Write(
            entity=entity, body=body, operation="update", include="void", expect={"total": 0, "applied": 0}
        )
    return Write(entity=entity, body=_head(remote), operation="delete")


def _head(remote: Remote) -> Body:
    return {"Id": remote.key, "SyncToken": remote.revision}
