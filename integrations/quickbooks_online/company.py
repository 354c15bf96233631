"""What a company says of itself, in our words. Pure."""

from collections.abc import Mapping
from typing import Any

TAX_MODES = {True: "Automated sales tax", False: "Automated sales tax, not set up", None: "Manual"}


def facts(info: Mapping[str, Any], preferences: Mapping[str, Any]) -> dict[str, Any]:
    """Gather what a person recognises a company by, and what decides how it can be synced."""
    accounting = _part(preferences, "AccountingInfoPrefs")
    currency = _part(preferences, "CurrencyPrefs")
    tax = _part(preferences, "TaxPrefs")
    sales = _part(preferences, "SalesFormsPrefs")
    named = {
        str(pair.get("Name")): pair.get("Value")
        for pair in info.get("NameValue", []) or []
        if isinstance(pair, Mapping)
    }
    return {
        "name": _text(info, "CompanyName"),
        "legal_name": _text(info, "LegalName"),
        "country": _text(info, "Country"),
        "home_currency": _text(_part(currency, "HomeCurrency"), "value"),
        "multi_currency": currency.get("MultiCurrencyEnabled") is True,
        "tax_mode": _tax_mode(tax),
        "closed_through": _text(accounting, "BookCloseDate"),
        "plan": str(named.get("OfferingSku") or ""),
        "subscription": str(named.get("SubscriptionStatus") or ""),
        "classes": _classes(accounting),
        "locations": accounting.get("TrackDepartments") is True,
        "own_numbers": sales.get("CustomTxnNumbers") is True,
        "time_zone": _text(info, "DefaultTimeZone"),
    }


def _part(held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = held.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(held: Mapping[str, Any], name: str) -> str:
    value = held.get(name)
    return value[:254] if isinstance(value, str) else ""


def _tax_mode(tax: Mapping[str, Any]) -> str:
    if tax.get("UsingSalesTax") is not True:
        return "Off"
    return TAX_MODES.get(tax.get("PartnerTaxEnabled"), TAX_MODES[None])


def _classes(accounting: Mapping[str, Any]) -> str:
    if accounting.get("ClassTrackingPerTxnLine") is True:
        return "Per line"
    return "Per document" if accounting.get("ClassTrackingPerTxn") is True else "Off"
