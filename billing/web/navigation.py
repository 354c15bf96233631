"""The entries of billing's own pages."""

from billing.frame import navigation
from billing.frame.navigation import Entry
from billing.kinds import Kind
from billing.roles import Right
from billing.web.books.columns import tabs_of


def _book(kind: Kind, icon: str, *, label: str = "") -> Entry:
    return Entry(
        section="Books",
        label=label or kind.heading,
        view="records",
        icon=icon,
        right=Right.LOOK,
        kind=kind,
        kinds=tabs_of(kind),
    )


def register() -> None:
    navigation.add(
        Entry(section="", label="Overview", view="overview", icon="layout-dashboard", right=Right.LOOK),
        _book(Kind.CUSTOMER, "building-2"),
        _book(Kind.INVOICE, "file-text"),
        _book(Kind.PAYMENT, "hand-coins"),
        _book(Kind.ITEM, "package"),
        _book(Kind.SUPPLIER, "truck"),
        _book(Kind.PURCHASE_ORDER, "shopping-cart"),
        _book(Kind.EXPENSE, "receipt"),
        _book(Kind.ACCOUNT, "table-2", label="Accounts and lists"),
        Entry(
            section="Books",
            label="Settings of the books",
            view="books-settings",
            icon="sliders-horizontal",
            right=Right.SET_UP_BOOKS,
        ),
        Entry(section="Organisation", label="People", view="people", icon="users", right=Right.LOOK),
        Entry(
            section="Organisation",
            label="API applications",
            view="api-applications",
            icon="key-round",
            right=Right.MANAGE_API,
        ),
        Entry(
            section="Organisation", label="Audit", view="audit", icon="scroll-text", right=Right.READ_AUDIT
        ),
        Entry(
            section="Organisation",
            label="Settings",
            view="organisation",
            icon="settings",
            right=Right.MANAGE_ORGANISATION,
        ),
    )
