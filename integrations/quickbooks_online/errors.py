"""What each refusal of QuickBooks Online means, and what to do about it. Matched on codes.

Text is looked at in one place: code 6000 is said for many things, and code 5010 has been seen for closed
books. Texts are in the company's language, so that what is not recognised there stays the general entry.
"""

from collections.abc import Mapping

from integrations.contracts import Trouble
from integrations.quickbooks_online.errors_access import ACCESS
from integrations.quickbooks_online.errors_entry import Entry, Fix
from integrations.quickbooks_online.errors_form import FORM
from integrations.quickbooks_online.errors_rules import RULES

__all__ = ["CATALOGUE", "GENERAL", "Entry", "Fix", "entry_of", "find"]

CATALOGUE: Mapping[str, Entry] = {entry.code: entry for entry in (*ACCESS, *FORM, *RULES)}
GENERAL = Entry(
    code="",
    trouble=Trouble.REFUSED,
    sentence="QuickBooks refused {record} for a reason that is not in our catalogue.",
    cause="The answer carries no code, or one that is not documented.",
    help="Read what QuickBooks said below. If it does not help, send it to support with the request number.",
    fix=Fix.SUPPORT,
)
# Which words tell the variants of a code apart.
_VARIANTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "6000": (
        ("one name at a time", "6000:name_lock"),
        ("must set a transaction amount", "6000:no_amount"),
        ("rate before you save", "6000:tax_missing"),
        ("do not have a tax code", "6000:tax_missing"),
        ("currency of the transaction is invalid", "6000:currency"),
        ("trying to link does not exist", "6000:link"),
        ("note string or file attachment", "6000:attachment"),
        ("need to activate this item", "6000:inactive_item"),
        ("(-30000)", "-30000"),
        ("accounts receivable account", "6000:receivable"),
        ("a/r type account", "6000:receivable"),
        ("closing date", "6000:closed"),
        ("period has closed", "6000:closed"),
    ),
    "5010": (("account period", "5010:closed"), ("period closed", "5010:closed")),
}


def find(code: str, detail: str = "", message: str = "") -> Entry | None:
    """Return the entry of a code, or of the variant that the text tells; None for a code that is not here."""
    plain = code.strip()
    plain = plain.lstrip("0") or plain
    said = f"{message} {detail}".lower()
    for fragment, variant in _VARIANTS.get(plain, ()):
        if fragment in said:
            return CATALOGUE[variant]
    return CATALOGUE.get(plain)


def entry_of(code: str) -> Entry:
    """Return what to tell of a failure by the code it carries: an entry in any case."""
    return CATALOGUE.get(code, GENERAL)
