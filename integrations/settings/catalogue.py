"""Every setting of a connection, in the order of the page.

Names are for good: files and history hold them.
"""

from collections.abc import Mapping
from typing import Any

from integrations.settings.kinds import (
    Addresses,
    Choice,
    Day,
    Flag,
    Hours,
    Money,
    Setting,
    Several,
    Text,
    Unfit,
    Whole,
)

ONLINE, DESKTOP = ("quickbooks_online",), ("quickbooks_desktop",)
DIRECTIONS = {
    "off": "Off",
    "in": "From QuickBooks",
    "out": "To QuickBooks",
    "both": "Both ways",
}
MODES = {
    "hold": "Hold for approval",
    "automatic": "Automatic",
    "one_batch": "One batch, then stop",
    "off": "Off",
}
MODULES = {
    "customers": "Customers",
    "items": "Items",
    "suppliers": "Suppliers",
    "invoices": "Invoices",
    "credit_notes": "Credit notes",
    "payments": "Payments",
    "taxes": "Tax codes",
    "expenses": "Expenses",
    "purchase_orders": "Purchase orders",
}
ONE_WAY_IN = {name: DIRECTIONS[name] for name in ("off", "in")}


NOTES = {
    "What is synced": (
        "To QuickBooks: what is changed there is shown as a difference and not taken over. From "
        "QuickBooks: what is "
        "changed here stays here. Both ways: the newer change holds, and a conflict is asked about."
    ),
}


def _directions() -> list[Setting]:
    return [
        Choice(
            name=f"direction_{name}",
            section="What is synced",
            label=label,
            meaning=f"Which way {label.lower()} go.",
            example="",
            default="off",
            choices=ONE_WAY_IN if name == "taxes" else DIRECTIONS,
        )
        for name, label in MODULES.items()
    ]


SETTINGS: tuple[Setting, ...] = (
    *_directions(),
    Choice(
        name="mode", section="Going live", label="How work goes out",
        meaning="Whether prepared work is sent by itself or waits for somebody to approve it.",
        example="Hold for approval: an invoice approved at 10:00 waits in the list until an approver "
        "releases it.",
        default="hold", choices=MODES,
    ),
    Day(
        name="go_live_on", section="Going live", label="Go-live day",
        meaning="Documents dated before this day are left alone.",
        example="2027-01-01: the invoices of December stay where they are.", default="",
    ),
    Whole(
        name="look_back_days", section="Going live", label="Look-back",
        meaning="How far back an ordinary sync looks for changes it might have missed.",
        example="14 days.", default=14, least=1, most=30, unit="days",
    ),
    Choice(
        name="numbering", section="Invoices", label="Invoice numbers",
        meaning="Whose numbers invoices carry in QuickBooks.",
        example="Ours with a prefix: our 1042 is T-1042 there.", default="ours",
        choices={"ours": "Ours", "prefixed": "Ours with a prefix", "theirs": "Assigned by QuickBooks"},
    ),
    Text(
        name="number_prefix", section="Invoices", label="Prefix of numbers",
        meaning="Stands before our number where numbers are ours with a prefix.",
        example="T-.", default="", longest=8,
    ),
    Choice(
        name="email_status", section="Invoices", label="E-mail by QuickBooks",
        meaning="Whether QuickBooks is asked to mail what arrives.",
        example="As on the invoice: only those marked to be mailed.", default="none",
        choices={"none": "Never", "to_be_sent": "Always", "as_here": "As on the invoice"},
    ),
    Choice(
        name="edits_after_sync", section="Invoices", label="Changes after an invoice was sent",
        meaning="Until when a change here is sent after the invoice is in QuickBooks.",
        example="Until paid: once a payment is applied there, a change becomes a question.",
        default="until_paid",
        choices={
            "never": "Never", "until_paid": "Until paid", "until_closed": "Until its period is closed",
            "always": "Always",
        },
    ),
    Flag(
        name="allow_overrides", section="Invoices", label="Allow overrides",
        meaning="Lets somebody choose another item, account, class or terms for one document.",
        example="One line of one invoice goes to Travel although its item is mapped to Services.",
        default=False,
    ),
    Choice(
        name="refunds", section="Invoices", label="Refunds",
        meaning="As what a refund arrives.", example="Refund receipt: money goes out of the bank account.",
        default="off",
        choices={"off": "Not sent", "credit_memo": "Credit memo", "refund_receipt": "Refund receipt"},
    ),
    Flag(
        name="import_open_only", section="Invoices", label="Take over open invoices only",
        meaning="Leaves paid invoices in QuickBooks where they are.", example="Yes: only what is still owed.",
        default=True,
    ),
    Day(
        name="import_since", section="Invoices", label="Take over invoices since",
        meaning="Leaves older invoices in QuickBooks where they are.", example="2026-01-01.", default="",
    ),
    Flag(
        name="import_inactive", section="Invoices", label="Also of inactive customers",
        meaning="Takes over invoices of customers who are inactive in "
        "QuickBooks.", example="No.", default=False,
    ),
    Choice(
        name="who_computes_tax", section="Tax", label="Who computes tax",
        meaning="Whose sum of tax counts where the two differ.",
        example="QuickBooks: automated sales tax computes anew, and a difference is shown.", default="us",
        choices={"us": "We do", "quickbooks": "QuickBooks does", "service": "A tax service does"},
    ),
    Money(
        name="tax_tolerance", section="Tax", label="Difference that may be",
        meaning="Up to this, a difference between our total and theirs is noted and not asked about.",
        example="0.01.", default="0.01",
    ),
    Flag(
        name="mark_all_taxable", section="Tax", label="Mark every line taxable",
        meaning="Sends every line as taxable, where everything is taxed.", example="No.", default=False,
    ),
    Flag(
        name="use_classes", section="Classes and locations", label="Use classes",
        meaning="Sends a class with each document or line, where QuickBooks has classes switched on.",
        example="Yes: the class of a line is the class of its item.", default=False,
    ),
    Choice(
        name="class_source", section="Classes and locations", label="Where the class comes from",
        meaning="What decides the class of a line.", example="The line itself.", default="line",
        choices={"line": "The line", "item": "The item", "customer": "The customer"},
    ),
    Choice(
        name="location_source", section="Classes and locations", label="Where the location comes from",
        meaning="What decides the location of a "
        "document.", example="The document's department.", default="off",
        choices={"off": "None is sent", "document": "The document", "customer": "The customer"},
    ),
    Several(
        name="customer_match", section="Customers", label="What customers are recognised by",
        meaning="Compared in this order when a customer is looked for in QuickBooks.",
        example="External number, then name.", default=["number", "name", "email"],
        choices={"number": "External number", "name": "Name", "email": "E-mail", "tax_id": "Tax number"},
    ),
    Choice(
        name="customer_create", section="Customers", label="Customers QuickBooks does not have",
        meaning="What happens when none is recognised.", example="Ask: it waits in the matching queue.",
        default="ask", choices={"off": "Never create", "ask": "Ask", "on": "Create"},
    ),
    Choice(
        name="customer_address", section="Customers", label="Addresses of customers",
        meaning="Whether a change of address here changes it there.",
        example="When created: later each side keeps its own.", default="create_only",
        choices={"create_only": "When created", "keep_updated": "Keep updated", "never": "Never"},
    ),
    Whole(
        name="address_skip_lines", section="Customers", label="Leave out first lines of an address",
        meaning="Addresses that begin with the company's name would show it twice.", example="1.",
        default=0, least=0, most=4, unit="lines",
    ),
    Choice(
        name="contact", section="Customers", label="Contact that is sent",
        meaning="Whose mail address and telephone go along.", example="Billing contact.", default="primary",
        choices={"primary": "Primary contact", "billing": "Billing contact"},
    ),
    Several(
        name="item_match", section="Items", label="What items are recognised by",
        meaning="Compared in this order when an item is looked for in QuickBooks.",
        example="External number, then name.", default=["number", "name"],
        choices={"number": "External number", "name": "Name"},
    ),
    Several(
        name="payment_sources", section="Payments", label="Payments that are sent",
        meaning="By where a payment was recorded "
        "here.", example="By hand and by the API.", default=["hand", "api", "file"],
        choices={"hand": "Entered by hand", "api": "By the API", "file": "From a file"},
    ),
    Choice(
        name="expense_target", section="Expenses and purchase orders", label="Expenses arrive as",
        meaning="What an expense becomes.", example="Bill: it is owed to the supplier.", default="bill",
        choices={"bill": "Bill", "purchase": "Expense, paid at once", "journal": "Journal entry"},
    ),
    Choice(
        name="expense_supplier", section="Expenses and purchase orders", label="Supplier of an expense",
        meaning="Whose name stands on it.", example="The employee: they are paid back.", default="supplier",
        choices={"supplier": "The supplier", "employee": "The employee"},
    ),
    Flag(
        name="non_reimbursable", section="Expenses and purchase orders", label="Send what is not paid back",
        meaning="Sends expenses that the company paid itself.", example="No.", default=False,
    ),
    Choice(
        name="order_target", section="Expenses and purchase orders", label="Purchase orders arrive as",
        meaning="What a purchase order becomes.", example="Purchase order.", default="order",
        choices={"order": "Purchase order", "bill": "Bill"},
    ),
    Choice(
        name="unattended", section="Web Connector", label="Access while QuickBooks is closed",
        meaning="What was answered when QuickBooks asked. Without it nothing is synced at night.",
        example="Even if QuickBooks is not running.", default="unknown", vendors=DESKTOP,
        choices={
            "unknown": "Not known", "open": "Only while the company file is open",
            "always": "Even if QuickBooks is not running",
        },
    ),
    Hours(
        name="quiet_hours", section="Schedule and notices", label="Quiet hours",
        meaning="Nothing is sent in this time of the organisation's day.", example="22:00-06:00.", default="",
    ),
    Addresses(
        name="notice_recipients", section="Schedule and notices", label="Who is told of trouble",
        meaning="These get a mail when the connection needs somebody.",
        example="books@example.com.", default=[],
    ),
    Several(
        name="digest_days", section="Schedule and notices", label="Summary on",
        meaning="Days on which a summary of what waits is mailed to the same "
        "people.", example="Monday, Friday.",
        default=["monday"],
        choices={
            day.lower(): day
            for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        },
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def offered(vendor: str) -> list[Setting]:
    """Return the settings that mean something with this vendor."""
    return [setting for setting in SETTINGS if not setting.vendors or vendor in setting.vendors]


def values(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return every setting's value in force: what was kept, else the default."""
    return {name: kept.get(name, setting.default) for name, setting in BY_NAME.items()}


def read(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read what was given; returns what fits and, by name, what is wrong with the rest."""
    fitting, problems = {}, {}
    for name, value in given.items():
        setting = BY_NAME.get(name)
        if setting is None:
            problems[name] = "There is no such setting."
            continue
        try:
            fitting[name] = setting.read(value)
        except Unfit as problem:
            problems[name] = str(problem)
    return fitting, problems


def differing(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what equals the default: only choices are kept."""
    return {name: value for name, value in kept.items() if value != BY_NAME[name].default}
