"""The tax service: a tax code with its rates in one call; a flat answer without envelope."""

from typing import Any

from simulator.quickbooks_online.amounts import plain
from simulator.quickbooks_online.api.refusals import Refused, missing, no_reference, refuse, unreadable
from simulator.quickbooks_online.books import Books, kind_of
from simulator.quickbooks_online.calls import Answer, Call
from simulator.quickbooks_online.documents import Document, write
from simulator.quickbooks_online.entities.checking import unknown
from simulator.quickbooks_online.entities.values import as_text, decimal, too_long
from simulator.quickbooks_online.entities.writing import guard

_KNOWN = dict.fromkeys(("TaxCode", "TaxCodeId", "TaxRateDetails"))
# What clients put into every body, and nobody reads here (2.3).
_IGNORED = frozenset({"Id", "SyncToken", "MetaData", "domain", "sparse"})
_RATE = dict.fromkeys(("TaxRateName", "TaxRateId", "RateValue", "TaxAgencyId", "TaxApplicableOn"))
_LONGEST = 100


def answer(books: Books, call: Call, given: Any) -> Answer:
    guard(books)
    if len(call.path) != 2 or call.path[1].lower() != "taxcode":
        raise refuse("500", f"Operation {'/'.join(call.path)} is not supported.", "Operation")
    if not isinstance(given, dict):
        raise unreadable()
    for name in given:
        if name not in _KNOWN and name not in _IGNORED:
            raise unknown(name, "TaxService", _KNOWN)
    name = as_text(given.get("TaxCode") or "")
    details: list[Any] = given.get("TaxRateDetails") or []
    if not isinstance(details, list):
        raise unreadable()
    errors = [missing(part) for part, value in (("TaxCode", name), ("TaxRateDetails", details)) if not value]
    if errors:
        raise Refused(*errors)
    if len(name) > _LONGEST:
        raise Refused(too_long("TaxCode", _LONGEST, len(name)))
    _free(books, "TaxCode", name)
    rates = [_rate(books, one) for one in details]
    made = books.insert(kind_of("TaxCode"), _code(name, rates))
    body = {"TaxCode": name, "TaxCodeId": made["Id"], "TaxRateDetails": rates}
    return Answer(body=write(body).encode())


def _free(books: Books, kind: str, name: str) -> None:
    found = books.first("select id from objects where kind = ? and name = ?", kind, name)
    if found:
        raise refuse("6240", f"The name supplied already exists. : Id={found}")


def _rate(books: Books, given: Any) -> Document:
    if not isinstance(given, dict):
        raise unreadable()
    for name in given:
        if name not in _RATE:
            raise unknown(name, "TaxRateDetails", _RATE)
    side = as_text(given.get("TaxApplicableOn") or "Sales")
    if side not in {"Sales", "Purchase", "Other"}:
        raise refuse("2170", f"Invalid Enumeration: {side}", "TaxApplicableOn")
    if given.get("TaxRateId"):
        found = books.load("TaxRate", as_text(given["TaxRateId"]))
        if found is None:
            raise no_reference("TaxRates", as_text(given["TaxRateId"]))
        return _shown(found["Name"], found["Id"], found["RateValue"], found["AgencyRef"]["value"], side)
    return _new_rate(books, given, side)


def _new_rate(books: Books, given: Document, side: str) -> Document:
    errors = [
        missing(name) for name in ("TaxRateName", "RateValue", "TaxAgencyId") if given.get(name) in (None, "")
    ]
    if errors:
        raise Refused(*errors)
    value = decimal(given["RateValue"])
    if not 0 <= value <= 100:
        raise refuse("2240", f"Invalid Number range : Supplied value:{value}", "RateValue")
    name, agency = as_text(given["TaxRateName"]), as_text(given["TaxAgencyId"])
    if not books.brief("TaxAgency", agency):
        raise no_reference("TaxAgencies", agency)
    _free(books, "TaxRate", name)
    made = books.insert(
        kind_of("TaxRate"),
        {
            "Name": name,
            "Description": name,
            "Active": True,
            "RateValue": plain(value),
            "AgencyRef": {"value": agency},
            "TaxReturnLineRef": {},
            "SpecialTaxType": "NONE",
            "DisplayType": "ReadOnly",
            "EffectiveTaxRate": [{"RateValue": plain(value), "EffectiveDate": books.stamp()}],
        },
    )
    return _shown(name, made["Id"], plain(value), agency, side)


def _shown(name: str, key: str, value: Any, agency: str, side: str) -> Document:
    return {
        "TaxRateName": name,
        "TaxRateId": key,
        "RateValue": value,
        "TaxAgencyId": agency,
        "TaxApplicableOn": side,
    }


def _code(name: str, rates: list[Document]) -> Document:
    def below(side: str) -> Document:
        chosen = [one for one in rates if one["TaxApplicableOn"] == side]
        return {
            "TaxRateDetail": [
                {
                    "TaxRateRef": {"value": one["TaxRateId"], "name": one["TaxRateName"]},
                    "TaxTypeApplicable": "TaxOnAmount",
                    "TaxOrder": position,
                }
                for position, one in enumerate(chosen)
            ]
        }

    return {
        "Name": name,
        "Description": name,
        "Active": True,
        "Hidden": False,
        "Taxable": True,
        "TaxGroup": True,
        "TaxCodeConfigType": "USER_DEFINED",
        "SalesTaxRateList": below("Sales"),
        "PurchaseTaxRateList": below("Purchase"),
    }
