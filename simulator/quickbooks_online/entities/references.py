"""References to entries of lists, wherever they stand in what is kept."""

from collections.abc import Mapping
from typing import Any

from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document, read, write
from simulator.quickbooks_online.entities.kinds import KINDS, PEOPLE

# Where references are not named after what they lead to.
_NAMED: Mapping[str, str] = {
    "ShipTo": "Customer", "ProjectRef": "Customer", "PrefVendorRef": "Vendor", "GroupItemRef": "Item",
}  # fmt: skip

_FORMS = ", ".join(f"'{name}'" for name, kind in KINDS.items() if kind.is_transaction)
# Whose form it is stands in a column; customers stand below too, in what was bought for them.
_BOUGHT = "'Bill', 'Purchase', 'VendorCredit', 'PurchaseOrder', 'Item'"
_WHERE = f"kind in ({_FORMS}) and party = ?3 or kind in ({_BOUGHT})"


def rename(books: Books, kind_name: str, key: str, old: str, new: str) -> None:
    """Have references to an entry say its new name; what they stand in is no new version for that."""
    before, after = (write({"value": key, "name": name}) for name in (old, new))
    where = _WHERE if kind_name in PEOPLE else "?3 = ?3"
    for name in (f"{kind_name}Ref", *(one for one, kind in _NAMED.items() if kind == kind_name)):
        # In the text itself: very many forms may have it.
        books.store.db.execute(
            f"update objects set body = replace(body, ?1, ?2) where ({where}) and instr(body, ?1)",  # noqa: S608
            (f'{name}":{before}', f'{name}":{after}', number_of(key)),
        )
    books.store.cache.clear()


def repoint(books: Books, kind_name: str, old: str, target: Document) -> None:
    """Carry references over to another entry."""
    rows = books.rows("select kind, body from objects where instr(body, ?)", f'"value":"{old}"')
    for name, body in rows:
        document = read(body)
        if _changed(document, name, kind_name, old, target):
            books.correct(kind_of(name), document)


def _changed(value: Any, owner: str, kind_name: str, old: str, target: Document) -> bool:
    """Change the references in a document; return whether there were any."""
    if isinstance(value, list):
        # Every one of them, not only up to the first.
        changed = [_changed(one, owner, kind_name, old, target) for one in value]
        return True in changed
    if not isinstance(value, dict):
        return False
    found = False
    for name, one in value.items():
        if isinstance(one, dict) and one.get("value") == old and _leads(name, value, one, owner, kind_name):
            one["value"] = target["value"]
            if "name" in one:
                one["name"] = target["name"]
            found = True
        else:
            found = _changed(one, owner, kind_name, old, target) or found
    return found


def _leads(name: str, around: Document, reference: Document, owner: str, kind_name: str) -> bool:
    """Return whether a reference of this name leads to an entry of the list."""
    if name == "ParentRef":
        return owner == kind_name
    if name == "EntityRef":
        said = reference.get("type") or around.get("Type") or around.get("type") or ""
        return str(said).lower() == kind_name.lower() if said else kind_name in PEOPLE
    if name in _NAMED:
        return _NAMED[name] == kind_name
    return name.endswith(f"{kind_name}Ref")
