"""What a sale is taxed with in each place of the United States: a stand-in's table, not advice on taxes."""

from collections.abc import Mapping
from decimal import Decimal

from simulator.quickbooks_online.documents import Document

# Alaska, Delaware, Montana, New Hampshire and Oregon have no tax of their own.
STATES: Mapping[str, str] = {
    "AL": "4", "AR": "6.5", "AZ": "5.6", "CA": "7.25", "CO": "2.9", "CT": "6.35", "DC": "6", "FL": "6",
    "GA": "4", "HI": "4", "IA": "6", "ID": "6", "IL": "6.25", "IN": "7", "KS": "6.5", "KY": "6", "LA": "5",
    "MA": "6.25", "MD": "6", "ME": "5.5", "MI": "6", "MN": "6.875", "MO": "4.225", "MS": "7", "NC": "4.75",
    "ND": "5", "NE": "5.5", "NJ": "6.625", "NM": "4.875", "NV": "6.85", "NY": "4", "OH": "5.75", "OK": "4.5",
    "PA": "6", "RI": "7", "SC": "6", "SD": "4.2", "TN": "7", "TX": "6.25", "UT": "6.1", "VA": "5.3",
    "VT": "6", "WA": "6.5", "WI": "5", "WV": "6", "WY": "4",
}  # fmt: skip
_NEW_YORK = (("New York City", "4.5"), ("Metropolitan Commuter District", "0.375"))
_CITY = ("100", "101", "102", "103", "104", "111", "112", "113", "114", "116")
# On top of the state's, by state and the first digits of the postal code.
_LOCAL: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("AZ", "857"): (("Pima County", "0.5"), ("Tucson City", "2.6")),
    ("CA", "900"): (("Los Angeles County", "2.5"),),
    ("CA", "941"): (("San Francisco County", "1.375"),),
    ("GA", "303"): (("Fulton County", "3"), ("Atlanta City", "1.9")),
    ("IL", "606"): (("Cook County", "1.75"), ("Chicago City", "1.25"), ("Chicago Transportation", "1")),
    ("NV", "891"): (("Clark County", "1.525"),),
    **{("NY", prefix): _NEW_YORK for prefix in _CITY},
    ("PA", "152"): (("Allegheny County", "1"),),
    ("PA", "191"): (("Philadelphia City", "2"),),
    ("TX", "770"): (("Houston City", "1"), ("Houston Transit", "1")),
    ("WA", "981"): (("Seattle City", "3.85"),),
}


def rates_at(where: Document) -> list[tuple[str, Decimal]]:
    """Return names and percentages that apply at an address, the state's first, or nothing."""
    state = str(where.get("CountrySubDivisionCode", "")).upper()
    if state not in STATES:
        return []
    local = _LOCAL.get((state, str(where.get("PostalCode", ""))[:3]), ())
    return [
        (f"{state} State tax", Decimal(STATES[state])),
        *((name, Decimal(percent)) for name, percent in local),
    ]
