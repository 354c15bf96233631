"""Who may do what: roles, rights, and the one table that joins them."""

from collections.abc import Collection
from enum import StrEnum

from django.db.models import TextChoices

from billing.kinds import Kind


class Role(TextChoices):
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Integration admin"
    MAPPER = "mapper", "Mapper"
    OPERATOR = "operator", "Operator"
    BOOKKEEPER = "bookkeeper", "Bookkeeper"
    APPROVER = "approver", "Approver"
    ACCOUNTANT = "accountant", "Accountant"
    VIEWER = "viewer", "Viewer"
    SERVICE = "service", "Sync service"


class Module(TextChoices):
    INVOICES = "invoices", "Invoices"
    EXPENSES = "expenses", "Expenses"
    PURCHASE_ORDERS = "purchase_orders", "Purchase orders"


class Right(StrEnum):
    """One thing a person may be allowed to do."""

    LOOK = "see the overview and the books"
    KEEP_BOOKS = "create, change and approve the records of the books"
    SET_UP_BOOKS = "change how the books are kept and through which day they are closed"
    MANAGE_API = "manage API applications and service accounts"
    MANAGE_PEOPLE = "invite people and change their roles"
    MANAGE_ORGANISATION = "change the organisation's settings"
    READ_AUDIT = "read the audit trail"
    MANAGE_CONNECTION = "connect, disconnect and change accounting settings"
    MAP = "change mappings and matches"
    OPERATE = "start, retry and skip syncs"
    APPROVE = "approve what syncing holds for a second pair of eyes"
    SIGN_OFF = "sign off that the books agree"


MEANING = {
    Role.OWNER: "Everything, people and organisation included.",
    Role.ADMIN: "Connects QuickBooks and sets up how it is used.",
    Role.MAPPER: "Decides what goes where: mappings and matching.",
    Role.OPERATOR: "Runs syncs and repairs what failed.",
    Role.BOOKKEEPER: "Keeps the books: customers, items, invoices, payments and what is bought.",
    Role.APPROVER: "Approves what syncing holds for a second pair of eyes. Reads the books, changes nothing.",
    Role.ACCOUNTANT: "Reads everything and signs off that the books agree.",
    Role.VIEWER: "Reads, changes nothing.",
    Role.SERVICE: "For programs: keeps the records of the books through the API, and nothing else.",
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.ADMIN: frozenset(
        {
            Right.LOOK,
            Right.KEEP_BOOKS,
            Right.SET_UP_BOOKS,
            Right.MANAGE_API,
            Right.READ_AUDIT,
            Right.MANAGE_CONNECTION,
            Right.MAP,
            Right.OPERATE,
            Right.APPROVE,
        }
    ),
    Role.MAPPER: frozenset({Right.LOOK, Right.MAP}),
    Role.OPERATOR: frozenset({Right.LOOK, Right.KEEP_BOOKS, Right.OPERATE}),
    Role.BOOKKEEPER: frozenset({Right.LOOK, Right.KEEP_BOOKS}),
    Role.APPROVER: frozenset({Right.LOOK, Right.APPROVE}),
    Role.ACCOUNTANT: frozenset({Right.LOOK, Right.SET_UP_BOOKS, Right.READ_AUDIT, Right.SIGN_OFF}),
    Role.VIEWER: frozenset({Right.LOOK}),
    Role.SERVICE: frozenset({Right.LOOK, Right.KEEP_BOOKS}),
}

# Documents that a seat restricted to other modules does not even see. What they refer to is open to all.
MODULES: dict[Kind, Module] = {
    Kind.INVOICE: Module.INVOICES,
    Kind.CREDIT_NOTE: Module.INVOICES,
    Kind.PAYMENT: Module.INVOICES,
    Kind.REFUND: Module.INVOICES,
    Kind.PURCHASE_ORDER: Module.PURCHASE_ORDERS,
    Kind.EXPENSE: Module.EXPENSES,
}


def open_to(kind: Kind, *, modules: Collection[str]) -> bool:
    """Tell whether a seat restricted to these modules (none: to nothing) may deal with this kind."""
    return not modules or kind not in MODULES or MODULES[kind] in modules


def closed_to(modules: Collection[str]) -> list[Kind]:
    """Return the kinds of which a seat restricted to these modules sees nothing, wherever they turn up."""
    return [kind for kind in Kind if not open_to(kind, modules=modules)]


def roles_for_people() -> list[Role]:
    """Return the roles that a person may be given; a service account's is not among them."""
    return [role for role in Role if role is not Role.SERVICE]


def roles_for_accounts() -> list[Role]:
    """Return the roles that a service account may hold, its own first; an owner is somebody who signs in."""
    return [Role.SERVICE, *(role for role in roles_for_people() if role is not Role.OWNER)]


def roles_with(right: Right) -> list[Role]:
    """Return the roles that hold this right, in their usual order."""
    return [role for role in Role if right in RIGHTS[role]]
