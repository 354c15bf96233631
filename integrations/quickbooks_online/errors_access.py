"""Refusals that are about access, limits, the service itself and who changed what when."""

from integrations.contracts import Trouble
from integrations.quickbooks_online.errors_entry import Entry, Fix, entries

_AGAIN = "Nothing is lost, and it is tried again by itself."

ACCESS: tuple[Entry, ...] = tuple(
    entries(
        (
            "100 110 3200", Trouble.UNAUTHORISED, Fix.RECONNECT,
            "QuickBooks does not take our access any more, so {record} waits.",
            "The access was ended, or is older than QuickBooks allows.",
            "Reconnect. Everything that waits goes out then.",
        ),
        (
            "120", Trouble.UNAUTHORISED, Fix.RECONNECT,
            "QuickBooks does not let who connected write to this company, so {record} waits.",
            "Whoever connected has left the company, or has lost their rights there.",
            "Have an administrator of the company reconnect.",
        ),
        (
            "130", Trouble.UNAUTHORISED, Fix.RECONNECT,
            "QuickBooks looked for this company in the wrong place, so {record} waits.",
            "The company was moved within QuickBooks, or is not the one that was connected.",
            "Wait a few minutes and test the connection. If it still fails, reconnect.",
        ),
        (
            "140", Trouble.UNAUTHORISED, Fix.RECONNECT,
            "QuickBooks has locked this company, so {record} waits.",
            "Intuit has closed the company to all apps.",
            "Sign in to QuickBooks to see why. Reconnect once it is open again.",
        ),
        (
            "150", Trouble.TRANSIENT, Fix.WAIT,
            "QuickBooks is working on this company, so {record} waits.",
            "The company is under maintenance at Intuit.",
            _AGAIN,
        ),
        (
            "3100", Trouble.UNAUTHORISED, Fix.RECONNECT,
            "QuickBooks lets Tieout in, but not into this company, so {record} waits.",
            "The access does not cover the company: it was taken back, or belongs to another company.",
            "Have an administrator of the company reconnect.",
        ),
        (
            "3202", Trouble.UNAUTHORISED, Fix.RECONNECT,
            "QuickBooks missed our access in the request, so {record} waits.",
            "The request carried no access.",
            "Reconnect. If it happens again, tell support.",
        ),
        (
            "3001", Trouble.THROTTLED, Fix.WAIT,
            "QuickBooks is asked too much right now, so {record} waits.",
            "All apps of the company together have reached Intuit's limit.",
            f"{_AGAIN} It takes a minute.",
        ),
        (
            "600", Trouble.TRANSIENT, Fix.WAIT,
            "QuickBooks is still working on an earlier try to send {record}.",
            "The same request arrived twice at a time.",
            f"{_AGAIN} What the first try did is found out.",
        ),
        (
            "10000 -30000", Trouble.TRANSIENT, Fix.WAIT,
            "QuickBooks failed while it worked on {record}.",
            "Something broke inside QuickBooks.",
            "It is tried again by itself, and whether it was done is found out. If it stays, tell support.",
        ),
        (
            "10100", Trouble.REFUSED, Fix.SUPPORT,
            "QuickBooks found too much for one answer while it worked on {record}.",
            "The answer would hold more records than QuickBooks gives at once.",
            "Tell support: less has to be asked for at a time.",
        ),
        (
            "10200", Trouble.REFUSED, Fix.SUPPORT,
            "The QuickBooks company was reset, so what we know of {record} there is gone.",
            "Somebody emptied the company; ids of before mean nothing now.",
            "Tell support before anything is sent again: everything has to be matched anew.",
        ),
        (
            "5010", Trouble.STALE, Fix.WAIT,
            "{record} was changed in QuickBooks while it was sent.",
            "Somebody there, or a payment, changed it since we last read it.",
            "It is read and sent again by itself.",
        ),
        (
            "5010:closed", Trouble.REFUSED, Fix.MOVE_DATE,
            "{record} is dated in a period that is closed in QuickBooks.",
            "The books there are closed through its date.",
            "Give it a later date, or have the period opened in QuickBooks.",
        ),
        (
            "5020", Trouble.REFUSED, Fix.RECONNECT,
            "Who connected may not do this in QuickBooks, so {record} was not taken.",
            "Their role in the company, or the plan of the company, does not include it.",
            "Have an administrator of the company reconnect, or give the role more rights in QuickBooks.",
        ),
        (
            "5030", Trouble.REFUSED, Fix.EDIT,
            "{record} uses something that this QuickBooks company does not have.",
            "Classes, locations, currencies, stock or discounts are switched off, or not in the plan.",
            "Switch it on in QuickBooks, or leave it out here; the settings say what is sent.",
        ),
        (
            "6190", Trouble.REFUSED, Fix.WAIT,
            "The QuickBooks subscription has ended, so {record} could not be written.",
            "The trial or the subscription ended, or a bill of Intuit's is open.",
            "Renew it at Intuit. Then retry: everything that waits goes out.",
        ),
        (
            "500 1050 2000 2010 2030 2130 4000 4001 4002 5000 1040 400", Trouble.REFUSED, Fix.SUPPORT,
            "QuickBooks did not understand how {record} was sent.",
            "What we sent is not in the form that QuickBooks takes.",
            "This is ours to mend. Send support the request number.",
        ),
        (
            "1000 1010 1020", Trouble.REFUSED, Fix.EDIT,
            "QuickBooks could not write {record}.",
            "QuickBooks says no more than that; its words stand below.",
            "Read what it said, change the record accordingly and retry. If it says nothing, tell support.",
        ),
    )
)  # fmt: skip
