"""Names: composed, nested, unique over customers, vendors and employees, freed when one is retired."""

import re
from collections.abc import Mapping

from simulator.quickbooks_online.amounts import number as amount_of
from simulator.quickbooks_online.api.refusals import Error, Refused, business, missing, refuse
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import charges, owing
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.kinds import PEOPLE
from simulator.quickbooks_online.entities.references import rename
from simulator.quickbooks_online.entities.rules import Rules

_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_DEEPEST = 5
# The names of these stand in references.
_SHOWN = frozenset({"Customer", "Vendor", "Item", "Account", "Class", "Department"})
_SUB: Mapping[str, str] = {
    "Customer": "Job", "Item": "SubItem", "Account": "SubAccount", "Class": "SubClass",
    "Department": "SubDepartment",
}  # fmt: skip


def taken(kind: Kind, other: str, key: str) -> Refused:
    """Refuse a name: with the id of who has it in the same list, without where it is another list."""
    if kind.name != other:
        return refuse(
            "6240",
            "The name supplied already exists. : Another customer, vendor or employee is already using "
            "this name. Please use a different name.",
        )
    return refuse("6240", f"The name supplied already exists. : Id={key}")


def unique(books: Books, kind: Kind, path: str, own: str) -> None:
    """Refuse a full name that somebody has, inactive ones included."""
    kinds = PEOPLE if kind.name in PEOPLE else (kind.name,)
    marks = ", ".join("?" * len(kinds))
    statement = f"select kind, id from objects where path = ? and kind in ({marks})"  # noqa: S608 - marks only
    rows = books.rows(statement, path, *kinds)
    if not path.isascii():
        # The store knows capitals of plain letters only.
        statement = f"select kind, id, path from objects where kind in ({marks}) and path glob ?"  # noqa: S608
        others = books.rows(statement, *kinds, "*[^ -~]*")
        rows += [(other, key) for other, key, name in others if name.lower() == path.lower()]
    for other, key in rows:
        if (other, key) != (kind.name, own):
            raise taken(kind, other, key)


def retiring(document: Document, old: Document | None) -> bool:
    return document.get("Active") is False and old is not None and old.get("Active") is not False


def retire(books: Books, kind: Kind, document: Document, old: Document | None) -> None:
    """Rename what becomes inactive, so that its name is free again."""
    if not retiring(document, old):
        return
    naming = kind.naming
    plain, number = document[naming], 0
    while True:
        suffix = f" (deleted {number})" if number else " (deleted)"
        document[naming] = plain + suffix
        path = str(document.get("FullyQualifiedName", plain))
        fresh = path + suffix
        if not books.first("select 1 from objects where path = ? and kind = ?", fresh, kind.name):
            break
        number += 1
    if "FullyQualifiedName" in kind.fields:
        document["FullyQualifiedName"] = fresh


def nest(books: Books, kind: Kind, document: Document) -> None:
    """Set the full name, and the level where the kind has one."""
    name = document[kind.naming]
    parent = _parent(books, kind, document)
    if parent:
        document["ParentRef"] = {"value": parent["Id"], "name": parent["FullyQualifiedName"]}
    if "FullyQualifiedName" in kind.fields:
        document["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{name}" if parent else name
    if "Level" in kind.fields:
        document.pop("Level", None)
        if parent:
            document["Level"] = parent.get("Level", 0) + 1


def _parent(books: Books, kind: Kind, document: Document) -> Document | None:
    if "ParentRef" not in document:
        return None
    parent = books.must(kind.name, document["ParentRef"]["value"])
    above, depth = parent, 1
    while True:
        if above["Id"] == document.get("Id"):
            raise refuse("900", "Parent cannot be a child : An object cannot be below itself.", "ParentRef")
        depth += 1
        if "ParentRef" not in above:
            break
        above = books.must(kind.name, above["ParentRef"]["value"])
    if depth + _depth_below(books, kind, document) > _DEEPEST:
        raise refuse(
            "6180", f"Sub-level limit exceeded : At most {_DEEPEST} levels are allowed.", "ParentRef"
        )
    return parent


def _depth_below(books: Books, kind: Kind, document: Document) -> int:
    """Return how many levels there are below an object that is moved with all of them."""
    found = books.brief(kind.name, document["Id"]) if "Id" in document else None
    if found is None:
        return 0
    rows = books.rows("select path from objects where kind = ? and path > ? and path < ?",
                      kind.name, f"{found[1]}:", f"{found[1]}:\U0010ffff")  # fmt: skip
    return max((path.count(":") for (path,) in rows), default=found[1].count(":")) - found[1].count(":")


def rename_below(books: Books, kind: Kind, document: Document, old: Document | None) -> None:
    """Carry a new full name and level on to everything below."""
    if old is None or old.get("FullyQualifiedName") == document.get("FullyQualifiedName"):
        return
    prefix = f"{old['FullyQualifiedName']}:"
    rows = books.rows("select id from objects where kind = ? and path > ? and path < ?",
                      kind.name, prefix, prefix + "\U0010ffff")  # fmt: skip
    for (key,) in rows:
        child = books.must(kind.name, key)
        if child.get("ParentRef", {}).get("value") == document["Id"]:
            before = dict(child)
            child["FullyQualifiedName"] = f"{document['FullyQualifiedName']}:{child[kind.naming]}"
            if "name" in child["ParentRef"]:
                child["ParentRef"]["name"] = document["FullyQualifiedName"]
            if "Level" in kind.fields:
                child["Level"] = document.get("Level", 0) + 1
            books.correct(kind, child)
            rename_below(books, kind, child, before)


class Named(Rules):
    """A list whose entries have names, perhaps one below the other."""

    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        locked = books.settings["name_locked"] or (books.names_locked and kind.name in PEOPLE)
        if locked and not books.by_hand:
            raise business("You can only add or edit one name at a time. Please try again.")
        self.name(document)
        sub = _SUB.get(kind.name)
        if sub:
            self.nested(kind, document, sub)
        nest(books, kind, document)
        document.setdefault("Active", True)
        own = document.get("Id", "")
        unique(books, kind, document.get("FullyQualifiedName") or document[kind.naming], own)
        self.fill(books, kind, document, old)
        retire(books, kind, document, old)

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if "FullyQualifiedName" in kind.fields:
            rename_below(books, kind, document, old)
        shown = "FullyQualifiedName" if "FullyQualifiedName" in kind.fields else kind.naming
        if old and old.get(shown) != document.get(shown) and kind.name in _SHOWN:
            # Forms say the name of today; an old form is no new version for that.
            rename(books, kind.name, document["Id"], str(old.get(shown)), document[shown])
        if kind.name == "Customer" and old:
            was, now = (one.get("ParentRef", {}).get("value", "") for one in (old, document))
            if was != now:
                whole = amount_of(document.get("BalanceWithJobs"))
                owing.roll_above(books, was, -whole)
                owing.roll_above(books, now, whole)

    def removing(self, books: Books, kind: Kind, old: Document) -> None:
        raise refuse("500", "Operation delete is not supported.", "Operation")

    def name(self, document: Document) -> None:
        """See to it that there is a name."""

    def nested(self, kind: Kind, document: Document, sub: str) -> None:
        if document.get(sub) and "ParentRef" not in document:
            raise Refused(missing("ParentRef"))
        document[sub] = "ParentRef" in document

    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        """Fill in what the books determine."""


class Person(Named):
    def name(self, document: Document) -> None:
        if not document.get("DisplayName"):
            parts = [document[part] for part in _PARTS if document.get(part)]
            if not parts:
                raise refuse(
                    "6080",
                    "No name provided : At least one of Title, GivenName, MiddleName, FamilyName, "
                    "DisplayName, "
                    "Suffix must be given",
                )
            document["DisplayName"] = re.sub(r"\s+", " ", " ".join(parts))

    def nested(self, kind: Kind, document: Document, sub: str) -> None:
        if bool(document.get(sub)) != ("ParentRef" in document):
            raise refuse("6150", "ParentRef is either required or not if Job is true or false.", sub)
        document[sub] = bool(document.get(sub))

    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        document.setdefault("PrintOnCheckName", (old or {}).get("PrintOnCheckName", document["DisplayName"]))
        for part in ("BillAddr", "ShipAddr", "PrimaryAddr"):
            if part in document and "Id" not in document[part]:
                document[part] = {"Id": books.next_number("address"), **document[part]}
        self.currency(books, kind, document, old)
        if retiring(document, old) and not books.by_hand and (old or {}).get("Balance"):
            raise refuse("6220", "Entity has a balance : It cannot be made inactive before that is settled.")

    def currency(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if "CurrencyRef" not in kind.fields:
            return
        document.setdefault("CurrencyRef", home_currency(books))
        code = document["CurrencyRef"]["value"]
        if code != books.home and not books.settings["multi_currency"]:
            raise refuse("5030", "Feature Not Supported Error : Multi-currency is not on.", "CurrencyRef")
        if (
            code != books.home
            and books.settings["currencies_listed"]
            and not books.first(
                "select 1 from objects where kind = 'CompanyCurrency' and json_extract(body, '$.Code') = ?",
                code,
            )
        ):
            raise business("The currency has to be one of the company's.")
        if old and code != old["CurrencyRef"]["value"]:
            raise business("The currency of a customer or vendor cannot be changed.")


class Customer(Person):
    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        for name, value in (
            ("Taxable", True),
            ("BillWithParent", False),
            ("Balance", 0),
            ("BalanceWithJobs", 0),
        ):
            document.setdefault(name, value)
        document.setdefault("PreferredDeliveryMethod", "Print")
        if document["PreferredDeliveryMethod"] == "Email" and "PrimaryEmailAddr" not in document:
            raise Refused(
                Error("6420", "Email address required : PrimaryEmailAddr is missing", "PrimaryEmailAddr")
            )
        if books.is_american and books.brief("TaxCode", "2"):
            document.setdefault("DefaultTaxCodeRef", {"value": "2"})
        self._billing(books, document, old)
        super().fill(books, kind, document, old)

    @staticmethod
    def _billing(books: Books, document: Document, old: Document | None) -> None:
        if old is None or books.by_hand:
            return
        ids = (number_of(old["Id"]), number_of(document.get("ParentRef", {}).get("value", "")))
        if document["BillWithParent"] != old.get("BillWithParent", False) and books.first(
            "select 1 from objects where kind = 'Invoice' and party in (?, ?)", *ids
        ):
            raise refuse(
                "6130", "Cannot change who the customer bills with : There are invoices.", "BillWithParent"
            )
        if retiring(document, old) and charges.unbilled(books, old["Id"]):
            raise refuse("6280", "Customer has unbilled charges : They must be billed or removed first.")


class Vendor(Person):
    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        document.setdefault("Balance", 0)
        document.setdefault("Vendor1099", False)
        if old is None:
            document.pop("TermRef", None)
        if document.get("TaxIdentifier"):
            document["TaxIdentifier"] = "XXXXXX" + document["TaxIdentifier"][-4:]
        super().fill(books, kind, document, old)


def home_currency(books: Books) -> Document:
    return {"value": books.home, "name": CURRENCIES[books.home]}
